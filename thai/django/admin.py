"""Thai form fields for the admin: dates in the Buddhist era, Thai digits, phones with dashes."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models

from thai.django import fields, forms, widgets

if TYPE_CHECKING:
    _Admin = admin.options.BaseModelAdmin[Any]
else:
    _Admin = object


class ThaiAdminMixin(_Admin):
    """Put before ModelAdmin (and inlines): Thai form fields for every date, time, number and phone of the model."""

    formfield_overrides = {
        models.DateField: {"form_class": forms.ThaiDateField, "widget": widgets.ThaiDateInput},
        models.DateTimeField: {"form_class": forms.ThaiSplitDateTimeField, "widget": widgets.ThaiSplitDateTimeWidget},
        models.TimeField: {"form_class": forms.ThaiTimeField, "widget": widgets.ThaiTimeInput},
        models.DecimalField: {"form_class": forms.ThaiDecimalField, "widget": widgets.NumberTextInput},
        models.FloatField: {"form_class": forms.ThaiFloatField, "widget": widgets.NumberTextInput},
        models.IntegerField: {"form_class": forms.ThaiIntegerField, "widget": widgets.NumberTextInput},
        models.URLField: {"assume_scheme": "https"},
        fields.PhoneField: {"form_class": forms.PhoneField, "widget": widgets.PhoneInput},
    }
