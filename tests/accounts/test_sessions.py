"""Nobody stays signed in for ever."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

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
