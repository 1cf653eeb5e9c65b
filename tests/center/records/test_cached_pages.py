"""Until when a public page is true by time alone, asked of the database once."""

import datetime as dt

import pytest
from django.utils import timezone

from center.news.models import Announcement
from center.records.cached_pages import next_change_of

NEWS = Announcement._meta.db_table


@pytest.mark.django_db
def test_the_next_change_is_asked_for_anew_only_where_it_could_be_another(django_assert_num_queries):
    now = timezone.make_aware(dt.datetime(2026, 11, 30, 9))
    for hour in (10, 11):
        Announcement.objects.create(name_th="ข่าว", published_at=now.replace(hour=hour))
    minute = dt.timedelta(minutes=1)

    with django_assert_num_queries(1):
        found = [next_change_of({NEWS: -1}, now), next_change_of({NEWS: -1}, now + minute)]
    assert found == [now.replace(hour=10)] * 2
    with django_assert_num_queries(1):  # the moment has come
        assert next_change_of({NEWS: -1}, now.replace(hour=10)) == now.replace(hour=11)
    with django_assert_num_queries(1):  # before what was asked for: another moment may lie between
        assert next_change_of({NEWS: -1}, now) == now.replace(hour=10)
    with django_assert_num_queries(1):  # something was written
        assert next_change_of({NEWS: -2}, now + minute) == now.replace(hour=10)
