"""The daily mail: whom it is sent to, what it tells, and that it is one a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies import publishing, revising, scheduling
from policies.acting import Actor
from policies.daily_mail import letter, news, pending, sending
from policies.daily_mail.pending import Pending
from policies.models import DailyMail, Event, Policy, Writer
from policies.vocabulary import EventKind, Move
from tests.data import make_district, only
from tests.people import account

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 11, 28)
DESK = "https://policy.example/admin/policies/policy"


@pytest.fixture(autouse=True)
def mail_is_set(settings):
    settings.MAIL_IS_SENT = True
    settings.ADDRESS = "https://policy.example"
    settings.DEFAULT_FROM_EMAIL = "policy@policy.example"


@pytest.fixture
def xuhui():
    return make_district("xuhui")


def staff(name: str, group: str, *districts, **values) -> Actor:
    address = f"{'bian' if group == '编辑' else 'shen'}-{User.objects.count()}@policy.example"
    values = {"is_staff": True, "email": address} | values
    return Actor.person(account(name, group, districts=districts or None, **values))


@pytest.fixture
def editor():
    return staff("小编", "编辑")


@pytest.fixture
def reviewer():
    return staff("小审", "审核")


@pytest.fixture
def draft(xuhui, editor):
    return written("关于人才安居的意见", xuhui, editor)


def written(title: str, district, actor: Actor, slug: str = "xuhui-1") -> Policy:
    """A draft that somebody typed at the desk."""
    policy = Policy.objects.create(slug=slug, title=title, district=district, source_note="扫描件。")
    typed(policy, actor, EventKind.CREATED)
    return policy


def typed(policy: Policy, actor: Actor, kind: EventKind = EventKind.EDITED) -> None:
    Writer.sign([policy], actor.account)
    Event.objects.create(kind=kind, account=actor.account, actor=actor.account.username, policy_id=policy.pk)


def handed_in(policy: Policy, actor: Actor) -> None:
    assert publishing.hand_in(only(policy), actor).moved


def sent(on: date = TODAY) -> dict[str, mail.EmailMessage]:
    """What a run of this day sends, by the names of the accounts."""
    mail.outbox.clear()
    outcome = sending.Outcome()
    sending.send_all(on, outcome)
    assert outcome.failed == {}
    names = dict(User.objects.exclude(email="").values_list("email", "username"))
    found = {names[message.to[0]]: message for message in mail.outbox}
    assert len(found) == len(mail.outbox) == outcome.sent
    return found


def run() -> str:
    out = StringIO()
    call_command("send_daily_mail", stdout=out)
    return out.getvalue()


# What waits


def test_who_publishes_is_told_of_what_was_handed_in(draft, editor, reviewer):
    handed_in(draft, editor)
    [(name, message)] = sent().items()
    assert name == "小审"
    assert message.subject == "人才政策一网通查：等您处理的 1 条"
    assert message.from_email.endswith("<policy@policy.example>")
    at = timezone.localtime(Event.objects.get(kind="hand-in").at)
    assert message.body.splitlines()[:5] == [
        "小审，您好：",
        "",
        "等您审核的（1 条）",
        f"- 《关于人才安居的意见》：{at:%Y-%m-%d %H:%M} 小编 交审",
        f"  {DESK}/{draft.pk}/decide/",
    ]
    assert "https://policy.example/admin/auth/user/own/" in message.body
    assert "扫描件" not in message.body, "no more than titles and reasons"


def test_every_kind_that_is_told_has_its_words():
    assert set(news.TOLD) == letter.DONE.keys()


def test_who_looks_after_another_district_is_not_told(draft, editor, reviewer, xuhui):
    staff("静安的小审", "审核", make_district("jingan"))
    staff("徐汇的小审", "审核", xuhui)
    handed_in(draft, editor)
    assert sent().keys() == {"小审", "徐汇的小审"}


def test_what_one_wrote_oneself_waits_for_others(draft, editor, reviewer, settings):
    typed(draft, reviewer)
    handed_in(draft, editor)
    assert sent() == {}
    found = Pending.of(reviewer.account, timezone.now())
    assert (found.in_review, found.own_in_review, found.to_review.total) == (1, 1, 0)
    settings.FOUR_EYES = False
    assert sent().keys() == {"小审"}


def test_who_wrote_it_is_told_of_the_return_and_its_reason(draft, editor, reviewer):
    handed_in(draft, editor)
    assert publishing.send_back(only(draft), reviewer, "金额\n请对照原文。").moved
    [(name, message)] = sent().items()
    assert name == "小编"
    assert "退回给您的（1 条）\n- 《关于人才安居的意见》：金额 请对照原文。\n" in message.body
    assert f"{DESK}/{draft.pk}/change/" in message.body


def test_what_is_set_for_tomorrow_is_told_to_who_set_it_and_who_wrote_it(draft, editor, reviewer):
    staff("另一位小编", "编辑")
    end_of_tomorrow = pending._end_of_tomorrow(timezone.now())
    assert scheduling.schedule(Move.PUBLISH, only(draft), reviewer, end_of_tomorrow).moved
    assert sent().keys() == {"小编"}, "that it was set"
    assert sent(TODAY + DAY) == {}
    last_minute = end_of_tomorrow - timedelta(minutes=1)
    draft.scheduled.update(due_at=last_minute)
    messages = sent(TODAY + 2 * DAY)
    assert messages.keys() == {"小编", "小审"}
    for message in messages.values():
        assert message.subject.endswith("：等您处理的 1 条")
        assert f"《关于人才安居的意见》：{publishing.in_words(last_minute)} 发布\n" in message.body


def test_what_was_not_made_waits_for_who_set_it(draft, editor, reviewer):
    due = timezone.now() + DAY
    assert scheduling.schedule(Move.PUBLISH, only(draft), reviewer, due).moved
    only(draft).update(title="改过的意见")
    assert scheduling.make_due(due).refused
    for message in (sent()["小编"], sent(TODAY + DAY)["小审"]):
        assert "排定了没有做成的（1 条）" in message.body
        assert message.body.count(scheduling.CHANGED) == 1


def test_the_first_ten_are_named_and_all_are_counted(xuhui, editor, reviewer):
    for n in range(12):
        handed_in(written(f"第{n}号意见", xuhui, editor, f"p-{n}"), editor)
    message = sent()["小审"]
    assert message.subject.endswith("等您处理的 12 条")
    assert message.body.count("/decide/") == 10
    assert "还有 2 条" in message.body


# What became of it


def test_who_wrote_it_is_told_of_its_publication_once(draft, editor, reviewer):
    assert publishing.publish(only(draft), reviewer).moved
    [(name, message)] = sent().items()
    assert name == "小编"
    assert message.subject == "人才政策一网通查：您写的有 1 条消息"
    assert "小审 发布\n  https://policy.example/policies/xuhui-1/\n" in message.body
    assert sent(TODAY + DAY) == {}


def test_of_a_correction_only_those_are_told_who_wrote_it(draft, editor, reviewer):
    corrector = staff("另一位小编", "编辑")
    publishing.publish(only(draft), reviewer)
    [copy] = revising.start_copy(only(draft), corrector).moved
    Policy.objects.filter(pk=copy.pk).update(title="改过的意见")
    Event.objects.create(kind=EventKind.EDITED, account=corrector.account, policy_id=draft.pk)
    sent()
    assert publishing.publish(only(copy), reviewer).moved
    [(name, message)] = sent(TODAY + DAY).items()
    assert name == "另一位小编"
    assert "《改过的意见》" in message.body
    assert "小审 发布了修改稿" in message.body


def test_a_publication_that_was_undone_leads_to_the_history(draft, editor, reviewer):
    publishing.publish(only(draft), reviewer)
    publishing.withdraw(only(draft), reviewer, "与另一条重复。")
    body = sent()["小编"].body
    assert f"小审 发布\n  {DESK}/{draft.pk}/history/\n" in body
    assert "https://policy.example/policies/" not in body


def test_what_is_set_for_a_copy_is_told_as_that_of_a_copy(draft, editor, reviewer):
    publishing.publish(only(draft), reviewer)
    [copy] = revising.start_copy(only(draft), editor).moved
    sent()
    assert scheduling.schedule(Move.PUBLISH, only(copy), reviewer, timezone.now() + 9 * DAY).moved
    assert "《关于人才安居的意见》（修改稿）：" in sent(TODAY + DAY)["小编"].body


def test_of_a_withdrawal_whoever_wrote_is_told_with_its_reason(draft, editor, reviewer):
    publishing.publish(only(draft), reviewer)
    sent()
    assert publishing.withdraw(only(draft), reviewer, "与另一条重复。").moved
    message = sent(TODAY + DAY)["小编"]
    assert "小审 撤下，原因：与另一条重复。" in message.body
    assert f"{DESK}/{draft.pk}/history/" in message.body


def test_what_is_made_in_ones_name_at_its_time_is_told(draft, editor, reviewer):
    due = timezone.now() + DAY
    scheduling.schedule(Move.PUBLISH, only(draft), reviewer, due)
    messages = sent()
    assert f"小审 排定：{publishing.in_words(due)} 发布" in messages["小编"].body
    assert scheduling.make_due(due).moved
    assert sent(TODAY + DAY).keys() == {"小审", "小编"}


def test_nobody_is_told_of_what_he_did_himself(draft, editor, reviewer):
    typed(draft, reviewer)
    publishing.publish(only(draft), reviewer, "只有我。")
    assert sent().keys() == {"小编"}


def test_what_a_person_may_not_see_any_more_is_not_told(draft, reviewer, xuhui):
    former = staff("徐汇的小编", "编辑", xuhui)
    typed(draft, former)
    scheduling.schedule(Move.PUBLISH, only(draft), reviewer, timezone.now() + 9 * DAY)
    assert "徐汇的小编" in sent()
    former.account.responsibilities.all().delete()
    scheduling.cancel(list(draft.scheduled.all()), reviewer)
    assert "徐汇的小编" not in sent(TODAY + DAY)


def test_what_is_deleted_between_two_queries_is_left_out(xuhui, editor, reviewer, monkeypatch):
    drafts = [written(f"第{n}号意见", xuhui, editor, f"p-{n}") for n in range(2)]
    for each in drafts:
        publishing.publish(only(each), reviewer)
    usual = news.Some.of

    def delete_between(rows):
        found = usual(rows)
        if rows.model is Event:
            only(drafts[0]).delete()
        return found

    monkeypatch.setattr(news.Some, "of", delete_between)
    message = sent()["小编"]
    assert message.subject.endswith("您写的有 1 条消息")
    assert "第1号意见" in message.body
    assert "第0号意见" not in message.body


def test_a_command_has_no_name(draft, editor):
    publishing.publish(only(draft), Actor.of_command("loaddata"))
    assert "系统 发布" in sent()["小编"].body


def test_the_first_mail_tells_of_one_day(draft, editor, reviewer):
    done = {"kind": EventKind.PUBLISHED, "account": reviewer.account, "policy_id": draft.pk}
    Event.objects.create(**done, at=timezone.now() - DAY - timedelta(minutes=1))
    assert sent() == {}
    typed(draft, editor)
    Event.objects.create(**done, at=timezone.now() - DAY + timedelta(minutes=1))
    DailyMail.objects.all().delete()
    assert sent().keys() == {"小编"}


def test_a_title_writes_no_line_and_no_header(draft, editor, reviewer):
    only(draft).update(title="甲\r\nBcc: a@b.example\u2028- 《乙》")
    handed_in(draft, editor)
    message = sent()["小审"]
    assert "- 《甲 Bcc: a@b.example - 《乙》》" in message.body
    assert message.bcc == []
    assert "Bcc" not in message.message()


# One a day, to those who want one


def test_a_second_run_of_a_day_sends_nothing(draft, editor, reviewer):
    handed_in(draft, editor)
    assert sent().keys() == {"小审"}
    publishing.send_back(only(draft), reviewer, "还缺附件。")
    assert sent().keys() == {"小编"}, "who had none yet"
    assert sent() == {}
    handed_in(draft, editor)
    assert sent() == {}
    assert sent(TODAY + DAY).keys() == {"小审"}


@pytest.mark.parametrize("values", [{"email": ""}, {"is_active": False}, {"is_staff": False}])
def test_who_gets_none(draft, editor, values):
    staff("小审", "审核", **values)
    handed_in(draft, editor)
    assert sent() == {}
    assert run() == "Sent 0 mails; nothing to tell 1 accounts.\n"


def test_who_switched_it_off_is_not_told_of_all_that_later(draft, editor, reviewer):
    DailyMail.objects.create(account=editor.account, off=True)
    publishing.publish(only(draft), reviewer)
    assert sent() == {}
    DailyMail.objects.update(off=False)
    assert sent() == {}
    publishing.withdraw(only(draft), reviewer, "到期")
    assert sent().keys() == {"小编"}


def test_what_another_run_is_sending_is_left_to_it_until_it_is_taken_for_dead(draft, editor, reviewer):
    handed_in(draft, editor)
    DailyMail.objects.create(account=reviewer.account, taken_at=timezone.now())
    assert sent() == {}
    DailyMail.objects.update(taken_at=timezone.now() - timedelta(minutes=6))
    assert sent().keys() == {"小审"}
    assert DailyMail.objects.get(account=reviewer.account).taken_at is None


def test_the_command_says_what_it_did(draft, editor, reviewer):
    handed_in(draft, editor)
    assert run() == "Sent 1 mails; nothing to tell 1 accounts.\n"
    assert run() == "Sent 0 mails; nothing to tell 1 accounts.\n"


def test_without_a_mail_server_the_command_says_so(draft, editor, reviewer, settings):
    settings.MAIL_IS_SENT = False
    handed_in(draft, editor)
    assert run() == "No mail is sent: PORTAL_MAIL_URL is not set.\n"
    assert mail.outbox == []


def test_tomorrow_ends_at_midnight_in_shanghai():
    late = datetime.fromisoformat("2026-11-28T23:59:00+08:00")
    assert pending._end_of_tomorrow(late) == datetime.fromisoformat("2026-11-30T00:00:00+08:00")
    assert pending._end_of_tomorrow(late + timedelta(minutes=1)).isoformat().startswith("2026-12-01T00:00")


def test_the_queries_for_one_person_do_not_grow(xuhui, editor, reviewer):
    counts = []
    for n in range(20):
        handed_in(written(f"第{n}号意见", xuhui, editor, f"p-{n}"), editor)
        if n in (10, 19):
            person = User.objects.get(pk=reviewer.account.pk)
            with CaptureQueriesContext(connection) as queries:
                Pending.of(person, timezone.now())
            counts.append(len(queries))
    assert counts[0] == counts[1]
