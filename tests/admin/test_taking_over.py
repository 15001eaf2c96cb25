"""A page that came back shows a text in pieces; what is ticked goes into the form, and nothing is saved by it."""

from __future__ import annotations

import re

import pytest

from policies.models import Event, Policy, Section, SentForm
from tests.admin.browser import form_on, target_of
from tests.admin.desk import address, seen
from tests.admin.test_pieces import STORED, TYPED

pytestmark = pytest.mark.django_db


@pytest.fixture
def conflict(editor, reviewer, draft):
    """The page that the second of two editors gets."""
    first_text = "第一条 甲。\n第二条 每月补贴七百元。\n第四条 丁。"
    Section.objects.create(policy=draft, kind="support", state="content", body=first_text)
    url = address(draft)
    mine, theirs = editor.get(url), reviewer.get(url)
    sent = form_on(theirs, **{"sections-1-body": STORED.replace("\n", "\r\n")})
    assert reviewer.post(url, sent).status_code == 302
    typed = {
        "sections-1-body": TYPED.replace("\n", "\r\n"),
        "editorial_note": "我的备注。",
        "effective_on": "昨天",
    }
    return editor.post(url, form_on(mine, **typed))


def boxes(page):
    return re.findall(r'name="_piece" value="(.*?)"', page.content.decode())


def take(client, policy, page, *ticked, **changes):
    sent = form_on(page, _take="1", _piece=list(ticked), **changes)
    return client.post(target_of(page, address(policy)), sent)


def body(page):
    return form_on(page)["sections-1-body"][0].replace("\r\n", "\n")


def test_the_second_editor_takes_over_one_piece_and_saves(editor, draft, conflict):
    assert conflict.status_code == 409
    assert "最后一次改动：小审" in seen(conflict)
    assert len(boxes(conflict)) == 3
    assert body(conflict) == TYPED
    before = SentForm.objects.count(), Event.objects.count()
    page = take(editor, draft, conflict, boxes(conflict)[1])
    assert page.status_code == 200
    assert "尚未保存" in seen(page)
    assert "data-unsaved" in page.content.decode()
    assert (SentForm.objects.count(), Event.objects.count()) == before
    composed = TYPED.replace("第四条", "第三条 别人加的这一条。\n第四条")
    assert body(page) == composed
    assert form_on(page)["editorial_note"] == ["我的备注。"]
    assert form_on(page)["effective_on"] == ["昨天"], "what is no date stays too"
    assert len(boxes(page)) == 2, "what is left to decide"
    assert draft.sections.get(kind="support").body == STORED
    saved = editor.post(address(draft), form_on(page, effective_on=""))
    assert saved.status_code == 302
    assert draft.sections.get(kind="support").body == composed
    assert Policy.objects.get(pk=draft.pk).editorial_note == "我的备注。"


def test_when_all_is_taken_nothing_is_left_to_decide(editor, draft, conflict):
    page = take(editor, draft, conflict, *boxes(conflict))
    assert body(page) == STORED
    assert not boxes(page)
    assert "把勾选的换进来" not in seen(page)


def test_a_third_who_writes_in_between_is_told_and_nothing_is_taken(editor, draft, conflict):
    Policy.objects.filter(pk=draft.pk).update(title="第三个人的标题")
    page = take(editor, draft, conflict, boxes(conflict)[0])
    assert page.status_code == 409
    assert body(page) == TYPED
    assert boxes(page) == boxes(conflict)
    ticked = re.findall(r'name="_piece" value="([^"]*)" checked', page.content.decode())
    assert ticked == boxes(conflict)[:1], "what was ticked is ticked still"
    assert form_on(page)["editorial_note"] == ["我的备注。"]
    assert form_on(page)["title"] == ["第三个人的标题"]


def test_text_that_was_typed_on_meanwhile_stays(editor, draft, conflict):
    later = TYPED.replace("九百", "一千")
    page = take(editor, draft, conflict, boxes(conflict)[0], **{"sections-1-body": later})
    assert body(page) == later
    assert "有 1 处没有换" in seen(page)


@pytest.mark.parametrize("ticked", [(), ("",), ("x y",), ("sections-support-body 0-1",), ("title \x00",)])
def test_forged_pieces_take_nothing(editor, draft, conflict, ticked):
    page = take(editor, draft, conflict, *ticked, _text=["title", "sections-support-body", "topics", "x"])
    assert page.status_code == 200
    assert body(page) == TYPED


def test_enter_in_a_field_saves(conflict):
    """A browser presses the first button of the form."""
    form = conflict.content.decode().partition('id="policy_form"')[2]
    buttons = re.findall(r'<(?:input|button)[^>]*type="submit"[^>]*name="(\w+)"', form)
    assert buttons[0] == "_save"
    assert "_take" in buttons


def test_another_long_field_is_shown_in_pieces_too(editor, draft):
    page = editor.get(address(draft))
    Policy.objects.filter(pk=draft.pk).update(editorial_note="别人的备注。\n共同的一行。")
    answer = editor.post(address(draft), form_on(page, editorial_note="我写的另外一句话。\n共同的一行。"))
    [*_, last] = boxes(answer)
    assert last.startswith("editorial_note ")
    taken = take(editor, draft, answer, *boxes(answer))
    assert form_on(taken)["editorial_note"] == ["别人的备注。\n共同的一行。"]
