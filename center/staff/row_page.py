"""Pages of the staff site below one row's change page: a form for a rule, what it refused, the way back to the row."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db.models import Model
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    QueryDict,
)
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thai.django.fields import ThaiCharField

# Of a button's fields all others are sent again by the page that asks for a reason.
NOT_CARRIED = ("csrfmiddlewaretoken", "reason")
P = ParamSpec("P")
Page = Callable[Concatenate[ModelAdmin, HttpRequest, P], HttpResponse]


def require(request: HttpRequest, permission: str) -> None:
    """Raises PermissionDenied for a user without the permission."""
    if not request.user.has_perm(permission):
        raise PermissionDenied


def button(act: Page[P]) -> Page[P]:
    """Decorator of what a button does: answers 405 to whatever isn't a POST."""

    @wraps(act)
    def only_posted(
        model_admin: ModelAdmin, request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return act(model_admin, request, *args, **kwargs)

    return only_posted


def posted(request: HttpRequest) -> QueryDict | None:
    """The data for a form: None unless the request is a POST."""
    return request.POST if request.method == "POST" else None


def posted_version(request: HttpRequest) -> int:
    """The version of the rows that a form showed, from its field `version`; 0 if that is missing or no number."""
    return number_in(request.POST.get("version", ""), most_digits=18)


def number_in(text: str, *, most_digits: int = 9) -> int:
    """The number in a field or an address, such as a row's; 0 if it is none or has more digits."""
    return int(text) if text.isdecimal() and len(text) <= most_digits else 0


def go_back(request: HttpRequest, row: Model) -> HttpResponseRedirect:
    """To the page a button stood on (its field `next`), else to the row's own."""
    page = request.POST.get("next", "")
    own_site = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(page if own_site else address_of(row))


def address_of(row: Model) -> str:
    """The address of the row's change page."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def show(
    model_admin: ModelAdmin, request: HttpRequest, template: str, *, row: Model, title: Any, **context: Any
) -> TemplateResponse:
    """Render a template that extends admin/row_page.html. `forms` in the context: those of the page, for the summary."""
    media = model_admin.media
    for form in context.get("forms", ()):
        media += form.media
    page = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": media,
        "title": title,
        "row": row,
        "row_url": address_of(row),
        "summary": list(errors_of(context.get("forms", ()))),
        **context,
    }
    return TemplateResponse(request, template, page)


def show_new(
    model_admin: ModelAdmin, request: HttpRequest, form: forms.Form, *, title: Any, button: Any
) -> TemplateResponse:
    """The page of a form from which a rule makes a new row."""
    opts = model_admin.opts
    page = {
        **model_admin.admin_site.each_context(request),
        "opts": opts,
        "media": model_admin.media + form.media,
        "title": title,
        "form": form,
        "row": opts.verbose_name_plural,
        "row_url": reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
        "button": button,
        "explained": [],
        "summary": list(errors_of([form])),
    }
    return TemplateResponse(request, "admin/new_row.html", page)


def ask(
    model_admin: ModelAdmin,
    request: HttpRequest,
    *,
    row: Model,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    title: Any,
    button: Any,
    said: Any,
    explained: Iterable[Any] = (),
) -> HttpResponse:
    """A page with one form: act(cleaned_data) is the rule; what it refuses stands at the fields. said: what was done."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as error:
            report(form, error)
        else:
            return done(model_admin, request, row, said)
    return show(
        model_admin,
        request,
        "admin/row_form.html",
        row=row,
        title=title,
        form=form,
        forms=[form],
        button=button,
        explained=explained,
    )


def done(model_admin: ModelAdmin, request: HttpRequest, row: Model, sentence: Any) -> HttpResponseRedirect:
    """Say what was done, write it into the admin log, and redirect to the row."""
    model_admin.log_change(request, row, str(sentence))
    messages.success(request, sentence)
    return HttpResponseRedirect(address_of(row))


def refuse(request: HttpRequest, row: Model, sentence: str) -> HttpResponseRedirect:
    """Say why something can't be done at all, and redirect to the row."""
    messages.error(request, sentence)
    return HttpResponseRedirect(address_of(row))


def report(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what a rule refused at the fields it names; of a field the form lacks, above the form."""
    for field, errors in getattr(error, "error_dict", {NON_FIELD_ERRORS: error}).items():
        form.add_error(field if field in form.fields else None, errors)


def errors_of(several: Iterable[forms.BaseForm]) -> Iterator[dict[str, Any]]:
    """What is wrong, field by field, each with the id of the field it stands at."""
    for form in several:
        if not form.is_bound:
            continue
        for name, errors in form.errors.items():
            field = form[name] if name in form.fields else None
            for message in errors:
                yield {
                    "id": field.auto_id if field else "",
                    "label": getattr(form, "row_label", ""),
                    "message": message,
                    "field": field.label if field else "",
                }


class ReasonForm(forms.Form):
    """Why, asked for after a button was refused for want of it."""

    reason = ThaiCharField(max_length=200, blank=True).formfield(label=gettext_lazy("เหตุผล"))


@dataclass(frozen=True)
class Refusals:
    """What the rules of one kind of row refuse: these errors and nothing else, each in a sentence that staff read.

    of_reason: those that only want a reason. named: what a button did or why not is said with the row's name.
    """

    errors: tuple[type[Exception], ...]
    sentence_of: Callable[[Exception], str]
    of_reason: type[Exception] | tuple[type[Exception], ...]
    named: bool = False

    def at_the_field(self, refusal: Exception, field: str) -> ValidationError:
        """The refusal for report(): at the field it names, else at `field`, or at `reason` where only that is missing."""
        at = "reason" if isinstance(refusal, self.of_reason) else getattr(refusal, "field", field)
        return ValidationError({at: [self.sentence_of(refusal)]})

    def refused_at(self, field: str, rule: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
        """A rule for ask(): what it refuses stands at the field."""

        def act(cleaned: dict[str, Any]) -> object:
            try:
                return rule(cleaned)
            except self.errors as refusal:
                raise self.at_the_field(refusal, field) from None

        return act

    def do(
        self, model_admin: ModelAdmin, request: HttpRequest, row: Model, rule: Callable[[], object], said: str
    ) -> HttpResponseRedirect:
        """Run a rule for a button, say what was done or why not, and go back to where the button stood."""
        try:
            rule()
        except self.errors as refusal:
            return self._not_done(request, row, refusal)
        return self._done(model_admin, request, row, said)

    def do_or_ask(
        self, model_admin: ModelAdmin, request: HttpRequest, row: Model, rule: Callable[[str], object], said: str
    ) -> HttpResponse:
        """As do(), for rule(reason). Where only the reason is missing, a page asks for it and sends what the button sent."""
        form = ReasonForm(request.POST)
        if form.is_valid():
            try:
                rule(form.cleaned_data["reason"])
            except self.of_reason as refusal:
                report(form, self.at_the_field(refusal, "reason"))
            except self.errors as refusal:
                return self._not_done(request, row, refusal)
            else:
                return self._done(model_admin, request, row, said)
        return show(
            model_admin,
            request,
            "admin/row_form.html",
            row=row,
            title=_("บอกเหตุผล: %s") % row,
            form=form,
            forms=[form],
            button=_("บันทึก"),
            explained=[said],
            carried=[(name, request.POST[name]) for name in request.POST if name not in NOT_CARRIED],
        )

    def _done(self, model_admin: ModelAdmin, request: HttpRequest, row: Model, said: str) -> HttpResponseRedirect:
        model_admin.log_change(request, row, said)
        messages.success(request, self._said_of(row, said))
        return go_back(request, row)

    def _not_done(self, request: HttpRequest, row: Model, refusal: Exception) -> HttpResponseRedirect:
        messages.error(request, self._said_of(row, self.sentence_of(refusal)))
        return go_back(request, row)

    def _said_of(self, row: Model, sentence: str) -> str:
        return f"{row}: {sentence}" if self.named else sentence
