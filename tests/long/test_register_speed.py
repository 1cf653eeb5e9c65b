"""200,000 visits in five years: registers and the report of a fiscal year stay quick."""

import datetime as dt
import random
import time

import pytest
from django.db import connection
from django.urls import reverse

from center.places.models import Tambon
from consultations.registers.models import Visit
from tests import factories
from thai.dates import BANGKOK, local_date

pytestmark = [pytest.mark.long, pytest.mark.django_db, pytest.mark.ignore_template_errors]

VISITS = 200_000
DAYS = 5 * 365
MOST_SECONDS = 2


def make_visits(officer) -> None:
    chosen = random.Random(2569)
    topics = [None, *(factories.make_topic(name_th=f"เรื่อง {number}") for number in range(8))]
    tambons = [None, *Tambon.objects.all()]
    first = dt.datetime(2021, 10, 1, 8, tzinfo=BANGKOK)
    rows = []
    for number in range(VISITS):
        visit = Visit(
            served_at=first + dt.timedelta(days=number * DAYS // VISITS, minutes=chosen.randrange(500)),
            name=f"คน {number}",
            channel=chosen.choice(Visit.Channel.values),
            people=chosen.choice((1, 1, 1, 4)),
            topic=chosen.choice(topics),
            tambon=chosen.choice(tambons),
            moo=chosen.choice((None, *range(1, 13))),
            gender=chosen.choice(("", "female", "male")),
            served_by=officer,
            satisfaction=chosen.choice((None, 4, 5)),
        )
        visit.day = local_date(visit.served_at)
        visit.year, visit.month = visit.day.year, visit.day.month
        rows.append(visit)
    Visit.objects.bulk_create(rows, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_every_page_of_a_fiscal_year_is_quick(client, django_assert_max_num_queries, slowness):
    officer = factories.make_staff(username="officer")
    client.force_login(officer)
    make_visits(officer)
    pages = {
        f"{reverse('admin:consultations_register', args=['visits'])}?period=2568": 8,
        f"{reverse('admin:consultations_register', args=['visits'])}?period=2568&topic=none&page=900": 8,
        f"{reverse('admin:consultations_register', args=['satisfaction'])}?period=2568": 8,
        f"{reverse('admin:consultations_report')}?period=2568": 40,
    }
    for page, queries in pages.items():
        client.get(page)
        began = time.perf_counter()
        with django_assert_max_num_queries(queries):
            answer = client.get(page)
        took = time.perf_counter() - began
        assert answer.status_code == 200 and took < MOST_SECONDS * slowness, (page, took)
