"""Who acts on policies (a person or a command), what came of it, and the journal that every move is written into."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser

from policies.models import Event, Policy, Told
from policies.models.working_copy import Content
from policies.querysets import PolicyQuerySet
from policies.values import Change, changes_between
from policies.vocabulary import EventKind, Move, PublicationState

# The journal's name for the key that a working copy had, which is gone with this event.
ENDED = "ended"
# They end a state, so the journal names the one that was left.
_MOVES = frozenset(EventKind(move.value) for move in Move)


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


def locked(policies: PolicyQuerySet) -> list[Policy]:
    """Within a turn. The original of a copy is at hand and not locked: whoever writes it waits for the turn."""
    keys = list(policies.values_list("pk", flat=True))
    rows = Policy.objects.select_for_update(of=("self",)).select_related("copy_of")
    return list(rows.filter(pk__in=keys).order_by("pk"))


def sorted_out(policies: Iterable[Policy], refusal: Callable[[Policy], str]) -> MoveOutcome:
    """The policies, which are `locked`, in two: `moved` are those that nothing refuses."""
    outcome = MoveOutcome()
    for policy in policies:
        if why_not := refusal(policy):
            outcome.refused.append((policy, why_not))
        else:
            outcome.moved.append(policy)
    return outcome


def record(
    kind: EventKind,
    policies: Collection[Policy],
    actor: Actor,
    told: Callable[[Policy], dict[str, Any]] = lambda policy: {},
    changes: Mapping[int, list[Change]] | None = None,
) -> None:
    """One event for each; `changes` are, by the keys of the policies, what the act changes of their content."""
    found = changes or {}
    events = [
        Told(policy.target, {**_standing(kind, policy), **told(policy)}, found.get(policy.pk, []))
        for policy in policies
    ]
    who = {"account": actor.account, "address": actor.address, "command": actor.command}
    Event.record_each(kind, events, **who)


def _standing(kind: EventKind, policy: Policy) -> dict[str, Any]:
    """Of a working copy, that it is one: until it is published, its changes are not those of its original."""
    if policy.is_copy:
        ended = {ENDED: policy.pk} if kind in (EventKind.CORRECTED, EventKind.DISCARDED) else {}
        return ended if kind is EventKind.CORRECTED else {"copy": True, **ended}
    return {"before": PublicationState(policy.state).label} if kind in _MOVES else {}


@contextmanager
def writing(
    policies: Collection[Policy],
    actor: Actor,
    kind: EventKind = EventKind.EDITED,
    told: Callable[[Policy], dict[str, Any]] = lambda policy: {},
) -> Iterator[None]:
    """What is written within, of the content of these, is recorded: one event for each in which something changed.

    In a turn. The content is read before and after, a query for each table.
    """
    before = content_of(policies)
    yield
    record_written(before, actor, kind, told)


def content_of(policies: Collection[Policy]) -> dict[int, Content]:
    """By the keys of the policies, as they are stored: instances of its own, that no writer changes."""
    keys = [policy.pk for policy in policies]
    return Content.of_all(Policy.objects.select_related("copy_of").filter(pk__in=keys)) if keys else {}


def record_written(
    before: Mapping[int, Content],
    actor: Actor,
    kind: EventKind = EventKind.EDITED,
    told: Callable[[Policy], dict[str, Any]] = lambda policy: {},
) -> bool:
    """Whether anything was changed."""
    changes = {key: found for key, found in changes_of(before).items() if found}
    record(kind, [before[key].policy for key in changes], actor, told, changes)
    return bool(changes)


def changes_of(before: Mapping[int, Content]) -> dict[int, list[Change]]:
    """What was written since, by the keys of the policies; nothing of one that is deleted."""
    after = content_of([each.policy for each in before.values()])
    return {key: changes_between(before[key], content) for key, content in after.items()}
