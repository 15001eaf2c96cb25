"""Every move of a policy's state: who may make it, what must hold, and what is recorded. Nothing else writes the state.

A move takes a set of policies and who makes it, and writes each step once for all of them. A person is told of each
policy that cannot be moved, and why; a command moves whatever the constraints of the database allow, because it brings
a policy into a state that a file says it had. Texts that change in the same transaction are written before a policy is
published and after it is withdrawn, or the archive would take a draft for public (`models.archive`).

What is published is changed in a working copy (`revising`), whose publication replaces it. Whoever wrote a part of
what residents have not read yet does not publish it, unless he says why; nor does anybody publish what looks like
another entry of the library (`unsaid`).
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format

from policies import revising, twins
from policies.acting import Actor, MoveOutcome, locked, record, sorted_out
from policies.models import Policy, Scheduled, Section, Withdrawal, Writer
from policies.models.constraints import violated
from policies.models.importing import is_note_of_import
from policies.models.turns import in_turn
from policies.permissions import Act, may
from policies.querysets import PolicyQuerySet
from policies.vocabulary import EventKind, Move, PublicationState

DRAFT, REVIEW, PUBLISHED, WITHDRAWN = PublicationState


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
}
_MOVES_TO = {rule.end: move for move, rule in RULES.items()}
# A working copy itself is never public, and goes with its publication.
_OF_A_COPY = (Move.HAND_IN, Move.SEND_BACK, Move.PUBLISH)

WRITTEN_BY_YOU = "这份内容有您写的，请由另一位审核人员发布；只能由您发布的，请写明理由，理由会记录下来。"
NO_SOURCE = "请填写官方原文网址，或者在来源说明里写明内容从哪里来；导入时自动写的那一句不算。"
UNCHANGED = "修改稿和已发布的内容完全相同，没有什么可审的。不改了，请放弃修改。"
# The journal's name for the reason of who published what he wrote himself.
ALONE = "alone"
# So many entries that look the same are named.
TWINS_NAMED = 3
SAY_WHY = "请写明退回的理由，写的人看得到。"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a move by who makes it."""

    reason: str = ""
    successor: Policy | None = None
    """Of what is withdrawn: a published policy that residents are led to."""
    due_at: datetime | None = None
    """When it was to be made, of a move that somebody has set a time for."""


def hand_in(policies: PolicyQuerySet, actor: Actor) -> MoveOutcome:
    """A draft waits to be looked at by those who publish."""
    return make(Move.HAND_IN, policies, actor)


def send_back(policies: PolicyQuerySet, actor: Actor, reason: str = "") -> MoveOutcome:
    """What was handed in or withdrawn is a draft again."""
    return make(Move.SEND_BACK, policies, actor, reason)


def publish(policies: PolicyQuerySet, actor: Actor, reason: str = "") -> MoveOutcome:
    """Residents read it. After its texts are written. A working copy replaces what they read, and is gone."""
    return make(Move.PUBLISH, policies, actor, reason)


def withdraw(
    policies: PolicyQuerySet, actor: Actor, reason: str = "", successor: Policy | None = None
) -> MoveOutcome:
    """Residents read it no more, and are told why. Before its texts are written."""
    return make(Move.WITHDRAW, policies, actor, reason, successor=successor)


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
    said = Said(reason, successor, due_at)

    def told(policy: Policy) -> dict[str, str]:
        return _told(move, policy, actor, said)

    with in_turn():
        rows = locked(policies)
        read_ahead(move, rows, actor)
        free = sorted_out(rows, lambda policy: refusal(move, policy, actor, reason, successor))
        if move is Move.HAND_IN:
            _leave_unchanged_out(free, actor)
        replacing = [policy for policy in free.moved if policy.is_copy and move is Move.PUBLISH]
        moved = [policy for policy in free.moved if policy not in replacing]
        record(EventKind(move.value), moved, actor, told)
        Scheduled.objects.filter(policy__in=moved, move=move).delete()
        _tell_residents(move, moved, actor, said)
        _write(move, moved, actor, reason)
        replaced = revising.replace(replacing, actor, told) if replacing else MoveOutcome()
        if move is Move.PUBLISH and not actor.command:
            conflicting = [policy for policy, _ in replaced.refused]
            twins.set_apart([policy for policy in free.moved if policy not in conflicting])
    return MoveOutcome([*moved, *replaced.moved], [*free.refused, *replaced.refused])


def read_ahead(move: Move, policies: list[Policy], actor: Actor) -> None:
    """What `unsaid` asks of each, read for all of them: 1 query, and 2 more before a publication."""
    if actor.command:
        return
    prefetch_related_objects(policies, "writers")
    if move is Move.PUBLISH:
        twins.remember(policies)


def _leave_unchanged_out(free: MoveOutcome, actor: Actor) -> None:
    """Nobody is to look at a copy that changes nothing."""
    copies = [policy for policy in free.moved if policy.is_copy and not actor.command]
    same = revising.unchanged(copies)
    free.refused.extend((policy, UNCHANGED) for policy in same)
    free.moved[:] = [policy for policy in free.moved if policy not in same]


def offered(policy: Policy, actor: Actor) -> list[Move]:
    """The moves that this person can ask for, whether or not the policy is complete enough."""
    return [move for move in Move if not _closed(move, policy, actor)]


def called(move: Move, policy: Policy, actor: Actor) -> str:
    """The word for it where it is offered and told: what others handed in is 退回, one's own is 改回草稿."""
    return "退回" if _is_returned(move, policy, actor) else move.label


def _is_returned(move: Move, policy: Policy, actor: Actor) -> bool:
    # Who takes back what he wrote himself, all of it, tells nobody.
    return move is Move.SEND_BACK and policy.state == REVIEW and _writers(policy) != {actor.account.pk}


def _writers(policy: Policy) -> set[int]:
    """Keys of the accounts that wrote a part of what is not published yet, as far as it is known."""
    rows = policy.writers.all() if policy.pk else ()
    return {policy.edited_by_id, *(row.account_id for row in rows)} - {None}


def obstacle(move: Move, policy: Policy, actor: Actor) -> str:
    """Why `policy`, as it is in memory, cannot be moved, whatever is said; empty where it can.

    Of a working copy that others have overtaken (`revising.conflicts`), only the move itself tells.
    """
    if actor.command:
        return _closed_to_a_copy(move, policy)
    if why_not := _closed(move, policy, actor):
        return why_not
    moved = copy(policy)
    # What is handed in is to be published as it is: who writes it is told of what is missing, not who looks at it.
    is_to_be_public = move in (Move.HAND_IN, Move.PUBLISH)
    moved.state = PUBLISHED if is_to_be_public else RULES[move].end
    moved.copy_of = None
    broken = "".join(constraint.get_violation_error_message() for constraint in violated(moved))
    return broken or (NO_SOURCE if is_to_be_public and not _has_source(policy) else "")


def obstacle_to_its_copy(policy: Policy, actor: Actor) -> str:
    """What forbids handing in a copy with this content: one that is there, or one that is to be begun."""
    moved = copy(policy)
    moved.state, moved.copy_of = DRAFT, policy.copy_of or policy
    return obstacle(Move.HAND_IN, moved, actor)


def _has_source(policy: Policy) -> bool:
    """Whether it has the address of the official text, or a person said where it comes from."""
    return bool(policy.official_url) or not is_note_of_import(policy.source_note)


def refusal(
    move: Move, policy: Policy, actor: Actor, reason: str = "", successor: Policy | None = None
) -> str:
    """Why the move is not made: as `obstacle`, and where a person has yet to say something, or says it wrongly."""
    if why_not := obstacle(move, policy, actor):
        return why_not
    if actor.command:
        return ""
    if not reason:
        return unsaid(move, policy, actor)
    if successor is None:
        return ""
    if successor.pk == policy.pk:
        return "接替它的不能是这条政策自己。"
    return "" if successor.state == PUBLISHED else "接替它的政策还没有发布。"


def unsaid(move: Move, policy: Policy, actor: Actor) -> str:
    """Why this person has to say why; empty where he need not."""
    if move is Move.WITHDRAW:
        return "撤下要写明原因。"
    if move is Move.PUBLISH:
        return f"{WRITTEN_BY_YOU if _is_alone(policy, actor) else ''}{_of_twins(policy, actor)}"
    return SAY_WHY if _is_returned(move, policy, actor) else ""


def _is_alone(policy: Policy, actor: Actor) -> bool:
    """Whether nobody else would look at what this person wrote."""
    return settings.FOUR_EYES and actor.account.pk in _writers(policy)


def _of_twins(policy: Policy, actor: Actor) -> str:
    found = twins.of(policy)
    if not found:
        return ""
    named = "、".join(_twin_named(each, actor) for each in found[:TWINS_NAMED])
    more = f"等 {len(found)} 条" if len(found) > TWINS_NAMED else ""
    return f"文号或标题和{named}{more}相同，请先看一看；确实是另一份文件的，请写明理由，理由会记录下来。"


def _twin_named(twin: Policy, actor: Actor) -> str:
    if not may(actor.account, Act.SEE, twin):
        return "别的区还没有公开的一条"
    return f"《{twin}》（{twin.slug}，{twin.get_state_display()}）"


def _closed(move: Move, policy: Policy, actor: Actor) -> str:
    """What in its state, or in the rights of a person, forbids the move."""
    if why_not := _closed_to_a_copy(move, policy):
        return why_not
    rule = RULES[move]
    if policy.state not in rule.starts:
        return f"本来就是“{rule.end.label}”。" if policy.state == rule.end else rule.elsewhere
    return "" if may(actor.account, rule.act, policy) else f"您没有{move.label}这条政策的权限。"


def _closed_to_a_copy(move: Move, policy: Policy) -> str:
    if not policy.is_copy:
        return ""
    if move not in _OF_A_COPY:
        return "修改稿没有发布，不需要撤下。"
    if move is Move.PUBLISH and policy.copy_of.state != PUBLISHED:
        return "原来的政策已经撤下。请先重新发布它，再发布修改稿。"
    return ""


def in_words(moment: datetime) -> str:
    """As the journal and the desk name it: 2026-12-01 00:00, in Shanghai."""
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def _told(move: Move, policy: Policy, actor: Actor, said: Said) -> dict[str, str]:
    """What the journal keeps."""
    told = {
        "called": called(move, policy, actor) if actor.account and move is Move.SEND_BACK else "",
        **_said_of_need(move, policy, actor, said.reason),
        "successor": said.successor.slug if said.successor else "",
        "due": in_words(said.due_at) if said.due_at else "",
    }
    return {name: value for name, value in told.items() if value}


def _said_of_need(move: Move, policy: Policy, actor: Actor, reason: str) -> dict[str, str]:
    """The reason, where somebody had to give one; of a publication also what looks the same."""
    if actor.command or not unsaid(move, policy, actor):
        return {}
    if move is not Move.PUBLISH:
        return {"reason": reason}
    name = ALONE if _is_alone(policy, actor) else "reason"
    return {name: reason, "alike": "、".join(twin.slug for twin in twins.of(policy))}


def _tell_residents(move: Move, policies: list[Policy], actor: Actor, said: Said) -> None:
    """What stands where a policy was, from its withdrawal until it is published again. What was never public left nothing."""
    earlier = Withdrawal.objects.filter(policy__in=policies)
    if move is Move.PUBLISH:
        earlier.delete()
    if move is not Move.WITHDRAW:
        return
    public = [policy for policy in policies if policy.state == PUBLISHED]
    earlier.filter(policy__in=public).delete()
    told = {"reason": said.reason, "successor": said.successor, "at": timezone.now(), "by": actor.account}
    Withdrawal.remember(public, **told)


def _write(move: Move, policies: list[Policy], actor: Actor, reason: str) -> None:
    changes: dict[str, Any] = {
        "state": RULES[move].end,
        "returned_because": reason if move is Move.SEND_BACK else "",
    }
    if actor.account:
        # A person's move is an act of editing, so that no file is loaded over it.
        changes["edited_at"] = timezone.now()
        Section.objects.complete(policies)
    Policy.objects.filter(pk__in=[policy.pk for policy in policies]).update(**changes)
    if move is Move.PUBLISH:
        # Whatever is written from now on is written anew. Those of a copy go with it.
        Writer.objects.filter(policy__in=policies).delete()
    for policy in policies:
        policy.state = changes["state"]
        policy.edited_at = changes.get("edited_at", policy.edited_at)
