"""Where a text that is too long for one page is cut into parts.

A page costs what it shows: each line is an element with a link to itself, each sign of a citation, a link or a cell
something more. So a text is weighed, and cut where it weighs too much: at the beginning of a text, else before the heading
of the highest rank, else before a numbered line, else between two lines; never inside a table. A part depends on the text alone.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from policies.text.headings import Heading
from policies.text.lines import BREAKS
from policies.text.outline import Outline
from policies.text.render import is_table, whole_table

# A character weighs 1. The longest policies of Shanghai, 30,000 characters in 700 lines, weigh half of a part.
PART_WEIGHT = 100_000
LINE_WEIGHT = 40
SIGN_WEIGHT = 20
_SIGNS = "《〔[|"
_SIGN = re.compile(r"[《〔\[|]|://")


@dataclass(frozen=True, slots=True)
class LineRange:
    """Lines of one of the texts; `text` is its number among them."""

    text: int
    lines: range


Part = tuple[LineRange, ...]


def is_light(bodies: Sequence[str]) -> bool:
    """Whether these texts surely stand on one page; quickly, and without an outline."""
    return sum(map(_most, bodies)) <= PART_WEIGHT


def _most(body: str) -> int:
    """What `body` weighs, or a little more."""
    lines = sum(map(body.count, BREAKS)) + 1
    signs = sum(map(body.count, (*_SIGNS, "://")))
    return len(body) + LINE_WEIGHT * lines + SIGN_WEIGHT * signs


def parts(outlines: Sequence[Outline]) -> tuple[Part, ...]:
    """All lines of all texts in order, in one part at least. A text begins a new part where it does not fit in whole."""
    found: list[Part] = []
    waiting: list[LineRange] = []
    room = PART_WEIGHT
    for number, outline in enumerate(outlines):
        weighed = _Weighed(outline)
        within = weighed.cuts() if weighed.total > room else ()
        cuts = [0, *within, len(outline.lines)]
        for first, end in pairwise(cuts):
            weight = weighed.between(first, end)
            if waiting and weight > room:
                found.append(tuple(waiting))
                waiting, room = [], PART_WEIGHT
            waiting.append(LineRange(number, range(first, end)))
            room -= weight
    return (*found, tuple(waiting))


@dataclass(slots=True)
class _Weighed:
    outline: Outline
    signs: array[int] = field(init=False)
    total: int = field(init=False)
    too_large: set[int] = field(default_factory=set)
    """Tables whose lines are shown as text, seen so far."""

    def __post_init__(self) -> None:
        body = self.outline.body
        self.signs = array("I", (match.start() for match in _SIGN.finditer(body)))
        self.total = self.before(len(self.outline.lines))

    def before(self, number: int) -> int:
        """What all lines before the line `number` weigh."""
        lines = self.outline.lines
        offset = lines.starts[number] if number < len(lines) else len(lines.body)
        return offset + LINE_WEIGHT * number + SIGN_WEIGHT * bisect_left(self.signs, offset)

    def between(self, first: int, end: int) -> int:
        return self.before(end) - self.before(first)

    def cuts(self) -> Iterator[int]:
        """The lines that begin a part of this text, but for its first."""
        first = 0
        while self.total - self.before(first) > PART_WEIGHT:
            first = self.next_cut(first)
            if first >= len(self.outline.lines):
                return
            yield first

    def next_cut(self, first: int) -> int:
        """The best line between the half and the whole of a part that begins at `first`."""
        weight = self.before(first)
        second = first + 1
        lines = range(len(self.outline.lines) + 1)
        half = bisect_left(lines, weight + PART_WEIGHT // 2, second, key=self.before)
        whole = bisect_right(lines, weight + PART_WEIGHT, second, key=self.before) - 1
        numbered = self.outline.numbered
        low = bisect_left(numbered, half, key=_line)
        high = bisect_right(numbered, whole, key=_line)
        if low < high:
            best = min(numbered[low:high], key=_preference)
            return best.line
        return self.beside_table(first, max(whole, second))

    def beside_table(self, first: int, number: int) -> int:
        """The line `number`, or that before which the table around it begins; if there is none, behind its end."""
        lines = self.outline.lines
        if (
            number >= len(lines)
            or not lines.tables[number]
            or lines.tables[number] != lines.tables[number - 1]
        ):
            return number
        if lines.tables[number] in self.too_large:
            return number
        table = whole_table(lines, number)
        if not is_table(lines, table):
            self.too_large.add(lines.tables[number])
            return number
        return table.start if table.start > first else table.stop


def _line(heading: Heading) -> int:
    return heading.line


def _preference(heading: Heading) -> tuple[bool, int, int]:
    """Of two headings of one rank the later one, so that there are few parts."""
    return not heading.role.heads, heading.depth, -heading.line


def part_of(found: Sequence[Part], text: int, line: int) -> int:
    """The number, from 1, of the part in which this line of this text stands."""
    for number, part in enumerate(found, 1):
        if any(stretch.text == text and line in stretch.lines for stretch in part):
            return number
    return 1
