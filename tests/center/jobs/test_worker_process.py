"""Real worker processes: each job runs in one of them; kills lose nothing; SIGTERM stops gracefully."""

import random
import signal
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from center.jobs.kinds import KINDS
from center.jobs.models import Job, JobSchedule, JobWorker
from center.jobs.periodic import REPEATING
from center.jobs.queue import cancel, enqueue
from center.jobs.worker import worker_is_alive
from center.people.models import Person
from tests.center.jobs import job_kinds
from tests.worker_process import end, shared_database, start_worker, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
# A kill hits a job before its transaction, inside it, or after its commit, with equal probability.
THIRDS = {"seconds": 0.1, "hold": 0.1, "linger": 0.1}
QUICK = ("--poll", "0.05", "--lease", "1")


@pytest.fixture(autouse=True)
def kinds():
    before = dict(KINDS)
    job_kinds.register()
    yield
    KINDS.clear()
    KINDS.update(before)


@pytest.fixture
def env(tmp_path):
    with shared_database(tmp_path) as env:
        yield env


@pytest.fixture
def start(env):
    """Starts workers; those still running at the end of the test are killed."""
    started = []

    def start(*options):
        started.append(start_worker(env, *(options or QUICK)))
        return started[-1]

    yield start
    for worker in started:
        end(worker, signal.SIGKILL)


def effects() -> list[str]:
    return sorted(Person.objects.filter(first_name__startswith=job_kinds.KEY).values_list("first_name", flat=True))


def expected(jobs) -> list[str]:
    return sorted(f"{job_kinds.KEY}{job.pk}" for job in jobs)


def all_done() -> bool:
    return not Job.objects.unfinished().exists()


def test_three_workers_do_each_job_once(start):
    begun = timezone.now()
    # A lease longer than any pause of a busy machine, so that no running job is taken over.
    workers = [start("--poll", "0.05", "--lease", "30") for _ in range(3)]
    wait_until(lambda: JobWorker.objects.count() == 3)
    jobs = [enqueue("test_effect", arguments={"seconds": 0.02}) for _ in range(60)]
    wait_until(all_done)
    logs = [end(worker) for worker in workers]
    assert effects() == expected(jobs)
    # Repeating jobs were queued once, by whichever worker was first; and once more if they became due meanwhile.
    ended = timezone.now()
    passed = sum(repeating.due(begun) != repeating.due(ended) for repeating in REPEATING.values())
    assert 0 <= Job.objects.exclude(kind="test_effect").count() - JobSchedule.objects.count() <= passed
    assert JobSchedule.objects.count() == len(REPEATING)
    assert Job.objects.filter(state="done", attempts=1).count() == Job.objects.count()
    assert sum(" test_effect attempt 1: done" in line for log in logs for line in log.splitlines()) == 60
    assert Job.objects.values("worker").distinct().count() > 1


def test_killed_at_random_moments_nothing_is_lost_or_doubled(start):
    """A short version of tests/long/test_worker_kill.py."""
    jobs = [enqueue("test_effect", arguments=THIRDS) for _ in range(12)]
    moment = random.Random(6)
    for _kill in range(5):
        worker = start()
        wait_until(lambda: Job.objects.filter(state="running", due_at__gt=timezone.now()).exists() or all_done())
        time.sleep(moment.uniform(0, 0.4))
        end(worker, signal.SIGKILL)
    start()
    wait_until(all_done)
    assert effects() == expected(jobs)
    assert Job.objects.filter(kind="test_effect", state="done").count() == 12


def test_killed_right_after_the_effect_it_is_not_repeated(start):
    job = enqueue("test_effect", arguments={"linger": 60})
    worker = start()
    wait_until(effects)
    end(worker, signal.SIGKILL)
    later = enqueue("test_effect", run_at=timezone.now() + timedelta(seconds=1.5))  # due after the lease of the first
    start()
    wait_until(lambda: Job.objects.get(pk=later.pk).state == "done")
    assert effects() == expected([job, later])
    assert Job.objects.get(pk=job.pk).attempts == 1


def test_a_stopped_worker_finishes_its_job(start):
    job = enqueue("test_effect", arguments={"seconds": 1})
    worker = start()
    wait_until(lambda: Job.objects.get(pk=job.pk).progress > 0)
    log = end(worker, signal.SIGTERM)
    assert worker.returncode == 0
    assert effects() == expected([job])
    assert f"job {job.pk} test_effect attempt 1: done" in log and "ends" in log
    assert JobWorker.objects.get().stopped and not worker_is_alive()


def test_an_idle_worker_stops_at_once(start):
    worker = start("--poll", "60")
    wait_until(worker_is_alive)
    wait_until(all_done)
    began = time.monotonic()
    end(worker, signal.SIGINT)
    assert worker.returncode == 0
    assert time.monotonic() - began < 30  # half of its poll interval


def test_progress_is_seen_while_the_job_runs_and_cancelling_ends_it(start):
    job = enqueue("test_effect", arguments={"seconds": 60})
    worker = start()
    wait_until(lambda: Job.objects.get(pk=job.pk).progress > 0)
    assert Job.objects.get(pk=job.pk).message == "กำลังทดสอบ"
    assert cancel(job)
    other = enqueue("test_effect")
    wait_until(lambda: Job.objects.get(pk=other.pk).state == "done")
    assert effects() == expected([other])
    assert f"job {job.pk} test_effect attempt 1: lost" in end(worker)


def test_a_job_that_waits_in_the_mail_lane_holds_up_no_other(start):
    waiting = enqueue("test_waits")
    others = [enqueue("test_effect") for _ in range(2)]
    worker = start("--once")
    assert worker.wait(timeout=60) == 0
    assert Job.objects.get(pk=waiting.pk).state == "done"
    assert effects() == expected(others)


def test_once_ends_by_itself(start):
    jobs = [enqueue("test_effect") for _ in range(3)]
    worker = start("--once")
    assert worker.wait(timeout=60) == 0
    assert effects() == expected(jobs)


def test_the_queue_is_read_from_the_same_database(env):
    """If the worker process used another database, the other tests of this file would prove nothing."""
    name = str(connection.settings_dict["NAME"])
    assert env["DATABASE_URL"].endswith(name)
    assert "memory" not in name


def test_outlives_a_database_that_goes_away(start):
    """PostgreSQL: all connections are terminated during a job. SQLite: the file is locked for a while."""
    job = enqueue("test_effect", arguments={"seconds": 2})
    worker = start()
    wait_until(lambda: Job.objects.get(pk=job.pk).progress > 0)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("BEGIN EXCLUSIVE")
            time.sleep(1.5)
            cursor.execute("COMMIT")
        else:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            wait_until(lambda: Job.objects.get(pk=job.pk).error == "ติดต่อฐานข้อมูลไม่ได้ชั่วคราว")
            Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
    wait_until(lambda: Job.objects.get(pk=job.pk).state == "done")
    assert worker.poll() is None
    assert effects() == expected([job])
