"""One form of a new entry makes one entry, however often it is sent."""

import threading
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from policies.admin import waiting
from policies.models import Policy, SentForm, Topic
from tests.admin.browser import form_on, target_of
from tests.admin.desk import ADD, address, seen

TOLD = "没有再建一条"
TOPIC = "/admin/policies/topic/add/"


@pytest.fixture
def sent(editor, xuhui):
    """The form of a new policy, filled; it has been sent once."""
    fields = form_on(editor.get(ADD), title="新的一条", district=str(xuhui.pk))
    assert editor.post(ADD, fields).status_code == 302
    return fields


@pytest.mark.django_db
def test_sent_again_it_leads_to_what_it_made(editor, sent):
    answer = editor.post(ADD, sent)
    policy = Policy.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address(policy))
    assert TOLD in [str(message) for message in get_messages(answer.wsgi_request)][-1]
    other_button = editor.post(ADD, {**sent, "_continue": "x"})
    assert other_button["Location"] == address(policy)
    assert Policy.objects.count() == 1


@pytest.mark.django_db
def test_what_was_typed_after_back_is_shown_in_what_was_made(editor, sent):
    page = editor.post(ADD, {**sent, "title": "改过的一条", "sections-0-body": "正文"})
    policy = Policy.objects.get()
    assert TOLD in seen(page)
    assert (form_on(page)["title"], policy.title) == (["改过的一条"], "新的一条")
    assert target_of(page, ADD) == address(policy)
    assert editor.post(address(policy), form_on(page)).status_code == 302
    policy = Policy.objects.get()
    assert (policy.title, policy.sections.get(kind="original").body) == ("改过的一条", "正文")


@pytest.mark.django_db
def test_what_was_published_meanwhile_is_gone_on_with_in_its_copy(editor, reviewer, sent):
    Policy.objects.update(state="published", source_note="扫描件。")
    page = reviewer.post(ADD, {**sent, "title": "改过的一条"})
    assert page.status_code == 302, "the form of another person has made nothing"
    Policy.objects.exclude(state="published").delete()
    page = editor.post(ADD, {**sent, "title": "改过的一条"})
    assert form_on(page)["title"] == ["改过的一条"]
    assert Policy.objects.filter(copy_of=None).count() == 1


@pytest.mark.django_db
def test_a_refused_form_is_not_spent(editor, xuhui):
    fields = form_on(editor.get(ADD), title="", district=str(xuhui.pk))
    page = editor.post(ADD, fields)
    assert form_on(page)["once"] == fields["once"]
    assert not SentForm.objects.exists()
    assert editor.post(ADD, form_on(page, title="新的一条")).status_code == 302
    assert Policy.objects.get().title == "新的一条"


@pytest.mark.django_db
def test_the_next_form_makes_the_next_entry(editor, sent):
    assert editor.post(ADD, form_on(editor.get(ADD), title="新的一条")).status_code == 302
    assert Policy.objects.count() == 2


@pytest.mark.django_db
def test_after_a_deletion_it_makes_a_new_one(editor, sent):
    Policy.objects.all().delete()
    assert editor.post(ADD, sent).status_code == 302
    assert Policy.objects.get().title == "新的一条"


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "a\x00b", "长", "x" * 33])
def test_without_a_token_each_form_makes_one(editor, xuhui, token):
    fields = form_on(editor.get(ADD), title="新的一条", once=token)
    assert [editor.post(ADD, fields).status_code for _ in range(2)] == [302, 302]
    assert Policy.objects.count() == 2


@pytest.mark.django_db
def test_it_holds_for_every_kind_of_entry(superuser):
    Topic.objects.filter(slug="zhuan").delete()
    fields = form_on(superuser.get(TOPIC), name="专项", slug="zhuan", order="99")
    first, second = (superuser.post(TOPIC, fields) for _ in range(2))
    topic = Topic.objects.get(slug="zhuan")
    assert (first.status_code, second["Location"]) == (302, f"/admin/policies/topic/{topic.pk}/change/")


@pytest.mark.django_db
def test_old_tokens_are_cleaned_up(editor, sent):
    call_command("clean_up")
    assert SentForm.objects.exists()
    SentForm.objects.update(sent_at=timezone.now() - timedelta(days=31))
    call_command("clean_up")
    assert not SentForm.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_time_make_one(editor, xuhui, monkeypatch):
    monkeypatch.setattr(waiting, "PATIENCE_SECONDS", 20.0)
    fields = form_on(editor.get(ADD), title="新的一条", district=str(xuhui.pk))
    together, answers = threading.Barrier(4), []

    def click():
        together.wait()
        try:
            answers.append(editor.post(ADD, fields).status_code)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert answers == [302] * 4
    assert Policy.objects.count() == 1


def with_material(page, **more):
    """The form of the page, and 身份证 in a new row."""
    row = {"materials-TOTAL_FORMS": "1", "materials-0-order": "1", "materials-0-name": "身份证"}
    return form_on(page, **row, **more)


@pytest.mark.django_db
@pytest.mark.parametrize("button", ["_save", "_continue", "_hand-in"])
def test_a_change_sent_twice_is_saved_once(editor, draft, button):
    fields = with_material(editor.get(address(draft)), **{button: "x"})
    first, second = (editor.post(address(draft), fields) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == address(draft)
    assert "没有再保存一次" in [str(message) for message in get_messages(second.wsgi_request)][-1]
    assert [each.name for each in draft.materials.all()] == ["身份证"]


@pytest.mark.django_db
def test_a_draft_or_a_copy_that_was_published_by_the_first_click_leads_on(superuser, reviewer, draft):
    draft.source_note = "扫描件。"
    draft.save()
    sent = {"title": "改过的一条", "reason": "急。", "_publish": "x"}
    fields = form_on(superuser.get(address(draft)), **sent)
    assert [superuser.post(address(draft), fields).status_code for _ in range(2)] == [302, 302]
    draft.refresh_from_db()
    assert draft.state == "published"
    copy_page = superuser.post(address(draft, "revise"))["Location"]
    fields = form_on(superuser.get(copy_page), **{**sent, "title": "又改过的一条"})
    answers = [superuser.post(copy_page, fields) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [address(draft)] * 2
    assert Policy.objects.get().title == "又改过的一条"


@pytest.mark.django_db
def test_a_row_that_was_saved_is_not_added_again_after_back(editor, draft):
    page = editor.get(address(draft))
    assert editor.post(address(draft), with_material(page)).status_code == 302
    stale = editor.post(address(draft), with_material(page, title="后来改的标题"))
    assert "内容被改过" in seen(stale)
    assert form_on(stale)["title"] == ["后来改的标题"]
    assert editor.post(address(draft), form_on(stale)).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.materials.count()) == ("后来改的标题", 1)


@pytest.mark.django_db
def test_a_saved_entry_that_is_gone_gives_back_what_is_sent_again(editor, draft):
    page = address(draft)
    fields = form_on(editor.get(page), title="改过的一条")
    assert editor.post(page, fields).status_code == 302
    draft.delete()
    assert form_on(editor.post(page, fields))["title"] == ["改过的一条"]
