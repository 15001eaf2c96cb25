"""Every move of a policy's state: who may make it, what must hold, and what is recorded. Nothing else writes the state.

A move takes a set of policies and who makes it, and writes each step once for all of them. A person is told of each
policy that cannot be moved, and why; a command moves whatever the constraints of the database allow, because it brings
a policy into a state that a file says it had. Texts that change in the same transaction are written before a policy is
published and after it is withdrawn, or the archive would take a draft for public (`models.archive`).
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.formats import date_format

from policies.models import Event, Policy, Scheduled, Section, Withdrawal
from policies.models.constraints import violated
from policies.models.turns import in_turn
from policies.permissions import Act, may
from policies.querysets import PolicyQuerySet
from policies.vocabulary import EventKind, Move, PublicationState

DRAFT, REVIEW, PUBLISHED, WITHDRAWN = PublicationState


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at the desk, or a command."""

    account: AbstractBaseUser | None = None
    address: str = ""
    """Of the network; empty for a command."""
    command: str = ""

    @classmethod
    def person(cls, account: AbstractBaseUser, address: str = "") -> Self:
        return cls(account, address)

    @classmethod
    def of_command(cls, name: str) -> Self:
        return cls(command=name)


@dataclass(frozen=True, slots=True)
class Rule:
    act: Act
    """The right that a person needs."""
    starts: tuple[PublicationState, ...]
    end: PublicationState
    elsewhere: str = ""
    """What is said of a policy in any other state."""


RULES = {
    Move.HAND_IN: Rule(Act.EDIT, (DRAFT,), REVIEW, "只有草稿可以交审。"),
    Move.SEND_BACK: Rule(Act.EDIT, (REVIEW, WITHDRAWN), DRAFT, "已发布的要先撤下。"),
    Move.PUBLISH: Rule(Act.PUBLISH, (DRAFT, REVIEW, WITHDRAWN), PUBLISHED),
    Move.WITHDRAW: Rule(Act.PUBLISH, (PUBLISHED,), WITHDRAWN, "还没有发布过，不需要撤下。"),
    # What is published is written anew, and stays published.
    Move.CORRECT: Rule(Act.PUBLISH, (PUBLISHED,), PUBLISHED, "还没有发布，不用更正。"),
}
_MOVES_TO = {rule.end: move for move, rule in RULES.items() if move is not Move.CORRECT}


@dataclass(frozen=True, slots=True)
class MoveOutcome:
    moved: list[Policy] = field(default_factory=list)
    """As they are now."""
    refused: list[tuple[Policy, str]] = field(default_factory=list)
    """With the reason, in Chinese."""


def hand_in(policies: PolicyQuerySet, actor: Actor) -> MoveOutcome:
    """A draft waits to be looked at by those who publish."""
    return make(Move.HAND_IN, policies, actor)


def send_back(policies: PolicyQuerySet, actor: Actor) -> MoveOutcome:
    """What was handed in or withdrawn is a draft again."""
    return make(Move.SEND_BACK, policies, actor)


def publish(policies: PolicyQuerySet, actor: Actor) -> MoveOutcome:
    """Residents read it. After its texts are written."""
    return make(Move.PUBLISH, policies, actor)


def withdraw(
    policies: PolicyQuerySet, actor: Actor, reason: str = "", successor: Policy | None = None
) -> MoveOutcome:
    """Residents read it no more, and are told why. Before its texts are written."""
    return make(Move.WITHDRAW, policies, actor, reason, successor=successor)


def correct(policies: PolicyQuerySet, actor: Actor) -> MoveOutcome:
    """What residents read was written anew; the archive has kept what they read before."""
    return make(Move.CORRECT, policies, actor)


def bring_to(state: PublicationState, policies: PolicyQuerySet, actor: Actor) -> MoveOutcome:
    """The move that ends in `state`, for those that are in another."""
    return make(_MOVES_TO[state], policies.exclude(state=state), actor)


def make(
    move: Move,
    policies: PolicyQuerySet,
    actor: Actor,
    reason: str = "",
    *,
    successor: Policy | None = None,
    due_at: datetime | None = None,
) -> MoveOutcome:
    """One transaction, and the same number of queries however many policies there are.

    `successor` is that of what is withdrawn; `due_at`, when the move was to be made that somebody has set a time for.
    """
    outcome = MoveOutcome()
    with in_turn():
        keys = list(policies.values_list("pk", flat=True))
        for policy in Policy.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
            if why_not := refusal(move, policy, actor, reason, successor):
                outcome.refused.append((policy, why_not))
            else:
                outcome.moved.append(policy)
        said = _said(reason, successor, due_at)
        _record(move, outcome.moved, actor, said)
        Scheduled.objects.filter(policy__in=outcome.moved, move=move).delete()
        _tell_residents(move, outcome.moved, actor, reason, successor)
        if move is not Move.CORRECT:
            _write(RULES[move].end, outcome.moved, actor)
    return outcome


def offered(policy: Policy, actor: Actor) -> list[Move]:
    """The moves that this person can ask for, whether or not the policy is complete enough."""
    asked = [move for move in Move if move is not Move.CORRECT]
    return [move for move in asked if not _closed(move, policy, actor)]


def obstacle(move: Move, policy: Policy, actor: Actor) -> str:
    """Why `policy`, as it is in memory, cannot be moved; empty where it can."""
    if actor.command:
        return ""
    if reason := _closed(move, policy, actor):
        return reason
    moved = copy(policy)
    moved.state = RULES[move].end
    return "".join(constraint.get_violation_error_message() for constraint in violated(moved))


def refusal(
    move: Move, policy: Policy, actor: Actor, reason: str = "", successor: Policy | None = None
) -> str:
    """Why the move is not made: as `obstacle`, and where a person has yet to say something, or says it wrongly."""
    if why_not := obstacle(move, policy, actor):
        return why_not
    if actor.command or move is not Move.WITHDRAW:
        return ""
    if not reason:
        return "撤下要写明原因。"
    if successor is None:
        return ""
    if successor.pk == policy.pk:
        return "接替它的不能是这条政策自己。"
    return "" if successor.state == PUBLISHED else "接替它的政策还没有发布。"


def _closed(move: Move, policy: Policy, actor: Actor) -> str:
    """What in its state, or in the rights of a person, forbids the move."""
    rule = RULES[move]
    if policy.state not in rule.starts:
        return f"本来就是“{rule.end.label}”。" if policy.state == rule.end else rule.elsewhere
    return "" if may(actor.account, rule.act, policy) else f"您没有{move.label}这条政策的权限。"


def in_words(moment: datetime) -> str:
    """As the journal and the desk name it: 2026-12-01 00:00, in Shanghai."""
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def _said(reason: str, successor: Policy | None, due_at: datetime | None) -> dict[str, str]:
    """What the journal keeps of it."""
    told = {
        "reason": reason,
        "successor": successor.slug if successor else "",
        "due": in_words(due_at) if due_at else "",
    }
    return {name: value for name, value in told.items() if value}


def _record(move: Move, policies: list[Policy], actor: Actor, said: dict[str, str]) -> None:
    """One event for each; `before` is the state that it leaves."""
    told = [(policy.slug, {"before": PublicationState(policy.state).label, **said}) for policy in policies]
    who = {"account": actor.account, "address": actor.address, "command": actor.command}
    Event.record_each(EventKind(move.value), told, **who)


def _tell_residents(
    move: Move, policies: list[Policy], actor: Actor, reason: str, successor: Policy | None
) -> None:
    """What stands where a policy was, from its withdrawal until it is published again. What was never public left nothing."""
    earlier = Withdrawal.objects.filter(policy__in=policies)
    if move is Move.PUBLISH:
        earlier.delete()
    if move is not Move.WITHDRAW:
        return
    public = [policy for policy in policies if policy.state == PUBLISHED]
    earlier.filter(policy__in=public).delete()
    now = timezone.now()
    Withdrawal.objects.bulk_create(
        Withdrawal(policy=policy, reason=reason, successor=successor, at=now, by=actor.account)
        for policy in public
    )


def _write(state: PublicationState, policies: list[Policy], actor: Actor) -> None:
    changes: dict[str, Any] = {"state": state}
    if actor.account:
        # A person's move is an act of editing, so that no file is loaded over it.
        changes["edited_at"] = timezone.now()
        Section.objects.complete(policies)
    Policy.objects.filter(pk__in=[policy.pk for policy in policies]).update(**changes)
    for policy in policies:
        policy.state = state
        policy.edited_at = changes.get("edited_at", policy.edited_at)
