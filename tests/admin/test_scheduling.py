"""A time is set at the desk for publishing and withdrawing, shown there, and called off."""

from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.models import Event, Policy, Scheduled
from policies.scheduling import make_due
from tests.admin.desk import LIST, PUBLISHED, address, answer_to, ask, delete, run, seen
from tests.admin.test_chinese import foreign

pytestmark = pytest.mark.django_db

SCHEDULED = "/admin/policies/scheduled/"


def question(policy, move):
    return f"/admin/policies/policy/{policy.pk}/{move}/ask/"


def set_for_later(client, policy, move="publish", day="2099年12月1日", hour="", **said):
    return answer_to(client, client.get(question(policy, move)), day=day, hour=hour, **said)


@pytest.mark.parametrize(
    ("day", "hour", "due"),
    [
        ("2099年12月1日", "", "2099-12-01 00:00"),
        ("2099-12-01", "09：30", "2099-12-01 09:30"),
        ("2099.12.1", "9点", "2099-12-01 09:00"),
    ],
)
def test_a_draft_is_published_at_a_set_time(reviewer, draft, day, hour, due):
    assert f'href="{question(draft, "publish")}"' in reviewer.get(address(draft)).content.decode()
    words = seen(set_for_later(reviewer, draft, day=day, hour=hour))
    assert f"已排定在 {due} 发布 1 条政策。" in words
    assert f"{due} 发布（等待中）" in words
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert LogEntry.objects.get().get_change_message() == f"排定在 {due} 发布。"
    assert f"{due} 发布（等待中）" in seen(reviewer.get(address(draft)))
    make_due(datetime(2100, 1, 1, tzinfo=UTC))
    draft.refresh_from_db()
    assert draft.state == PUBLISHED


def test_midnight_is_that_of_shanghai(reviewer, draft):
    set_for_later(reviewer, draft)
    assert Scheduled.objects.get().due_at == datetime(2099, 11, 30, 16, tzinfo=UTC)


def test_many_are_withdrawn_at_a_set_time(reviewer, published, draft):
    page = answer_to(reviewer, ask(reviewer, "withdraw", published, draft), day="2099-12-01", reason="到期")
    words = seen(page)
    assert "已排定在 2099-12-01 00:00 撤下 1 条政策。" in words
    assert "有 1 条没有排定在 2099-12-01 00:00 撤下。" in words
    row = Scheduled.objects.get()
    assert (row.policy, row.move, row.reason) == (published, "withdraw", "到期")


def test_a_day_that_is_past_is_a_slip(reviewer, published):
    answer = set_for_later(reviewer, published, "withdraw", "2020-01-01", reason="到期")
    assert "这个时间已经过去了。" in seen(answer)
    published.refresh_from_db()
    assert published.state == PUBLISHED


@pytest.mark.parametrize(
    ("day", "hour", "complaint"),
    [
        ("2099-02-30", "", "请输入真实的日期"),
        ("2099-12-01", "25:00", "请输入几点几分"),
        ("", "09:30", "填了几点，还要填哪一天。"),
    ],
)
def test_a_time_that_is_none_is_asked_again(reviewer, draft, day, hour, complaint):
    assert complaint in seen(set_for_later(reviewer, draft, day=day, hour=hour))
    assert not Scheduled.objects.exists()


def test_what_could_not_be_made_is_shown_and_can_be_called_off(reviewer, draft):
    set_for_later(reviewer, draft)
    Policy.objects.filter(pk=draft.pk).update(title="后来写的")
    make_due(datetime(2100, 1, 1, tzinfo=UTC))
    row = Scheduled.objects.get()
    for page in (address(draft), LIST, SCHEDULED, f"{SCHEDULED}{row.pk}/change/"):
        assert "没有做成：排定以后这条政策又有改动，请看过以后再发布" in seen(reviewer.get(page)), page
    assert delete(reviewer, f"{SCHEDULED}{row.pk}/delete/").status_code == 302
    assert not Scheduled.objects.exists()
    assert Event.objects.filter(kind="unschedule", target=draft.slug, actor="小审").exists()


def test_every_word_of_these_pages_is_chinese(reviewer, draft, published):
    set_for_later(reviewer, draft)
    set_for_later(reviewer, published, "withdraw", reason="到期")
    Policy.objects.update(title="人才安居的意见")
    row = Scheduled.objects.first()
    pages = [SCHEDULED, f"{SCHEDULED}{row.pk}/change/", f"{SCHEDULED}{row.pk}/delete/"]
    pages += [question(published, "withdraw"), address(draft, "slug"), address(draft), LIST]
    told = {page: foreign(reviewer.get(page)) for page in pages}
    assert {page: words for page, words in told.items() if words} == {}


def test_many_are_called_off_at_once(reviewer, draft, published):
    set_for_later(reviewer, draft)
    set_for_later(reviewer, published, "withdraw", reason="到期")
    run(reviewer, "delete_selected", *Scheduled.objects.all(), path=SCHEDULED)
    assert Event.objects.filter(kind="unschedule").count() == 2
    assert not Scheduled.objects.exists()


def test_who_may_not_publish_looks_and_calls_nothing_off(editor, reviewer, draft):
    set_for_later(reviewer, draft)
    row = Scheduled.objects.get()
    assert draft.title in seen(editor.get(SCHEDULED))
    assert editor.get(question(draft, "publish")).status_code == 403
    assert editor.get(f"{SCHEDULED}{row.pk}/delete/").status_code == 403
    assert editor.get(f"{SCHEDULED}add/").status_code == 403
    assert editor.post(f"{SCHEDULED}{row.pk}/change/", {"due_at": timezone.now()}).status_code == 403
    assert Scheduled.objects.get().due_at == row.due_at


def test_the_list_asks_no_more_for_more_rows(reviewer, draft):
    set_for_later(reviewer, draft)
    with CaptureQueriesContext(connection) as first:
        reviewer.get(LIST)
    for number in range(5):
        copy = Policy.objects.create(slug=f"p-{number}", title="甲", district=draft.district, source_note="x")
        set_for_later(reviewer, copy)
    with CaptureQueriesContext(connection) as second:
        reviewer.get(LIST)
    assert len(first) == len(second)
