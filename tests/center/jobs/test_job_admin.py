"""Jobs in the staff site: lists, reasons, progress with and without JavaScript, permissions."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone, translation

from center.jobs.kinds import KINDS
from center.jobs.models import Job, JobWorker
from center.jobs.queue import enqueue
from center.jobs.running import run_due
from tests.center.jobs import job_kinds
from tests.factories import make_staff

# Templates of Django itself read variables that are not always there.
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LIST = "/admin/center/job/"


@pytest.fixture(autouse=True)
def kinds():
    before = dict(KINDS)
    job_kinds.register()
    yield
    KINDS.clear()
    KINDS.update(before)


@pytest.fixture
def officer(client):
    user = make_staff(username="officer")
    client.force_login(user)
    return user


def clerk(client, *codenames: str):
    """Log in a staff user with only these permissions."""
    user = make_staff(is_superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return user


def at_work(**fields) -> Job:
    """A half-finished job."""
    enqueue("test_effect", **fields)
    Job.objects.update(
        state="running",
        due_at=timezone.now() + timedelta(minutes=1),
        progress=1200,
        total=6387,
        message="กำลังเปรียบเทียบ",
    )
    return Job.objects.get()


def test_the_list_says_what_runs_waits_and_failed(client, officer):
    at_work(by=officer)
    enqueue("test_refuses")
    run_due()
    enqueue("test_returns")
    page = client.get(LIST).content.decode()
    for text in ("กำลังทำ", "ไม่สำเร็จ", "รอทำ", "ทำแล้ว 1,200 จาก 6,387 แถว", "officer", "งานทดสอบ"):
        assert text in page


@pytest.mark.parametrize("jobs", [1, 20])
def test_cost_of_the_list_does_not_grow(client, officer, jobs, django_assert_max_num_queries):
    for _ in range(jobs):
        enqueue("test_returns", by=make_staff())
    client.get(LIST)
    with django_assert_max_num_queries(9):
        client.get(LIST)


@pytest.mark.parametrize(("query", "found"), [("?state=failed", 1), ("?kind=test_returns", 2), ("", 3)])
def test_filters(client, officer, query, found):
    enqueue("test_refuses")
    run_due()
    enqueue("test_returns")
    enqueue("test_returns")
    assert client.get(LIST + query).context["cl"].result_count == found


def test_the_detail_gives_the_reason(client, officer):
    job = enqueue("test_refuses")
    run_due()
    page = client.get(f"{LIST}{job.pk}/change/").content.decode()
    assert "ไฟล์นี้ไม่ใช่ Excel" in page
    assert "ลองใหม่" in page and "ยกเลิกงาน" not in page
    assert 'name="_save"' not in page


# --- Is a worker alive? ---


@pytest.mark.parametrize("url", [LIST, "/admin/"])
def test_a_silent_worker_is_told_of(client, officer, url):
    assert "ตัวทำงานเบื้องหลังยังไม่เคยทำงาน" in client.get(url).content.decode()
    JobWorker.objects.create(
        name="w", seen_at=timezone.datetime(2026, 10, 1, 2, 30, tzinfo=timezone.get_fixed_timezone(0))
    )
    assert "ตัวทำงานเบื้องหลังไม่ทำงานตั้งแต่ 1 ตุลาคม 2569 เวลา 09.30 น." in client.get(url).content.decode()
    JobWorker.objects.update(seen_at=timezone.now() - timedelta(seconds=30))
    assert "ตัวทำงานเบื้องหลัง" not in client.get(url).content.decode()


def test_who_may_not_see_jobs_is_not_warned(client):
    clerk(client, "view_person")
    assert "ตัวทำงานเบื้องหลัง" not in client.get("/admin/").content.decode()


# --- Progress ---


def test_progress_moves_without_javascript_until_the_end(client, officer):
    job = at_work(by=officer)
    url = reverse("admin:center_job_progress", args=[job.pk])
    assert url == f"{LIST}{job.pk}/progress/"
    answer = client.get(url)
    page = " ".join(answer.content.decode().split())
    assert answer["Refresh"].startswith("2; url=") and answer["Refresh"].endswith("/progress/?watch=1")
    assert "no-store" in answer["Cache-Control"]
    assert "ทำแล้ว 1,200 จาก 6,387 แถว" in page and "กำลังเปรียบเทียบ" in page
    assert '<progress id="job-bar" aria-labelledby="job-state" max="6387" value="1200">' in page
    Job.objects.update(state="done", due_at=None)
    answer = client.get(url)
    assert "Refresh" not in answer
    page = answer.content.decode()
    assert f'href="/done/{job.pk}/"' in page
    assert "<progress" not in page and "admin-progress" not in page


def test_the_scripts_page_does_not_load_itself_again(client, officer):
    job = at_work()
    answer = client.get(reverse("admin:center_job_progress", args=[job.pk]) + "?live=1")
    assert "Refresh" not in answer
    address = reverse("admin:center_job_progress_data", args=[job.pk])
    assert f'data-address="{address}"' in answer.content.decode()
    now = client.get(address).json()
    assert (now["progress"], now["total"], now["unfinished"]) == (1200, 6387, True)
    assert now["counted"] == "ทำแล้ว 1,200 จาก 6,387 แถว"
    Job.objects.update(state="failed", due_at=None, error="ไฟล์ผิด")
    now = client.get(address).json()
    assert (now["state_text"], now["unfinished"], now["error"]) == ("ไม่สำเร็จ", False, "ไฟล์ผิด")


def test_what_a_job_says_is_read_in_either_language(client, officer):
    job = at_work()
    Job.objects.filter(pk=job.pk).update(
        attempts=1000, due_at=timezone.now() - timedelta(minutes=1), message="กำลังอ่านไฟล์"
    )
    with translation.override("en"):
        progress = reverse("admin:center_job_progress_data", args=[job.pk])
        assert client.get(progress).json()["message"] == "Reading the file"
        run_due()
        assert client.get(progress).json()["error"] == "The job broke off 1000 times, so it is not tried again."
        assert "broke off 1000 times" in client.get(reverse("admin:center_job_change", args=[job.pk])).content.decode()
    assert "งานหยุดกลางคัน 1000 ครั้ง" in client.get(reverse("admin:center_job_change", args=[job.pk])).content.decode()
    exported = b"".join(client.get(reverse("admin:center_job_export", args=["csv"])).streaming_content).decode()
    assert "งานหยุดกลางคัน 1000 ครั้ง" in exported and "pattern" not in exported


def test_before_anything_is_counted_the_bar_has_no_value(client, officer):
    job = enqueue("test_effect")
    page = " ".join(client.get(reverse("admin:center_job_progress", args=[job.pk])).content.decode().split())
    assert '<progress id="job-bar" aria-labelledby="job-state" ></progress>' in page


# --- Retrying and cancelling ---


def test_trying_again_and_cancelling_from_a_page(client, officer):
    job = enqueue("test_refuses")
    run_due()
    answer = client.post(reverse("admin:center_job_try_again", args=[job.pk]), follow=True)
    assert "สั่งให้ลองใหม่แล้ว" in answer.content.decode()
    assert Job.objects.get().state == "waiting"
    answer = client.post(reverse("admin:center_job_try_again", args=[job.pk]), follow=True)
    assert "ลองใหม่ได้เฉพาะงานที่ไม่สำเร็จ" in answer.content.decode()
    client.post(reverse("admin:center_job_cancel", args=[job.pk]))
    assert Job.objects.get().state == "cancelled"
    answer = client.post(reverse("admin:center_job_cancel", args=[job.pk]), follow=True)
    assert "ยกเลิกไม่ได้" in answer.content.decode()
    assert list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True)) == [
        "สั่งให้ลองใหม่แล้ว",
        "ยกเลิกงานแล้ว",
    ]


def test_trying_again_and_cancelling_many(client, officer):
    failed = [enqueue("test_refuses") for _ in range(2)]
    run_due()
    waiting = enqueue("test_returns")
    every = [job.pk for job in (*failed, waiting)]
    answer = client.post(LIST, {"action": "try_selected_again", "_selected_action": every}, follow=True)
    assert "สั่งให้ลองใหม่แล้ว 2 งาน" in answer.content.decode()
    answer = client.post(LIST, {"action": "cancel_selected", "_selected_action": every}, follow=True)
    assert "ยกเลิกแล้ว 3 งาน" in answer.content.decode()
    assert set(Job.objects.values_list("state", flat=True)) == {"cancelled"}


@pytest.mark.parametrize("name", ["try_again", "cancel"])
def test_reading_an_address_changes_nothing(client, officer, name):
    job = at_work()
    assert client.get(reverse(f"admin:center_job_{name}", args=[job.pk])).status_code == 405
    assert Job.objects.get().state == "running"


# --- Permissions ---

PAGES = ("progress", "progress_data", "try_again", "cancel")


def answers(client, job: Job) -> list[int]:
    """The status codes of: list, detail, progress page, progress data, retry, cancel."""
    urls = [reverse(f"admin:center_job_{name}", args=[job.pk]) for name in PAGES]
    got = [client.get(LIST), client.get(f"{LIST}{job.pk}/change/"), client.get(urls[0]), client.get(urls[1])]
    return [answer.status_code for answer in (*got, client.post(urls[2]), client.post(urls[3]))]


@pytest.mark.parametrize(
    ("permissions", "expected"),
    [
        ([], [403, 403, 403, 403, 403, 403]),
        (["view_job"], [200, 200, 200, 200, 403, 403]),
        (["view_job", "change_job"], [200, 200, 200, 200, 302, 302]),
    ],
)
def test_jobs_of_others(client, permissions, expected):
    clerk(client, *permissions)
    assert answers(client, at_work()) == expected


def test_the_own_job_is_seen_and_cancelled_by_whom_it_belongs_to(client):
    job = at_work(by=clerk(client))
    assert answers(client, job) == [403, 403, 200, 200, 302, 302]
    assert Job.objects.get().state == "cancelled"


def test_nobody_else_gets_in(client):
    job = at_work()
    assert answers(client, job) == [302] * 6
    assert Job.objects.get().state == "running"


@pytest.mark.parametrize("action", ["try_selected_again", "cancel_selected", "delete_selected"])
def test_viewers_have_no_actions(client, action):
    clerk(client, "view_job", "delete_job")
    job = at_work()
    client.post(LIST, {"action": action, "_selected_action": [job.pk], "post": "yes"})
    assert Job.objects.get().state == "running"


@pytest.mark.parametrize("page", ["add/", "{}/delete/"])
def test_nothing_is_added_or_deleted_by_hand(client, officer, page):
    job = at_work()
    assert client.post(LIST + page.format(job.pk), {"post": "yes"}).status_code == 403
    assert Job.objects.exists()
