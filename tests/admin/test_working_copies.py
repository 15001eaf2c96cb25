"""修改 at the desk: a published policy is changed in its working copy, and another person publishes that."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies import publishing
from policies.admin.differing import PolicyChanges
from policies.models import Benefit, Event, Policy, Section, SectionVersion
from policies.publishing import WRITTEN_BY_YOU
from tests.admin.browser import form_on
from tests.admin.desk import (
    ADD,
    DRAFT,
    LIST,
    PUBLISHED,
    REVIEW,
    address,
    buttons,
    form_data,
    make_policy,
    pressed,
    run,
    seen,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def original(published):
    Section.objects.create(policy=published, kind="support", state="content", body="每月八百元。\n按月发放。")
    return published


def begun(client, policy) -> Policy:
    """Its working copy, by the button above its form."""
    page = client.get(address(policy))
    assert "开始修改" in seen(page) or "继续修改" in seen(page)
    answer = client.post(address(policy, "revise"))
    copy = Policy.objects.get(copy_of=policy)
    assert answer.headers["Location"] == address(copy)
    return copy


def written(client, copy, **values: str) -> None:
    values = {"sections-1-body": "每月一千元。\n按月发放。", **values}
    answer = client.post(address(copy), form_on(client.get(address(copy)), **values))
    assert answer.status_code == 302, seen(answer)


def decided(client, policy, button: str, **values: str):
    """The answer to a button on the page that shows what changes."""
    page = client.get(address(policy, "decide"))
    return client.post(address(policy, "decide"), form_on(page, **{button: "按下", **values}), follow=True)


def test_an_editor_writes_beside_what_is_published_and_a_reviewer_publishes(
    editor, reviewer, original, client
):
    copy = begun(editor, original)
    page = editor.get(address(copy))
    assert "这是《关于xuhui-2016-1的意见》的修改稿，居民看到的还是" in "".join(seen(page).split("\n"))
    assert original.get_absolute_url() in page.content.decode()
    assert 'name="slug"' not in page.content.decode()
    written(editor, copy, title="改过的意见", **pressed(REVIEW))
    assert "每月八百元" in client.get("/policies/xuhui-2016-1/").content.decode()
    words = seen(reviewer.get(address(copy, "decide")))
    assert [word for word in ("八百", "一千", "按月发放。", "改过的意见") if word not in words] == []
    changes = PolicyChanges.of(Policy.objects.get(pk=copy.pk))
    assert [each.label for each in changes.fields] == ["标题"]
    assert [each.label for each in changes.texts] == ["扶持力度"]
    assert changes.rows == ()
    assert "已发布：《改过的意见》。" in seen(decided(reviewer, copy, "_publish"))
    shown = client.get("/policies/xuhui-2016-1/").content.decode()
    assert "每月一千元" in shown
    assert "改过的意见" in shown
    assert not Policy.objects.filter(copy_of__isnull=False).exists()
    original.refresh_from_db()
    assert (original.state, original.edited_by.username) == (PUBLISHED, "小编")
    kinds = Event.objects.filter(target="xuhui-2016-1").order_by("id").values_list("kind", "actor")
    assert list(kinds) == [
        ("copy", "小编"),
        ("edit", "小编"),
        ("hand-in", "小编"),
        ("correct", "小审"),
    ]
    history = seen(editor.get(address(original, "history")))
    told = ("修改稿：开始修改已发布的政策", "修改稿：政策交审", "政策更正")
    assert [word for word in told if word not in history] == []


def test_whoever_comes_second_sees_who_is_at_it_and_goes_on_with_the_same(editor, reviewer, original):
    copy = begun(editor, original)
    written(editor, copy)
    words = seen(reviewer.get(address(original)))
    assert "最后修改：小编，" in words
    assert begun(reviewer, original) == copy
    assert Event.objects.filter(kind="copy").count() == 1
    listed = seen(reviewer.get(LIST))
    assert "修改中" in listed
    assert re.search(r"修改中：小编 \d+月\d+日 \d\d:\d\d", "".join(listed.split("\n")))
    assert "已发布的那条的修改稿" in "".join(listed.split("\n"))


def test_a_copy_is_given_up_after_a_question(editor, original):
    copy = begun(editor, original)
    written(editor, copy)
    page = editor.get(address(copy, "discard_copy"))
    assert "将放弃对《关于xuhui-2016-1的意见》的修改，确定吗？" in seen(page)
    assert "修改稿里写过的都不会丢" in seen(page)
    Section.objects.filter(policy=copy, kind="original").update(body="又写。", state="content")
    again = editor.post(address(copy, "discard_copy"), form_on(page))
    assert "修改稿又有改动" in seen(again)
    assert editor.post(address(copy, "discard_copy"), form_on(again)).headers["Location"] == address(original)
    assert not Policy.objects.filter(pk=copy.pk).exists()
    kept = SectionVersion.objects.filter(policy_id=original.pk, slug=original.slug, kind="support")
    assert "每月一千元" in kept.get().body
    assert Event.objects.get(kind="discard-copy").actor == "小编"


def test_what_is_deleted_in_the_list_was_given_up(reviewer, original):
    copy = begun(reviewer, original)
    run(reviewer, "delete_selected", copy)
    assert not Policy.objects.filter(pk=copy.pk).exists()
    assert Event.objects.filter(kind="discard-copy", target=original.slug).exists()


def test_who_writes_and_publishes_in_one_go_says_why(reviewer, draft):
    data = form_on(reviewer.get(address(draft)), **{"sections-1-body": "每月一千元。"}, **pressed(PUBLISHED))
    answer = reviewer.post(address(draft), data)
    assert WRITTEN_BY_YOU in seen(answer)
    assert form_on(answer)["sections-1-body"] == ["每月一千元。"], "what was typed is still there"
    draft.refresh_from_db()
    assert draft.state == DRAFT
    assert not draft.sections.exclude(body="").exists()
    again = form_on(answer, reason="只有我一人值班。", **pressed(PUBLISHED))
    assert reviewer.post(address(draft), again).status_code == 302
    event = Event.objects.get(kind="publish")
    assert event.details == {"before": "草稿", "alone": "只有我一人值班。"}
    assert "自己写、自己发布的理由：只有我一人值班。" in seen(reviewer.get("/admin/policies/event/"))


def test_so_does_who_changes_nothing_but_a_title(reviewer, draft):
    data = form_on(reviewer.get(address(draft)), title="新标题", **pressed(PUBLISHED))
    assert f"没有发布：{WRITTEN_BY_YOU}" in seen(reviewer.post(address(draft), data))
    draft.refresh_from_db()
    assert draft.state == DRAFT


def test_who_changes_nothing_publishes_what_another_wrote(editor, reviewer, draft):
    written(editor, draft)
    data = form_on(reviewer.get(address(draft)), **pressed(PUBLISHED))
    assert reviewer.post(address(draft), data).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.edited_by.username) == (PUBLISHED, "小编")


def test_what_is_sent_back_says_why_to_its_writer(editor, reviewer, original):
    copy = begun(editor, original)
    written(editor, copy, **pressed(REVIEW))
    assert publishing.SAY_WHY in seen(decided(reviewer, copy, "_send-back"))
    copy.refresh_from_db()
    assert copy.state == REVIEW
    decided(reviewer, copy, "_send-back", reason="金额请对照原文。")
    assert "金额请对照原文。" in seen(editor.get(address(copy)))
    written(editor, copy, title="又改", **pressed(REVIEW))
    assert "金额请对照原文。" not in seen(editor.get(address(copy)))


def test_who_changes_a_comma_and_sends_back_says_why_and_its_writer_is_told(editor, reviewer, original):
    copy = begun(editor, original)
    written(editor, copy, title="改过的意见", **pressed(REVIEW))
    data = form_on(reviewer.get(address(copy)), title="改过的意见。", **pressed(DRAFT))
    answer = reviewer.post(address(copy), data)
    assert publishing.SAY_WHY in seen(answer)
    copy.refresh_from_db()
    assert (copy.state, copy.title) == (REVIEW, "改过的意见")
    again = form_on(answer, reason="金额请对照原文。", **pressed(DRAFT))
    assert reviewer.post(address(copy), again).status_code == 302
    copy.refresh_from_db()
    assert (copy.state, copy.title, copy.edited_by.username) == (DRAFT, "改过的意见。", "小审")
    assert Event.objects.get(kind="send-back").details["reason"] == "金额请对照原文。"
    assert "金额请对照原文。" in seen(editor.get("/admin/"))
    assert "退回给您的" not in seen(reviewer.get("/admin/"))


def test_what_was_written_after_the_page_was_opened_is_shown_before_it_is_published(
    editor, reviewer, original
):
    copy = begun(editor, original)
    written(editor, copy)
    page = reviewer.get(address(copy, "decide"))
    written(editor, copy, title="又改")
    answer = reviewer.post(address(copy, "decide"), form_on(page, _publish="发布"))
    assert "内容又有改动，所以什么也没有做" in seen(answer)
    assert Policy.objects.filter(pk=copy.pk).exists()


def test_what_another_wrote_into_the_published_text_is_named_and_looked_at_first(editor, reviewer, original):
    copy = begun(editor, original)
    written(editor, copy)
    Policy.objects.filter(pk=original.pk).update(doc_number="徐委〔2026〕1号")
    assert "已发布的内容又有改动：发文字号" in seen(decided(reviewer, copy, "_publish"))
    decided(editor, copy, "_renew")
    assert "已发布：" in seen(decided(reviewer, copy, "_publish", reason=""))
    original.refresh_from_db()
    assert original.doc_number == "徐委〔2026〕1号"
    assert "一千元" in original.sections.get(kind="support").body


def test_who_may_only_look_writes_nothing_into_the_history(editor, original):
    copy = begun(editor, original)
    Policy.objects.filter(pk=original.pk).update(doc_number="徐委〔2026〕1号")
    viewer = signed_in("只看")
    person = User.objects.get(username="只看")
    person.user_permissions.set([Permission.objects.get(codename="view_policy")])
    assert "您没有修改这份修改稿的权限。" in seen(decided(viewer, copy, "_renew"))
    assert not LogEntry.objects.filter(user=person).exists()
    decided(editor, copy, "_renew")
    assert LogEntry.objects.latest("pk").get_change_message() == "重新对照。"


def test_what_changed_in_the_published_text_after_the_page_was_opened_is_shown_first(
    editor, reviewer, original
):
    copy = begun(editor, original)
    written(editor, copy)
    page = reviewer.get(address(copy, "decide"))
    for policy in (original, copy):
        Section.objects.filter(policy=policy, kind="support").update(body="每月一千元。\n按月发放。")
    answer = reviewer.post(address(copy, "decide"), form_on(page, _publish="发布"))
    assert "内容又有改动，所以什么也没有做" in seen(answer)
    assert "完全相同" in seen(answer)


def test_each_button_leads_to_a_page_that_is_there(editor, reviewer, original):
    copy = begun(editor, original)
    written(editor, copy, **pressed(REVIEW))
    answer = decided(reviewer, copy, "_send-back", reason="金额请对照原文。")
    assert answer.redirect_chain == [(address(copy), 302)]
    assert f"已退回：《{copy}》。" in seen(answer)
    Policy.objects.filter(pk=original.pk).update(doc_number="徐委〔2026〕1号")
    assert decided(editor, copy, "_renew").redirect_chain == [(address(copy), 302)]
    whole = form_on(reviewer.get(address(copy)), **pressed(PUBLISHED))
    answer = reviewer.post(address(copy), whole, follow=True)
    assert answer.redirect_chain == [(address(original), 302)]
    assert f"已发布：《{original}》。" in seen(answer)
    assert address(copy) not in answer.content.decode(), "the copy is gone"


def test_a_copy_says_that_its_original_was_withdrawn_meanwhile(editor, reviewer, original):
    copy = begun(editor, original)
    run(reviewer, "withdraw", original)
    for page, words in (
        ("decide", "原来的内容（已撤下，居民现在看不到）"),
        ("change", "那一条现在是“已撤下”，居民看不到。"),
    ):
        answer = editor.get(address(copy, page))
        assert words in seen(answer)
        assert original.get_absolute_url() not in answer.content.decode()


def test_a_new_draft_is_looked_at_whole(editor, reviewer, draft):
    written(editor, draft)
    words = seen(reviewer.get(address(draft, "decide")))
    told = ("徐委〔2015〕15号", "扫描件。", "每月一千元。", "按月发放。", "交审", "发布")
    assert [word for word in told if word not in words] == []
    assert "退回" not in words
    written(editor, draft, **pressed(REVIEW))
    assert "保存并退回" in buttons(reviewer.get(address(draft)))
    assert "保存并改回草稿" in buttons(editor.get(address(draft)))


def test_many_copies_are_published_from_the_list(editor, reviewer, xuhui, original):
    other = make_policy("other", district=xuhui, source_note="扫描件。", state=PUBLISHED)
    copies = [begun(editor, policy) for policy in (original, other)]
    for copy in copies:
        written(editor, copy)
    assert "已发布 2 条政策。" in run(reviewer, "publish", *copies)
    assert not Policy.objects.filter(copy_of__isnull=False).exists()


def test_what_cannot_be_is_told(editor, draft, original):
    answer = editor.post(address(draft, "revise"), follow=True)
    assert "没有开始修改：没有发布，直接修改就行。" in seen(answer)
    assert editor.get(address(original, "discard_copy")).status_code == 404
    assert editor.get(address(original, "decide")).headers["Location"] == address(original)
    assert editor.get(address(original, "revise")).headers["Location"] == address(original)


def test_a_copy_is_no_choice_on_other_pages(reviewer, original, draft):
    copy = begun(reviewer, original)
    asked = "/admin/autocomplete/?app_label=policies&model_name=relation&field_name=target&term="
    assert {each["id"] for each in reviewer.get(asked).json()["results"]} == {str(draft.pk), str(original.pk)}
    row = {"relations_from-TOTAL_FORMS": "1", "relations_from-0-kind": "basis"}
    for source, target in ((draft, copy), (copy, original)):
        data = form_on(reviewer.get(address(source)), **row, **{"relations_from-0-target": target.pk})
        assert reviewer.post(address(source), data).status_code == 200


def test_the_queries_of_the_list_do_not_grow_with_copies(reviewer, xuhui):
    counts = []
    for start in (0, 5):
        for n in range(start, start + 5):
            policy = make_policy(f"p-{n}", district=xuhui, source_note="扫描件。", state=PUBLISHED)
            reviewer.post(address(policy, "revise"))
        with CaptureQueriesContext(connection) as queries:
            assert reviewer.get(LIST).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_saves_of_a_copy_stand_in_the_history_of_its_original(editor, original):
    copy = begun(editor, original)
    written(editor, copy, title="改过的意见")
    assert set(LogEntry.objects.values_list("object_id", flat=True)) == {str(original.pk)}
    assert "修改稿" in LogEntry.objects.latest("pk").get_change_message()
    assert editor.get(address(copy, "history")).headers["Location"] == address(original, "history")


def test_a_new_entry_is_published_by_its_writer_with_a_reason(reviewer, xuhui):
    whole = {"district": xuhui.pk, "source_note": "扫描件。", **pressed(PUBLISHED)}
    assert WRITTEN_BY_YOU in seen(reviewer.post(ADD, form_data(**whole)))
    assert reviewer.post(ADD, form_data(**whole, reason="只有我一人。")).status_code == 302
    assert "保存并发布" in buttons(reviewer.get(ADD))


def test_the_first_page_says_what_waits_and_how_often_one_person_was_alone(editor, reviewer, draft, original):
    copy = begun(editor, original)
    written(editor, copy, **pressed(REVIEW))
    whole = form_on(reviewer.get(address(draft)), title="新标题", reason="只有我一人。", **pressed(PUBLISHED))
    assert reviewer.post(address(draft), whole).status_code == 302
    page = reviewer.get("/admin/")
    assert "待审 1 条" in seen(page)
    assert "近 30 天，有 1 次是自己写、自己发布的。" in seen(page)
    assert "待审" in seen(reviewer.get(f"{LIST}?state__exact=review"))
    assert "自己写、自己发布" not in seen(editor.get("/admin/"))
    decided(reviewer, copy, "_send-back", reason="金额请对照原文。")
    assert "退回给您的：" in seen(editor.get("/admin/"))
    assert "金额请对照原文。" in seen(editor.get("/admin/"))
    assert "没有待审的。" in seen(reviewer.get("/admin/"))


def test_what_is_not_published_is_previewed_as_residents_would_read_it(editor, original, incomplete, client):
    copy = begun(editor, original)
    written(editor, copy, title="改过的意见")
    page = editor.get(address(copy, "preview"))
    assert page.status_code == 200
    words = seen(page)
    assert [
        word for word in ("居民现在看不到这里的内容", "改过的意见", "每月一千元。") if word not in words
    ] == []
    assert "noindex" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert "请先填写区" in seen(editor.get(address(incomplete, "preview"), follow=True))
    assert client.get(address(copy, "preview")).status_code == 302
    assert editor.get(address(original, "preview")).headers["Location"] == address(original)


# What the page of the differences tells


def test_a_copy_that_nobody_touched_is_said_to_be_the_same(editor, original):
    original.materials.create(name="身份证")
    copy = begun(editor, original)
    assert PolicyChanges.of(copy) == PolicyChanges((), (), ())
    assert "和已发布的内容完全相同。" in seen(editor.get(address(copy, "decide")))


def test_what_differs_is_told_wherever_it_stands_in_a_long_value(editor, original):
    text = f"{'甲' * 450}每月900元{'乙' * 450}"
    Policy.objects.filter(pk=original.pk).update(source_note=text)
    original.benefits.create(**BENEFIT | {"quote": text})
    copy = begun(editor, original)
    Policy.objects.filter(pk=copy.pk).update(source_note=text.replace("900", "9000"))
    copy.benefits.update(quote=text.replace("900", "9000"))
    copy.refresh_from_db()
    changes = PolicyChanges.of(copy)
    told = "（前面 415 字相同，没有列出）……", "……（后面 411 字相同，没有列出）"
    for each in (*changes.fields, *changes.rows):
        assert "每月900元" in each.before
        assert "每月9000元" in each.after
        assert all(words in side for words in told for side in (each.before, each.after))
    assert (len(changes.fields), len(changes.rows)) == (1, 1)


def test_nothing_and_zero_are_two_values(editor, original):
    original.benefits.create(**BENEFIT, cap_yuan=None)
    copy = begun(editor, original)
    copy.benefits.update(cap_yuan=0)
    [change] = PolicyChanges.of(copy).rows
    label = str(Benefit._meta.get_field("cap_yuan").verbose_name)
    assert change.label.endswith(f"：{label}")
    assert (change.before, change.after) == ("未填", "0")


BENEFIT = {
    "uid": "b1",
    "who": "人才",
    "what": "补贴",
    "amount": "每月八百元",
    "kind": "cash",
    "quote": "每月八百元。",
}
