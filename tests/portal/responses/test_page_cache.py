"""Pages from memory: everybody's, only as long as they are true, and never one that could be somebody's own."""

import datetime as dt

import pytest
from django.contrib import messages
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone

from catalog.products.models import Product
from center.access.models import PersonalDataAccess
from center.jobs.models import Job
from center.news.models import Announcement
from center.office.models import Center, OpeningHours
from center.places.models import Tambon
from center.records import table_versions
from center.records.cached_pages import cached_page, moments_of
from center.records.table_versions import tracked_models
from portal.responses import page_cache
from portal.responses.headers import ALWAYS
from portal.responses.page_cache import PageCache
from tests.factories import make_product

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def is_cached(client: Client, address: str, **headers: str) -> bool:
    """Whether the second of two requests is answered by the query for the versions alone."""
    client.get(address, headers=headers)
    with CaptureQueriesContext(connection) as queries:
        client.get(address, headers=headers)
    return [query["sql"] for query in queries if "center_tableversion" not in query["sql"]] == []


# --- What is served ---------------------------------------------------------------------------------------------------


def test_the_second_time_a_page_costs_one_query_and_is_the_same(client, django_assert_num_queries):
    make_product(name_th="ไข่เค็ม")
    first = client.get("/products/")
    with django_assert_num_queries(1):
        second = client.get("/products/")
    assert "ไข่เค็ม" in first.content.decode()
    assert (second.content, second.headers) == (first.content, first.headers)
    assert (first.headers["Cache-Control"], first.headers["X-Accel-Expires"]) == ("no-cache", "1")


def test_a_page_and_its_encodings_are_kept_apart(client):
    make_product()
    bodies = {
        encoding: client.get("/products/", headers={"accept-encoding": encoding}) for encoding in ("", "gzip", "br")
    }
    for encoding, first in bodies.items():
        again = client.get("/products/", headers={"accept-encoding": encoding})
        assert (again.content, again.get("Content-Encoding", "")) == (first.content, encoding)
    assert len({response["ETag"] for response in bodies.values()}) == 3


def test_a_languages_page_is_that_of_the_address(client):
    for _ in range(2):
        assert 'lang="th"' in client.get("/products/", headers={"accept-language": "en"}).content.decode()
        assert '<html lang="en"' in client.get("/en/products/", headers={"accept-language": "th"}).content.decode()
    assert client.get("/products/")["Vary"] == "Accept-Encoding"


def test_whoever_has_the_page_gets_304_with_its_headers(client):
    page = client.get("/products/")
    for _ in range(2):
        answer = client.get("/products/", headers={"if-none-match": f'"other", W/{page["ETag"]}'})
        assert (answer.status_code, answer.content) == (304, b"")
        same = ("ETag", "Content-Security-Policy", "Cache-Control", "Vary", "Permissions-Policy")
        assert [answer[name] for name in same] == [page[name] for name in same]
        assert "Content-Type" not in answer and "Content-Length" not in answer
        page_cache.PLAIN.clear()  # the next one is made anew
    make_product()
    assert client.get("/products/", headers={"if-none-match": page["ETag"]}).status_code == 200


def test_a_page_with_other_headers_is_another_page(client, monkeypatch):
    """A proxy that is told that its page is unchanged keeps the headers it has, after an upgrade perhaps old ones."""
    before = client.get("/products/")
    page_cache.PLAIN.clear()
    assert client.get("/products/")["ETag"] == before["ETag"]
    page_cache.PLAIN.clear()
    monkeypatch.setitem(ALWAYS, "Cross-Origin-Resource-Policy", "same-site")
    after = client.get("/products/", headers={"if-none-match": before["ETag"]})
    assert (after.status_code, after["Cross-Origin-Resource-Policy"]) == (200, "same-site")


def test_head_and_get_share_a_page(client, django_assert_num_queries):
    head = client.head("/products/")
    with django_assert_num_queries(2):
        page, again = client.get("/products/"), client.head("/products/")
    assert (head.content, again.content) == (b"", b"")
    assert head["ETag"] == page["ETag"] == again["ETag"]
    assert page.content.endswith(b"</html>\n")


def test_sites_and_settings_are_kept_apart(client, settings):
    client.get("/", headers={"host": "one.example"})
    settings.DEMO = True
    assert "ข้อมูลสาธิต" in client.get("/", headers={"host": "one.example"}).content.decode()
    settings.DEMO, settings.SITE_URL = False, "https://two.example"
    assert "https://two.example/" in client.get("/", headers={"host": "one.example"}).content.decode()


def test_a_page_over_https_is_no_answer_over_http(client, settings):
    client.get("/", secure=True)
    settings.SECURE_SSL_REDIRECT = True
    handler_with_the_setting = Client()
    assert handler_with_the_setting.get("/").status_code == 301
    assert handler_with_the_setting.get("/", secure=True).status_code == 200


def test_a_host_that_is_not_ours_gets_nothing(client, settings):
    settings.ALLOWED_HOSTS = ["ours.example"]
    client.get("/", headers={"host": "ours.example"})
    assert client.get("/", headers={"host": "theirs.example"}).status_code == 400


# --- True as long as it is served -------------------------------------------------------------------------------------


def test_a_change_by_sql_shows_on_the_next_request(client):
    product = make_product(name_th="ไข่เค็ม")
    assert is_cached(client, product.get_absolute_url())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_product SET name_th = 'ปลาเค็ม' WHERE id = %s", [product.pk])
    assert "ปลาเค็ม" in client.get(product.get_absolute_url()).content.decode()


def test_a_change_elsewhere_leaves_a_page_alone(client):
    make_product()
    client.get("/products/")
    Job.objects.create(kind="x", due_at=timezone.now())
    Announcement.objects.create(name_th="ข่าว", published_at=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        client.get("/products/")
    assert len(queries) == 1


def test_what_is_written_while_a_page_is_made_is_not_lost(client, monkeypatch):
    """The page was read before the change: it must not count as one made after it."""
    product = make_product(name_th="ไข่เค็ม")
    address, render = product.get_absolute_url(), "catalog.showcase.views.render"

    def written_meanwhile(*args, **kwargs):
        response = rendered(*args, **kwargs)
        with connection.cursor() as cursor:
            cursor.execute(
                "/* another process */ UPDATE catalog_product SET name_th = 'ปลาเค็ม' WHERE id = %s", [product.pk]
            )
        return response

    from catalog.showcase.views import render as rendered

    monkeypatch.setattr(render, written_meanwhile)
    monkeypatch.setattr(table_versions.Reading, "__call__", _unseen(table_versions.Reading.__call__))
    assert "ไข่เค็ม" in client.get(address).content.decode()
    monkeypatch.undo()
    assert "ปลาเค็ม" in client.get(address).content.decode()


def _unseen(wrapper):
    """A statement of another process: this request's own notes don't see it."""

    def call(self, execute, sql, *args):
        return execute(sql, *args) if "another process" in sql else wrapper(self, execute, sql, *args)

    return call


MIDNIGHT = dt.datetime(2026, 3, 11, tzinfo=timezone.get_default_timezone())


class Clock:
    """Both clocks, Python's and the database's."""

    def __init__(self, monkeypatch) -> None:
        self.monkeypatch = monkeypatch

    def __call__(self, moment: dt.datetime, *, database: dt.datetime | None = None) -> None:
        self.monkeypatch.setattr(timezone, "now", lambda: moment)
        seconds = (database or moment).timestamp()
        read = table_versions.read.__wrapped__ if hasattr(table_versions.read, "__wrapped__") else table_versions.read

        def at() -> table_versions.Versions:
            return table_versions.Versions(read().numbers, seconds)

        at.__wrapped__ = read
        self.monkeypatch.setattr(table_versions, "read", at)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch)


def still_served(client, address: str) -> bool:
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries) == 1


SECOND = dt.timedelta(seconds=1)


def test_a_page_lasts_until_midnight(client, clock):
    clock(MIDNIGHT - 9 * SECOND)
    client.get("/news/")
    clock(MIDNIGHT - SECOND)
    assert still_served(client, "/news/")
    clock(MIDNIGHT)
    assert not still_served(client, "/news/")


@pytest.mark.parametrize("column", ["published_at", "expires_at", "deadline"])
def test_a_page_lasts_until_a_moment_of_its_rows(client, clock, column):
    noon = MIDNIGHT - dt.timedelta(hours=12)
    row = Announcement.objects.create(name_th="ข่าว", published_at=noon - dt.timedelta(days=9))
    Announcement.objects.filter(pk=row.pk).update(**{column: noon})
    clock(noon - 9 * SECOND)
    client.get("/news/")
    clock(noon - SECOND)
    assert still_served(client, "/news/")
    clock(noon)
    assert not still_served(client, "/news/")


def test_a_page_lasts_until_the_center_opens_or_closes(client, clock):
    Center.objects.create(name_th="ศูนย์ทดสอบ")
    for weekday in range(7):
        OpeningHours.objects.create(weekday=weekday, opens=dt.time(8, 30), closes=dt.time(16, 30))
    opens = MIDNIGHT + dt.timedelta(hours=8, minutes=30)
    clock(opens - 9 * SECOND)
    client.get("/site-map/")
    clock(opens - SECOND)
    assert still_served(client, "/site-map/")
    clock(opens)
    assert "เปิดอยู่" in client.get("/site-map/").content.decode()
    clock(opens + dt.timedelta(hours=8) - SECOND)
    assert still_served(client, "/site-map/")
    clock(opens + dt.timedelta(hours=8))
    assert "เปิดอยู่" not in client.get("/site-map/").content.decode()


@pytest.mark.parametrize(("python", "database"), [(-9, 1), (1, -9), (-9, -9)], ids=["behind", "ahead", "both"])
def test_clocks_that_disagree_keep_no_page_beyond_its_time(client, clock, python, database):
    """Queries compare with either clock: a page made while one of them had passed the moment may show either."""
    clock(MIDNIGHT + python * SECOND, database=MIDNIGHT + database * SECOND)
    client.get("/news/")
    for _ in range(2):
        assert still_served(client, "/news/") == (python == database)
    clock(MIDNIGHT + SECOND)
    assert not still_served(client, "/news/")


def test_a_page_is_not_served_for_a_time_before_it_was_made(client, clock):
    clock(MIDNIGHT - SECOND)
    client.get("/news/")
    clock(MIDNIGHT - dt.timedelta(days=2))
    assert not still_served(client, "/news/")


def test_every_column_with_a_coming_moment_ends_pages():
    """Sorted here, so that a new column is looked at: is it one that pages change at?"""
    found = {f"{model._meta.label_lower}.{column}" for model in tracked_models() for column in moments_of(model)}
    assert {
        "center.announcement.published_at",
        "center.announcement.expires_at",
        "center.announcement.deadline",
        "consultations.outreachevent.registration_closes_at",
        "consultations.outreachevent.starts_at",
        "consultations.outreachevent.ends_at",
        "consultations.session.starts_at",
        "center.documentversion.published_at",
        "catalog.product.published_at",
        "catalog.producer.published_at",
        "committee.speaker.published_at",
    } <= found
    assert not [name for name in found if name.endswith(("created_at", "updated_at"))]


# --- What is never kept -----------------------------------------------------------------------------------------------


def plain(request):
    return HttpResponse(f"{Tambon.objects.count()} tambons, for {request.META.get('HTTP_USER_AGENT', '')}")


def with_message(request):
    messages.success(request, "ได้รับแล้ว")
    return HttpResponse(f"{Tambon.objects.count()} {[str(message) for message in messages.get_messages(request)]}")


def with_session(request):
    return HttpResponse(f"{Tambon.objects.count()} {request.session.get('name')}")


def with_cookie(request):
    response = plain(request)
    response.set_cookie("seen", "1")
    return response


def with_form(request):
    return HttpResponse(f'{Tambon.objects.count()}<form METHOD="post"></form>')


def with_token(request):
    return HttpResponse(f"{Tambon.objects.count()}{get_token(request)}")


def that_writes(request):
    Tambon.objects.filter(code="none").update(postcode="24110")
    return plain(request)


def that_logs(request):
    PersonalDataAccess.objects.filter(pk=0).delete()
    return plain(request)


def of_other_tables(request):
    return HttpResponse(str(Job.objects.count()))


def of_no_table(request):
    return HttpResponse("x")


def missing(request):
    return HttpResponse(str(Tambon.objects.count()), status=404)


def elsewhere(request):
    Tambon.objects.count()
    return redirect("/")


def own_caching(request):
    response = plain(request)
    response["Cache-Control"] = "private"
    return response


def varying(request):
    response = plain(request)
    response["Vary"] = "User-Agent"
    return response


def streamed(request):
    return StreamingHttpResponse([str(Tambon.objects.count()).encode()])


def too_large(request):
    return HttpResponse(f"{Tambon.objects.count()}{'x' * (page_cache.MOST_BYTES + 1)}")


VIEWS = {
    view.__name__: view
    for view in (with_message, with_session, with_cookie, with_form, with_token, that_writes, that_logs, of_other_tables,
                 of_no_table, missing, elsewhere, own_caching, varying, streamed, too_large)
}  # fmt: skip


@pytest.fixture
def own_client(settings) -> Client:
    from portal.urls import urlpatterns

    own = [path(f"{name}/", cached_page()(view)) for name, view in VIEWS.items()]
    own += [path("early/", lambda request: Tambon.objects.count() and cached_page()(plain)(request))]
    own += [path("plain/", cached_page("page", "tambon")(plain)), path("unmarked/", plain)]
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [*own, *urlpatterns]})
    return Client()


def kept() -> list[str]:
    """The addresses of all pages that are kept."""
    return [key[5] for pages in (page_cache.PLAIN, page_cache.FILTERED) for key in pages._pages]


def test_a_marked_page_of_its_kind_is_kept(own_client):
    assert is_cached(own_client, "/plain/")
    assert len(kept()) == 1


@pytest.mark.parametrize("name", [*VIEWS, "unmarked", "early"])
def test_a_page_that_could_be_somebodys_own_or_of_unknown_age_is_never_kept(own_client, name):
    """Nor by nginx, which keeps what has the header."""
    for _ in range(2):
        assert "X-Accel-Expires" not in own_client.get(f"/{name}/")
    assert kept() == []


def test_the_next_visitor_does_not_see_a_message_of_another(own_client):
    assert "ได้รับแล้ว" in own_client.get("/with_message/").content.decode()
    assert "ได้รับแล้ว" not in Client().get("/plain/").content.decode()


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_who_has_a_session_or_a_message_neither_gets_nor_leaves_a_page(own_client, cookie):
    own_client.cookies[cookie] = "abc"
    own_client.get("/plain/")
    assert kept() == []
    Client().get("/plain/", headers={"user-agent": "anybody"})
    assert len(kept()) == 1
    assert "anybody" not in own_client.get("/plain/").content.decode()


def test_who_is_authorized_neither_gets_nor_leaves_a_page(own_client):
    assert not is_cached(own_client, "/plain/", authorization="Basic eDp5")
    assert kept() == []


def test_staff_who_are_signed_in_read_from_the_database(admin_client):
    make_product()  # else all that the page shows is in memory
    assert not is_cached(admin_client, "/products/")


def test_nothing_is_kept_of_posts(own_client):
    own_client.post("/plain/")
    assert kept() == []


QUERIES = {
    "page=2": True,
    "tambon=240201&page=2": True,
    "q=&page=2": True,
    "q=ไข่": False,
    "q=ไข่&page=2": False,
    "other=1": False,
    "other=": False,
    "page=2&fbclid=abc": False,
    f"page={'2' * 300}": False,
}


@pytest.mark.parametrize(("query", "expected"), QUERIES.items())
def test_only_addresses_with_known_parameters_are_kept(own_client, query, expected):
    assert is_cached(own_client, f"/plain/?{query}") is expected
    assert bool(kept()) is expected


def test_made_up_query_strings_drive_out_no_plain_page(own_client, monkeypatch):
    monkeypatch.setattr(page_cache.FILTERED, "most", 2)
    own_client.get("/plain/")
    for number in (2, 3, 2, 4):
        own_client.get(f"/plain/?page={number}")
    assert [key[-1] for key in page_cache.FILTERED._pages] == ["page=2", "page=4"]  # 3 was asked for least recently
    assert len(page_cache.PLAIN) == 1


def test_with_debug_nothing_is_kept(settings):
    settings.DEBUG = True
    with pytest.raises(MiddlewareNotUsed):
        PageCache(lambda request: HttpResponse())


def test_products_made_in_a_transaction_that_is_rolled_back_are_forgotten(client):
    with transaction.atomic():
        make_product(name_th="หายไป")
        assert "หายไป" in client.get("/products/").content.decode()
        transaction.set_rollback(True)
    make_product(name_th="อยู่")
    page = client.get("/products/").content.decode()
    assert "หายไป" not in page and "อยู่" in page
    assert Product.objects.count() == 1


def test_while_the_database_is_unavailable_a_kept_page_says_so_with_every_header(client, monkeypatch):
    client.get("/documents/")

    def gone():
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(table_versions, "read", gone)
    answer = client.get("/documents/")

    assert answer.status_code == 503
    assert "Content-Security-Policy" in answer
