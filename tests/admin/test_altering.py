"""One change for many entries of the list: shown first, bound to what was shown, all of it or nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies import publishing, revising, scheduling
from policies.acting import Actor
from policies.altering import Alteration, alter
from policies.models import District, Event, Policy, PolicyTopic, Responsibility, Topic
from policies.models.importing import note_of_import
from policies.vocabulary import Move
from tests.admin.browser import form_on
from tests.admin.desk import LIST, PUBLISHED, address, ask, make_policy, seen, signed_in
from tests.people import account

pytestmark = pytest.mark.django_db
COMMAND = Actor.of_command("测试")


@pytest.fixture
def jingan():
    return District.objects.create(slug="jingan", name="静安区", short="静安", code="310106", order=2)


def answered(client, page, **said):
    """The answer to the button below the page."""
    return client.post(LIST, {**form_on(page), **said}, follow=True)


def moved_to(client, district, *policies):
    """Both steps."""
    page = answered(client, ask(client, "alter_district", *policies), district=district.pk)
    return page, answered(client, page, district=district.pk)


def test_each_is_shown_with_what_will_be_done_before_anything_is(editor, draft, published, jingan):
    first = ask(editor, "alter_district", draft, published)
    assert "选了 2 条" in seen(first)
    page = answered(editor, first, district=jingan.pk)
    words = seen(page)
    assert f"《{draft}》（草稿）：区：徐汇区 → 静安区。直接改。" in words
    assert "已发布，新建修改稿并交审" in words
    assert not Policy.objects.filter(district=jingan).exists()
    done = seen(answered(editor, page, district=jingan.pk))
    assert "已修改 2 条政策。其中 1 条已发布，改动在修改稿里，已交审" in done
    draft.refresh_from_db()
    published.refresh_from_db()
    copy = Policy.objects.get(copy_of=published)
    assert (draft.district, published.district.slug, copy.district) == (jingan, "xuhui", jingan)
    assert (copy.state, copy.edited_by.username) == ("review", "小编")
    kinds = Event.objects.filter(policy_id=published.pk).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["copy", "edit", "hand-in"]
    [event] = Event.objects.filter(policy_id=draft.pk)
    assert event.changes[0]["after"] == {"district_id": jingan.pk}
    assert LogEntry.objects.count() == 2


def test_topics_are_added_and_taken_away(editor, draft, incomplete, topic):
    old = Topic.objects.create(slug="old", name="旧主题")
    PolicyTopic.objects.create(policy=draft, topic=old)
    said = {"added": [topic.pk], "removed": [old.pk]}
    page = answered(editor, ask(editor, "alter_topics", draft, incomplete), **said)
    words = seen(page)
    assert "主题：加上“落户测试”，去掉“旧主题”" in words
    answered(editor, page, **said)
    assert set(PolicyTopic.objects.values_list("policy", "topic")) == {
        (draft.pk, topic.pk),
        (incomplete.pk, topic.pk),
    }
    again = answered(editor, ask(editor, "alter_topics", draft), **said)
    assert "本来就是这样" in seen(again)
    assert "确定修改" not in seen(again)


@pytest.mark.parametrize(
    ("action", "said", "complaint"),
    [
        ("alter_topics", {}, "请选要加上或者去掉的主题。"),
        ("alter_topics", {"added": ["9" * 40]}, "9"),
        ("alter_district", {}, "请选一个区。"),
        ("alter_district", {"district": "9" * 40}, "没有这个区"),
        ("alter_district", {"district": "甲\x00"}, "没有这个区"),
    ],
)
def test_what_is_not_said_well_is_asked_again(editor, draft, action, said, complaint):
    page = answered(editor, ask(editor, action, draft), **said)
    assert page.status_code == 200
    assert complaint in seen(page)
    assert not Event.objects.filter(kind="edit").exists()


def test_verified_today_needs_one_yes(reviewer, draft, published):
    page = ask(reviewer, "alter_verified", draft, published)
    assert f"核实日期：未填 → {timezone.localdate()}" in seen(page)
    answered(reviewer, page)
    draft.refresh_from_db()
    assert draft.verified_on == timezone.localdate()
    assert Policy.objects.get(copy_of=published).verified_on == timezone.localdate()


def test_a_copy_that_somebody_else_has_open_stops_the_act(editor, reviewer, draft, published, jingan):
    reviewer.post(address(published, "revise"))
    page = answered(editor, ask(editor, "alter_district", draft, published), district=jingan.pk)
    words = seen(page)
    assert "小审 正在改它的修改稿" in words
    assert "整批都不能做" in words
    assert "确定修改" not in words
    assert not Policy.objects.filter(district=jingan).exists()


def test_ones_own_copy_is_gone_on_with(editor, published, jingan):
    editor.post(address(published, "revise"))
    copy = Policy.objects.get(copy_of=published)
    Policy.objects.filter(pk=copy.pk).update(title="写了一半")
    page, _ = moved_to(editor, jingan, published)
    assert "接着改您的修改稿，连同里面别的改动一起交审" in seen(page)
    copy.refresh_from_db()
    assert (copy.title, copy.district, copy.state) == ("写了一半", jingan, "review")


def test_a_yes_to_what_is_another_by_now_does_nothing(editor, reviewer, draft, published, jingan):
    page = answered(editor, ask(editor, "alter_district", draft, published), district=jingan.pk)
    reviewer.post(address(published, "revise"))
    again = answered(editor, page, district=jingan.pk)
    assert "您打开这一页以后，内容被改过，所以没有做" in seen(again)
    assert not Policy.objects.filter(district=jingan).exists()


def test_another_answer_than_was_shown_is_shown_first(editor, draft, jingan, xuhui):
    page = answered(editor, ask(editor, "alter_district", draft), district=xuhui.pk)
    assert "本来就是这样" in seen(page)
    page = answered(editor, page, district=jingan.pk)
    assert "区：徐汇区 → 静安区" in seen(page)
    draft.refresh_from_db()
    assert draft.district == xuhui


def test_who_may_not_is_told_of_each(editor, draft, published, jingan, reviewer):
    publishing.withdraw(Policy.objects.filter(pk=published.pk), COMMAND)
    page = answered(editor, ask(editor, "alter_district", draft, published), district=jingan.pk)
    assert "您没有修改这条政策的权限" in seen(page)
    answered(editor, page, district=jingan.pk)
    published.refresh_from_db()
    assert published.district.slug == "xuhui"


def test_454_at_once_cost_as_many_queries_as_ten(editor, xuhui, jingan):
    costs = []
    for start, number in ((0, 10), (10, 444)):
        some = [
            Policy(slug=f"many-{n}", title=f"第{n}条", district=xuhui, source_note="测", state=PUBLISHED)
            for n in range(start, start + number)
        ]
        Policy.objects.bulk_create(some)
        page = answered(editor, ask(editor, "alter_district", *some), district=jingan.pk)
        with CaptureQueriesContext(connection) as asked:
            answer = editor.post(LIST, {**form_on(page), "district": jingan.pk})
        assert answer.status_code == 302
        costs.append(sum("policies_" in each["sql"] for each in asked))
    assert Policy.objects.filter(copy_of__isnull=False, district=jingan, state="review").count() == 454
    # More rows than fit into one statement take a few statements more, each.
    assert costs[1] < costs[0] + 60


def test_a_publication_that_is_refused_late_moves_none(reviewer, draft, xuhui):
    """Of two the second was written by who publishes, and nothing was said: the page comes back."""
    own = make_policy("own", district=xuhui, source_note="扫描件。")
    Policy.objects.filter(pk=own.pk).update(edited_by=reviewer.session["_auth_user_id"])
    page = ask(reviewer, "publish", draft, own)
    again = reviewer.post(LIST, form_on(page), follow=True)
    assert "什么也没有做。《关于own的意见》：这份内容有您写的" in seen(again)
    assert not Policy.objects.published().exists()
    done = reviewer.post(LIST, form_on(again, reason="周末只有我"), follow=True)
    assert "已发布 2 条政策。" in seen(done)


def test_to_a_district_of_others_nothing_is_moved(draft, xuhui, jingan):
    own = signed_in("徐编", "编辑", districts=[xuhui])
    page = ask(own, "alter_district", draft)
    assert "静安区" not in seen(page)
    again = answered(own, page, district=jingan.pk)
    assert "不是您负责的区" in seen(again)
    actor = Actor.person(User.objects.get(username="徐编"))
    planned = alter([draft], Alteration(district=jingan), actor)
    assert [each.refused for each in planned] == ["静安区不是您负责的区。"]
    draft.refresh_from_db()
    assert draft.district == xuhui


def test_a_copy_that_is_not_ones_own_any_more_is_told_and_not_changed(published, xuhui, jingan, topic):
    person = account("徐编", "编辑", districts=[xuhui, jingan])
    actor = Actor.person(person)
    [copy] = revising.start_copy(Policy.objects.filter(pk=published.pk), actor).moved
    Policy.objects.filter(pk=copy.pk).update(district=jingan)
    Responsibility.objects.filter(account=person, district=jingan).delete()
    actor = Actor.person(User.objects.get(pk=person.pk))
    [plan] = alter([published], Alteration(added=(topic,)), actor)
    assert plan.refused == "您没有修改这份修改稿的权限。"
    assert not PolicyTopic.objects.filter(policy=copy, topic=topic).exists()


def test_what_could_not_be_handed_in_is_told_before_the_yes(editor, published):
    note = note_of_import("通知.txt")
    Policy.objects.filter(pk=published.pk).update(source_note=note, official_url="")
    page = ask(editor, "alter_verified", published)
    assert "请填写官方原文网址" in seen(page)


def test_a_publication_that_was_set_is_said_to_be_void(reviewer, draft, topic):
    publishing_at = timezone.now() + timedelta(days=1)
    scheduling.schedule(
        Move.PUBLISH,
        Policy.objects.filter(pk=draft.pk),
        Actor.person(User.objects.get()),
        publishing_at,
        "急",
    )
    page = ask(reviewer, "alter_verified", draft)
    done = reviewer.post(LIST, form_on(page), follow=True)
    assert "排定以后内容又有改动，到时候不会发布" in seen(done)
