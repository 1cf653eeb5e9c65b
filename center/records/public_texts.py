"""Forms for public texts: contact data in them is reported before they are published."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from center.records.personal import Privacy, privacy_of
from thai.contacts import Contact, ContactKind, find_contacts
from thai.django.fields import PhoneField

POINTED_OUT = _("มีเบอร์หรืออีเมล: %(found)s ทุกคนบนเว็บจะอ่านได้ ลบออก หรือติ๊กยืนยันที่ “เผยแพร่ทั้งที่มีเบอร์หรืออีเมล” แล้วกดอีกครั้ง")
NEVER = _("มีเลขบัตรประชาชน: %(found)s เผยแพร่ไม่ได้ กรุณาลบออก")


def contacts_in(text: str) -> list[Contact]:
    """Contact data in a text, except phones and e-mail addresses that the portal publishes anyway.

    Queries the database only if the text contains a phone or an e-mail address.
    """
    found = find_contacts(text)
    if all(contact.kind is ContactKind.ID_CARD for contact in found):
        return found
    known = _office_contacts()
    return [contact for contact in found if contact.value not in known]


def _office_contacts() -> set[str]:
    """Phones and e-mail addresses in fields marked as public. One query for each model that has such fields."""
    known: set[str] = set()
    for model in apps.get_models():
        if hasattr(model, "instance_type"):  # a history model
            continue
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, PhoneField | models.EmailField) and privacy_of(field) is Privacy.PUBLIC
        ]
        if names:
            known.update(value.lower() for row in model._base_manager.values_list(*names) for value in row if value)
    return known


class _Ticks(forms.MultipleChoiceField):
    """Confirmed contacts. A tick for a contact that has been edited away since is ignored."""

    def valid_value(self, value: str) -> bool:
        return True


if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm


class PublicTextForm(_ModelForm):
    """A form with texts for the public, in the fields named by public_texts.

    Contact data in them is a validation error at the field until it is removed or each contact is confirmed with a tick.
    ID-card numbers can't be confirmed. The page shows publish_contacts if there is something to tick.
    """

    public_texts: ClassVar[tuple[str, ...]] = ()

    publish_contacts = _Ticks(
        label=_("เผยแพร่ทั้งที่มีเบอร์หรืออีเมล"),
        help_text=_("ติ๊กเฉพาะที่เจ้าของยินยอมให้ทุกคนเห็นเท่านั้น"),
        required=False,
        widget=forms.MultipleHiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            texts = [str(self.initial.get(name) or "") for name in self.public_texts]
            self._offer([contact for text in texts for contact in contacts_in(text)])

    def publishes(self) -> bool:
        """Whether submitting publishes the texts. Overridden by forms with several buttons."""
        return True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        found = {name: contacts_in(cleaned.get(name) or "") for name in self.public_texts}
        self._offer([contact for contacts in found.values() for contact in contacts])
        if self.publishes():
            ticked = cleaned.get("publish_contacts") or []
            for name, contacts in found.items():
                self._add_errors(name, contacts, ticked)
        return cleaned

    def _add_errors(self, name: str, contacts: list[Contact], ticked: list[str]) -> None:
        id_cards = [contact.written for contact in contacts if contact.kind is ContactKind.ID_CARD]
        others = [
            contact.written
            for contact in contacts
            if contact.kind is not ContactKind.ID_CARD and contact.value not in ticked
        ]
        for message, written in ((NEVER, id_cards), (POINTED_OUT, others)):
            if written:
                self.add_error(name, forms.ValidationError(message, params={"found": ", ".join(written)}))

    def _offer(self, contacts: list[Contact]) -> None:
        """Show a checkbox for each contact that may be published."""
        choices = [(contact.value, contact.written) for contact in contacts if contact.kind is not ContactKind.ID_CARD]
        if choices:
            # radiolist: the admin's class for a list of choices
            widget = forms.CheckboxSelectMultiple(attrs={"class": "radiolist"}, choices=choices)
            self.fields["publish_contacts"].widget = widget
