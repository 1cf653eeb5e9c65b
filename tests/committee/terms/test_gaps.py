"""Who has nobody in the committee, and how the staff's first page says so."""

import datetime as dt

import pytest
from django.utils import timezone

from center.people.models import Network, Organization
from committee.terms.gaps import gaps
from committee.terms.hooks import committee_work
from committee.terms.models import Origin
from tests.factories import make_governing_term, make_network, make_seat, make_term

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture
def term():
    return make_governing_term(starts_on=dt.date(2026, 1, 1))


def everybody(term) -> None:
    """A member of each origin, and of each network."""
    for origin in Origin.values:
        make_seat(term, origin=origin)
    for network in Network.objects.all():
        make_seat(term, network=network)


def test_nobody_is_missing(term):
    everybody(term)
    assert gaps(term, TODAY) == []
    assert list(committee_work().now()) == []


def test_each_origin_and_each_network_without_a_member_is_named(term):
    make_seat(term, origin="otop")
    found = gaps(term, TODAY)
    assert "ผู้แทนเครือข่าย OTOP" not in found and "ปราชญ์ชาวบ้าน" in found
    assert "กองทุนหมู่บ้านและชุมชนเมือง" in found
    assert "เครือข่ายทุนชุมชน" not in found  # its parts are named


def test_who_has_left_leaves_a_gap(term):
    everybody(term)
    network = Network.objects.get(name_th="องค์กรสตรี")
    term.seats.filter(network=network).update(until_on=YESTERDAY, reason="resigned")
    assert gaps(term, TODAY) == ["องค์กรสตรี"] and gaps(term, YESTERDAY) == []


def test_a_network_that_isnt_public_or_at_work_is_missed_by_nobody(term):
    everybody(term)
    make_network()
    make_network(published_at=timezone.now(), active=False)
    assert gaps(term, TODAY) == []


def test_a_network_is_stood_for_by_what_holds_it(term):
    for origin in Origin.values:
        make_seat(term, origin=origin)
    for network in Network.objects.filter(parent=None):
        make_seat(term, network=network)
    assert gaps(term, TODAY) == []


def test_an_agency_is_missed_once_its_member_left(term):
    everybody(term)
    agency = Organization.objects.create(name_th="ธนาคารทดสอบ", published_at=timezone.now())
    assert gaps(term, TODAY) == []
    make_seat(term, origin="agency", organization=agency, until_on=YESTERDAY, reason="moved")
    assert gaps(term, TODAY) == ["ธนาคารทดสอบ"]


def test_the_first_page_names_three_and_counts_the_rest(term, django_assert_num_queries):
    make_seat(term, origin="otop")
    with django_assert_num_queries(1):
        (line,) = committee_work().now()
    assert line.count == len(gaps(term, TODAY)) > 3
    assert line.label.startswith("ไม่มีผู้แทนในคณะกรรมการ: ผู้แทนเครือข่ายทุนชุมชน, ")
    assert line.label.endswith(f"และอีก {line.count - 3}")
    assert line.url.endswith(f"/committee/term/{term.pk}/change/")


def test_the_first_page_says_that_the_committee_only_acts(term):
    everybody(term)
    term.ends_on = YESTERDAY
    term.save()
    assert [line.name for line in committee_work().now()] == ["committee-acting"]
    make_term()
    assert list(committee_work().now()) == []


def test_without_a_committee_nothing_waits():
    make_term()
    assert list(committee_work().now()) == []
