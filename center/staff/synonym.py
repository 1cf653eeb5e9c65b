from django.contrib import admin

from center.records.search import Synonym
from center.staff.base import StaffAdmin


@admin.register(Synonym)
class SynonymAdmin(StaffAdmin):
    list_display = ("words",)
    search_fields = ("words",)
    folded_here = True
