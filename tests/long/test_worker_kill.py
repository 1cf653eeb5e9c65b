"""kill -9 at forty random moments, with two workers: no job is lost, none has its effect twice."""

import random
import signal
import time
from collections import Counter

import pytest

from center.jobs.kinds import KINDS
from center.jobs.models import Job
from center.jobs.queue import enqueue
from center.people.models import Person
from tests.center.jobs import job_kinds
from tests.worker_process import end, shared_database, start_worker, wait_until

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

# A kill hits a job before its transaction, inside it, or after its commit, with equal probability.
THIRDS = {"seconds": 0.1, "hold": 0.1, "linger": 0.1}
KILLS = 40
JOBS = 60
SEED = 20261001


@pytest.fixture(autouse=True)
def kinds():
    before = dict(KINDS)
    job_kinds.register()
    yield
    KINDS.clear()
    KINDS.update(before)


def test_forty_kills(tmp_path):
    moment = random.Random(SEED)
    with shared_database(tmp_path) as env:
        jobs = [enqueue("test_effect", arguments=THIRDS) for _ in range(JOBS)]
        workers = [start_worker(env, "--poll", "0.05", "--lease", "1.5") for _ in range(2)]
        met = Counter()
        try:
            for kill in range(KILLS):
                if Job.objects.unfinished().count() < 10:
                    jobs += [enqueue("test_effect", arguments=THIRDS) for _ in range(20)]
                victim = kill % 2
                at_hand = Job.objects.filter(state="running", worker__contains=f":{workers[victim].pid}:")
                wait_until(at_hand.exists, seconds=60)
                time.sleep(moment.uniform(0, 0.6))
                end(workers[victim], signal.SIGKILL)
                met.update(at_hand.values_list("kind", flat=True))
                workers[victim] = start_worker(env, "--poll", "0.05", "--lease", "1.5")
            wait_until(lambda: not Job.objects.unfinished().exists(), seconds=120)
        finally:
            for worker in workers:
                end(worker, signal.SIGKILL)

        effects = Counter(
            Person.objects.filter(first_name__startswith=job_kinds.KEY).values_list("first_name", flat=True)
        )
        assert effects == Counter(f"{job_kinds.KEY}{job.pk}" for job in jobs)
        assert Job.objects.filter(kind="test_effect", state="done").count() == len(jobs)
        assert Person.history.count() == len(jobs)
        # Otherwise too many kills hit no running job, and this test would prove little.
        assert met["test_effect"] >= KILLS / 4, met
        assert Job.objects.filter(attempts__gt=1).count() >= KILLS / 5
