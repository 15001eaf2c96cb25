"""The moves of a policy's state at the desk: buttons of its form, and actions of the list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from policies import publishing, scheduling
from policies.acting import Actor, MoveOutcome, locked
from policies.admin import checkpoint
from policies.admin.asking import FORMS, LINKS, NO_BUTTON, MoveForm, form_for
from policies.admin.base import actor_of, policy_seen_by
from policies.admin.checkpoint import Checkpoint
from policies.admin.consequences import consequences
from policies.admin.districts import new_policy
from policies.admin.refill import Refill
from policies.models import Policy, Writer
from policies.permissions import may
from policies.vocabulary import Move

# A message that lists hundreds of titles is not read; the count is told in any case.
MAX_NAMED = 20


class MoveRefusedError(Exception):
    """Carries why, in Chinese. What was saved with the move is undone."""


class NotAllError(Exception):
    """Carries which of those that a person said yes to cannot be moved, and why, in Chinese. None was moved."""


class Moving(admin.ModelAdmin):
    """For PolicyAdmin, behind DeskAdmin. Its form knows `move` and `actor` (`PolicyForm`)."""

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, *args)
        except MoveRefusedError as refused:
            policy = self._found(request, object_id) if object_id is not None else None
            stored = Checkpoint.of(self, policy) if policy else None
            token = request.POST.get(checkpoint.FIELD, "")
            refill = Refill(request, checkpoint.read_token(token), stored)
            return self.shown_again(request, object_id, refill, why="refused", refusal=str(refused))

    def get_urls(self) -> list[URLPattern]:
        ask = self.admin_site.admin_view(self.ask_about_one)
        return [path("<int:key>/<slug:move>/ask/", ask, name="policies_policy_ask"), *super().get_urls()]

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
        policy = kwargs.get("obj") or new_policy(request.user)
        actor = actor_of(request)
        moves = publishing.offered(policy, actor)
        context["moves"] = [
            (_button(move), f"保存并{publishing.called(move, policy, actor)}")
            for move in moves
            if move not in NO_BUTTON
        ]
        context["asked_moves"] = [(move.value, LINKS[move]) for move in moves if move in LINKS]
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Iterable[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        policy = form.instance
        policy.ensure_sections()
        was_written = bool(form.changed_data) or any(formset.has_changed() for formset in formsets)
        if was_written or not change:
            self.record_saving(request, form, change)
        # What is sent back is judged by who wrote it before this save, what is published by who ever wrote of it.
        if form.move is Move.SEND_BACK:
            self._move_one(request, policy, form)
        if was_written:
            Writer.sign([policy], request.user)
        # The texts come first, or the archive would take a draft for public (`policies.publishing`).
        if form.move and form.move is not Move.SEND_BACK:
            self._move_one(request, policy, form)

    def _move_one(self, request: HttpRequest, policy: Policy, form: ModelForm) -> None:
        """The form has looked for most of what stands in the way (`PolicyForm`), but not at what was typed in rows."""
        done, outcome = self._make_one(request, form.move, policy, form.cleaned_data["reason"])
        for _, refusal in outcome.refused:
            raise MoveRefusedError(refusal)
        for moved in outcome.moved:
            if moved == policy:
                policy.refresh_from_db(fields=["state", "edited_at"])
        self.message_user(request, f"已{done}：《{policy}》。", messages.SUCCESS)

    def _make_one(
        self, request: HttpRequest, move: Move, policy: Policy, reason: str
    ) -> tuple[str, MoveOutcome]:
        """What the move is called, and its outcome. `policy` is as it was before."""
        actor = actor_of(request)
        done = publishing.called(move, policy, actor)
        outcome = publishing.make(move, Policy.objects.filter(pk=policy.pk), actor, reason)
        self._log(request, outcome, done)
        return done, outcome

    def _make(self, request: HttpRequest, move: Move, keys: list[int], **said: Any) -> MoveOutcome:
        outcome = publishing.make(move, Policy.objects.filter(pk__in=keys), actor_of(request), **said)
        self._log(request, outcome, move.label)
        return outcome

    def _log(self, request: HttpRequest, outcome: MoveOutcome, done: str) -> None:
        # The history of a working copy is that of its original.
        policies = [each.copy_of or each for each in outcome.moved]
        LogEntry.objects.log_actions(request.user.pk, policies, CHANGE, f"{done}。")

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
        form = form_for(move, request)
        if page := self._question(request, locked(queryset), move, form):
            return page
        try:
            with transaction.atomic():
                verb, outcome = self._make_or_set(request, move, keys, form)
                _all_or_nothing(move, outcome, actor_of(request))
        except NotAllError as refused:
            form.add_error(None, str(refused))
            return self._question(request, list(locked(Policy.objects.filter(pk__in=keys))), move, form)
        self._tell(request, verb, outcome)
        return None

    def _make_or_set(
        self, request: HttpRequest, move: Move, keys: list[int], form: MoveForm
    ) -> tuple[str, MoveOutcome]:
        """What was done, in words, and its outcome."""
        if not form.due_at or form.due_at <= timezone.now():
            return move.label, self._make(request, move, keys, **form.said)
        chosen = Policy.objects.filter(pk__in=keys)
        outcome = scheduling.schedule(move, chosen, actor_of(request), form.due_at, **form.said)
        verb = f"排定在 {publishing.in_words(form.due_at)} {move.label}"
        self._log(request, outcome, verb)
        return verb, outcome

    @method_decorator(require_safe)
    def ask_about_one(self, request: HttpRequest, key: int, move: str) -> HttpResponse:
        """The question that the action of the list asks, about one policy. The answer goes to the list."""
        policy = policy_seen_by(request, key)
        asked = next((each for each in FORMS if each.value == move), None)
        if asked is None:
            raise Http404
        if not may(request.user, publishing.RULES[asked].act, policy):
            raise PermissionDenied
        return self._question(request, [policy], asked, form_for(asked, request))

    def _question(
        self, request: HttpRequest, policies: list[Policy], move: Move, form: MoveForm
    ) -> HttpResponse | None:
        actor = actor_of(request)
        beside = consequences(move, policies)
        publishing.read_ahead(move, policies, actor)
        asked = [
            (
                _named(move, policy, actor) + beside.get(policy.pk, ""),
                publishing.obstacle(move, policy, actor),
            )
            for policy in policies
        ]
        return self.unless_confirmed(request, policies, move, asked, form)

    def _tell(self, request: HttpRequest, verb: str, outcome: MoveOutcome) -> None:
        if moved := len(outcome.moved):
            self.message_user(request, f"已{verb} {moved} 条政策。", messages.SUCCESS)
        if refused := [f"《{policy}》：{reason}" for policy, reason in outcome.refused]:
            told = f"有 {len(refused)} 条没有{verb}。{enumerated(refused)}"
            self.message_user(request, told, messages.WARNING)


def _all_or_nothing(move: Move, outcome: MoveOutcome, actor: Actor) -> None:
    """Raises NotAllError where one is refused of which the page that asked did not say so."""
    unforeseen = [
        f"《{policy}》：{reason}"
        for policy, reason in outcome.refused
        if not publishing.obstacle(move, policy, actor)
    ]
    if unforeseen:
        raise NotAllError(f"什么也没有做。{enumerated(unforeseen)}")


def _named(move: Move, policy: Policy, actor: Actor) -> str:
    """A policy on the page that asks; of what it must be said why it is published, that."""
    name = f"《{policy}》（{policy.get_state_display()}）"
    why = publishing.unsaid(move, policy, actor) if move is Move.PUBLISH else ""
    return f"{name}{why}"


def _button(move: Move) -> str:
    """The name under which the form sends it, in the manner of Django's own _save."""
    return f"_{move.value}"


def enumerated(names: list[str]) -> str:
    rest = len(names) - MAX_NAMED
    told = "；".join(name.rstrip("。") for name in names[:MAX_NAMED])
    more = f"；另有 {rest} 条" if rest > 0 else ""
    return f"{told}{more}。"
