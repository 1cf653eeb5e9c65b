"""What the portal tells machines of itself: /healthz of the worker, /readyz of the web server."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from center.jobs.models import JobWorker
from portal.health import probes

pytestmark = pytest.mark.django_db


def away(*_arguments):
    raise OperationalError("could not connect to 10.0.0.5 as portal")


# --- The worker ----------------------------------------------------------------------------------------------------


def test_well_while_the_database_answers_and_a_worker_lives(client, django_assert_num_queries):
    JobWorker.objects.create(name="one")
    with django_assert_num_queries(1):
        response = client.get("/healthz")
    assert (response.status_code, response.content, response["Content-Type"]) == (200, b"worker: alive\n", "text/plain")
    assert "no-store" in response["Cache-Control"]


def test_a_dead_worker_is_told_and_takes_no_web_server_out(client):
    JobWorker.objects.create(name="silent", seen_at=timezone.now() - timedelta(minutes=2))
    JobWorker.objects.create(name="stopped", stopped=True)
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"worker: dead\n")
    assert client.get("/readyz").status_code == 200


def test_of_the_worker_nothing_is_known_without_a_database(client, monkeypatch):
    monkeypatch.setattr(probes, "worker_is_alive", away)
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"worker: unknown\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_asked_without_https_and_only_read(client, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    assert client.get("/privacy/").status_code == 301
    assert client.post(path, secure=True).status_code == 405


# --- The web server ------------------------------------------------------------------------------------------------


def test_ready_with_database_migrations_and_media(client, settings, django_assert_num_queries):
    with django_assert_num_queries(2):
        response = client.get("/readyz")
    assert (response.status_code, response.content, response["Content-Type"]) == (200, b"ready\n", "text/plain")
    assert "no-store" in response["Cache-Control"]
    assert list(settings.MEDIA_ROOT.iterdir()) == []


def test_not_ready_without_a_database(client, monkeypatch):
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", away)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"database\n")  # and nothing of its address


@pytest.mark.parametrize("app", ["center", "catalog", "sessions"])
def test_not_ready_before_the_migrations(client, app):
    newest = MigrationRecorder.Migration.objects.filter(app=app).order_by("-name").first()
    newest.delete()
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"migrations\n")


def test_ready_with_migrations_of_a_newer_release(client):
    """While several servers are upgraded one after the other, the database is ahead of some."""
    MigrationRecorder.Migration.objects.create(app="center", name="9999_of_the_next_release")
    assert client.get("/readyz").status_code == 200


def test_not_ready_where_media_cannot_be_written(client, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = tmp_path / "file" / "media"
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"media\n")


def test_everything_that_is_missing_is_named(client, settings, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = tmp_path / "file"
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", away)
    assert client.get("/readyz").content == b"database\nmedia\n"


def test_a_full_disk_is_no_place_for_media(client, monkeypatch):
    def full(**_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(probes.tempfile, "TemporaryFile", full)
    assert client.get("/readyz").content == b"media\n"
