"""A save of the form broken off at each of its writes: the entry, its texts and rows, the journal, the token and what was
held are all as they were, or all as they were to be.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import count, takewhile

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction

from policies.models import CitationException, Event, HeldPost, Policy, Section, SentForm, Writer
from policies.models.working_copy import PARTS
from tests.admin.browser import form_on
from tests.admin.desk import address
from tests.outage import away_at_the_check

pytestmark = pytest.mark.django_db

MODELS = (Policy, Event, Writer, SentForm, *(part.model for part in PARTS))
TYPED = {"title": "写好的标题", "sections-1-body": "每月一千元。", "rounds-0-name": "2027年"}


class BrokenOffError(OperationalError):
    pass


class BrokenAtWrite:
    """A wrapper of queries that lets so many writes pass, and breaks the next. Broken off where it only reads, a save is what
    it is at the next write."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.left -= 1
            if self.left == -1:
                raise BrokenOffError
        return execute(sql, params, many, context)


def everything() -> list[list[str]]:
    return [sorted(map(repr, model.objects.values_list())) for model in MODELS]


def is_saved(policy: Policy) -> bool:
    """All of it."""
    policy.refresh_from_db()
    [event] = Event.objects.filter(policy_id=policy.pk, kind="edit")
    named = {change["of"].partition(" ")[0] for change in event.changes}
    found = (
        policy.title,
        Section.objects.get(policy=policy, kind="support").body,
        policy.rounds.get().name,
    )
    return (
        found == tuple(TYPED.values())
        and named == {"policy", "section", "round"}
        and SentForm.objects.count() == 1
        and Writer.objects.filter(policy=policy).exists()
    )


def held_form(editor, draft):
    """The page that comes back after the session had ended."""
    page = editor.get(address(draft))
    editor.cookies.pop("sessionid")
    sent = editor.post(address(draft), {**form_on(page), **TYPED})
    assert sent.status_code == 302
    editor.force_login(User.objects.get(username="小编"))
    [held] = HeldPost.objects.all()
    return form_on(editor.get(address(draft), {"held": held.pk}))


def broken_off(editor, draft, form, number: int) -> bool:
    """Whether there was such a write; what it leaves is looked at, and undone."""
    breaking, before = BrokenAtWrite(number), everything()
    with transaction.atomic():
        with connection.execute_wrapper(breaking), suppress(BrokenOffError):
            editor.post(address(draft), form)
        # What was broken off outside of a transaction of its own has not reached this one.
        transaction.set_rollback(False)
        is_old = everything() == before
        assert is_old or is_saved(draft), number
        assert HeldPost.objects.exists() or not is_old, "what was held stays until it is saved"
        transaction.set_rollback(True)
    return breaking.left < 0


def test_broken_off_at_any_write_a_save_is_whole_or_none(editor, draft):
    draft.rounds.create(uid="r1", name="2026年")
    form = held_form(editor, draft)
    broken = takewhile(bool, (broken_off(editor, draft, form, number) for number in count()))
    assert len(list(broken)) > 8
    assert editor.post(address(draft), form).status_code == 302
    assert is_saved(draft)
    assert not HeldPost.objects.exists()


def test_an_outage_at_the_check_of_a_constraint_gives_back_what_was_typed(reviewer):
    """Of a model whose constraints are asked of the database, which those of a policy are not."""
    kept = CitationException.objects.create(name="原来的名称")
    page = f"/admin/policies/citationexception/{kept.pk}/change/"
    form = {**form_on(reviewer.get(page)), "name": "写好的名称"}
    with away_at_the_check():
        answer = reviewer.post(page, form)
    assert answer.status_code == 503
    assert "写好的名称" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.name == "原来的名称"
    assert reviewer.post(page, form).status_code == 302
    kept.refresh_from_db()
    assert kept.name == "写好的名称"
