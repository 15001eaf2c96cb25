"""Who may publish, and what bulk actions do."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.admin import confirming
from policies.models import (
    Event,
    Policy,
    Relation,
    Section,
)
from tests.admin.browser import form_on
from tests.admin.desk import (
    ADD,
    DRAFT,
    LIST,
    PUBLISHED,
    REVIEW,
    WITHDRAWN,
    address,
    ask,
    buttons,
    delete,
    form_data,
    make_policy,
    pressed,
    refusal,
    run,
    seen,
    signed_in,
)

pytestmark = pytest.mark.django_db


# Who may publish


MOVES = {
    "editor": {DRAFT: ["交审"], REVIEW: ["退回"], PUBLISHED: [], WITHDRAWN: []},
    "reviewer": {
        DRAFT: ["交审", "发布"],
        REVIEW: ["退回", "发布"],
        PUBLISHED: [],
        WITHDRAWN: ["改回草稿", "发布"],
    },
}


@pytest.mark.parametrize("state", [DRAFT, REVIEW, PUBLISHED, WITHDRAWN])
@pytest.mark.parametrize("who", MOVES)
def test_the_form_offers_the_moves_that_can_be_made(who, state, request, published):
    client = request.getfixturevalue(who)
    Policy.objects.update(state=state)
    offered = [words.removeprefix("保存并") for words in buttons(client.get(address(published)))]
    assert [words for words in offered if words in {"交审", "改回草稿", "退回", "发布", "撤下"}] == MOVES[
        who
    ][state]
    if state == DRAFT:
        assert buttons(client.get(ADD))[-len(MOVES[who][DRAFT]) :] == [
            f"保存并{words}" for words in MOVES[who][DRAFT]
        ]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (PUBLISHED, "没有发布：您没有发布这条政策的权限。"),
        (WITHDRAWN, "没有撤下：还没有发布过，不需要撤下。"),
    ],
)
def test_a_forged_publication_by_an_editor_is_refused(editor, draft, xuhui, state, reason):
    for path in (address(draft), ADD):
        assert reason in refusal(editor, path, district=xuhui.pk, source_note="x", **pressed(state))
    assert list(Policy.objects.values_list("state", flat=True)) == [DRAFT]


def test_the_state_is_no_field_of_the_form(reviewer, draft, xuhui):
    data = form_data(district=xuhui.pk, source_note="扫描件。", state=PUBLISHED)
    assert reviewer.post(address(draft), data).status_code == 302
    draft.refresh_from_db()
    assert draft.state == DRAFT


def test_an_editor_hands_in_for_review(editor, draft):
    sent = form_on(editor.get(address(draft)), **pressed(REVIEW))
    assert editor.post(address(draft), sent).status_code == 302
    draft.refresh_from_db()
    assert draft.state == REVIEW


def test_what_is_missing_is_told_to_who_hands_it_in(editor, incomplete):
    words = refusal(editor, address(incomplete), **pressed(REVIEW), source_note="扫描件。")
    assert "没有交审：发布前必须填写标题、区，以及官方原文网址或来源说明。" in words
    incomplete.refresh_from_db()
    assert incomplete.state == DRAFT


@pytest.mark.parametrize(("state", "answer"), [(PUBLISHED, 409), (WITHDRAWN, 403)])
def test_an_editor_only_looks_at_what_was_published(editor, published, topic, state, answer):
    """What is sent to it nevertheless goes on in a working copy, where there may be one."""
    Policy.objects.update(state=state)
    published.topics.add(topic)
    Section.objects.create(policy=published, kind="support", state="content", body="每月补贴。")
    page = editor.get(address(published))
    html, words = page.content.decode(), seen(page)
    assert page.status_code == 200
    assert 'name="_save"' not in html
    assert not re.search(r'<(textarea|select)[^>]+name="(?!action)', html)
    assert "每月补贴。" in words
    assert topic.name in words
    assert editor.post(address(published), form_data(title="改了")).status_code == answer
    assert editor.post(address(published, "delete"), {"post": "yes"}).status_code == 403
    published.refresh_from_db()
    assert published.title != "改了"


def test_what_is_published_is_for_nobody_to_change_in_place(reviewer, superuser, published, xuhui):
    data = form_data(title="改了", district=xuhui.pk, source_note="扫描件。")
    for client in (reviewer, superuser):
        page = client.get(address(published))
        assert 'name="_save"' not in page.content.decode()
        assert "居民看到的就是这里的内容" in seen(page)
        assert client.post(address(published), data).status_code == 409
    published.refresh_from_db()
    assert published.title != "改了"


def test_what_happens_at_the_desk_is_in_the_journal_and_in_the_history(reviewer, editor, draft, xuhui):
    editor.post(address(draft), form_on(editor.get(address(draft)), title="新标题", **pressed(REVIEW)))
    reviewer.post(address(draft), form_on(reviewer.get(address(draft)), **pressed(PUBLISHED)))
    run(reviewer, "withdraw", draft)
    moves = Event.objects.filter(target=draft.slug).order_by("id").values_list("kind", "actor", "address")
    assert list(moves) == [
        ("edit", "小编", "127.0.0.1"),
        ("hand-in", "小编", "127.0.0.1"),
        ("publish", "小审", "127.0.0.1"),
        ("withdraw", "小审", "127.0.0.1"),
    ]
    words = seen(reviewer.get(address(draft, "history")))
    assert [word for word in ("政策交审", "政策发布", "政策撤下", "新标题") if word not in words] == []


def test_an_editor_moves_and_deletes_nothing_in_bulk(editor, draft):
    page = editor.get(LIST).content.decode()
    assert 'value="alter_topics"' in page
    assert all(f'value="{action}"' not in page for action in ("publish", "withdraw", "delete_selected"))
    for action in ("publish", "withdraw", "delete_selected"):
        editor.post(LIST, {"action": action, "_selected_action": [draft.pk], "post": "yes"})
    draft.refresh_from_db()
    assert draft.state == DRAFT


def test_without_rights_on_sections_they_are_shown_and_not_written(draft):
    client = signed_in("只管政策")
    codenames = ["view_policy", "change_policy", "view_section"]
    User.objects.get(username="只管政策").user_permissions.set(
        Permission.objects.filter(codename__in=codenames)
    )
    page = client.get(address(draft)).content.decode()
    assert "申报条件" in page
    assert 'name="sections-0-body"' not in page
    assert client.post(address(draft), form_data(**{"sections-0-body": "伪造"})).status_code == 302
    assert not Section.objects.exclude(body="").exists()


# Bulk actions


def test_bulk_publish_names_what_is_incomplete(reviewer, draft, incomplete, published):
    words = run(reviewer, "publish", draft, incomplete, published)
    assert "已发布 1 条政策。" in words
    assert "有 2 条没有发布。" in words
    assert "《没有来源的意见》：发布前必须填写标题、区，以及官方原文网址或来源说明；" in words
    assert f"《{published.title}》：本来就是“已发布”。" in words
    states = dict(Policy.objects.values_list("slug", "state"))
    assert states == {draft.slug: PUBLISHED, incomplete.slug: DRAFT, published.slug: PUBLISHED}
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.get_change_message()) == (str(draft.pk), "发布。")


def test_bulk_publish_counts_as_an_edit(reviewer, draft):
    Policy.objects.update(edited_at=None)
    run(reviewer, "publish", draft)
    draft.refresh_from_db()
    assert draft.edited_at is not None
    assert draft.sections.count() == 6


def test_bulk_withdraw(reviewer, draft, published):
    words = run(reviewer, "withdraw", draft, published)
    assert "已撤下 1 条政策。" in words
    assert f"《{draft.title}》：还没有发布过，不需要撤下。" in words
    states = dict(Policy.objects.values_list("slug", "state"))
    assert states == {draft.slug: DRAFT, published.slug: WITHDRAWN}


def test_a_bulk_action_works_on_a_filtered_and_searched_list(reviewer, draft, topic):
    draft.topics.add(topic)
    path = f"{LIST}?topics__id__exact={topic.pk}&q=徐委"
    run(reviewer, "publish", draft, path=path, select_across="1")
    draft.refresh_from_db()
    assert draft.state == PUBLISHED


def test_what_is_published_cannot_be_deleted(reviewer, superuser, published, draft):
    for client in (reviewer, superuser):
        assert client.post(address(published, "delete"), {"post": "yes"}).status_code == 403
        words = run(client, "delete_selected", published, draft)
        assert f"没有删除任何政策：已发布的要先撤下，才能删除。《{published.title}》。" in words
    assert Policy.objects.count() == 2
    assert "deletelink" not in reviewer.get(address(published)).content.decode()


def test_withdrawn_and_draft_can_be_deleted(reviewer, published, draft):
    run(reviewer, "withdraw", published)
    assert delete(reviewer, address(published, "delete")).status_code == 302
    assert "成功删除了 1 个 政策" in run(reviewer, "delete_selected", draft)
    assert not Policy.objects.exists()


@pytest.mark.parametrize("action", ["publish", "withdraw", "delete_selected"])
@pytest.mark.parametrize("forged", ["abc", "\x00", "9" * 40, "", "1 OR 1=1"])
def test_a_forged_choice_of_rows_does_nothing(reviewer, draft, action, forged):
    data = {"action": action, "_selected_action": [draft.pk, forged], "post": "yes"}
    assert "所选的条目无效" in seen(reviewer.post(LIST, data, follow=True))
    draft.refresh_from_db()
    assert draft.state == DRAFT


# Asked first


@pytest.mark.parametrize("action", ["publish", "withdraw", "delete_selected"])
@pytest.mark.parametrize("forged", [{}, {"post": "yes"}, {"post": "yes", "version": "x"}])
def test_one_post_does_nothing_but_ask(reviewer, draft, published, action, forged):
    chosen = published if action == "withdraw" else draft
    words = seen(ask(reviewer, action, chosen, **forged))
    assert "确定" in words
    assert chosen.title in words
    states = dict(Policy.objects.values_list("slug", "state"))
    assert states == {draft.slug: DRAFT, published.slug: PUBLISHED}
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("action", ["publish", "delete_selected"])
@pytest.mark.parametrize(
    "others",
    [
        lambda policy: Policy.objects.filter(pk=policy.pk).update(title="另一个标题"),
        lambda policy: Section.objects.create(policy=policy, kind="support", state="content", body="新的。"),
    ],
    ids=["the policy", "a section"],
)
def test_what_changed_since_the_question_is_asked_again(reviewer, draft, action, others):
    page = ask(reviewer, action, draft)
    others(draft)
    answer = reviewer.post(LIST, form_on(page))
    assert "打开这一页以后，内容被改过" in seen(answer)
    draft.refresh_from_db()
    assert draft.state == DRAFT
    assert reviewer.post(LIST, form_on(answer)).status_code == 302
    assert not Policy.objects.filter(state=DRAFT).exists()


def test_a_single_deletion_is_asked_again_where_something_changed(reviewer, draft, published):
    page = reviewer.get(address(draft, "delete"))
    Relation.objects.create(source=published, target=draft, kind="basis")
    answer = reviewer.post(address(draft, "delete"), form_on(page))
    assert "打开这一页以后，内容被改过，所以没有删除" in seen(answer)
    assert Policy.objects.filter(pk=draft.pk).exists()
    assert reviewer.post(address(draft, "delete"), form_on(answer)).status_code == 302
    assert not Policy.objects.filter(pk=draft.pk).exists()


def test_all_that_match_are_those_that_were_shown(reviewer, draft, xuhui):
    page = ask(reviewer, "publish", draft, select_across="1")
    later = make_policy("later", district=xuhui, source_note="扫描件。")
    reviewer.post(LIST, form_on(page))
    later.refresh_from_db()
    draft.refresh_from_db()
    assert (draft.state, later.state) == (PUBLISHED, DRAFT)


@pytest.mark.parametrize("action", ["publish", "delete_selected"])
def test_more_than_can_be_looked_through_are_not_touched(reviewer, draft, action, monkeypatch):
    monkeypatch.setattr(confirming, "MAX_CHOSEN", 1)
    other = make_policy("other")
    assert "选了 2 条，一次最多 1 条，什么也没有做" in seen(ask(reviewer, action, draft, other))
    assert Policy.objects.filter(state=DRAFT).count() == 2


def test_the_queries_of_the_question_do_not_grow(reviewer, xuhui):
    counts = []
    for start in (0, 10):
        for n in range(start, start + 10):
            make_policy(f"p-{n}", district=xuhui, source_note="扫描件。").ensure_sections()
        with CaptureQueriesContext(connection) as queries:
            ask(reviewer, "publish", *Policy.objects.all())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_group_is_not_deleted_in_one_post_either(superuser):
    group = Group.objects.create(name="实习")
    path = "/admin/auth/group/"
    assert "实习" in seen(ask(superuser, "delete_selected", group, path=path, post="yes"))
    superuser.post(f"{path}{group.pk}/delete/", {"post": "yes"})
    assert Group.objects.filter(pk=group.pk).exists()
    run(superuser, "delete_selected", group, path=path)
    assert not Group.objects.filter(pk=group.pk).exists()
