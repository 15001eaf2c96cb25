"""审阅: all that a working copy changes beside what residents read; of a new draft, all that it holds.

Whoever publishes or sends back does so on this page, which carries what it was made from: what was written since is
shown first.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone

from policies import publishing, revising
from policies.acting import Actor, MoveOutcome
from policies.admin import checkpoint
from policies.admin.base import actor_of, policy_seen_by
from policies.admin.differing import PolicyChanges
from policies.admin.doubts import open_doubts
from policies.admin.forms import reason_field
from policies.admin.pictures import pictures_of
from policies.admin.waiting import my_turn, or_told_to_wait
from policies.admin.working_copy import PAGE_OF, last_event, seen_twins
from policies.models import Policy
from policies.results.affected import Affected
from policies.vocabulary import Move, PublicationState

RENEW = "_renew"
NOT_PRESSED = "请按下面的一个按钮。"
DECIDED = (PublicationState.DRAFT, PublicationState.REVIEW)


class Comparing(admin.ModelAdmin):
    """For PolicyAdmin, behind DeskAdmin and Moving: …/<key>/decide/."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = path("<int:key>/decide/", view(self.decide), name="policies_policy_decide")
        return [own, *super().get_urls()]

    @or_told_to_wait
    def decide(self, request: HttpRequest, key: int) -> HttpResponse:
        is_sent = request.method == "POST"
        with my_turn() if is_sent else nullcontext():
            if gone := self.copy_gone(request, key):
                return gone
            found = Policy.objects.select_related("copy_of__district", "edited_by", "district")
            policy = policy_seen_by(request, key, found)
            if policy.state not in DECIDED:
                return redirect(PAGE_OF, key)
            token = self._token_of_all([policy, *([policy.copy_of] if policy.is_copy else [])])
            context = {"asked_again": is_sent and request.POST.get(checkpoint.FIELD) != token}
            if is_sent and not context["asked_again"]:
                outcome = self._make_sent(request, policy)
                if not outcome.refused:
                    # Of a copy that was published only its original is left.
                    return redirect(PAGE_OF, next((each.pk for each in outcome.moved), key))
                [(_, context["refusal"])] = outcome.refused
            return self._about(request, policy, "decide", context | self._to_decide(request, policy, token))

    def _make_sent(self, request: HttpRequest, policy: Policy) -> MoveOutcome:
        """Make the move whose button was pressed. Enter in a field presses one that makes none."""
        try:
            reason = reason_field().clean(request.POST.get("reason", ""))
        except ValidationError as error:
            return MoveOutcome(refused=[(policy, f"理由：{''.join(error.messages)}")])
        done, outcome = self._make_asked(request, policy, reason)
        if outcome.moved:
            self.message_user(request, f"已{done}：《{policy}》。", messages.SUCCESS)
        return outcome

    def _make_asked(self, request: HttpRequest, policy: Policy, reason: str) -> tuple[str, MoveOutcome]:
        if RENEW in request.POST and policy.is_copy:
            copies = Policy.objects.filter(pk=policy.pk)
            outcome = revising.renew_copy(copies, actor_of(request))
            self._log(request, outcome, "重新对照")
            return "重新对照", outcome
        for move in Move:
            if f"_{move.value}" in request.POST:
                return self._make_one(request, move, policy, reason)
        return "", MoveOutcome(refused=[(policy, NOT_PRESSED)])

    def _to_decide(self, request: HttpRequest, policy: Policy, token: str) -> dict[str, Any]:
        actor = actor_of(request)
        moves = publishing.offered(policy, actor)
        return {
            "title": "看改了什么" if policy.is_copy else "审阅",
            "copied": policy.copy_of,
            "copied_is_public": policy.is_copy and policy.copy_of.state == PublicationState.PUBLISHED,
            "changes": PolicyChanges.of(policy),
            "doubts": open_doubts(policy),
            "pictures": pictures_of(policy),
            "affected": Affected.of(policy, timezone.localdate()),
            "undone": revising.conflicts([policy]).get(policy.pk, []) if policy.is_copy else [],
            "last_event": last_event(policy),
            "alike": seen_twins(request, policy),
            "moves": [(f"_{move.value}", _label(move, policy, actor)) for move in moves],
            "needs": [why for move in moves if (why := publishing.unsaid(move, policy, actor))],
            "can_change": self.has_change_permission(request, policy),
            "reason": request.POST.get("reason", ""),
            "checkpoint": token,
        }


def _label(move: Move, policy: Policy, actor: Actor) -> str:
    is_replacing = move is Move.PUBLISH and policy.is_copy
    return "发布，换上这份内容" if is_replacing else publishing.called(move, policy, actor)
