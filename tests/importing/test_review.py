"""What becomes of the choices about a document that waits: one transaction, whoever asks for it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission

from policies.acting import Actor
from policies.importing.drafting import DoubtKind
from policies.importing.storing import Decision, ImportVerdict, Review, ReviewStep, give_up, keep, waiting
from policies.models import District, ImportedSource, Policy
from tests.importing.notices import NOTICE, taxonomy  # noqa: F401
from tests.people import account

pytestmark = pytest.mark.django_db

NAME = "通知.txt"
DOUBTED = NOTICE.replace("〔2020〕", "[2020]")
NEWER = DOUBTED.replace("一千元", "两千元")


def may_only(*names: str) -> Actor:
    person = account("-".join(names))
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    return Actor.person(person)


@pytest.fixture
def editor():
    return may_only("add_policy", "change_policy")


def brought(text: str = DOUBTED) -> Review:
    return Review(keep(NAME, text.encode()))


def repaired(found: Review) -> Review:
    [number] = [doubt for doubt in found.doubts if doubt.kind is DoubtKind.NUMBER]
    found.choose({number.key: Decision.REPAIR}, apart=[], related=[])
    return found


def stored(found: Review) -> dict[str, str]:
    return ImportedSource.objects.get(pk=found.kept.pk).decisions


def test_choices_are_remembered_and_nothing_is_saved(editor):
    found = repaired(brought())
    before = found.version
    assert found.submit(before, editor, wants_save=False) == (ReviewStep.REMEMBERED, None)
    assert set(stored(found).values()) == {"repair"}
    assert found.version != before
    assert not Policy.objects.exists()


def test_a_saved_draft_takes_the_place_of_what_waited(editor):
    found = repaired(brought())
    step, outcome = found.submit(found.version, editor, wants_save=True)
    assert (step, outcome.verdict) == (ReviewStep.SAVED, ImportVerdict.CREATED)
    assert Policy.objects.get().doc_number == "徐府规〔2020〕3号"
    assert not waiting().exists()


def test_of_two_people_the_second_is_told_and_nothing_of_his_is_remembered(editor):
    first = brought()
    second = repaired(Review(ImportedSource.objects.get(pk=first.kept.pk)))
    [comma, *_] = [doubt for doubt in first.doubts if doubt.repairable]
    first.choose({comma.key: Decision.KEEP}, apart=[], related=[])
    assert first.submit(first.version, editor, wants_save=False)[0] is ReviewStep.REMEMBERED
    assert second.submit(second.version, editor, wants_save=True) == (ReviewStep.OVERTAKEN, None)
    assert set(stored(second).values()) == {"keep"}
    assert not Policy.objects.exists()


def test_what_waits_no_longer_is_gone_even_for_who_sends_no_version(editor):
    found = brought()
    assert give_up(found.kept.pk).name == NAME
    assert found.submit("", editor, wants_save=True) == (ReviewStep.GONE, None)
    assert give_up(found.kept.pk) is None
    assert not ImportedSource.objects.exists()


def test_who_may_not_edit_saves_no_newer_state_of_a_draft_but_keeps_his_choices(editor):
    first = brought()
    first.submit(first.version, editor, wants_save=True)
    newer = repaired(brought(NEWER))
    newer.choose({}, apart=[], related=[], newer_of=Policy.objects.get().slug)
    answer = newer.submit(newer.version, may_only("add_policy"), wants_save=True)
    assert answer == (ReviewStep.FORBIDDEN, None)
    assert set(stored(newer).values()) == {"repair"}
    assert "一千元" in Policy.objects.get().sections.get(kind="support").body


def test_a_refusal_is_an_outcome_and_keeps_the_choices(editor):
    Policy.objects.create(slug="twin", title="徐汇区人才公寓管理办法")
    found = repaired(brought())
    step, outcome = found.submit(found.version, editor, wants_save=True)
    assert (step, outcome.verdict) == (ReviewStep.SAVED, ImportVerdict.REFUSED)
    assert set(stored(found).values()) == {"repair"}
    assert waiting().exists()


def test_a_file_of_the_same_name_updates_nothing_until_a_person_says_so(editor):
    first = brought()
    first.submit(first.version, editor, wants_save=True)
    policy = Policy.objects.get()
    newer = brought(NEWER)
    step, outcome = newer.submit(newer.version, editor, wants_save=True)
    assert (step, outcome.verdict) == (ReviewStep.SAVED, ImportVerdict.REFUSED)
    newer.choose({}, apart=[policy.slug], related=[], newer_of=policy.slug)
    assert newer.apart == [], "it cannot be both"
    step, outcome = newer.submit(newer.version, editor, wants_save=True)
    assert (step, outcome.verdict) == (ReviewStep.SAVED, ImportVerdict.UPDATED)
    assert "两千元" in Policy.objects.get().sections.get(kind="support").body


def test_what_is_published_is_updated_in_its_working_copy(editor):
    policy = Policy.objects.create(
        slug="twin",
        title="徐汇区人才公寓管理办法",
        district=District.objects.get(slug="xuhui"),
        source_note="测试",
        state="published",
    )
    found = brought()
    found.choose({}, apart=[], related=[], newer_of="twin")
    _, outcome = found.submit(found.version, editor, wants_save=True)
    assert (outcome.verdict, outcome.slug) == (ImportVerdict.UPDATED, "twin")
    copy = Policy.objects.get(copy_of=policy)
    assert "一千元" in copy.sections.get(kind="original").body
    assert not policy.sections.filter(body__contains="一千元").exists()


def test_a_draft_that_staff_have_typed_is_not_written_over_even_if_chosen(editor):
    Policy.objects.create(slug="twin", title="徐汇区人才公寓管理办法")
    found = brought()
    found.choose({}, apart=[], related=[], newer_of="twin")
    _, outcome = found.submit(found.version, editor, wants_save=True)
    assert outcome.verdict is ImportVerdict.SKIPPED
    assert "twin 是由工作人员录入的，没有覆盖。" in outcome.reasons


def test_a_slug_that_was_not_offered_is_dropped(editor):
    Policy.objects.create(slug="other", title="完全不同的另一件事")
    found = brought()
    found.choose({}, apart=[], related=[], newer_of="other")
    assert found.newer_of == ""
