"""Whoever wrote a part of what residents have not read yet publishes it with a reason only; what is handed in is ready."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies import altering, earlier, publishing, revising, scheduling
from policies.acting import Actor
from policies.models import Event, Policy, Section, Writer
from policies.publishing import ALONE, NO_SOURCE, UNCHANGED, WRITTEN_BY_YOU
from policies.vocabulary import Move, PublicationState
from tests.data import make_district, only
from tests.people import account

pytestmark = pytest.mark.django_db
DRAFT, REVIEW, PUBLISHED, WITHDRAWN = PublicationState.values
COMMAND = Actor.of_command("测试")


@pytest.fixture
def policy():
    district = make_district("xuhui")
    return Policy.objects.create(slug="p-1", title="测试办法", district=district, source_note="扫描件。")


@pytest.fixture
def first():
    return Actor.person(account("甲", "审核"))


@pytest.fixture
def second():
    return Actor.person(account("乙", "审核"))


def why_not(outcome) -> str:
    return "".join(reason for _, reason in outcome.refused)


def publish(policy, actor, reason="") -> str:
    return why_not(publishing.publish(only(policy), actor, reason))


def started(policy, actor=COMMAND) -> Policy:
    [copy] = revising.start_copy(only(policy), actor).moved
    return copy


def test_a_comma_of_another_hides_nobody_who_wrote_before(policy, first, second):
    Writer.sign([policy], first.account)
    Writer.sign([policy], second.account)
    third = Actor.person(account("丙", "审核"))
    for actor in (first, second):
        assert publish(policy, actor) == WRITTEN_BY_YOU
    assert publish(policy, third) == ""
    assert ALONE not in Event.objects.get(kind="publish").details


def test_what_goes_back_and_forth_still_has_its_writers(policy, first, second):
    Writer.sign([policy], first.account)
    publishing.hand_in(only(policy), first)
    Writer.sign([policy], second.account)
    publishing.send_back(only(policy), second, "还缺附件。")
    publishing.hand_in(only(policy), second)
    assert publish(policy, first) == WRITTEN_BY_YOU


def test_publication_and_what_comes_after_have_writers_of_their_own(policy, first, second):
    Writer.sign([policy], first.account)
    assert publish(policy, second) == ""
    assert not Writer.objects.exists()
    copy = started(policy)
    Writer.sign([copy], second.account)
    assert publish(copy, second) == WRITTEN_BY_YOU
    assert publish(copy, first) == ""
    assert not Writer.objects.exists()


def test_after_a_withdrawal_who_writes_again_counts(policy, first, second):
    publish(policy, COMMAND)
    publishing.withdraw(only(policy), second, "有误。")
    Writer.sign([policy], first.account)
    Writer.sign([policy], second.account)
    assert publish(policy, first) == WRITTEN_BY_YOU


def test_who_wrote_a_part_cannot_have_it_published_later(policy, first, second):
    Writer.sign([policy], first.account)
    Writer.sign([policy], second.account)
    due = "2030-01-01T00:00Z"
    outcome = scheduling.schedule(Move.PUBLISH, only(policy), first, scheduling.datetime.fromisoformat(due))
    assert why_not(outcome) == WRITTEN_BY_YOU


def test_who_sends_back_what_others_wrote_a_part_of_says_why(policy, first, second):
    Writer.sign([policy], first.account)
    publishing.hand_in(only(policy), first)
    Writer.sign([policy], second.account)
    for actor in (first, second):
        assert publishing.called(Move.SEND_BACK, only(policy).get(), actor) == "退回"
        assert why_not(publishing.send_back(only(policy), actor)) == publishing.SAY_WHY


def test_of_earlier_writers_the_last_is_known_after_the_migration(policy, first):
    only(policy).update(edited_by=first.account)
    publish(policy, COMMAND)
    other = Policy.objects.create(slug="p-2", title="另一条", edited_by=first.account)
    import_module("policies.migrations.0028_writers").know_the_last(apps, None)
    assert list(Writer.objects.values_list("policy", "account")) == [(other.pk, first.account.pk)]


# What is handed in


@pytest.mark.parametrize("missing", [{"title": ""}, {"district": None}, {"source_note": ""}])
def test_what_could_not_be_published_is_not_handed_in(policy, first, missing):
    only(policy).update(**missing)
    told = why_not(publishing.hand_in(only(policy), first))
    assert told == "发布前必须填写标题、区，以及官方原文网址或来源说明。"
    assert only(policy).get().state == DRAFT


@pytest.mark.parametrize("move", [publishing.hand_in, publishing.publish])
def test_the_note_of_an_import_is_no_source(policy, first, move):
    only(policy).update(source_note="由文件“通知.txt”导入。")
    assert why_not(move(only(policy), first)) == NO_SOURCE
    only(policy).update(source_note="由文件“通知.txt”导入。从区里拿到的复印件。")
    assert why_not(move(only(policy), first)) == ""


def test_an_address_of_the_official_text_is_a_source(policy, first):
    only(policy).update(source_note="由文件“通知.txt”导入。", official_url="https://www.xuhui.gov.cn/1")
    assert why_not(publishing.publish(only(policy), first)) == ""


def test_a_copy_that_changes_nothing_is_not_handed_in(policy, first):
    publish(policy, COMMAND)
    copy = started(policy)
    assert why_not(publishing.hand_in(only(copy), first)) == UNCHANGED
    # Whoever only saves the page adds sections that say nothing.
    copy.ensure_sections()
    assert why_not(publishing.hand_in(only(copy), first)) == UNCHANGED
    Section.objects.filter(policy=copy, kind="support").update(state="absent")
    assert why_not(publishing.hand_in(only(copy), first)) == ""


# What looks the same


@pytest.fixture
def twin(policy):
    """Of another district, under the same title."""
    district = make_district("jingan")
    return Policy.objects.create(slug="j-1", title="测试办法", district=district, state=DRAFT)


def test_what_has_the_title_of_another_is_published_with_a_reason_that_is_kept(policy, twin, first):
    assert "《测试办法》（j-1，草稿）" in publish(policy, first)
    assert publish(policy, first, "静安另有一份。") == ""
    told = Event.objects.get(kind="publish").details
    assert told == {"before": "草稿", "reason": "静安另有一份。", "alike": "j-1"}


def test_it_is_asked_once(policy, twin, first, second):
    publish(policy, first, "静安另有一份。")
    Writer.sign([copy := started(policy)], first.account)
    only(copy).update(issued_on="2026-01-01")
    assert publish(copy, second) == ""
    assert "alike" not in Event.objects.get(kind="correct").details


@pytest.mark.parametrize(
    ("ours", "theirs", "is_asked"),
    [
        ("徐委〔2026〕3号", "徐委[2026]3号", True),
        ("徐委〔2026〕3号", "徐委〔2025〕3号", False),
        ("第3号", "第3号", False),
        ("", "", False),
    ],
)
def test_one_number_is_one_document(policy, twin, first, ours, theirs, is_asked):
    only(policy).update(doc_number=ours)
    twin.title, twin.doc_number = "另一份办法", theirs
    twin.save()
    assert ("文号或标题和" in publish(policy, first)) is is_asked


def test_the_call_of_another_year_has_the_same_title(policy, twin, first):
    only(policy).update(doc_number="徐委〔2026〕3号")
    twin.doc_number = "徐委〔2025〕9号"
    twin.save()
    assert publish(policy, first) == ""


def test_a_draft_that_is_not_his_is_not_named(policy, twin):
    reviewer = Actor.person(account("丁", "审核", districts=[policy.district]))
    told = publish(policy, reviewer)
    assert "别的区还没有公开的一条" in told
    assert "j-1" not in told
    assert publish(policy, reviewer, "另一份。") == ""


def test_who_wrote_it_and_has_a_twin_gives_one_reason_for_both(policy, twin, first):
    Writer.sign([policy], first.account)
    assert publish(policy, first).startswith(WRITTEN_BY_YOU)
    assert publish(policy, first, "只有我。") == ""
    assert Event.objects.get(kind="publish").details == {"before": "草稿", ALONE: "只有我。", "alike": "j-1"}


def test_a_command_is_asked_nothing(policy, twin):
    assert publish(policy, COMMAND) == ""


def test_the_number_of_queries_does_not_grow(policy, twin, first):
    # The rights of a person are read once.
    assert publish(policy, first, "另一份。") == ""
    counts = []
    for number in (3, 9):
        made = [
            Policy(
                slug=f"m-{number}-{each}", title="测试办法", district=policy.district, source_note="扫描件。"
            )
            for each in range(number)
        ]
        keys = [each.pk for each in Policy.objects.bulk_create(made)]
        with CaptureQueriesContext(connection) as queries:
            outcome = publishing.publish(Policy.objects.filter(pk__in=keys), first, "各是各的。")
        assert len(outcome.moved) == number
        counts.append(len(queries))
    assert counts[0] == counts[1]


def verified(policy, day, actor):
    """The event of it."""
    altering.alter([policy], altering.Alteration(verified_on=day), actor)
    return earlier.recorded_of(policy.copy_of or policy).latest("pk")


def test_who_changed_many_at_once_is_one_of_the_writers(policy, first, second):
    Writer.sign([policy], second.account)
    verified(policy, date(2026, 11, 27), first)
    assert publish(policy, first) == WRITTEN_BY_YOU


def test_who_restored_an_earlier_state_is_one_of_the_writers(policy, first, second):
    event = verified(policy, date(2026, 11, 27), first)
    verified(policy, date(2026, 11, 28), first)
    assert earlier.restore(policy, event, second).moved
    policy.refresh_from_db()
    assert policy.verified_on == date(2026, 11, 27)
    assert publish(policy, second) == WRITTEN_BY_YOU


def test_what_somebody_else_brings_back_was_still_written_by_who_wrote_it(policy, first, second):
    assert not publish(policy, COMMAND)
    policy.refresh_from_db()
    copy = started(policy)
    event = verified(copy, date(2026, 11, 27), first)
    revising.discard_copy(only(copy), first)
    assert earlier.restore(policy, event, second).moved
    again = Policy.objects.get(copy_of=policy)
    assert {row.account for row in again.writers.all()} == {first.account, second.account}
    assert publish(again, first) == WRITTEN_BY_YOU


def test_nothing_is_restored_before_the_last_publication_in_the_name_of_its_writers(policy, first, second):
    event = verified(policy, date(2026, 11, 27), first)
    assert not publish(policy, COMMAND)
    policy.refresh_from_db()
    public = earlier.recorded_of(policy).filter(kind="publish").latest("pk")
    assert earlier.restore(policy, public, second).moved
    assert [row.account for row in Writer.objects.filter(policy__copy_of=policy)] == [second.account]
    assert event.pk < public.pk
