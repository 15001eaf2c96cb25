"""What is said to whoever watches the portal."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from policies.lookup.index import index
from policies.models import triggers
from portal import health
from portal.headers import SECURITY_HEADERS
from tests.serving import gunicorn
from tests.test_environment import SECRET

# A probe comes by whatever name the machine has.
STRANGE = {"host": "10.0.0.7:8000"}


@pytest.fixture
def probe(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["policy.example"]
    return Client(headers=STRANGE)


def said(answer):
    return answer.status_code, answer.content.decode()


def test_the_process_answers_without_asking_a_database(probe, client):
    """No database is allowed here, so the test fails where one is asked."""
    assert said(probe.get("/healthz")) == (200, "ok\n")
    assert probe.get("/about/").status_code == 400


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_probe_can_only_look(probe, address):
    answer = probe.post(address)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert said(probe.delete(address))[0] == 405


def assert_plain(answer):
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert {*SECURITY_HEADERS} <= {*answer.headers}


def test_what_is_said_is_short_and_kept_by_nobody(probe):
    assert_plain(probe.get("/healthz"))
    assert_plain(probe.head("/healthz"))
    assert_plain(probe.post("/healthz"))


@pytest.mark.django_db(transaction=True)
class TestReady:
    @pytest.fixture(autouse=True)
    def _watched(self, probe, monkeypatch):
        monkeypatch.setattr(health, "KEPT_SECONDS", 0.0)
        monkeypatch.setattr(health, "DEADLINE_SECONDS", 60.0)
        index().rebuild(timezone.localdate())
        self.probe = probe

    def ready(self):
        answer = self.probe.get("/readyz")
        assert_plain(answer)
        # The next look is another one.
        time.sleep(0.001)
        return said(answer)

    def test_a_portal_that_can_work_says_so(self):
        assert self.ready() == (200, "ok\n")
        assert self.probe.head("/readyz").status_code == 200

    def test_a_migration_that_was_not_applied_is_told(self):
        recorder = MigrationRecorder(connection)
        recorder.record_unapplied("policies", "0001_initial")
        try:
            assert self.ready() == (503, "migrations\n")
        finally:
            recorder.record_applied("policies", "0001_initial")
        assert self.ready() == (200, "ok\n")

    def test_a_squashed_migration_is_not_missed_before_migrate_has_recorded_it(self):
        """Whoever is ready by the migrations that it replaces stays so when new code comes."""
        recorder, key = MigrationRecorder(connection), ("policies", "0001_squashed_0036_job_reason")
        assert key in recorder.applied_migrations()
        recorder.record_unapplied(*key)
        try:
            assert self.ready() == (200, "ok\n")
        finally:
            recorder.record_applied(*key)

    def test_a_trigger_that_is_missing_is_told(self):
        triggers.remove(connection)
        try:
            assert self.ready() == (503, "triggers\n")
        finally:
            triggers.install(connection)

    def test_an_index_that_cannot_be_made_is_told(self, settings, tmp_path):
        """Where its directory should be there is a file."""
        (tmp_path / "file").touch()
        settings.SEARCH_INDEX_DIR = tmp_path / "file"
        assert self.ready() == (503, "index\n")

    def test_a_database_that_is_away_is_told(self, monkeypatch):
        away = {**connection.settings_dict, "NAME": "/nowhere/nothing"}
        away["OPTIONS"] = {name: value for name, value in away["OPTIONS"].items() if name != "pool"}
        monkeypatch.setitem(connections.settings, "default", away)
        assert self.ready() == (503, "database\n")

    def test_a_database_that_is_frozen_keeps_no_probe_waiting(self, monkeypatch):
        """However many ask: they all wait for one look, and the one after it is not made before it has ended."""
        thaw = threading.Event()
        monkeypatch.setattr(health, "DEADLINE_SECONDS", 0.1)
        monkeypatch.setattr(health, "STAGES", (("database", thaw.wait), *health.STAGES[1:]))
        assert [self.ready() for _ in range(5)] == [(503, "database\n")] * 5
        looks = [thread for thread in threading.enumerate() if thread.name == "readyz"]
        assert len(looks) == 1
        thaw.set()
        looks[0].join()
        monkeypatch.setattr(health, "DEADLINE_SECONDS", 60.0)
        assert self.ready() == (200, "ok\n")


def test_a_real_server_is_probed_by_its_address(tmp_path):
    """Without tables: it answers, and says that it is not ready."""
    variables = {"DJANGO_ALLOWED_HOSTS": "policy.example", "DJANGO_SSL_REDIRECT": "on"}
    (tmp_path / "portal.sqlite3").touch()
    with gunicorn(tmp_path, DJANGO_SECRET_KEY=SECRET, **variables) as server:
        assert (server.ask("/healthz").status, server.ask("/healthz").said) == (200, "ok\n")
        assert (server.ask("/readyz").status, server.ask("/readyz").said) == (503, "migrations\n")
