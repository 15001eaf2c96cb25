"""The desk says what an act does beside itself, and what became of what is there no more."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from policies import preview_links, publishing, revising, scheduling
from policies.models import Scheduled
from policies.vocabulary import Move
from tests.admin.browser import form_on
from tests.admin.desk import LIST, address, ask, delete, run, seen
from tests.admin.test_chinese import foreign
from tests.data import only
from tests.people import actor_named

pytestmark = pytest.mark.django_db
SCHEDULED = "/admin/policies/scheduled/"


def set_to(move: Move, policy, name: str = "小审") -> Scheduled:
    reason = "到期" if move is Move.WITHDRAW else "只有我"
    due = timezone.now() + timedelta(days=30)
    assert scheduling.schedule(move, only(policy), actor_named(name), due, reason).moved
    return Scheduled.objects.get()


@pytest.fixture
def copied(editor, published):
    [copy] = revising.start_copy(only(published), actor_named("小编")).moved
    return copy


def test_who_withdraws_reads_of_the_working_copy(reviewer, published, copied):
    words = seen(ask(reviewer, "withdraw", published))
    assert "它有一份修改稿（草稿，最后修改：小编" in words
    assert "要先重新发布这一条，才能发布修改稿" in words


def test_who_was_overtaken_reads_who_did_what(editor, reviewer, draft):
    """A move is another person's act than the last writing, and giving out a link is no change at all."""
    editor.post(address(draft), form_on(editor.get(address(draft)), title="写好的标题"))
    form = form_on(editor.get(address(draft)), title="又改的标题")
    publishing.make(Move.HAND_IN, only(draft), actor_named("小审"))
    draft.refresh_from_db()
    preview_links.give_link(draft, actor_named("小编"))
    answer = editor.post(address(draft), form)
    assert answer.status_code == 409
    told = r"最后一次改动：小审，\d+月\d+日 \d\d:\d\d，政策交审。"
    assert re.search(f"内容被改过，所以这次没有保存。{told}", seen(answer))
    assert re.search(told, seen(reviewer.get(address(draft, "decide"))))


def test_where_the_journal_has_nothing_nobody_is_named(editor, draft):
    form = form_on(editor.get(address(draft)), title="又改的标题")
    only(draft).update(title="别处改的")
    assert "内容被改过，所以这次没有保存。您填写的都在下面。" in seen(editor.post(address(draft), form))


def test_a_time_that_a_colleague_has_set_is_named_before_it_is_replaced(reviewer, superuser, published):
    page = ask(superuser, "withdraw", published)
    row = set_to(Move.WITHDRAW, published)
    again = superuser.post(LIST, form_on(page, reason="重复"), follow=True)
    assert "您打开这一页以后，内容被改过" in seen(again)
    assert f"小审 已经排定在 {publishing.in_words(row.due_at)} 撤下，会被这一次代替。" in seen(again)
    superuser.post(LIST, form_on(again, reason="重复"), follow=True)
    assert not Scheduled.objects.exists()


def test_who_changes_what_is_set_to_be_published_is_told(editor, reviewer, draft):
    row = set_to(Move.PUBLISH, draft)
    page = editor.get(address(draft))
    assert f"小审 排定在 {publishing.in_words(row.due_at)} 发布。现在再改内容" in seen(page)
    done = editor.post(address(draft), form_on(page, title="改过的"), follow=True)
    assert "到时候不会发布；请看过以后重新排定" in seen(done)
    again = editor.post(address(draft), form_on(editor.get(address(draft))), follow=True)
    assert "到时候不会发布；请看过以后重新排定" not in seen(again)


def test_calling_off_has_words_of_its_own(reviewer, draft):
    row = set_to(Move.PUBLISH, draft)
    path = f"{SCHEDULED}{row.pk}/delete/"
    assert "取消排定" in seen(reviewer.get(f"{SCHEDULED}{row.pk}/change/"))
    words = seen(reviewer.get(path))
    assert "小审 排定" in words
    assert "政策保持现在的“草稿”" in words
    assert "删除" not in words
    assert foreign(reviewer.get(path)) == {"xuhui"}
    assert "已取消排定" in seen(reviewer.get(delete(reviewer, path).headers["Location"]))
    set_to(Move.PUBLISH, draft)
    assert "取消所选的排定" in seen(reviewer.get(SCHEDULED))
    page = ask(reviewer, "delete_selected", Scheduled.objects.get(), path=SCHEDULED)
    assert "取消下面 1 项排定" in seen(page)
    run(reviewer, "delete_selected", Scheduled.objects.get(), path=SCHEDULED)
    assert not Scheduled.objects.exists()


@pytest.mark.parametrize("page", ["decide", "discard_copy", "preview", "change"])
@pytest.mark.parametrize("how", ["发布", "放弃"])
def test_the_pages_of_a_copy_that_is_gone_say_what_became_of_it(
    editor, reviewer, published, copied, page, how
):
    path = address(copied, page)
    act = publishing.publish if how == "发布" else revising.discard_copy
    assert act(only(copied), actor_named("小审")).moved
    answer = reviewer.get(path)
    assert answer.status_code == 410
    words = seen(answer)
    assert f"修改稿已经由 小审 {how}" in words
    assert address(published) in answer.content.decode()
    if page in ("decide", "discard_copy"):
        assert reviewer.post(path, {"version": "", "_publish": "1"}).status_code == 410
    assert reviewer.get("/admin/policies/policy/999999/decide/").status_code == 404


def test_403_and_404_of_the_desk_are_pages_of_the_desk(editor, reviewer, client, published):
    for path, code, words in (
        ("/admin/policies/nowhere/", 404, "没有找到这个页面"),
        ("/admin/policies/policy/999999/versions/", 404, "什么也没有改"),
        ("/admin/auth/user/", 403, "您的账号 小编（编辑、所有区）没有打开这一页"),
    ):
        answer = editor.get(path)
        assert (answer.status_code, words in seen(answer)) == (code, True), path
        assert 'href="/admin/policies/policy/"' in answer.content.decode()
        assert foreign(answer) == set()
    assert "管理首页" not in client.get("/nowhere/").content.decode()
    assert client.get("/nowhere/").status_code == 404


def test_the_first_page_leads_to_the_policies_and_to_bringing_in(editor):
    page = editor.get("/admin/").content.decode()
    top = page[: page.index("app-policies")]
    assert "/admin/policies/policy/import/" in top
    assert 'href="/admin/policies/policy/"' in top
