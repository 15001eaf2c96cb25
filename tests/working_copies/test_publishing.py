"""The content of a working copy replaces that of its original, as one act, and with a second pair of eyes."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from policies import publishing, revising
from policies.models import (
    Event,
    ImportedSource,
    Policy,
    RecordVersion,
    Section,
    SectionVersion,
    Topic,
)
from policies.models.working_copy import PARTS
from tests.data import only
from tests.full_policy import TEXTS
from tests.working_copies import (
    COMMAND,
    change,
    copied,
    keys,
    person,
    publish,
    state,
)

pytestmark = pytest.mark.django_db


def test_nothing_makes_a_copy_public_by_itself(published, reviewer):
    copy = copied(published)
    for state_ in ("published", "withdrawn"):
        with pytest.raises(IntegrityError), transaction.atomic():
            only(copy).update(state=state_)
    [(_, reason)] = publishing.withdraw(only(copy), reviewer).refused
    assert reason == "修改稿没有发布，不需要撤下。"


# Publishing


def test_its_content_becomes_that_of_the_original_whose_rows_stay_the_same(published, writer, reviewer):
    copy = copied(published, writer)
    change(copy)
    wanted, rows = state(copy), keys(published)
    moves = published.rounds.get(uid="r2").sequence
    assert publish(copy, reviewer) == ""
    assert state(published) == wanted
    now = keys(published)
    assert {name: now[name] for name in now.keys() & rows.keys()} == {
        name: rows[name] for name in now.keys() & rows.keys()
    }
    assert rows.keys() - now.keys() == {
        "benefit b5",
        f"policytopic {Topic.objects.get(slug='luohu').pk}",
        f"relation {Policy.objects.get(slug='p-2').pk} replaces",
    }
    assert published.rounds.get(uid="r2").sequence == moves + 1
    assert (published.state, published.edited_by) == ("published", writer.account)
    assert not Policy.objects.filter(pk=copy.pk).exists()


def test_one_version_is_kept_for_residents_of_what_they_read_before(published, reviewer):
    copy = copied(published)
    copy.sections.filter(kind="support").update(body="写到一半。")
    change(copy)
    publish(copy, reviewer)
    numbered = SectionVersion.objects.shown_of(published)
    assert [(each.kind, each.body, each.number) for each in numbered] == [("support", TEXTS["support"], 1)]
    drafts = SectionVersion.objects.filter(policy_id=published.pk, slug="p-1", number=None)
    assert [each.body for each in drafts] == ["写到一半。"], "what was typed is kept for staff, and once"
    public = RecordVersion.objects.of(published).filter(policy_state="published")
    assert {(each.model, each.uid) for each in public} == {("round", "r2"), ("benefit", "b5")}
    assert not SectionVersion.objects.exclude(slug="p-1").exists()
    assert not RecordVersion.objects.exclude(slug="p-1").exists()


def test_each_act_is_one_event_of_the_original(published, writer, reviewer):
    copy = copied(published, writer)
    only(copy).update(doc_number="徐委〔2026〕9号")
    publishing.hand_in(only(copy), writer)
    publishing.send_back(only(copy), reviewer, "还缺附件。")
    publishing.hand_in(only(copy), writer)
    publish(copy, reviewer)
    told = Event.objects.filter(target="p-1").exclude(kind="publish").order_by("id")
    assert list(told.values_list("kind", "actor")) == [
        ("copy", "小编"),
        ("hand-in", "小编"),
        ("send-back", "小审"),
        ("hand-in", "小编"),
        ("correct", "小审"),
    ]
    assert told.get(kind="send-back").details == {
        "copy": True,
        "called": "退回",
        "reason": "还缺附件。",
    }


def test_of_a_withdrawn_policy_no_copy_is_published(published, reviewer):
    copy = copied(published)
    publishing.withdraw(only(published), COMMAND)
    assert publish(copy, reviewer) == "原来的政策已经撤下。请先重新发布它，再发布修改稿。"
    publishing.publish(only(published), COMMAND)
    assert publish(copy, reviewer) == ""


def test_files_that_were_brought_into_the_copy_belong_to_the_original(published, reviewer):
    for sha256 in ("1" * 64, "2" * 64):
        ImportedSource.objects.create(policy=published, name="a.txt", raw=b"old", sha256=sha256)
    copy = copied(published)
    for sha256 in ("2" * 64, "3" * 64):
        ImportedSource.objects.create(policy=copy, name="a.txt", raw=b"new", sha256=sha256)
    publish(copy, reviewer)
    kept = published.imported_sources.order_by("sha256").values_list("sha256", "raw")
    assert [(sha256[0], bytes(raw)) for sha256, raw in kept] == [("1", b"old"), ("2", b"new"), ("3", b"new")]


def test_many_are_published_with_as_many_queries_as_few(published, reviewer):
    counts = []
    district = published.district
    for number in (2, 6):
        made = Policy.objects.bulk_create(
            Policy(slug=f"{number}-{n}", title="甲", district=district, source_note="测试", state="published")
            for n in range(number)
        )
        Section.objects.bulk_create(
            Section(policy=each, kind="support", body="旧。", state="content") for each in made
        )
        some = Policy.objects.filter(pk__in=[each.pk for each in made])
        with CaptureQueriesContext(connection) as queries:
            copies = revising.start_copy(some, reviewer).moved
            copies = Policy.objects.filter(pk__in=[each.pk for each in copies])
            Section.objects.filter(policy__in=copies).update(body="新。")
            publishing.publish(copies, reviewer, "只有我一个人。")
        assert set(Section.objects.filter(policy__in=some).values_list("body", flat=True)) == {"新。"}
        counts.append(len(queries))
    # The first also reads the rights of the person.
    assert counts[1] <= counts[0]


def test_a_publication_that_breaks_at_any_query_changes_nothing(published, reviewer):
    copy = copied(published)
    change(copy)
    ImportedSource.objects.create(policy=copy, name="a.txt", raw=b"new", sha256="3" * 64)
    before, broken = everything(), 0
    while True:
        breaking = Breaking(broken)
        try:
            with connection.execute_wrapper(breaking), transaction.atomic():
                publish(copy, reviewer)
            break
        except BrokenOffError:
            broken += 1
        assert everything() == before
    assert broken > 20
    assert not Policy.objects.filter(pk=copy.pk).exists()
    assert Event.objects.filter(kind="correct").count() == 1


class BrokenOffError(Exception):
    pass


class Breaking:
    """Stops the query after so many."""

    def __init__(self, left: int) -> None:
        self.left = left

    def __call__(self, execute, sql, params, many, context):
        if self.left == 0 and "SAVEPOINT" not in sql:
            self.left = -1
            raise BrokenOffError
        self.left -= self.left > 0 and "SAVEPOINT" not in sql
        return execute(sql, params, many, context)


def everything():
    models = (*(part.model for part in PARTS), Policy, SectionVersion, RecordVersion, ImportedSource, Event)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


# A copy that was begun before an upgrade


def test_what_was_kept_before_its_model_got_a_column_hinders_no_publication(published, writer, reviewer):
    copy = copied(published, writer)
    copy.benefits.filter(uid="b5").delete()
    kept = RecordVersion.objects.get(policy_id=copy.pk)
    record = {name: value for name, value in kept.record.items() if name != "per"}
    RecordVersion.objects.filter(pk=kept.pk).update(record=record)
    assert publish(copy, reviewer) == ""
    assert record in [each.record for each in RecordVersion.objects.of(published)]


# Four eyes


def test_who_wrote_the_last_change_publishes_it_with_a_reason_only(published, reviewer, settings):
    copy = copied(published, reviewer)
    assert publish(copy, reviewer) == publishing.WRITTEN_BY_YOU
    assert publish(copy, reviewer, "周末只有我一个人。") == ""
    event = Event.objects.get(kind="correct")
    assert event.details == {"ended": copy.pk, "alone": "周末只有我一个人。"}


def test_a_look_of_another_person_at_the_original_is_no_second_pair_of_eyes(published, reviewer):
    copy = copied(published, reviewer)
    only(published).update(source_note="别处改的来源")
    assert not revising.renew_copy(only(copy), person("二审", "审核")).refused
    assert publish(copy, reviewer) == publishing.WRITTEN_BY_YOU


def test_an_office_of_one_person_switches_it_off(published, reviewer, settings):
    settings.FOUR_EYES = False
    assert publish(copied(published, reviewer), reviewer) == ""
    assert "alone" not in Event.objects.get(kind="correct").details


def test_a_reason_that_nobody_had_to_give_is_not_counted(published, writer, reviewer):
    assert publish(copied(published, writer), reviewer, "随便写的。") == ""
    assert "alone" not in Event.objects.get(kind="correct").details
