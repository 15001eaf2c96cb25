"""The moves of a policy's state at the desk: buttons of its form, and actions of the list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from policies import publishing
from policies.admin.base import actor_of
from policies.models import Policy
from policies.publishing import MoveOutcome
from policies.vocabulary import Move, PublicationState

# A message that lists hundreds of titles is not read; the count is told in any case.
MAX_NAMED = 20


class Moving(admin.ModelAdmin):
    """For PolicyAdmin, behind DeskAdmin. Its form knows `move` and `actor` (`PolicyForm`)."""

    def get_form(
        self, request: HttpRequest, obj: Policy | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.move = next((move for move in Move if _button(move) in request.POST), None)
        form.actor = actor_of(request)
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        policy = kwargs.get("obj") or Policy()
        moves = publishing.offered(policy, actor_of(request))
        context["moves"] = [(_button(move), f"保存并{move.label}") for move in moves]
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Policy, form: ModelForm, change: bool) -> None:
        if form.move and publishing.comes_first(form.move):
            self._move_one(request, obj, form.move)
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Iterable[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        policy = form.instance
        policy.ensure_sections()
        changed = any(part.has_changed() for part in (form, *formsets))
        if form.move and not publishing.comes_first(form.move):
            self._move_one(request, policy, form.move)
        elif policy.state == PublicationState.PUBLISHED and changed:
            publishing.correct(Policy.objects.filter(pk=policy.pk), actor_of(request))

    def _move_one(self, request: HttpRequest, policy: Policy, move: Move) -> None:
        """The form has looked for what stands in the way (`PolicyForm`), and nobody else can write meanwhile."""
        self._make(request, move, [policy.pk])
        policy.refresh_from_db(fields=["state", "edited_at"])
        self.message_user(request, f"已{move.label}：《{policy}》。", messages.SUCCESS)

    def _make(self, request: HttpRequest, move: Move, keys: list[int]) -> MoveOutcome:
        outcome = publishing.make(move, Policy.objects.filter(pk__in=keys), actor_of(request))
        log = LogEntry.objects.log_actions
        log(request.user.pk, outcome.moved, CHANGE, f"{move.label}。")
        return outcome

    @admin.action(description="发布所选的政策", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Policy]) -> HttpResponse | None:
        return self._move_chosen(request, queryset, Move.PUBLISH)

    @admin.action(description="撤下所选的政策", permissions=["publish"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Policy]) -> HttpResponse | None:
        return self._move_chosen(request, queryset, Move.WITHDRAW)

    def _move_chosen(
        self, request: HttpRequest, queryset: QuerySet[Policy], move: Move
    ) -> HttpResponse | None:
        keys = list(queryset.values_list("pk", flat=True))
        locked = Policy.objects.select_for_update().filter(pk__in=keys)
        policies = list(locked.order_by("pk"))
        actor = actor_of(request)
        asked = [
            (f"《{policy}》（{policy.get_state_display()}）", publishing.obstacle(move, policy, actor))
            for policy in policies
        ]
        if page := self.unless_confirmed(request, policies, move.label, asked):
            return page
        outcome = self._make(request, move, keys)
        self._tell(request, move, outcome)
        return None

    def _tell(self, request: HttpRequest, move: Move, outcome: MoveOutcome) -> None:
        if moved := len(outcome.moved):
            self.message_user(request, f"已{move.label} {moved} 条政策。", messages.SUCCESS)
        if refused := [f"《{policy}》：{reason}" for policy, reason in outcome.refused]:
            told = f"有 {len(refused)} 条没有{move.label}。{enumerated(refused)}"
            self.message_user(request, told, messages.WARNING)


def _button(move: Move) -> str:
    """The name under which the form sends it, in the manner of Django's own _save."""
    return f"_{move.value}"


def enumerated(names: list[str]) -> str:
    rest = len(names) - MAX_NAMED
    told = "；".join(name.rstrip("。") for name in names[:MAX_NAMED])
    more = f"；另有 {rest} 条" if rest > 0 else ""
    return f"{told}{more}。"
