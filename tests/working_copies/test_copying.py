"""A working copy beside what is published: begun, compared with it, given up; residents see nothing of it."""

import pytest
from django.db import IntegrityError, transaction

from policies import publishing, revising
from policies.importing.storing import duplicates
from policies.models import (
    Benefit,
    Event,
    Policy,
    RecordVersion,
    Revision,
    Round,
    SectionVersion,
)
from policies.models.working_copy import PARTS
from tests.data import only
from tests.full_policy import TEXTS
from tests.working_copies import (
    change,
    copied,
    keys,
    publish,
    state,
)

pytestmark = pytest.mark.django_db


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
