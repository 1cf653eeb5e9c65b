"""The job queue: transactional enqueue, one worker per job, exactly-once effects, retries, no lost jobs."""

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from center.jobs import periodic, queue
from center.jobs.kinds import KINDS, LANES, MAIL, job_kind, label_of
from center.jobs.models import Job, JobSchedule, JobWorker
from center.jobs.periodic import Repeating, queue_repeating, repeat
from center.jobs.queue import LostJob, cancel, enqueue, prune, requeue, retry, take
from center.jobs.running import Released, RunningJob, run, run_due, write_progress
from center.jobs.worker import Heartbeat, Worker, last_heartbeat, worker_is_alive
from center.people.models import Person
from center.rate_limits import counting
from center.records.messages import translate
from center.recycle_bin.models import Deletion
from tests.center.jobs import job_kinds
from tests.factories import make_user

pytestmark = pytest.mark.django_db
BANGKOK = ZoneInfo("Asia/Bangkok")
OF_THE_PORTAL = dict(periodic.REPEATING)


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Registers the tests' kinds and no repeating jobs, for one test."""
    monkeypatch.setattr(periodic, "REPEATING", {})
    before = dict(KINDS)
    job_kinds.register()
    yield
    KINDS.clear()
    KINDS.update(before)


def later(**span) -> datetime:
    return timezone.now() + timedelta(**span)


def taken(**fields) -> Job:
    """A job that a worker has just taken."""
    enqueue("test_effect", **fields)
    return take("first")


# --- Queueing ---


def test_runs_and_keeps_the_result():
    user = make_user()
    job = enqueue("test_returns", arguments={"name": "ข้าว", "number": 3}, by=user)
    assert (job.state, job.attempts, job.by) == ("waiting", 0, user)
    assert run_due() == 1
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts, job.due_at) == ("done", {"name": "ข้าว", "number": 3}, 1, None)
    assert job.created_at <= job.started_at <= job.finished_at


def test_a_rollback_leaves_nothing():
    with transaction.atomic():
        enqueue("test_returns", unique_key="a")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_waits_for_its_time():
    job = enqueue("test_returns", run_at=later(minutes=5))
    assert take("w") is None
    assert take("w", now=later(minutes=6)) == job


def test_the_longest_due_goes_first():
    second, first = enqueue("test_returns"), enqueue("test_returns", run_at=later(minutes=-1))
    assert [take("w"), take("w"), take("w")] == [first, second, None]


def test_the_same_is_queued_once_while_it_waits_or_runs():
    job = enqueue("test_returns", unique_key="sheet 1")
    assert enqueue("test_returns", unique_key="sheet 1") == job
    assert take("w") == job
    assert enqueue("test_returns", unique_key="sheet 1") == job
    assert enqueue("test_returns", unique_key="sheet 2") != job
    run(job, RunningJob(Job.objects.get(pk=job.pk)))
    assert enqueue("test_returns", unique_key="sheet 1") != job


def test_an_unknown_kind_is_refused_at_once():
    with pytest.raises(LookupError, match="no_such_kind"):
        enqueue("no_such_kind")


@pytest.mark.parametrize("arguments", [{"when": timezone.now()}, {"pair": (1, 2)}, {1: "number as a key"}])
def test_arguments_that_json_would_change_are_refused(arguments):
    with pytest.raises(TypeError):
        enqueue("test_returns", arguments=arguments)


def test_a_kind_has_one_function():
    with pytest.raises(ValueError, match="test_returns"):
        job_kind("test_returns", label="x")(lambda job: None)
    assert label_of("test_returns") == "งานทดสอบ" and label_of("gone") == "gone"


# --- Leases and claims ---


def test_a_running_job_is_nobody_elses():
    job = taken()
    assert take("second") is None
    assert (job.state, job.worker, job.attempts, job.claim) == ("running", "first", 1, 1)


def test_a_silent_workers_job_is_taken_over():
    job = taken()
    again = take("second", now=later(seconds=61))
    assert (again.pk, again.worker, again.attempts, again.claim) == (job.pk, "second", 2, 2)


def test_a_sign_of_life_extends_the_lease():
    job = taken()
    Heartbeat("first", timedelta(seconds=300)).beat(RunningJob(job))
    assert take("second", now=later(seconds=200)) is None
    assert worker_is_alive()


def test_a_job_that_runs_too_long_gets_no_more_signs(monkeypatch):
    running = RunningJob(taken())
    running.started -= KINDS["test_effect"].longest_run.total_seconds() + 1
    Heartbeat("first", timedelta(seconds=300)).beat(running)
    assert take("second", now=later(seconds=200)) is not None
    assert not worker_is_alive()


def test_a_zombies_effect_is_refused():
    """A worker that was suspended past its lease writes rows, but can't commit them."""
    zombie = RunningJob(taken())
    heir = take("second", now=later(seconds=61))

    def effect():
        with transaction.atomic():
            Person.objects.create(first_name="ซ้ำ")
            zombie.finish({"by": "zombie"})

    with pytest.raises(LostJob):
        effect()
    assert not Person.objects.exists()
    RunningJob(heir).finish({"by": "heir"})
    assert Job.objects.get().result == {"by": "heir"}


def test_a_zombie_settles_nothing():
    job = taken()
    heir = take("second", now=later(seconds=61))
    assert run(job, RunningJob(job)) == "lost"
    assert not queue.mark_failed(job.pk, job.claim, "x")
    assert not requeue(job.pk, job.claim, due_at=timezone.now())
    running = RunningJob(job)
    write_progress(running)
    assert running.lost
    with pytest.raises(LostJob):
        running.progress(1)
    assert Job.objects.values_list("state", "claim", "message").get() == ("running", heir.claim, "")


def test_a_late_lease_still_finishes_while_nobody_took_over():
    job = taken()
    Job.objects.update(due_at=later(seconds=-100))
    assert run(job, RunningJob(job)) == "done"
    assert Person.objects.count() == 1


def test_a_job_that_kills_its_worker_is_given_up():
    enqueue("test_retries")
    for minutes in (0, 2, 4):
        assert take("w", now=later(minutes=minutes)) is not None
    assert take("w", now=later(minutes=6)) is None
    job = Job.objects.get()
    assert (job.state, job.attempts) == ("failed", 3)
    assert translate(job.error) == "งานหยุดกลางคัน 3 ครั้ง ระบบจึงไม่ลองอีก"


def test_finishing_inside_a_transaction_that_is_undone_leaves_the_job_to_be_finished():
    @job_kind("test_undone", label="x")
    def undone(job):
        try:
            with transaction.atomic():
                job.finish({"first": True})
                raise ValueError
        except ValueError:
            return {"second": True}

    enqueue("test_undone")
    run_due()
    assert Job.objects.values_list("state", "result").get() == ("done", {"second": True})


# --- Progress ---


def test_progress_is_seen_and_cut_to_its_column():
    running = RunningJob(taken())
    running.progress(1200, 6387, "ก" * 400)
    assert Job.objects.values_list("progress", "total", "message").get() == (1200, 6387, "ก" * 300)


def test_a_cancelled_job_stops_at_its_next_progress():
    job = taken()
    running = RunningJob(job)
    assert cancel(job)
    running.progress(1)
    with pytest.raises(LostJob):
        running.progress(2)
    with pytest.raises(LostJob):
        running.finish()
    assert Job.objects.get().state == "cancelled"


def test_a_stopping_worker_hands_the_job_back():
    job = taken(arguments={"seconds": 60})
    assert run(job, RunningJob(job, should_release=lambda: True)) == "released"
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == ("waiting", 0, "")
    with pytest.raises(Released):
        RunningJob(job, should_release=lambda: True).check()


# --- Failures ---


def test_a_passing_trouble_is_tried_again_after_growing_pauses():
    job = enqueue("test_retries")
    pauses = []
    for _attempt in (1, 2):
        run_due()
        job.refresh_from_db()
        assert (job.state, job.error) == ("waiting", "เครื่องปลายทางไม่ตอบ")
        pauses.append((job.due_at - timezone.now()).total_seconds())
        assert run_due() == 0
        Job.objects.update(due_at=timezone.now())
    assert 20 < pauses[0] <= 30 and 110 < pauses[1] <= 120
    run_due()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 3)
    assert translate(job.error) == "ลองแล้ว 3 ครั้งไม่สำเร็จ: เครื่องปลายทางไม่ตอบ"


def test_pauses_grow_to_an_hour():
    assert [queue.backoff(n).total_seconds() for n in range(1, 7)] == [30, 120, 480, 1920, 3600, 3600]


def test_a_refusal_fails_at_once_with_its_reason():
    enqueue("test_refuses")
    run_due()
    assert Job.objects.values_list("state", "attempts", "error").get() == ("failed", 1, "ไฟล์นี้ไม่ใช่ Excel")


def test_an_error_fails_at_once_and_keeps_its_words_for_the_log(caplog):
    job = enqueue("test_breaks")
    run_due()
    job.refresh_from_db()
    assert job.state == "failed"
    assert translate(job.error) == f"เกิดข้อผิดพลาดในระบบ โปรดแจ้งผู้ดูแลระบบว่า “งานที่ {job.pk}”"
    assert "secret detail" in caplog.text and f"job {job.pk} " in caplog.text


@pytest.mark.parametrize("error", ["ConnectionError", "OperationalError"])
def test_lost_connections_are_tried_again(error):
    enqueue("test_breaks", arguments={"error": error})
    run_due()
    assert Job.objects.get().state == "waiting"


def test_a_kind_the_code_has_lost_is_tried_again_by_perhaps_newer_code():
    Job.objects.create(kind="from_tomorrow")
    run_due()
    job = Job.objects.get()
    assert (job.state, job.error) == ("waiting", "โปรแกรมรุ่นนี้ไม่รู้จักงานชนิดนี้")


def test_a_result_that_is_no_json_fails():
    @job_kind("test_no_json", label="x")
    def no_json(job):
        return {"when": timezone.now()}

    enqueue("test_no_json")
    run_due()
    assert Job.objects.get().state == "failed"


def test_failed_jobs_are_tried_again_by_hand():
    job = enqueue("test_refuses", unique_key="one")
    assert not retry(job)
    run_due()
    other = enqueue("test_refuses", unique_key="one")
    assert not retry(job)
    cancel(other)
    assert retry(job)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error, job.finished_at) == ("waiting", 0, "", None)


def test_an_ended_job_can_not_be_cancelled():
    job = enqueue("test_returns")
    run_due()
    assert not cancel(job)
    assert Job.objects.get().state == "done"


def test_old_jobs_leave_after_30_days():
    @job_kind("test_short", label="x", kept_for=timedelta(days=1))
    def short(job):
        return None

    old = [enqueue(kind) for kind in ("test_returns", "test_refuses", "test_short", "test_returns")]
    run_due()
    waiting = enqueue("test_returns", run_at=later(days=1))
    for job, days in zip(old, (30, 29, 2, 29), strict=True):
        Job.objects.filter(pk=job.pk).update(finished_at=later(days=-days))
    assert prune(timezone.now()) == 2
    assert set(Job.objects.all()) == {old[1], old[3], waiting}


# --- Repeating jobs ---


def test_daily_times_are_bangkoks():
    nightly = Repeating("x", at=datetime(2000, 1, 1, 2, 30).time())
    before, after = datetime(2026, 10, 1, 2, 29, tzinfo=BANGKOK), datetime(2026, 10, 1, 2, 30, tzinfo=BANGKOK)
    assert nightly.due(before) == datetime(2026, 9, 30, 2, 30, tzinfo=BANGKOK)
    assert nightly.due(after) == after
    assert nightly.next_due(after) == datetime(2026, 10, 2, 2, 30, tzinfo=BANGKOK)


def test_each_day_once_and_after_a_pause_once():
    repeat("test_returns", at=datetime(2000, 1, 1, 2, 30).time())
    night = datetime(2026, 10, 1, 3, 0, tzinfo=BANGKOK)
    next_night = datetime(2026, 10, 2, 2, 30, tzinfo=BANGKOK)
    for now, count in [
        (night, 1),
        (night + timedelta(hours=20), 1),
        (next_night, 2),
        (next_night + timedelta(days=9), 3),
    ]:
        for _worker in range(3):
            due_again_at = queue_repeating(now)
            run_due()
        assert Job.objects.count() == count
        assert now < due_again_at <= now + timedelta(days=1)


def test_a_second_worker_that_read_too_early_queues_nothing(monkeypatch):
    """Both workers have read that it is due; the second writes after the first has committed."""
    repeat("test_returns", every=timedelta(minutes=10))
    queue_repeating(timezone.now())
    run_due()
    stale = JobSchedule.objects.none().values_list("name", "queued_for")
    monkeypatch.setattr(JobSchedule.objects, "values_list", lambda *fields: stale)
    queue_repeating(timezone.now())
    assert Job.objects.count() == 1


def test_only_known_kinds_come_round_in_one_way():
    for wrong in ({}, {"at": datetime(2000, 1, 1).time(), "every": timedelta(1)}):
        with pytest.raises(ValueError, match="test_returns"):
            repeat("test_returns", **wrong)
    with pytest.raises(ValueError, match="nothing"):
        repeat("nothing", every=timedelta(1))


def test_the_bin_and_old_jobs_are_emptied_daily():
    Deletion.objects.create(model="center.group", key="1", label="x", rows=[], at=later(days=-31))
    old = enqueue("test_returns")
    run_due()
    Job.objects.filter(pk=old.pk).update(finished_at=later(days=-31))
    job = enqueue("purge_personal_data")
    run_due()
    assert Job.objects.get(pk=job.pk).result.items() >= {"recycle_bin": 1, "jobs": 1}.items()
    assert not Deletion.objects.exists()


def test_only_sessions_that_ended_are_cleared():
    for key, days in (("over", -1), ("running", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=later(days=days))
    job = enqueue("clear_sessions")
    run_due()
    assert Job.objects.get(pk=job.pk).result == {"cleared": 1}
    assert Session.objects.get().session_key == "running"


def test_only_tallies_that_expired_are_purged():
    counting.add("over", now=later(days=-2), expires_at=later(days=-1))
    counting.add("running", now=later(), expires_at=later(days=1))
    job = enqueue("purge_personal_data")
    run_due()
    assert Job.objects.get(pk=job.pk).result["sign-ins"] == 1
    assert counting.find("running", later()).count == 1


def test_what_comes_round_in_the_portal():
    nightly = {name: repeating.at.isoformat("minutes") for name, repeating in OF_THE_PORTAL.items() if repeating.at}
    assert nightly.items() >= {"purge_personal_data": "02:30", "clear_sessions": "03:00"}.items()
    assert set(OF_THE_PORTAL) <= set(KINDS)


# --- The worker ---


def test_an_idle_look_is_one_indexed_query(django_assert_num_queries):
    worker = Worker()
    worker.work()
    with django_assert_num_queries(1) as queries:
        assert worker.work() is False
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {queries[0]['sql']}")
        assert "job_due" in str(cursor.fetchall())


def test_cost_of_one_job():
    """Besides the function's own queries: select a due job, claim it, read it back, check the claim, finish."""
    worker = Worker()
    worker.work()
    enqueue("test_returns")
    with CaptureQueriesContext(connection) as queries:
        worker.work()
    assert len(queries) == 5


def test_alive_until_a_lease_has_passed():
    assert not worker_is_alive() and last_heartbeat() is None
    seen = timezone.now()
    JobWorker.objects.create(name="w", seen_at=seen)
    assert worker_is_alive() and last_heartbeat() == seen
    assert not worker_is_alive(now=seen + timedelta(seconds=61))
    JobWorker.objects.update(stopped=True)
    assert not worker_is_alive()


def test_forgets_workers_of_last_week():
    JobWorker.objects.create(name="old", seen_at=later(days=-8))
    JobWorker.objects.create(name="recent", seen_at=later(days=-6))
    Worker().work()
    assert list(JobWorker.objects.values_list("name", flat=True)) == ["recent"]


def test_one_line_in_the_log_for_each_job(caplog):
    caplog.set_level("INFO")
    job = enqueue("test_returns")
    Worker().work()
    assert [record.message[:-8] for record in caplog.records] == [f"job {job.pk} test_returns attempt 1: done"]


def test_waits_for_a_database_that_is_away(monkeypatch, caplog):
    from django.db import OperationalError

    worker = Worker(once=True, poll=0.5)
    answers = [OperationalError("gone"), OperationalError("gone"), OperationalError("gone"), False]
    pauses = []

    def work(lane):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(worker, "work", work)
    monkeypatch.setattr(worker, "sleep", pauses.append)
    monkeypatch.setattr(worker, "heartbeat", threading.Thread(target=lambda: None))
    monkeypatch.setattr(worker.heartbeat, "end", lambda: None, raising=False)
    monkeypatch.setattr("center.jobs.worker.connection", type("Connection", (), {"close": staticmethod(lambda: None)}))
    worker.run()
    assert pauses == [0.5, 1.0, 2.0]
    assert caplog.text.count("database is away") == 3


def test_an_error_of_a_further_lane_ends_the_worker(monkeypatch):
    worker = Worker(poll=30, lanes=LANES)

    def work(lane):
        if lane == MAIL:
            raise ValueError("a fault of the loop")
        return False

    monkeypatch.setattr(worker, "work", work)
    monkeypatch.setattr(worker, "heartbeat", threading.Thread(target=lambda: None))
    monkeypatch.setattr(worker.heartbeat, "end", lambda: None, raising=False)
    monkeypatch.setattr(worker, "_mark_stopped", lambda: None)
    monkeypatch.setattr("center.jobs.worker.connection", type("Connection", (), {"close": staticmethod(lambda: None)}))
    with pytest.raises(ValueError, match="a fault of the loop"):
        worker.run()


def test_the_command_knows_its_options(capsys):
    with pytest.raises(SystemExit):
        call_command("worker", "--help")
    assert {"--once", "--poll", "--lease"} <= set(capsys.readouterr().out.replace(",", " ").split())
