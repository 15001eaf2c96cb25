"""Lines below a text that name what is attached to it, and so are neither the annex nor a numbered item of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policies.text.lines import Lines
from policies.text.numbering import Level, Mark

_FIRST_IN_LINE = re.compile(r"附件[：:]\s?[1１][.．、]")


def listed(marks: Sequence[Mark | None], all_lines: Lines) -> set[int]:
    """Indices of the lines that carry a mark and only list annexes. `marks` are those of the first lines.

    Either 附件：1.申请表 or 附件1：申请表 and 2.承诺书 below it, or 附件1 申请表 with another such line above or below it, or at the very end.
    """
    found: set[int] = set()
    expected = 0
    for index, mark in enumerate(marks):
        if mark is None:
            expected = 2 if _FIRST_IN_LINE.match(all_lines.body, all_lines.starts[index]) else 0
        elif mark.level == Level.ANNEX:
            text = all_lines.text(index)
            first = _first_below(mark, text)
            opens = first > 0 and _is_point(marks, index + 1, first)
            expected = first if opens else 0
            is_named = mark.words < len(text)
            if opens or (is_named and _stands_in_list(marks, index)):
                found.add(index)
        elif mark.level == Level.POINT and mark.value == expected:
            expected += 1
            found.add(index)
        else:
            expected = 0
    return found


def _first_below(mark: Mark, text: str) -> int:
    """The number of the next entry, if the line opens a list: 2 below 附件1：申请表, 1 below 附件：; else 0."""
    is_named = mark.words < len(text)
    if is_named and mark.value > 0:
        return mark.value + 1
    return 1 if text[-1] in "：:" else 0


def _is_point(marks: Sequence[Mark | None], index: int, value: int) -> bool:
    mark = marks[index] if index < len(marks) else None
    return mark is not None and mark.level == Level.POINT and mark.value == value


def _stands_in_list(marks: Sequence[Mark | None], index: int) -> bool:
    if index + 1 == len(marks):
        return True
    before = marks[index - 1] if index else None
    behind = marks[index + 1]
    return any(mark and mark.level == Level.ANNEX for mark in (before, behind))
