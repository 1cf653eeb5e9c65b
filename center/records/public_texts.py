"""Texts that anybody will read: phones, e-mail and ID cards in them are pointed out before they are published."""

from typing import Any, ClassVar

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
    """What in a text leads to a person. Numbers and addresses of offices that the portal shows anyway are none.

    Asks the database only where there is a phone or an e-mail address.
    """
    found = find_contacts(text)
    if all(contact.kind is ContactKind.ID_CARD for contact in found):
        return found
    known = _office_contacts()
    return [contact for contact in found if contact.value not in known]


def _office_contacts() -> set[str]:
    """Phones and e-mail addresses in fields that say they are public. A query for each such model."""
    known: set[str] = set()
    for model in apps.get_models():
        if hasattr(model, "instance_type"):  # the rows of a history
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
    """Ticks on what was found. One for something that isn't there any more says nothing, and is no mistake."""

    def valid_value(self, value: str) -> bool:
        return True


class PublicTextForm(forms.ModelForm):
    """A form of texts that anybody will read; public_texts names those fields.

    Contact data in them stops the first try, said at the field, with everything typed kept; it is published once it was
    taken out or each find was ticked. ID-card numbers are never published. The page shows publish_contacts where there
    is something to tick.
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
            self._offer([find for name in self.public_texts for find in contacts_in(str(self.initial.get(name) or ""))])

    def publishes(self) -> bool:
        """Whether what was sent goes public. A form with other buttons says so here."""
        return True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        found = {name: contacts_in(cleaned.get(name) or "") for name in self.public_texts}
        self._offer([find for finds in found.values() for find in finds])
        if self.publishes():
            ticked = cleaned.get("publish_contacts") or []
            for name, finds in found.items():
                self._point_out(name, finds, ticked)
        return cleaned

    def _point_out(self, name: str, finds: list[Contact], ticked: list[str]) -> None:
        id_cards = [find.written for find in finds if find.kind is ContactKind.ID_CARD]
        others = [find.written for find in finds if find.kind is not ContactKind.ID_CARD and find.value not in ticked]
        for sentence, written in ((NEVER, id_cards), (POINTED_OUT, others)):
            if written:
                self.add_error(name, forms.ValidationError(sentence, params={"found": ", ".join(written)}))

    def _offer(self, finds: list[Contact]) -> None:
        """Show a tick for each find that may be published."""
        choices = {find.value: find.written for find in finds if find.kind is not ContactKind.ID_CARD}
        if choices:
            field = self.fields["publish_contacts"]
            field.widget = forms.CheckboxSelectMultiple(
                attrs={"class": "radiolist"}
            )  # as the staff site lays out choices
            field.choices = list(choices.items())
