"""Every answer carries the headers, whatever answers: a page, an error, a redirect, a static file, a picture."""

import io

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django_permissions_policy.decorators import permissions_policy_override
from PIL import Image

from center.pictures.taking import take_in
from portal.responses import headers
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def refuse(request):
    from django.core.exceptions import PermissionDenied

    raise PermissionDenied


def break_down(request):
    raise RuntimeError("broken on purpose")


@permissions_policy_override({"camera": "self"})
def own_headers(request):
    response = HttpResponse("x")
    response["Referrer-Policy"] = "no-referrer"
    return response


def own_urls():
    from portal.urls import urlpatterns

    return [path("refused/", refuse), path("broken/", break_down), path("own/", own_headers), *urlpatterns]


@pytest.fixture
def client(settings):
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": own_urls()})
    # The names our pages link to stay those of the portal.
    return Client(raise_request_exception=False)


@pytest.fixture
def picture() -> str:
    """The address of a rendition that is there."""
    photo = io.BytesIO()
    Image.new("RGB", (640, 480), "orange").save(photo, "JPEG")
    photo.size = len(photo.getvalue())
    taken = take_in(file=photo)
    return next(f"/media/{name}" for name in names_in(taken.renditions))


def names_in(found) -> list[str]:
    """The file names anywhere in the description of renditions."""
    if isinstance(found, str):
        return [found.rpartition("/")[2]] if found.endswith((".avif", ".webp", ".jpg", ".jpeg")) else []
    values = found.values() if isinstance(found, dict) else found if isinstance(found, list) else []
    return [name for value in values for name in names_in(value)]


FEATURES = {"camera", "microphone", "geolocation", "payment", "usb"}
ANSWERS = {
    "home": ("/", 200),
    "English": ("/en/", 200),
    "list": ("/products/", 200),
    "missing": ("/nothing-here/", 404),
    "missing picture": ("/media/nothing.webp", 404),
    "refused": ("/refused/", 403),
    "broken": ("/broken/", 500),
    "slash added": ("/products", 301),
    "static": ("/static/css/account.css", 200),
    "static missing": ("/static/nothing.css", 404),
    "sign-in": ("/account/login/", 200),
    "staff site, stranger": ("/admin/", 302),
}


def check(answer, name: str) -> None:
    for header, value in headers.ALWAYS.items():
        assert answer.headers.get(header) == value, (name, header, answer.headers.get(header))
    permissions = answer.headers.get("Permissions-Policy", "")
    assert all(f"{feature}=()" in permissions for feature in FEATURES), (name, permissions)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy, name
    answer.getvalue()  # a file is closed when it has been read


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_of_every_kind(client, name):
    address, status = ANSWERS[name]
    answer = client.get(address)
    assert answer.status_code == status
    check(answer, name)


def test_a_picture(client, picture):
    answer = client.get(picture)
    assert answer.status_code == 200
    check(answer, "picture")


def test_a_host_name_that_is_not_ours(client, settings):
    settings.ALLOWED_HOSTS = ["portal.example.go.th"]
    for secure in (False, True):
        settings.SECURE_SSL_REDIRECT = secure
        answer = client.get("/", HTTP_HOST="evil.example")
        assert answer.status_code == 400
        check(answer, "host")


def test_a_form_without_its_token(settings):
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"})
    assert answer.status_code == 403
    check(answer, "csrf")


def test_staff_pages(client):
    client.force_login(factories.make_staff())
    for address in (
        "/admin/",
        "/admin/catalog/product/",
        "/admin/center/user/add/",
        "/admin/access/",
        "/admin/jsi18n/",
    ):
        answer = client.get(address)
        assert answer.status_code in (200, 302), address
        check(answer, address)


def test_the_redirect_to_https_and_hsts(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    answer = client.get("/")
    assert answer.status_code == 301 and answer["Location"].startswith("https://")
    check(answer, "https")
    for address, secure in (("/", True), ("/nothing-here/", True), ("/static/css/account.css", True), ("/", False)):
        answer = client.get(address, secure=secure)
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        answer.getvalue()  # a file is closed when it has been read


def test_no_hsts_without_https(client):
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_what_an_answer_sets_itself_stays(client):
    answer = client.get("/own/")
    assert (answer["Permissions-Policy"], answer["Referrer-Policy"]) == ("camera=(self)", "no-referrer")


def test_the_pages_policy_is_that_of_the_design(client):
    directives = dict(part.strip().split(" ", 1) for part in client.get("/")["Content-Security-Policy"].split(";"))
    assert directives["img-src"] == "'self' data:"
    assert directives["script-src"] == "'self'"
    assert directives["style-src"].startswith("'self' 'sha256-")
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert directives["form-action"] == "'self'"


def test_powers_nobody_uses_are_off(client, settings):
    assert settings.PERMISSIONS_POLICY.keys() >= FEATURES
    policy = client.get("/")["Permissions-Policy"]
    assert policy.split(", ") == [f"{feature}=()" for feature in sorted(settings.PERMISSIONS_POLICY)]
