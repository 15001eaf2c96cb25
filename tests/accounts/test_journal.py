"""What happened stays written down: in the database, at the desk, and against whoever deletes an account."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from policies.accounts import throttle
from policies.models import Event, Revision, SignInCount, guard, triggers
from policies.vocabulary import EventKind
from tests.admin.desk import seen, signed_in

pytestmark = pytest.mark.django_db

JOURNAL = "/admin/policies/event/"


def refused(statement):
    error = pytest.raises(IntegrityError, match="append-only")
    with error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return True


@pytest.fixture
def event(editor):
    return Event.record(EventKind.SIGNED_IN, account=editor, address="192.0.2.1")


@pytest.fixture
def entry(editor):
    return LogEntry.objects.create(user=editor, action_flag=2, object_repr="甲", change_message="发布。")


# In the database


def test_an_event_is_never_changed(event):
    for column in ("actor", "kind", "address", "target"):
        assert refused(f"UPDATE policies_event SET {column} = 'x'")
    assert refused("UPDATE policies_event SET account_id = NULL")
    assert refused("UPDATE policies_event SET at = '2020-01-01 00:00:00'")


def test_an_event_is_not_deleted_within_half_a_year(event):
    assert refused("DELETE FROM policies_event")
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.all().delete()
    assert Event.objects.get() == event


def test_the_log_of_the_desk_is_neither_changed_nor_deleted(entry):
    assert refused("UPDATE django_admin_log SET change_message = ''")
    assert refused("DELETE FROM django_admin_log")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", sorted(set(guard.TRIGGERS.values())))
def test_neither_table_can_be_emptied_at_one_stroke(table):
    assert refused(f"TRUNCATE {table}")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has REPLACE")
def test_replacing_is_deleting(event):
    assert refused(
        "REPLACE INTO policies_event (id, at, kind, actor, address, target, details) "
        f"VALUES ({event.pk}, '2020-01-01 00:00:00', 'x', '', '', '', '{{}}')"
    )


def test_an_account_with_a_history_cannot_be_deleted(editor, event):
    with pytest.raises(ProtectedError), transaction.atomic():
        editor.delete()


def test_nor_can_one_that_only_the_log_of_the_desk_names(editor, entry):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        editor.delete()
    assert LogEntry.objects.get().user == editor


def test_an_account_that_never_did_anything_can_be_deleted_in_a_shell(editor):
    editor.delete()
    assert not User.objects.exists()


@pytest.mark.parametrize("name", guard.TRIGGERS)
def test_a_guard_that_is_gone_is_missed_and_made_again(name):
    with connection.cursor() as cursor:
        on = f" ON {guard.TRIGGERS[name]}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert triggers.missing(connection) == [name]
    triggers.install(connection)
    assert triggers.missing(connection) == []


def test_an_event_does_not_count_as_a_change_of_what_residents_see(event):
    before = Revision.current().number
    Event.record(EventKind.SIGNED_OUT)
    throttle.admit("小编", "192.0.2.1", timezone.now())
    assert Revision.current().number == before


@pytest.mark.django_db(transaction=True)
def test_flush_empties_everything_on_purpose_and_guards_again(event, entry):
    call_command("flush", interactive=False, verbosity=0)
    assert not Event.objects.exists()
    assert not LogEntry.objects.exists()
    assert triggers.missing(connection) == []


# Cleaning up


def test_clean_up_deletes_what_is_older_than_its_time(event, settings):
    now = timezone.now()
    old = now - timedelta(days=settings.EVENT_DAYS, minutes=1)
    young = now - timedelta(days=settings.EVENT_DAYS - 1)
    Event.objects.bulk_create([Event(at=at, kind=EventKind.SIGNED_IN) for at in (old, young)])
    Session.objects.create(session_key="ended", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="going-on", expire_date=now + timedelta(hours=1))
    throttle.admit("小编", "", now - timedelta(hours=1))
    throttle.admit("小审", "", now)
    told = StringIO()
    call_command("clean_up", stdout=told)
    counts = "1 events, 1 sessions, 1 counts of sign-in, 0 missed words, 0 jobs, 0 held forms"
    assert told.getvalue() == f"Deleted: {counts}.\n"
    assert set(Event.objects.values_list("at", flat=True)) == {event.at, young}
    assert Session.objects.get().session_key == "going-on"
    assert SignInCount.objects.count() == 1


# At the desk


def test_reviewers_read_the_journal_and_editors_do_not(event):
    reviewer, editor = signed_in("小审", "审核"), signed_in("小编二", "编辑")
    page = seen(reviewer.get(JOURNAL))
    assert "操作记录" in page
    assert "192.0.2.1" in page
    one = seen(reviewer.get(reverse("admin:policies_event_change", args=[event.pk])))
    assert "登录" in one
    assert editor.get(JOURNAL).status_code == 403


def test_nobody_writes_the_journal_at_the_desk(event):
    superuser = signed_in("站长", superuser=True)
    for page in (f"{JOURNAL}add/", f"{JOURNAL}{event.pk}/delete/", f"{JOURNAL}{event.pk}/change/"):
        assert superuser.post(page, {"post": "yes", "actor": "x"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"}
    superuser.post(JOURNAL, data, follow=True)
    event.refresh_from_db()
    assert event.actor == "小编"


def test_the_list_names_details_in_chinese(event):
    Event.record(EventKind.REFUSED, details={"refused": 20, "name_code": "0123456789ab"})
    page = seen(signed_in("小审", "审核").get(JOURNAL))
    assert "连续被拒绝的次数：20；没有这个账号，所填名字的代码：0123456789ab" in page


def test_deleting_an_account_is_not_offered_not_even_by_a_forged_post(editor):
    superuser = signed_in("站长", superuser=True)
    change = reverse("admin:auth_user_change", args=[editor.pk])
    assert "不再使用的账号，请去掉“有效”前面的勾" in seen(superuser.get(change))
    assert "deletelink" not in superuser.get(change).content.decode()
    assert superuser.post(f"/admin/auth/user/{editor.pk}/delete/", {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [editor.pk], "post": "yes"}
    superuser.post("/admin/auth/user/", data, follow=True)
    assert User.objects.filter(pk=editor.pk).exists()


def test_no_page_of_the_desk_deletes_accounts_for_who_has_the_permission_alone(editor):
    keeper = signed_in("账号管理")
    User.objects.get(username="账号管理").user_permissions.set(
        Permission.objects.filter(content_type__app_label="auth", content_type__model="user")
    )
    assert keeper.post(f"/admin/auth/user/{editor.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin.site.is_registered(User)
