"""Publish and withdraw at a set time: who sets it must be allowed to make the move, then and when the time comes.

What is due is made by `manage.py publish_due`, which a timer runs, or by the first process that notices it
(`policies.lookup.noticing`). Whoever comes first: each move is made in one transaction that holds the counter, and its
row is gone with it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError
from django.utils import timezone

from policies import publishing
from policies.acting import Actor, MoveOutcome, locked, sorted_out
from policies.models import Event, Policy, Scheduled, Section, Told
from policies.models.digests import digest
from policies.models.turns import BusyError, in_turn
from policies.models.working_copy import Content
from policies.querysets import PolicyQuerySet
from policies.vocabulary import EventKind, Move

CHANGED = "排定以后这条政策又有改动，请看过以后再发布。"
IMPOSSIBLE = "数据库不接受，可能与别的政策冲突。"
FAILED = "程序出错，没有做成，请告诉系统管理员。"

log = logging.getLogger("django.policies.scheduling")


@dataclass(frozen=True, slots=True)
class DueOutcome:
    moved: list[Scheduled] = field(default_factory=list)
    refused: list[Scheduled] = field(default_factory=list)
    """With the reason in `refused`, in Chinese."""


def schedule(
    move: Move,
    policies: PolicyQuerySet,
    actor: Actor,
    due_at: datetime,
    reason: str = "",
    successor: Policy | None = None,
) -> MoveOutcome:
    """`moved` are those for which the time is set, in place of an earlier one; a time that is past is now."""
    if due_at <= timezone.now():
        return publishing.make(move, policies, actor, reason, successor=successor)
    with in_turn():
        rows = locked(policies)
        publishing.read_ahead(move, rows, actor)
        outcome = sorted_out(rows, lambda policy: publishing.refusal(move, policy, actor, reason, successor))
        Scheduled.objects.filter(policy__in=outcome.moved, move=move).delete()
        # As any move of a person does: a section that was only missing is no difference later.
        Section.objects.complete(outcome.moved)
        seen = _marks(outcome.moved) if move is Move.PUBLISH else {}
        made = Scheduled.objects.bulk_create(
            Scheduled(
                policy=policy,
                move=move,
                due_at=due_at,
                by=actor.account,
                reason=reason,
                successor=successor,
                content=seen.get(policy.pk, ""),
            )
            for policy in outcome.moved
        )
        _record(EventKind.SCHEDULED, made, actor)
    return outcome


def cancel(rows: list[Scheduled], actor: Actor) -> None:
    with in_turn():
        there = list(
            Scheduled.objects.select_related("policy__copy_of").filter(pk__in=[row.pk for row in rows])
        )
        _record(EventKind.UNSCHEDULED, there, actor)
        Scheduled.objects.filter(pk__in=[row.pk for row in there]).delete()


def make_due(now: datetime, *, at_most: int | None = None, patience: float | None = None) -> DueOutcome:
    """Make what is due, each move by itself. What is refused stays, with the reason, and is not tried again; so does what
    fails by a mistake of ours, which must not stop the others.

    `patience` in seconds, as `in_turn` takes it: raises BusyError where somebody else writes for longer. Raises what the
    database raises that is away.
    """
    outcome = DueOutcome()
    for key in Scheduled.objects.due(now).values_list("pk", flat=True)[:at_most]:
        try:
            with in_turn(patience):
                _make_one(key, now, outcome)
        except (BusyError, InterfaceError, OperationalError):
            raise
        except IntegrityError:
            with in_turn(patience):
                _refuse(key, now, IMPOSSIBLE, outcome)
        except Exception:
            log.exception("scheduling: the move with id %d failed, and is not tried again", key)
            with in_turn(patience):
                _refuse(key, now, FAILED, outcome)
    return outcome


def _make_one(key: int, now: datetime, outcome: DueOutcome) -> None:
    """Nothing, where somebody else was faster."""
    row = _still_due(key, now)
    if row is None:
        return
    if row.move == Move.PUBLISH and row.content != _marks([row.policy])[row.policy_id]:
        _refuse(key, now, CHANGED, outcome)
        return
    policies = Policy.objects.filter(pk=row.policy_id)
    about = {"successor": row.successor, "due_at": row.due_at}
    made = publishing.make(Move(row.move), policies, Actor.person(row.by), row.reason, **about)
    if made.refused:
        [(_, why)] = made.refused
        _refuse(key, now, why, outcome)
    else:
        outcome.moved.append(row)


def _marks(policies: list[Policy]) -> dict[int, str]:
    """Of all that residents could read of each: the number of queries does not depend on how many there are."""
    contents = Content.of_all(policies)
    return {key: digest(content.digests()) for key, content in contents.items()}


def _refuse(key: int, now: datetime, why: str, outcome: DueOutcome) -> None:
    if row := _still_due(key, now):
        row.refused = why[: Scheduled._meta.get_field("refused").max_length]
        row.save(update_fields=["refused"])
        _record(EventKind.NOT_MADE, [row], Actor.person(row.by))
        outcome.refused.append(row)


def _still_due(key: int, now: datetime) -> Scheduled | None:
    related = ("policy__copy_of", "by", "successor")
    return Scheduled.objects.due(now).select_related(*related).filter(pk=key).first()


def _record(kind: EventKind, rows: list[Scheduled], actor: Actor) -> None:
    told = [Told(row.policy.target, _details(row), []) for row in rows]
    Event.record_each(kind, told, account=actor.account, address=actor.address, command=actor.command)


def _details(row: Scheduled) -> dict[str, Any]:
    told = {
        "move": Move(row.move).label,
        "due": publishing.in_words(row.due_at),
        "reason": row.reason,
        "successor": row.successor.slug if row.successor else "",
        "refused_because": row.refused,
        "copy": row.policy.is_copy,
    }
    return {name: value for name, value in told.items() if value}
