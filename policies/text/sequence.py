"""Gaps, repeats and new beginnings in the numbering of a text: told to staff, never repaired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from policies.text.numbering import Level

# Nobody reads on; a text with more doubts than these is not numbered as we think.
DOUBTS_MAX = 100
QUOTED_CHARS = 16


class Kind(Enum):
    LATE_START = "late-start"
    SKIPPED = "skipped"
    REPEATED = "repeated"
    RESTARTED = "restarted"
    BACKWARD = "backward"
    WITHOUT_PARENT = "without-parent"
    BRACKETS = "brackets"


@dataclass(frozen=True, slots=True)
class NumberingDoubt:
    """`body[start:end]` is the numbered item in doubt; `words` say in Chinese what is odd about it."""

    kind: Kind
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Hint:
    """A doubt by its line, counted from 1, for a page that shows lines. It has no repair: a person looks at the document."""

    line: int
    words: str


class Numbered(Protocol):
    level: Level
    number: str
    value: int
    inserted: int
    text: str
    start: int
    end: int
    parent: int


def doubts(numbered: Sequence[Numbered]) -> tuple[NumberingDoubt, ...]:
    """In the order of the text, at most `DOUBTS_MAX`."""
    found: list[NumberingDoubt] = []
    last: dict[tuple[int, Level], Numbered] = {}
    orphans = _without_parent(numbered)
    for index, item in enumerate(numbered):
        key = (_counted_in(numbered, item), item.level)
        odd = _order(last.get(key), item)
        if index in orphans:
            odd.append((Kind.WITHOUT_PARENT, "出现在上一级编号之前，找不到它属于哪一部分"))
        if _odd_brackets(item.number):
            odd.append((Kind.BRACKETS, "两边的括号不一样"))
        for kind, words in odd:
            found.append(NumberingDoubt(kind, item.start, item.end, f"“{_quoted(item)}”{words}。"))
        last[key] = item
        if len(found) >= DOUBTS_MAX:
            break
    return tuple(found[:DOUBTS_MAX])


def _counted_in(numbered: Sequence[Numbered], item: Numbered) -> int:
    """Numbers begin anew in each parent; articles only in each annex."""
    parent = item.parent
    while item.level == Level.ARTICLE and parent >= 0 and numbered[parent].level != Level.ANNEX:
        parent = numbered[parent].parent
    return parent


def _order(before: Numbered | None, item: Numbered) -> list[tuple[Kind, str]]:
    if before is None:
        is_late = item.value > 1
        return [(Kind.LATE_START, "是这一级的第一个编号，却不从一开始")] if is_late else []
    if _follows(before, item):
        return []
    step = item.value - before.value
    quoted = f"“{_quoted(before)}”"
    if step == 0:
        return [(Kind.REPEATED, f"和前面的{quoted}编号相同")]
    if step > 1:
        missing = "一个编号" if step == 2 else f"{step - 1}个编号"
        return [(Kind.SKIPPED, f"前面是{quoted}，中间缺{missing}")]
    if item.value == 1:
        return [(Kind.RESTARTED, f"在{quoted}之后重新从一开始，上面没有新的标题")]
    return [(Kind.BACKWARD, f"的编号比前面的{quoted}小")]


def _follows(before: Numbered, item: Numbered) -> bool:
    """The next number, or one that an amendment has put in behind the same number: 第七条之二."""
    if item.value == before.value:
        return item.inserted > before.inserted
    return item.value == before.value + 1


def _without_parent(numbered: Sequence[Numbered]) -> set[int]:
    """Items at the top whose upper level begins only further down: （二） before the first 一、."""
    orphans: set[int] = set()
    outermost: int = max(Level)
    for index in range(len(numbered) - 1, -1, -1):
        item = numbered[index]
        if item.parent < 0 and item.level >= Level.PART:
            if item.level > outermost:
                orphans.add(index)
            outermost = min(outermost, item.level)
    return orphans


def _odd_brackets(number: str) -> bool:
    opening, closing = number[:1], number.rstrip("、.．")[-1:]
    return (opening, closing) in {("（", ")"), ("(", "）")}


def _quoted(item: Numbered) -> str:
    words = item.text if len(item.text) <= QUOTED_CHARS else item.text[:QUOTED_CHARS] + "…"
    return f"{item.number}{words}"
