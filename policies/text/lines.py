"""The lines of a section, and which of them stand in a table of CommonMark (GitHub's extension).

A table is a line with | in it, then a line of dashes with as many columns as | part, then every line with | in it.
Official text is pasted line by line, so a line without | ends the table, even where no empty line stands between.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

# No official document has more; the lines of further ones stand as they were typed.
TABLES_MAX = 2_000
# What `str.splitlines` cuts at.
BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_LINE = re.compile(rf"\S(?:[^{BREAKS}]*\S)?")
# A remark of ours in brackets, but no number: （本栏是摘要，不是原文。）
_REMARK = re.compile("[（(](?![一二三四五六七八九十0-9]{1,3}[）)]).*[）)]。?")
_DASHES = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")


@dataclass(frozen=True, slots=True)
class Line:
    """`text` without the space around it is `body[start:end]`. `table` counts the tables from 1; 0 is no table."""

    start: int
    end: int
    text: str
    table: int = 0


class Lines(Sequence[Line]):
    """The lines of `body` that are not empty, in order.

    Kept as columns of numbers: 2 MB can be half a million lines, which as objects take 80 MB and here 6.
    """

    def __init__(self, body: str) -> None:
        self.body = body
        self.starts, self.ends, self.tables = array("I"), array("I"), array("I")
        for match in _LINE.finditer(body):
            self.starts.append(match.start())
            self.ends.append(match.end())
        self._find_tables()

    def _find_tables(self) -> None:
        self.tables.frombytes(bytes(self.tables.itemsize * len(self)))
        table = 0
        number = self._with_bar(0)
        while number < len(self) and table < TABLES_MAX:
            end = number + 1
            if self._opens_table(number):
                table += 1
                end = self._end_of_table(number)
                rows = end - number
                self.tables[number:end] = array("I", [table]) * rows
            number = self._with_bar(end)

    def _with_bar(self, first: int) -> int:
        """The number of the first line from `first` on that has a | in it; of the last and one more where none has."""
        offset = self.body.find("|", self.starts[first]) if first < len(self) else -1
        return len(self) if offset < 0 else bisect_right(self.starts, offset, first) - 1

    def _end_of_table(self, head: int) -> int:
        body, starts, ends = self.body, self.starts, self.ends
        end = head + 2
        while (
            end < len(self)
            and body.find("|", starts[end], ends[end]) >= 0
            and (starts[end] - ends[end - 1] == 1 or self._is_next(end - 1, end))
        ):
            end += 1
        return end

    def _opens_table(self, number: int) -> bool:
        below = number + 1
        if below == len(self) or self.body[self.starts[below]] not in "|:-":
            return False
        return self._is_next(number, below) and _is_dashes(self.text(below))

    def _is_next(self, number: int, other: int) -> bool:
        """Whether `other` follows without an empty line between."""
        if other != number + 1:
            return False
        between = self.body[self.ends[number] : self.starts[other]]
        return len(f"{between}.".splitlines()) == 2

    def at(self, offset: int) -> int:
        """The number of the line that holds the character at `offset` of the body; of the one before it, between two."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def text(self, number: int) -> str:
        return self.body[self.starts[number] : self.ends[number]]

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, number: int) -> Line: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Line]: ...
    def __getitem__(self, number: int | slice) -> Line | Sequence[Line]:
        if isinstance(number, slice):
            return [self._line(index) for index in range(*number.indices(len(self)))]
        return self._line(range(len(self))[number])

    def __iter__(self) -> Iterator[Line]:
        return map(self._line, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lines) and other.body == self.body

    def __hash__(self) -> int:
        return hash(self.body)

    def _line(self, number: int) -> Line:
        return Line(self.starts[number], self.ends[number], self.text(number), self.tables[number])


def lines(body: str) -> Lines:
    """The lines of `body` that are not empty, in order."""
    return Lines(body)


def _is_dashes(text: str) -> bool:
    return "|" in text and _DASHES.fullmatch(text) is not None


def is_remark(line: str) -> bool:
    """Whether `line`, without space around it, stands wholly in brackets: about the text, and none of its rules.

    >>> is_remark("（本栏是摘要，不是原文。）"), is_remark("（一）对博士给予补贴（按月发放）")
    (True, False)
    """
    return _REMARK.fullmatch(line) is not None
