from django.contrib import admin

from center.admin.base import StaffAdmin
from center.models import Synonym


@admin.register(Synonym)
class SynonymAdmin(StaffAdmin):
    list_display = ("words",)
    search_fields = ("words",)
    folded_here = True
