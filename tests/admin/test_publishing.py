"""Who may publish, and what bulk actions do."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User

from policies.models import (
    Policy,
    Section,
)
from tests.admin.desk import (
    ADD,
    DRAFT,
    LIST,
    PUBLISHED,
    REVIEW,
    WITHDRAWN,
    address,
    form_data,
    refusal,
    run,
    seen,
    select,
    signed_in,
)

pytestmark = pytest.mark.django_db


# Who may publish


def test_an_editor_is_offered_draft_and_review_only(editor, draft):
    for path in (ADD, address(draft)):
        options = re.findall(r'<option value="(\w+)"', select(editor.get(path), "state"))
        assert options == [DRAFT, REVIEW]


@pytest.mark.parametrize("state", [PUBLISHED, WITHDRAWN])
def test_a_forged_publication_by_an_editor_is_refused(editor, draft, xuhui, state):
    words = refusal(editor, address(draft), district=xuhui.pk, source_note="x", state=state)
    assert "选择一个有效的选项" in words
    words = refusal(editor, ADD, district=xuhui.pk, source_note="x", state=state)
    assert "选择一个有效的选项" in words
    assert list(Policy.objects.values_list("state", flat=True)) == [DRAFT]


def test_an_editor_hands_in_for_review(editor, draft):
    assert editor.post(address(draft), form_data(state=REVIEW)).status_code == 302
    draft.refresh_from_db()
    assert draft.state == REVIEW


@pytest.mark.parametrize("state", [PUBLISHED, WITHDRAWN])
def test_an_editor_only_looks_at_what_was_published(editor, published, topic, state):
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
    assert editor.post(address(published), form_data(title="改了")).status_code == 403
    assert editor.post(address(published, "delete"), {"post": "yes"}).status_code == 403
    published.refresh_from_db()
    assert published.title != "改了"


def test_a_reviewer_edits_what_is_published(reviewer, published, xuhui):
    data = form_data(title="改了", district=xuhui.pk, source_note="扫描件。", state=PUBLISHED)
    assert reviewer.post(address(published), data).status_code == 302
    published.refresh_from_db()
    assert (published.title, published.state) == ("改了", PUBLISHED)


def test_an_editor_has_no_bulk_actions(editor, draft):
    assert 'name="action"' not in editor.get(LIST).content.decode()
    for action in ("publish", "withdraw", "delete_selected"):
        run(editor, action, draft, post="yes")
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
    reviewer.post(path, {"action": "publish", "_selected_action": [draft.pk], "select_across": "1"})
    draft.refresh_from_db()
    assert draft.state == PUBLISHED


def test_what_is_published_cannot_be_deleted(reviewer, superuser, published, draft):
    for client in (reviewer, superuser):
        assert client.post(address(published, "delete"), {"post": "yes"}).status_code == 403
        words = run(client, "delete_selected", published, draft, post="yes")
        assert f"没有删除任何政策：已发布的要先撤下，才能删除。《{published.title}》。" in words
    assert Policy.objects.count() == 2
    assert "deletelink" not in reviewer.get(address(published)).content.decode()


def test_withdrawn_and_draft_can_be_deleted(reviewer, published, draft):
    run(reviewer, "withdraw", published)
    assert reviewer.post(address(published, "delete"), {"post": "yes"}).status_code == 302
    assert "成功删除了 1 个 政策" in run(reviewer, "delete_selected", draft, post="yes")
    assert not Policy.objects.exists()


@pytest.mark.parametrize("action", ["publish", "withdraw", "delete_selected"])
@pytest.mark.parametrize("forged", ["abc", "\x00", "9" * 40, "", "1 OR 1=1"])
def test_a_forged_choice_of_rows_does_nothing(reviewer, draft, action, forged):
    data = {"action": action, "_selected_action": [draft.pk, forged], "post": "yes"}
    assert "所选的条目无效" in seen(reviewer.post(LIST, data, follow=True))
    draft.refresh_from_db()
    assert draft.state == DRAFT
