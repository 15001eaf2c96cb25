"""Who acts on policies, what came of it, and what the journal keeps: what every move has in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Self

from django.contrib.auth.models import AbstractBaseUser

from policies.models import Event, Policy
from policies.querysets import PolicyQuerySet
from policies.vocabulary import EventKind, PublicationState


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
class MoveOutcome:
    moved: list[Policy] = field(default_factory=list)
    """As they are now; of a working copy that was published, its original."""
    refused: list[tuple[Policy, str]] = field(default_factory=list)
    """With the reason, in Chinese."""


def locked(policies: PolicyQuerySet) -> Iterator[Policy]:
    """Within a turn. The original of a copy is at hand and not locked: whoever writes it waits for the turn."""
    keys = list(policies.values_list("pk", flat=True))
    rows = Policy.objects.select_for_update(of=("self",)).select_related("copy_of")
    yield from rows.filter(pk__in=keys).order_by("pk")


def sorted_out(policies: PolicyQuerySet, refusal: Callable[[Policy], str]) -> MoveOutcome:
    """The policies, locked, in two: `moved` are those that nothing refuses."""
    outcome = MoveOutcome()
    for policy in locked(policies):
        if why_not := refusal(policy):
            outcome.refused.append((policy, why_not))
        else:
            outcome.moved.append(policy)
    return outcome


def record(
    kind: EventKind,
    policies: list[Policy],
    actor: Actor,
    told: Callable[[Policy], dict[str, str]] = lambda policy: {},
) -> None:
    """One event for each; `before` is the state that it leaves."""
    events = [
        (policy.known_as, {"before": PublicationState(policy.state).label, **told(policy)})
        for policy in policies
    ]
    who = {"account": actor.account, "address": actor.address, "command": actor.command}
    Event.record_each(kind, events, **who)
