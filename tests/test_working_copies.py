"""A working copy beside what is published: residents see nothing of it until its content replaces that, as one act."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from policies import publishing, revising
from policies.acting import Actor
from policies.importing.storing import duplicates
from policies.models import (
    Benefit,
    Event,
    ImportedSource,
    Policy,
    PolicyTopic,
    RecordVersion,
    Relation,
    Revision,
    Round,
    Section,
    SectionVersion,
    Topic,
)
from policies.models.working_copy import PARTS, Content
from tests.data import make_district
from tests.full_policy import TEXTS, fill_answers
from tests.people import account

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)
COMMAND = Actor.of_command("测试")


def person(name: str, group: str) -> Actor:
    user = account(name, group)
    return Actor.person(user)


@pytest.fixture
def writer():
    return person("小编", "编辑")


@pytest.fixture
def reviewer():
    return person("小审", "审核")


@pytest.fixture
def published():
    """With everything that a policy can have, and with another one to which it is related."""
    policy, other = (
        Policy.objects.create(slug=slug, title=f"{slug}的测试办法", district=district, source_note="测试")
        for district in [make_district("xuhui")]
        for slug in ("p-1", "p-2")
    )
    fill_answers(policy, ON)
    for slug in ("luohu", "zhufang"):
        topic = Topic.objects.create(slug=slug, name=slug)
        PolicyTopic.objects.create(policy=policy, topic=topic) if slug == "luohu" else None
    Relation.objects.create(source=policy, target=other, kind="replaces")
    publishing.publish(Policy.objects.all(), COMMAND)
    Policy.objects.update(edited_at=None)
    policy.refresh_from_db()
    return policy


def copied(policy: Policy, actor: Actor = COMMAND) -> Policy:
    [copy] = revising.start_copy(Policy.objects.filter(pk=policy.pk), actor).moved
    return copy


def only(policy: Policy):
    return Policy.objects.filter(pk=policy.pk)


def publish(copy: Policy, actor: Actor = COMMAND, reason: str = "") -> str:
    """Why it was refused; empty where it was not."""
    outcome = publishing.publish(only(copy), actor, reason)
    return "".join(reason for _, reason in outcome.refused)


def state(policy: Policy) -> dict[str, str]:
    policy.refresh_from_db()
    return Content.of_all([policy])[policy.pk].digests()


def keys(policy: Policy) -> dict[str, int]:
    """Name of a row -> its primary key."""
    found = Content.of_all([policy])[policy.pk].rows
    return {part.name(name): row.pk for part, rows in found.items() for name, row in rows.items()}


def change(copy: Policy) -> None:
    """Something of each kind: changed, taken away, and added."""
    Policy.objects.filter(pk=copy.pk).update(title="改过的办法", expires_on="2030-01-01")
    copy.sections.filter(kind="support").update(body=TEXTS["support"].replace("1500", "1800"))
    copy.sections.filter(kind="materials").update(body="身份证。", state="content")
    copy.rounds.filter(uid="r2").update(closes_on="2026-12-31")
    copy.benefits.filter(uid="b5").delete()
    copy.materials.create(name="照片")
    copy.relations_from.all().delete()
    PolicyTopic.objects.filter(policy=copy).delete()
    PolicyTopic.objects.create(policy=copy, topic=Topic.objects.get(slug="zhufang"))


# Beginning


def test_a_copy_holds_all_that_its_original_holds(published, writer):
    copy = copied(published, writer)
    assert state(copy) == state(published)
    assert (copy.state, copy.copy_of, copy.edited_by) == ("draft", published, writer.account)
    assert {part.model._meta.model_name for part in PARTS} == {
        name.partition(" ")[0] for name in keys(copy)
    } | {"policyissuer", "policyaudience", "policyarea"}
    event = Event.objects.get(kind="copy")
    assert (event.target, event.actor) == ("p-1", "小编")


def test_there_is_one_copy_and_whoever_comes_second_goes_on_with_it(published, writer, reviewer):
    assert copied(published, writer) == copied(published, reviewer)
    assert Event.objects.filter(kind="copy").count() == 1
    again = Policy(slug="again", title="又一份", copy_of=published)
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_only_what_is_published_is_copied(published, writer):
    copy = copied(published)
    Policy.objects.filter(slug="p-2").update(state="draft")
    outcome = revising.start_copy(Policy.objects.exclude(pk=published.pk), writer)
    assert [reason for _, reason in outcome.refused] == ["没有发布，直接修改就行。"] * 2
    assert not outcome.moved
    assert copy.state == "draft"


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


# Somebody else wrote the original meanwhile


def test_what_was_written_meanwhile_is_not_undone_in_silence(published, reviewer):
    copy = copied(published)
    change(copy)
    only(published).update(doc_number="徐委〔2026〕1号", title="别处改的标题")
    published.sections.filter(kind="conditions").update(body="别处改的条件。")
    published.rounds.filter(uid="r1").delete()
    before = state(published)
    refused = publish(copy, reviewer)
    assert refused.startswith("开始修改以后，已发布的内容又有改动：")
    assert set(refused.split("：")[1].split("。")[0].split("、")) == {
        "标题",
        "发文字号",
        "申报条件",
        "申报轮次“2025年”",
    }
    assert state(published) == before
    assert Policy.objects.filter(pk=copy.pk).exists()


def test_after_a_look_the_copy_follows_where_nobody_touched_it_and_stays_elsewhere(published, reviewer):
    copy = copied(published)
    change(copy)
    only(published).update(source_note="别处改的来源", title="别处改的标题")
    published.sections.filter(kind="conditions").update(body="别处改的条件。")
    published.rounds.filter(uid="r1").delete()
    revising.renew_copy(only(copy), reviewer)
    assert publish(copy, reviewer, "只有我一个人。") == ""
    published.refresh_from_db()
    assert (published.title, published.source_note) == ("改过的办法", "别处改的来源")
    assert published.sections.get(kind="conditions").body == "别处改的条件。"
    assert "1800" in published.sections.get(kind="support").body
    assert [each.uid for each in published.rounds.all()] == ["r2"]


def test_the_same_change_on_both_sides_is_no_conflict(published, reviewer):
    copy = copied(published)
    for each in (copy, published):
        only(each).update(title="改过的办法")
    assert publish(copy, reviewer) == ""


# Giving up


def test_a_copy_that_is_given_up_leaves_what_was_typed_to_staff(published, writer):
    copy, before = copied(published, writer), state(published)
    copy.sections.filter(kind="support").update(body="写了很久。")
    copy.benefits.filter(uid="b1").update(amount="每月1元")
    shown = Revision.current().shown
    assert not revising.discard_copy(only(copy), writer).refused
    assert state(published) == before
    assert Revision.current().shown == shown
    kept = SectionVersion.objects.filter(policy_id=published.pk, slug="p-1")
    assert [(each.kind, each.body, each.number) for each in kept] == [("support", "写了很久。", None)]
    [record] = RecordVersion.objects.of(published)
    assert (record.uid, record.record["amount"]) == ("b1", "每月1元")
    assert Event.objects.get(kind="discard-copy").target == "p-1"


def test_what_is_no_copy_is_not_given_up(published, reviewer):
    [(_, reason)] = revising.discard_copy(only(published), reviewer).refused
    assert reason == "这不是修改稿。"


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


def test_what_was_handed_in_is_sent_back_with_a_reason_that_the_writer_reads(published, writer, reviewer):
    copy = copied(published, writer)
    only(copy).update(doc_number="徐委〔2026〕9号")
    publishing.hand_in(only(copy), writer)
    [(_, reason)] = publishing.send_back(only(copy), reviewer).refused
    assert reason == publishing.SAY_WHY
    publishing.send_back(only(copy), reviewer, "还缺附件。")
    assert only(copy).get().returned_because == "还缺附件。"
    publishing.hand_in(only(copy), writer)
    assert only(copy).get().returned_because == ""
    assert not publishing.send_back(only(copy), writer).refused, "who takes back his own tells nobody why"


# Residents

SIGN = "改稿暗号"
PAGES = ("/", "/policies/", f"/policies/?q={SIGN}", "/matrix/", "/start/", "/sitemap-policies.xml")


def test_residents_see_nothing_of_a_copy(published, client, writer):
    client.get("/policies/")
    before = {page: client.get(page).content for page in PAGES}
    shown = Revision.current().shown
    copy = copied(published, writer)
    only(copy).update(title=f"{SIGN}办法")
    copy.sections.update(body=f"{SIGN}。", state="content")
    Benefit.objects.filter(policy=copy).update(what=SIGN)
    Round.objects.filter(policy=copy).update(name=SIGN)
    publishing.hand_in(only(copy), writer)
    assert Revision.current().shown == shown
    assert {page: client.get(page).content for page in PAGES} == before
    for page in ("", "versions/", "versions/1/", "versions/1/changes/"):
        assert client.get(f"/policies/{copy.slug}/{page}").status_code == 404
    assert SIGN not in client.get("/policies/p-1/").content.decode()
    assert SIGN not in client.get(f"/policies/suggest/?q={SIGN}").content.decode()


def test_a_copy_is_no_duplicate_of_its_original_nor_of_a_new_file(published):
    copied(published)
    found = duplicates.candidates(published.title, published.doc_number, TEXTS["original"])
    assert [each.slug for each in found] == ["p-1"]
