"""历史: everything that was done with a policy and its working copies, and the way back to what it was then."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from policies import earlier
from policies.admin import checkpoint
from policies.admin.base import actor_of, policy_seen_by
from policies.admin.differing import PolicyChanges, TextChange
from policies.admin.telling import EventTold, is_text, text_told
from policies.admin.waiting import my_turn, or_told_to_wait
from policies.admin.working_copy import PAGE_OF
from policies.models import Event, Policy
from policies.models.working_copy import Content
from policies.pages.changes import Changes
from policies.permissions import Act, may
from policies.values import Change

PER_PAGE = 20
# What Django noted before the journal did: nobody reads more.
OLDER = 100


class History(admin.ModelAdmin):
    """For PolicyAdmin, behind DeskAdmin and before Revising: …/<key>/history/, …/history/<event>/ and …/restore/."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        one = "<int:key>/history/<int:event>/"
        own = [
            path(one, view(self.event_view), name="policies_policy_event"),
            path(f"{one}restore/", view(self.restore_view), name="policies_policy_restore"),
        ]
        return own + super().get_urls()

    @method_decorator(require_safe)
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        policy = self.get_object(request, object_id) if object_id.isdecimal() else None
        if policy is None:
            return super().history_view(request, object_id, extra_context)
        if policy.is_copy:
            return redirect("admin:policies_policy_history", policy.copy_of_id)
        _traced(request, policy.pk)
        recorded = earlier.recorded_of(policy)
        page = Paginator(recorded, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "title": "历史",
            "events": EventTold.each_of(page.object_list),
            "page": page,
            "older": [] if page.has_next() else _older(policy, recorded),
        }
        return self._about(request, policy, "history", context)

    @method_decorator(require_safe)
    def event_view(self, request: HttpRequest, key: int, event: int) -> HttpResponse:
        policy, found = _event_of(request, key, event)
        [told] = EventTold.each_of([found], whole=True)
        texts = [_text_change(policy, each) for each in found.changes or [] if is_text(each)]
        context = {
            "title": told.what,
            "told": told,
            "texts": [each for each in texts if isinstance(each, TextChange)],
            "texts_lost": [each for each in texts if isinstance(each, str)],
            "why_not": earlier.why_not_restored(policy, found, actor_of(request)),
        }
        return self._about(request, policy, "event", context)

    @or_told_to_wait
    def restore_view(self, request: HttpRequest, key: int, event: int) -> HttpResponse:
        """Asks first, with all that it would change; a yes to exactly that restores."""
        is_sent = request.method == "POST"
        with my_turn() if is_sent else nullcontext():
            policy, found = _event_of(request, key, event)
            token = self._token_of_all([policy])
            is_as_it_was = request.POST.get(checkpoint.FIELD) == token
            context = self._to_restore(request, policy, found)
            if is_sent and is_as_it_was and not context["why_not"]:
                return self._restore(request, policy, found)
            context |= {
                "title": "恢复到这一次以后",
                "event": found,
                "checkpoint": token,
                "asked_again": is_sent and not is_as_it_was,
            }
            return self._about(request, policy, "restore", context)

    def _to_restore(self, request: HttpRequest, policy: Policy, event: Event) -> dict[str, Any]:
        """All that it would change, or why this person may not."""
        actor = actor_of(request)
        if why_not := earlier.why_not_restored(policy, event, actor):
            return {"why_not": why_not}
        state = earlier.state_after(policy, event)
        if why_not := earlier.not_yours(state, policy, actor):
            return {"why_not": why_not}
        now = Content.of_all([policy])[policy.pk]
        state.keep_what_is_lost(now)
        return {"why_not": "", "changes": PolicyChanges.between(now, state.content), "lost": state.lost}

    def _restore(self, request: HttpRequest, policy: Policy, event: Event) -> HttpResponse:
        outcome = earlier.restore(policy, event, actor_of(request))
        [target] = outcome.moved
        self.log_change(request, target, "恢复以前的内容。")
        of_a_copy = "修改稿里了，居民看到的还没有变。看过以后，再交审、发布"
        where = of_a_copy if target.is_copy else f"这条政策里了（{target.get_state_display()}）"
        self.message_user(request, f"以前的内容已经恢复到{where}。", messages.SUCCESS)
        self.tell_what_is_void(request, [target])
        return redirect(PAGE_OF, target.pk)


def _traced(request: HttpRequest, key: int) -> Policy:
    """What is done in another district is read by those who look after it."""
    policy = policy_seen_by(request, key)
    if not may(request.user, Act.TRACE, policy):
        raise PermissionDenied
    return policy


def _event_of(request: HttpRequest, key: int, event: int) -> tuple[Policy, Event]:
    policy = _traced(request, key)
    found = earlier.recorded_of(policy).filter(pk=event).first()
    if found is None:
        raise Http404
    return policy, found


def _text_change(policy: Policy, change: Change) -> TextChange | str:
    """The label alone where one of the texts is not kept."""
    told = text_told(change)
    sides = [earlier.text_of(policy, told.kind.value, change[side]) for side in ("before", "after")]
    if None in sides:
        return told.label
    before, after = sides
    return TextChange(told.label, told.before, told.after, Changes.of(before or "", after or ""))


def _older(policy: Policy, recorded: QuerySet[Event]) -> list[LogEntry]:
    """What Django noted of the time before the journal knew of changes."""
    first = recorded.filter(changes__isnull=False).last()
    noted = LogEntry.objects.filter(content_type=get_content_type_for_model(policy), object_id=str(policy.pk))
    if first:
        noted = noted.filter(action_time__lt=first.at)
    return list(noted.select_related("user").order_by("-action_time")[:OLDER])
