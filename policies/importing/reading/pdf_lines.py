"""Printed lines of a PDF: pieces of text put together by their baseline, and lines put together to paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from policies.text import numbering

# In heights of the text: lines whose baselines differ by less are one, as where something is raised.
ONE_LINE = 0.4
# Wider than a space between words, and a person sees that something is apart.
APART, BETWEEN_WORDS = 1.0, 0.15
# A line that ends so near to the right edge was full, and one that begins so near to the left is not indented.
FULL, FLUSH = 1.6, 0.8
# Where paragraphs stand apart, the distance to the next is so many usual ones.
WIDE = 1.45
# Both edges of a page look alike. A text that stays further from the right one has no full lines.
MARGINS_DIFFER = 1.6
# A title is set larger than the text, its lines so many heights apart at most.
LARGER, TITLE_STEP = 1.15, 2.2

_LATIN = re.compile(r"[0-9A-Za-z%]")
# What an office program takes to the next line as a whole; in heights, a Latin letter is so wide.
_UNBROKEN = re.compile(r"[!-~]{1,40}[，。；：、！？）》”]{0,3}")
NARROW = 0.6
_STARTS = re.compile(rf"\s*(?:{numbering.ANY})")
_SENTENCE_ENDS = tuple("。；：！？;:")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters side by side; points from the lower left corner of the page. `y` is their baseline."""

    x: float
    bottom: float
    right: float
    top: float
    y: float
    text: str

    @property
    def size(self) -> float:
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        return (self.x + self.right) / 2


@dataclass(frozen=True, slots=True)
class Line:
    x: float
    right: float
    y: float
    size: float
    text: str

    @property
    def middle(self) -> float:
        return (self.x + self.right) / 2


@dataclass(frozen=True, slots=True)
class Measure:
    """Between which edges the text of a document runs, how high its characters are, and how far its lines are apart."""

    left: float
    right: float
    size: float
    leading: float
    has_full_lines: bool
    has_indents: bool

    @classmethod
    def of(cls, pages: Sequence[tuple[float, Sequence[Line]]]) -> Measure:
        """`pages` are their widths and their lines from the top down; there must be a line."""
        lines = [line for _, each in pages for line in each]
        size = median(line.size for line in lines)
        body = [line for line in lines if 0.8 < line.size / size < 1.2] or lines
        left = _quantile([line.x for line in body], 0.1)
        right = _quantile([line.right for line in body], 0.9)
        width = median(width for width, _ in pages)
        steps = [
            above.y - below.y for _, each in pages for above, below in pairwise(each) if above.y > below.y
        ]
        indented = sum(1 for line in body if 1.5 * size < line.x - left < 2.6 * size)
        return cls(
            left,
            right,
            size,
            median(steps) if steps else size * 1.5,
            right >= width - MARGINS_DIFFER * max(left, size) - size,
            indented * 20 >= len(body),
        )

    def is_title(self, line: Line) -> bool:
        """Set larger than the text, in the middle."""
        is_large = line.size > LARGER * self.size
        return is_large and abs(line.middle - (self.left + self.right) / 2) < line.size

    def goes_on(self, line: Line, following: Line, *, same_page: bool) -> bool:
        """Is the paragraph of `line` continued by the line after it?"""
        step = line.y - following.y
        if not 0.85 < line.size / following.size < 1.18:
            return False
        if self.is_title(line) or self.is_title(following):
            is_one = self.is_title(line) and self.is_title(following)
            return is_one and same_page and 0 < step < TITLE_STEP * line.size
        if same_page and not 0 < step < WIDE * max(self.leading, line.size):
            return False
        if not self.has_full_lines or self.right - line.right > _room_needed(following):
            return False
        if following.x > self.left + FLUSH * following.size:
            return False
        ends = line.text.rstrip().endswith(_SENTENCE_ENDS)
        return not ends or (self.has_indents and not _STARTS.match(following.text))


def _room_needed(line: Line) -> float:
    """A line above with less room left was full: a number or a word is not broken, nor what may not begin a line."""
    first = _UNBROKEN.match(line.text)
    unbroken = first[0] if first else ""
    signs = sum(1 for char in unbroken if not char.isascii())
    width = (len(unbroken) - signs) * NARROW + signs
    return max(FULL, width + 1) * line.size


def lines_of(runs: Iterable[Run]) -> list[Line]:
    """From the top down, each from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-run.y, run.x)):
        if rows and _is_beside(rows[-1][0], run):
            rows[-1].append(run)
        else:
            rows.append([run])
    lines = map(_line, rows)
    return [line for line in lines if line.text]


def _is_beside(one: Run, other: Run) -> bool:
    return abs(one.y - other.y) < ONE_LINE * max(one.size, other.size)


def _line(row: list[Run]) -> Line:
    size = max(run.size for run in row)
    ordered = sorted(row, key=lambda run: run.x)
    text, end = "", ordered[0].x
    for run in ordered:
        space = " " if text and _stands_apart(text, run, end, size) else ""
        text = f"{text}{space}{run.text}"
        end = max(end, run.right)
    return Line(ordered[0].x, end, row[0].y, size, text.strip())


def _stands_apart(text: str, run: Run, end: float, size: float) -> bool:
    """Is there a space between `text`, which ends at `end`, and what follows?"""
    gap = (run.x - end) / size
    return gap > APART or (gap > BETWEEN_WORDS and _are_words(text, run.text))


def _are_words(text: str, following: str) -> bool:
    return bool(_LATIN.match(text[-1:]) and _LATIN.match(following[:1]))


def joined(text: str, following: str) -> str:
    """Two lines of one paragraph: between words that are written apart stands a space."""
    is_one_number = text[-1:].isdigit() and following[:1].isdigit()
    space = " " if _are_words(text, following) and not is_one_number else ""
    return f"{text}{space}{following}"


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
