"""Somebody typed into a copy that others published or gave up meanwhile, or into a draft that others published.

What was typed goes on in the working copy of what is published now, which is begun where there is none: it is shown
there, beside what is stored, and nothing is saved yet. It never becomes a second entry of the same policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from policies import revising
from policies.acting import ENDED
from policies.admin import checkpoint
from policies.admin.base import actor_of
from policies.admin.checkpoint import Checkpoint, Rows
from policies.admin.fields import is_key
from policies.admin.refill import Refill
from policies.admin.working_copy import PAGE_OF
from policies.models import Event, Policy
from policies.models.digests import digest
from policies.models.working_copy import PARTS
from policies.permissions import Act, may
from policies.vocabulary import EventKind, PublicationState

_DONE = {
    EventKind.PUBLISHED: "发布",
    EventKind.CORRECTED: "发布",
    EventKind.DISCARDED: "放弃",
}
_KEY_OF_ROW = re.compile(r"(\w+)-\d+-id")
# A copy has others than its policy, and nobody types them.
_NOT_TYPED = ("slug", "state")

Marks = Mapping[str, str]
"""Name of a row on a page, such as benefits-12 -> what makes it the same row in each copy of its policy."""


class Overtaken(admin.ModelAdmin):
    """For PolicyAdmin, before DeskAdmin. The form of a copy carries whose copy it is, and the marks of its rows."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        policy = kwargs.get("obj")
        if policy and policy.is_copy:
            marks = _marks(_rows_shown(self.model, context["inline_admin_formsets"]))
            words = [
                f"{checkpoint.ORIGIN}:{policy.copy_of_id}",
                *(f"{name}:{mark}" for name, mark in marks.items()),
            ]
            context["origin"] = " ".join(words)
        return super().render_change_form(request, context, *args, **kwargs)

    def when_gone(self, request: HttpRequest) -> HttpResponse:
        token = request.POST.get(checkpoint.ORIGIN, "")
        marks = checkpoint.read_token(token)
        original = _original(marks.pop(checkpoint.ORIGIN, ""))
        if original is None or not may(request.user, Act.SEE, original):
            return super().when_gone(request)
        if self.was_saved(request):
            # And published in one go.
            return redirect(PAGE_OF, original.pk)
        what = _what_was_done("修改稿", original, EventKind.CORRECTED, EventKind.DISCARDED)
        return self._gone_on_with(request, original, marks, what, HTTPStatus.CONFLICT)

    def when_closed(self, request: HttpRequest, instance: Policy) -> HttpResponse:
        marks = _marks(Checkpoint.of(self, instance).rows.items())
        what = _what_was_done("这一条", instance, EventKind.PUBLISHED)
        return self._gone_on_with(request, instance, marks, what, HTTPStatus.FORBIDDEN)

    def copy_gone(self, request: HttpRequest, key: int) -> HttpResponse | None:
        """Instead of a page of a working copy that is there no more: by whom it was published or given up, and the ways on."""
        if Policy.objects.filter(pk=key).exists():
            return None
        ends = Event.objects.filter(kind__in=(EventKind.CORRECTED, EventKind.DISCARDED))
        event = ends.filter(**{f"details__{ENDED}": key}).first()
        original = event and Policy.objects.filter(pk=event.policy_id).first()
        if original is None or not may(request.user, Act.TRACE, original):
            return None
        context = {"title": "修改稿已经不在了", "event": event, "what": _in_words("修改稿", event)}
        page = self._about(request, original, "gone", context)
        page.status_code = 410
        return page

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Django leads to the first page of the desk, and names nothing but a number."""
        gone = self.copy_gone(request, int(object_id)) if is_key(object_id) else None
        return gone or super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    def _gone_on_with(
        self, request: HttpRequest, original: Policy, marks: Marks, what: str, status: int
    ) -> HttpResponse:
        """`status` is that of the page from which what was typed can only be copied."""
        target = self._place_for(request, original)
        if target is None:
            return self._read_only(request, "closed", status)
        now = Checkpoint.of(self, target)
        refill = _moved_to(now, request, marks)
        told = {"checkpoint": now.token, "why": "overtaken", "what": what, "is_copied": target.is_copy}
        page = reverse(PAGE_OF, args=[target.pk])
        return self.shown_again(refill.request, str(target.pk), refill, page, **told)

    def _place_for(self, request: HttpRequest, original: Policy) -> Policy | None:
        """The working copy of what is published, or else the policy itself; None where this person may change neither."""
        if original.state != PublicationState.PUBLISHED:
            return original if may(request.user, Act.EDIT, original) else None
        was_there = Policy.objects.filter(copy_of=original).exists()
        outcome = revising.start_copy(Policy.objects.filter(pk=original.pk), actor_of(request))
        if outcome.moved and not was_there:
            self.log_change(request, original, "开始修改。")
        return next(iter(outcome.moved), None)


def _original(key: str) -> Policy | None:
    """The policy that is no working copy and has this key, as an address or a form names it."""
    if not is_key(key):
        return None
    return Policy.objects.filter(pk=key, copy_of=None).first()


def _moved_to(now: Checkpoint, request: HttpRequest, marks: Marks) -> Refill:
    """What was typed, as if it had been typed into the rows of `now` that bear the same marks."""
    names = _names_in(now, marks)
    token = checkpoint.read_token(request.POST.get(checkpoint.FIELD, ""))
    made_from = {names.get(name, name): mark for name, mark in token.items()}
    for name in _NOT_TYPED:
        made_from[name] = now.digests[name]
    return Refill(_with_rows_of(request, names), made_from, now)


def _names_in(now: Checkpoint, marks: Marks) -> dict[str, str]:
    """Name of a row that was sent -> name of the row there with the same mark."""
    there = {mark: name for name, mark in _marks(now.rows.items()).items()}
    return {name: there[mark] for name, mark in marks.items() if mark in there}


def _marks(rows: Iterable[tuple[str, models.Model]]) -> dict[str, str]:
    part_of = {part.model: part for part in PARTS}
    marks = {}
    for name, row in rows:
        part = part_of[type(row)]
        marks[name] = digest(part.name(part.of(row)))
    return marks


def _rows_shown(model: type[models.Model], inlines: Iterable[Any]) -> Iterator[tuple[str, models.Model]]:
    for inline in inlines:
        rows = Rows.of(model, type(inline.opts))
        if not rows.by_position:
            yield from ((rows.name(row), row) for row in inline.formset.get_queryset())


def _with_rows_of(request: HttpRequest, names: Mapping[str, str]) -> HttpRequest:
    """The same, as if it had been typed into other rows: `names` are old name -> new name."""
    sent = copy(request)
    sent.POST = request.POST.copy()
    for field, key in request.POST.items():
        if (found := _KEY_OF_ROW.fullmatch(field)) and (name := names.get(f"{found[1]}-{key}")):
            sent.POST[field] = name.rpartition("-")[2]
    return sent


def _what_was_done(what: str, policy: Policy, *kinds: EventKind) -> str:
    """修改稿已经由小审发布, as far as the journal knows."""
    event = Event.objects.filter(policy_id=policy.pk, kind__in=kinds).first()
    if event is None:
        return f"{what}已经{'或者'.join(dict.fromkeys(_DONE[kind] for kind in kinds))}"
    return _in_words(what, event)


def _in_words(what: str, event: Event) -> str:
    by = f"由 {event.actor} " if event.actor else ""
    return f"{what}已经{by}{_DONE[EventKind(event.kind)]}"
