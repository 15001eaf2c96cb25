"""Working copies: what is published is changed in a copy that stands beside it, and the copy replaces it as one act.

The rows are moved by `models.working_copy`; here stands who may, what is refused, and what is recorded. Publishing a
copy is a move like any other (`publishing`), which calls `replace`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from django.utils import timezone

from policies.acting import Actor, MoveOutcome, changes_of, content_of, locked, record, sorted_out
from policies.models import Policy, working_copy
from policies.models.turns import in_turn
from policies.models.working_copy import Content
from policies.permissions import Act, may
from policies.querysets import PolicyQuerySet
from policies.values import Change, changes_between
from policies.vocabulary import EventKind, PublicationState

OF_OTHERS = "已有一份修改稿，要把这条政策改归别的区。那个区不是您负责的，请找负责两个区的人接着改。"


def start_copy(policies: PolicyQuerySet, actor: Actor) -> MoveOutcome:
    """Each of the published ones has a working copy, `moved`; one that was there is gone on with, and not recorded."""
    with in_turn():
        free = sorted_out(locked(policies), partial(why_no_copy, actor=actor))
        there = list(Policy.objects.select_related("copy_of").filter(copy_of__in=free.moved))
        begun = [each for each in there if not why_not_written(each, actor)]
        of_others = [each.copy_of for each in there if each not in begun]
        free.refused.extend((original, OF_OTHERS) for original in of_others)
        made = _copies_of_the_rest(free.moved, there)
        _sign(made, actor)
        record(EventKind.COPIED, made, actor)
    return MoveOutcome([*begun, *made], free.refused)


def _copies_of_the_rest(policies: list[Policy], copies: list[Policy]) -> list[Policy]:
    """New ones, of those that none of the copies belongs to."""
    copied = {each.copy_of_id for each in copies}
    rest = [policy for policy in policies if policy.pk not in copied]
    return working_copy.make_copies(rest, Content.of_all(rest)) if rest else []


def why_no_copy(policy: Policy, actor: Actor) -> str:
    if policy.state != PublicationState.PUBLISHED:
        return "没有发布，直接修改就行。"
    return "" if actor.command or may(actor.account, Act.REVISE, policy) else "您没有修改这条政策的权限。"


def discard_copy(policies: PolicyQuerySet, actor: Actor) -> MoveOutcome:
    """Residents go on reading what is published; of what was typed, texts and rounds and the like stay with it."""
    with in_turn():
        outcome = sorted_out(locked(policies), partial(why_not_written, actor=actor))
        copies = outcome.moved
        originals = [each.copy_of for each in copies]
        if copies:
            contents = _contents(copies)
            public = {each.copy_of_id: [contents[each.copy_of_id].digests()] for each in copies}
            record(EventKind.DISCARDED, copies, actor, changes=_changes(copies, contents))
            working_copy.delete_copies(copies, public)
    return MoveOutcome(originals, outcome.refused)


def why_not_written(policy: Policy, actor: Actor) -> str:
    if not policy.is_copy:
        return "这不是修改稿。"
    return "" if actor.command or may(actor.account, Act.EDIT, policy) else "您没有修改这份修改稿的权限。"


def renew_copy(policies: PolicyQuerySet, actor: Actor) -> MoveOutcome:
    """What changed in the original meanwhile was looked at. Where nobody touched it in the copy, the copy follows."""
    with in_turn():
        outcome = sorted_out(locked(policies), partial(why_not_written, actor=actor))
        if copies := outcome.moved:
            before, contents = content_of(copies), _contents(copies)
            # Who looks writes nothing: the last change is still that of its writer (`publishing.unsaid`).
            working_copy.renew(copies, contents)
            changes = changes_of(before)
            record(EventKind.RENEWED, copies, actor, changes=changes)
    return outcome


def conflicts(copies: list[Policy]) -> dict[int, list[str]]:
    """Key of a copy -> what was changed in its original since, which publishing it would undo."""
    return working_copy.changed_meanwhile(copies, _contents(copies)) if copies else {}


def unchanged(copies: list[Policy]) -> list[Policy]:
    """Those of them that say what their originals say."""
    same = working_copy.unchanged(copies, _contents(copies)) if copies else set()
    return [each for each in copies if each.pk in same]


def replace(copies: list[Policy], actor: Actor, told: Callable[[Policy], dict[str, str]]) -> MoveOutcome:
    """The content of each becomes that of its original, unless something would be undone by it. Within a turn."""
    contents = _contents(copies)
    undone = working_copy.changed_meanwhile(copies, contents)
    refused = [(each, _why_undone(undone[each.pk])) for each in copies if each.pk in undone]
    free = [each for each in copies if each.pk not in undone]
    if not free:
        return MoveOutcome(refused=refused)
    public = {each.copy_of_id: _digests_of_both(each, contents) for each in free}
    record(EventKind.CORRECTED, free, actor, told, _changes(free, contents))
    working_copy.carry_over(free, contents)
    working_copy.move_originals(free)
    working_copy.delete_copies(free, public)
    replaced = [contents[each.copy_of_id].policy for each in free]
    writers = {each.copy_of_id: each.edited_by_id for each in free}
    _sign(replaced, actor, by=writers)
    return MoveOutcome(replaced, refused)


def _why_undone(labels: list[str]) -> str:
    return f"开始修改以后，已发布的内容又有改动：{'、'.join(labels)}。请先对照。"


def _contents(copies: list[Policy]) -> dict[int, Content]:
    """Of the copies and of their originals."""
    return Content.of_all([*copies, *(each.copy_of for each in copies)])


def _changes(copies: Collection[Policy], contents: Mapping[int, Content]) -> dict[int, list[Change]]:
    """Key of a copy -> in what it differs from its original."""
    return {each.pk: changes_between(contents[each.copy_of_id], contents[each.pk]) for each in copies}


def _digests_of_both(copy: Policy, contents: Mapping[int, Content]) -> list:
    return [contents[key].digests() for key in (copy.copy_of_id, copy.pk)]


def _sign(policies: list[Policy], actor: Actor, by: Mapping[int, int | None] | None = None) -> None:
    """Who wrote it last, and that a person did: no file is loaded over that."""
    for policy in policies:
        if by is not None:
            policy.edited_by_id = by[policy.pk]
        elif actor.account:
            policy.edited_by_id = actor.account.pk
        if actor.account:
            policy.edited_at = timezone.now()
    Policy.objects.bulk_update(policies, ["edited_by", "edited_at"])
