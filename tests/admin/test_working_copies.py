"""修改 at the desk: a published policy is changed in its working copy, and another person publishes that."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies import publishing
from policies.admin.differing import PolicyChanges
from policies.models import Event, Policy, Section, SectionVersion
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
)
from tests.admin.working_copies import begun, decided, written

pytestmark = pytest.mark.django_db


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
