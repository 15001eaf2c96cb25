"""The page that shows what a working copy changes, before somebody decides on it."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User

from policies.admin.differing import PolicyChanges
from policies.models import Benefit, Policy, Section
from tests.admin.browser import form_on
from tests.admin.desk import (
    PUBLISHED,
    REVIEW,
    address,
    buttons,
    pressed,
    run,
    seen,
    signed_in,
)
from tests.admin.working_copies import begun, decided, written

pytestmark = pytest.mark.django_db


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


def test_doubts_are_told_of_what_residents_have_not_read_yet(editor, reviewer, original):
    original.sections.filter(kind="support").update(body="每月5O万元。\n按月发放。")
    copy = begun(editor, original)
    copy.sections.filter(kind="support").update(body="每月5O万元。\n一次3O万元。")
    words = seen(reviewer.get(address(copy, "decide")))
    assert "第 2 行，形近字：" in words
    assert "第 1 行，形近字：" not in words


def test_of_a_draft_all_doubts_are_told_and_of_one_without_any_none(editor, reviewer, draft):
    assert "疑点" not in seen(reviewer.get(address(draft, "decide")))
    Section.objects.create(policy=draft, kind="support", state="content", body="每月5O万元。\n一次3O万元。")
    words = seen(reviewer.get(address(draft, "decide")))
    assert "第 1 行，形近字：" in words
    assert "第 2 行，形近字：" in words
