"""Nobody stays signed in for ever."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from policies.accounts import sessions
from policies.models import Event
from policies.vocabulary import EventKind
from tests.accounts.conftest import PASSWORD
from tests.admin.desk import seen

pytestmark = pytest.mark.django_db

PAGE = "/admin/auth/user/?q=%E7%BC%96"


@pytest.fixture
def desk(superuser):
    client = Client()
    client.post("/admin/login/", {"username": "站长", "password": PASSWORD})
    return client


@pytest.fixture
def later(monkeypatch):
    """Move the clock of sessions."""
    start = timezone.now()

    def move(**by):
        monkeypatch.setattr(sessions.timezone, "now", lambda: start + timedelta(**by))

    return move


def test_who_does_nothing_for_an_hour_is_signed_out_and_led_back(desk, superuser, later, contexts):
    later(minutes=61)
    answer = desk.get(PAGE, follow=True)
    assert answer.redirect_chain == [("/admin/login/?next=/admin/auth/user/%3Fq%3D%25E7%25BC%2596", 302)]
    assert "超过 60 分钟没有操作，已经自动退出。" in seen(answer)
    assert Event.objects.first().kind == EventKind.IDLED_OUT
    fields = {"username": "站长", "password": PASSWORD, "next": answer.context["next"]}
    assert desk.post("/admin/login/", fields)["Location"] == PAGE


def test_who_goes_on_working_stays(desk, later):
    for minutes in (50, 100, 150):
        later(minutes=minutes)
        assert desk.get(PAGE).status_code == 200


def test_a_working_day_is_the_end_whatever_is_done(desk, later):
    end = Session.objects.get().expire_date
    assert abs(end - timezone.now() - timedelta(hours=12)) < timedelta(minutes=5)
    later(minutes=50)
    desk.get(PAGE)
    assert abs(Session.objects.get().expire_date - end) < timedelta(seconds=2)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert desk.get(PAGE).status_code == 302


def test_not_every_request_writes(desk, later):
    desk.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        desk.get(PAGE)
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []


@contextmanager
def unwritable_sessions():
    """Somebody else writes for longer than a request may wait."""

    def refuse(execute, sql, params, many, context):
        if sql.startswith('UPDATE "django_session"'):
            raise OperationalError("locked") from LockNotAvailable()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def test_a_session_that_cannot_be_written_hides_no_answer(desk, later):
    later(minutes=50)
    with unwritable_sessions():
        assert desk.get(PAGE).status_code == 200
    later(minutes=55)
    assert desk.get(PAGE).status_code == 200


def test_who_signs_in_is_told_that_the_session_could_not_be_written(superuser):
    client, fields = Client(), {"username": "站长", "password": PASSWORD}
    with unwritable_sessions():
        answer = client.post("/admin/login/", fields)
    assert answer.status_code == 503
    assert PASSWORD not in answer.content.decode()
    assert client.get(PAGE).status_code == 302
    assert client.post("/admin/login/", fields).status_code == 302
    assert client.get(PAGE).status_code == 200


def test_a_session_that_is_gone_is_no_failure_of_the_database(desk, later, monkeypatch):
    later(minutes=50)
    monkeypatch.setattr(sessions, "sign_out_if_idle", gone_meanwhile)
    assert desk.get(PAGE).status_code == 400


def gone_meanwhile(request):
    request.session["seen"] = 0
    Session.objects.all().delete()


def test_a_public_page_reads_no_session(desk, later):
    later(minutes=61)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = desk.get("/about/")
    assert answer.cookies == {}
    assert "django_session" not in str(queries.captured_queries)
    assert Session.objects.count() == 1


def test_who_is_switched_off_is_out_at_once(desk, superuser):
    superuser.is_active = False
    superuser.save()
    assert desk.get(PAGE).status_code == 302
