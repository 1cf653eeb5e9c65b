"""A job's progress page moves: with the script by fetching numbers, without JavaScript by loading itself again."""

import time

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from center.jobs.models import Job
from center.jobs.queue import enqueue
from center.staff.job import JobAdmin
from tests import factories
from tests.browser.rig import DESKTOP, PHONE, assert_axe_clean, assert_no_sideways_scroll, keep_picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
COUNTED = "#job-counted"


def set_job(**fields) -> None:
    Job.objects.update(**{"state": "running", "due_at": timezone.now(), "total": 6387, **fields})


@pytest.fixture
def open_progress(new_page, live_server, client):
    """Opens the page of a job at work, signed in."""
    user = factories.make_staff()
    job = enqueue("clear_sessions", by=user)
    set_job(progress=1200, message="กำลังเปรียบเทียบ")

    def open_it(device, **options):
        client.force_login(user)
        page = new_page(device, **options)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page.goto(f"/admin/center/job/{job.pk}/progress/")
        return page

    return open_it


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_moves_until_the_end(open_progress, javascript):
    page = open_progress(DESKTOP, javascript=javascript)
    if javascript:
        page.wait_for_url("**/progress/?live=1")
    page.get_by_text("ทำแล้ว 1,200 จาก 6,387 รายการ").wait_for()
    set_job(progress=5000)
    page.get_by_text("ทำแล้ว 5,000 จาก 6,387 รายการ").wait_for()
    assert page.get_by_role("progressbar").get_attribute("value") == "5000"
    set_job(state="done", due_at=None, progress=6387)
    page.get_by_text("เสร็จแล้ว").wait_for()
    page.wait_for_load_state("load")
    expect(page.get_by_role("progressbar")).to_have_count(0)
    if not javascript:
        return
    # It stays as it is now.
    page.wait_for_timeout(2500)
    assert page.url.endswith("/progress/")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_is_accessible_on_a_phone(open_progress, dark):
    page = open_progress(PHONE, dark=dark)
    page.wait_for_url("**/progress/?live=1")
    page.get_by_role("button", name="ยกเลิกงาน").wait_for()
    assert_no_sideways_scroll(page)
    keep_picture(page, "admin-job-progress-phone")
    assert_axe_clean(page)
    page.get_by_role("button", name="ยกเลิกงาน").click()
    page.get_by_text("ยกเลิกงานแล้ว").wait_for()
    assert Job.objects.get().state == "cancelled"


def test_keeps_the_answer_to_cancelling_where_it_comes_late(open_progress, monkeypatch):
    """The numbers fetched meanwhile say that the job has ended: they must not take the page from under the answer."""
    log_change = JobAdmin.log_change

    def log_slowly(*arguments) -> None:
        time.sleep(2.5)
        log_change(*arguments)

    monkeypatch.setattr(JobAdmin, "log_change", log_slowly)
    page = open_progress(DESKTOP)
    page.wait_for_url("**/progress/?live=1")
    page.get_by_role("button", name="ยกเลิกงาน").click()
    page.get_by_text("ยกเลิกงานแล้ว").wait_for()
