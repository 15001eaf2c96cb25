"""What a move does beside itself, as the page that asks says it: to a working copy, and to what somebody has set for later."""

from __future__ import annotations

from collections.abc import Collection

from policies import publishing
from policies.admin.working_copy import last_change
from policies.models import Policy, Scheduled
from policies.vocabulary import Move


def consequences(move: Move, policies: Collection[Policy]) -> dict[int, str]:
    """By the keys of the policies, in Chinese; nothing for most: 2 queries."""
    told: dict[int, str] = {}
    if move is Move.WITHDRAW:
        copies = Policy.objects.filter(copy_of__in=policies)
        for copy in copies.select_related("edited_by"):
            told[copy.copy_of_id] = _of_the_copy(copy)
    waiting = Scheduled.objects.waiting().filter(policy__in=policies, move=move)
    for row in waiting.select_related("by"):
        before = told.get(row.policy_id, "")
        told[row.policy_id] = before + _of_what_is_set(row)
    return told


def _of_the_copy(copy: Policy) -> str:
    who = last_change(copy, within="最后修改：{who}，{when}") or "还没有人改过"
    return f"它有一份修改稿（{copy.get_state_display()}，{who}），会留下；撤下以后，要先重新发布这一条，才能发布修改稿。"


def _of_what_is_set(row: Scheduled) -> str:
    return f"{row.by} 已经排定在 {publishing.in_words(row.due_at)} {row.get_move_display()}，会被这一次代替。"
