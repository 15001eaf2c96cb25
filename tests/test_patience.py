"""Every wait for the database ends, and what it could not do is told."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import suppress

import psycopg
import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.test import Client
from psycopg import errors

from policies.models import Policy
from portal.availability import AvailabilityMiddleware
from portal.databases import patience
from portal.databases.failures import Failure
from portal.databases.patience import Patience
from portal.databases.postgresql.connection import AwayError, NoAnswerError
from portal.databases.watch import Watch, watch

on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="only PostgreSQL answers from another process"
)
LOCK = "LOCK TABLE policies_policy IN ACCESS EXCLUSIVE MODE"


@pytest.fixture
def unhurried():
    """Here the limits are as they are in use."""


@pytest.fixture
def elsewhere(transactional_db):
    """Another session in the same database."""
    settings = connections[DEFAULT_DB_ALIAS].get_connection_params()
    parameters = {name: settings[name] for name in ("dbname", "user", "host", "port") if name in settings}
    with psycopg.connect(**parameters) as session:
        yield session
        session.rollback()
        wait_for_the_watch()


def ask(statement="SELECT 1"):
    with connection.cursor() as cursor:
        return cursor.execute(statement).fetchone()


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_an_answer_that_does_not_come_ends_the_wait():
    # Of a person: the server's own limit is far off then, and cannot come first.
    with patience.having(Patience(0.3)), pytest.raises(OperationalError, match="no answer"):
        ask("SELECT pg_sleep(2)")
    between_two_requests()
    assert ask() == (1,)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_page_waits_for_all_its_answers_together():
    own = Patience(0.7, in_all=True, of_a_person=False)
    answers = 0
    with patience.having(own), suppress(OperationalError):
        for _ in range(100):
            ask("SELECT pg_sleep(0.2)")
            answers += 1
    assert answers <= 3
    assert connection.connection.closed
    connection.close()


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("own", [patience.public(), patience.desk(), patience.program()], ids=str)
def test_the_server_itself_keeps_limits_that_are_no_shorter(own):
    connection.close()
    with patience.having(own):
        [statement] = ask("SELECT setting::int FROM pg_settings WHERE name = 'statement_timeout'")
        [lock] = ask("SELECT setting::int FROM pg_settings WHERE name = 'lock_timeout'")
    assert 0 < lock <= statement
    assert statement >= own.seconds * 1000
    connection.close()


@on_postgresql
def test_while_a_table_is_locked_pages_say_so_and_afterwards_come_back(client, elsewhere):
    policy = "/policies/nothing/"
    assert client.get(policy).status_code == 404
    elsewhere.execute(LOCK)
    assert client.get(policy).status_code == 503
    # Nobody waits any more: the watch alone asks.
    wait_until(lambda: watch.is_away)
    between_two_requests()
    with patience.having(patience.public()), pytest.raises(OperationalError, match="is away"):
        ask()
    assert client.get("/about/").status_code == 200
    elsewhere.rollback()
    wait_for_the_watch()
    between_two_requests()
    assert client.get(policy).status_code == 404


@on_postgresql
def test_programs_wait_for_a_locked_table(elsewhere):
    elsewhere.execute(LOCK)
    threading.Timer(0.5, elsewhere.rollback).start()
    assert not Policy.objects.exists()
    assert not watch.is_away


@on_postgresql
def test_a_connection_that_was_cut_is_replaced_before_anybody_notices(client, elsewhere):
    assert client.get("/policies/").status_code == 200
    [own] = ask("SELECT pg_backend_pid()")
    assert elsewhere.execute("SELECT pg_terminate_backend(%s)", [own]).fetchone() == (True,)
    between_two_requests()
    assert client.get("/policies/").status_code == 200


def wait_until(holds):
    deadline = time.monotonic() + 30
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert holds()


def between_two_requests():
    """What Django does there, and its test client leaves out."""
    connection.close_if_unusable_or_obsolete()


def wait_for_the_watch():
    for thread in threading.enumerate():
        if thread.name == "database-watch":
            thread.join(30)
    assert not watch.is_away


class TestWatch:
    """Over a probe that answers when it is told to."""

    @pytest.fixture
    def there(self):
        return threading.Event()

    @pytest.fixture
    def held(self):
        """The probe gets no answer until this is set."""
        return threading.Event()

    @pytest.fixture
    def watch(self, there, held):
        def probe():
            held.wait(10)
            if not there.is_set():
                raise OperationalError("refused\nand more")

        watch = Watch(probe, threads=2)
        yield watch
        there.set()
        held.set()
        if thread := watch._thread:
            thread.join(10)

    def test_one_line_when_it_goes_and_one_when_it_is_back(self, watch, there, held, caplog):
        held.set()
        for _ in range(10):
            watch.look()
        thread = watch._thread
        while not watch.is_away:
            assert thread.is_alive()
        assert watch.waits_in_vain(patience.desk(), 0.1)
        there.set()
        thread.join(10)
        assert not watch.is_away
        away, back = [record.getMessage() for record in caplog.records]
        assert away == "The database is away: refused"
        assert back.startswith("The database is back after ")

    def test_the_last_free_thread_is_not_kept_waiting(self, watch, monkeypatch):
        monkeypatch.setattr("portal.databases.watch.CROWDED_SECONDS", 0)
        one, another = patience.public(), patience.desk()
        watch.begin(one)
        watch.begin(patience.program())
        assert not watch.waits_in_vain(one, 1.0)
        watch.begin(another)
        assert watch.waits_in_vain(one, 1.0)
        watch.end(another)
        watch.end(one)

    def test_who_can_be_shown_a_copy_does_not_wait_until_it_is_sure(self, watch, monkeypatch):
        monkeypatch.setattr("portal.databases.watch.LATE_SECONDS", 0)
        with_copy = Patience(60.0, has_copy=lambda: True)
        assert not watch.waits_in_vain(with_copy, 0.0)
        assert not watch.waits_in_vain(patience.desk(), 0.1)
        assert watch.waits_in_vain(with_copy, 0.1)
        assert not watch.is_away

    def test_nobody_is_told_that_it_is_away_by_whom_nobody_would_tell_that_it_is_back(
        self, watch, there, held, monkeypatch
    ):
        monkeypatch.setattr("portal.databases.watch.CROWDED_SECONDS", 0)
        there.set()
        held.set()
        watch.look()
        if thread := watch._thread:
            thread.join(10)
        for _ in range(2):
            watch.begin(patience.public())
        # Somebody who waited while the thread was still asking.
        watch._keep_a_thread_free()
        assert not watch.is_away

    def test_a_program_waits_and_asks_nobody(self, watch):
        assert not watch.waits_in_vain(patience.program(), 60.0)
        assert watch._thread is None
        assert watch.waits_in_vain(patience.program(), patience.PROGRAM_SECONDS)


def failed(cause):
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


def sqlite_error(code):
    cause = sqlite3.OperationalError("test")
    cause.sqlite_errorcode = code
    return cause


@pytest.mark.parametrize(
    ("cause", "failure"),
    [
        (sqlite_error(sqlite3.SQLITE_FULL), Failure.FULL),
        (sqlite_error(sqlite3.SQLITE_IOERR_WRITE), Failure.FULL),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), Failure.BUSY),
        (sqlite_error(sqlite3.SQLITE_ERROR), Failure.OTHER),
        (errors.DiskFull(), Failure.FULL),
        (errors.LockNotAvailable(), Failure.BUSY),
        (errors.QueryCanceled(), Failure.SLOW),
        (errors.AdminShutdown(), Failure.AWAY),
        (psycopg.OperationalError("connection refused"), Failure.AWAY),
        (NoAnswerError(), Failure.AWAY),
        (AwayError(), Failure.KNOWN_AWAY),
        (errors.UndefinedTable(), Failure.OTHER),
        (None, Failure.OTHER),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_a_failure_means(cause, failure):
    assert Failure.of(failed(cause)) is failure


def answer_to(rf, path, cause, **fields):
    request = rf.post(path, fields)
    return AvailabilityMiddleware(lambda request: None).process_exception(request, failed(cause))


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (sqlite_error(sqlite3.SQLITE_FULL), "磁盘满了"),
        (errors.LockNotAvailable(), "别人正在保存"),
        (AwayError(), "连不上数据库"),
    ],
)
def test_what_was_typed_comes_back_to_be_sent_again(rf, cause, words):
    answer = answer_to(rf, "/admin/policies/policy/add/", cause, title='标题"<b>', body="第一行\n第二行")
    page = answer.content.decode()
    assert (answer.status_code, words in page) == (503, True)
    assert '<input type="hidden" name="title" value="标题&#34;&lt;b&gt;">' in page
    assert '<textarea name="body"' in page
    assert "第一行\n第二行</textarea>" in page


def test_no_password_comes_back(rf):
    answer = answer_to(rf, "/admin/login/", AwayError(), username="xiaobian", password="geheim7x")
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "geheim7x" not in page
    assert "<form" not in page


@pytest.mark.django_db
def test_a_session_that_cannot_be_read_is_no_error_of_the_portal(monkeypatch, settings):
    def away(self):
        raise failed(AwayError())

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert client.get("/admin/").status_code == 503
    assert client.get("/about/").status_code == 200
