"""The staff site: Django's admin under the center's name, with today's work on its first page."""

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# The order of the officer's day instead of the alphabet's; what isn't named follows behind.
APPS = ("catalog", "center", "auth")
MODELS = (
    # The showcase
    "Product",
    "Producer",
    "Certificate",
    "StarRating",
    "ImportBatch",
    "ImportRow",
    "Category",
    "Unit",
    "CertificateKind",
    # The center's pages
    "Announcement",
    "Document",
    "DocumentCategory",
    "Question",
    "Lesson",
    "Source",
    # The center itself
    "Center",
    "Closure",
    "OpeningHours",
    "ServicePoint",
    "OfficerCard",
    "ServiceDay",
    # People and their groups
    "Person",
    "Group",
    "Membership",
    "GroupStatusChange",
    "Network",
    "Organization",
    # What is set up once, and what runs by itself
    "Tambon",
    "Place",
    "Synonym",
    "User",
    "Job",
    "Deletion",
)
LAST_CHANGES = 10


class StaffSite(admin.AdminSite):
    site_title = _("จัดการข้อมูล ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก")
    site_header = _("ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า")
    index_title = _("งานวันนี้")
    empty_value_display = "–"
    enable_nav_sidebar = True

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place(model["object_name"], MODELS))
        return sorted(apps, key=lambda app: _place(app["app_label"], APPS))

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        warn_of_silence(request)
        work = {"waiting": waiting(request), "changes": last_changes(request)}
        return super().index(request, work | (extra_context or {}))


def _place(name: str, order: tuple[str, ...]) -> int:
    return order.index(name) if name in order else len(order)


def warn_of_silence(request: HttpRequest) -> None:
    """Say above the page that no worker does the background work, to those who may see it. One query while one does."""
    # At the import of this module models aren't ready.
    from center.staff.job import silence

    if request.user.has_perm("center.view_job") and (warning := silence()):
        messages.warning(request, warning)


def waiting(request: HttpRequest) -> list[dict]:
    """What waits for this officer: label, how many, and the list that shows them. Only of kinds they may see."""
    return waiting_questions(request) + waiting_products(request)


def waiting_questions(request: HttpRequest) -> list[dict]:
    """Visitors' questions without an answer. One query."""
    if not request.user.has_perm("center.change_question"):
        return []
    from center.lessons.questions import waiting_count

    url = reverse("admin:center_question_changelist") + "?state=waiting"
    return [{"name": "questions", "label": _("คำถามที่รอตอบ"), "count": waiting_count(), "url": url}]


def waiting_products(request: HttpRequest) -> list[dict]:
    """What waits among the products. Empty for who may not see products."""
    if not request.user.has_perm("catalog.view_product") and not request.user.has_perm("catalog.change_product"):
        return []
    # The admin is loaded by then; at the import of this module models aren't ready.
    from catalog.products.admin.waiting import counts

    url = reverse("admin:catalog_product_changelist")
    return [one | {"url": f"{url}?waiting={one['name']}"} for one in counts()]


def last_changes(request: HttpRequest) -> list[dict]:
    """What staff did last, of the kinds this officer may see: who, what, when. Three queries at most."""
    entries = LogEntry.objects.select_related("user", "content_type").order_by("-action_time", "-pk")
    changes = []
    for entry in entries[: LAST_CHANGES * 3]:
        kind = entry.content_type.model_class() if entry.content_type else None
        if kind is None or not request.user.has_perm(f"{kind._meta.app_label}.view_{kind._meta.model_name}"):
            continue
        act = {ADDITION: _("เพิ่ม"), CHANGE: _("แก้ไข")}.get(entry.action_flag, _("ลบ"))
        url = "" if entry.is_deletion() else entry.get_admin_url()
        changes.append(
            {
                "act": act,
                "kind": kind._meta.verbose_name,
                "name": entry.object_repr,
                "url": url,
                "by": entry.user.get_full_name() or entry.user.get_username(),
                "at": entry.action_time,
            }
        )
    return changes[:LAST_CHANGES]
