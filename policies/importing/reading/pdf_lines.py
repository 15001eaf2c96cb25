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
# Lines of one paragraph are of one size, but for what a font has above and below.
ALIKE = (0.85, 1.18)

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
class PrintedLine:
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
    def of(cls, pages: Sequence[tuple[float, Sequence[PrintedLine]]]) -> Measure:
        """`pages` are their widths and their lines from the top down; there must be a line."""
        lines = [line for _, each in pages for line in each]
        size = median(line.size for line in lines)
        body = [line for line in lines if 0.8 < line.size / size < 1.2] or lines
        left = _quantile([line.x for line in body], 0.1)
        right = _quantile([line.right for line in body], 0.9)
        width = median(width for width, _ in pages)
        margin = MARGINS_DIFFER * max(left, size) + size
        return cls(
            left,
            right,
            size,
            leading=_leading(pages, size),
            has_full_lines=right >= width - margin,
            has_indents=_has_indents(body, left, size),
        )

    def is_title(self, line: PrintedLine) -> bool:
        """Set larger than the text, in the middle."""
        is_large = line.size > LARGER * self.size
        return is_large and abs(line.middle - (self.left + self.right) / 2) < line.size

    def goes_on(self, line: PrintedLine, following: PrintedLine, *, same_page: bool) -> bool:
        """Is the paragraph of `line` continued by the line after it?"""
        if not ALIKE[0] < line.size / following.size < ALIKE[1]:
            return False
        step = line.y - following.y
        titles = self.is_title(line) + self.is_title(following)
        if titles:
            return titles == 2 and same_page and 0 < step < TITLE_STEP * line.size
        furthest = WIDE * max(self.leading, line.size)
        if same_page and not 0 < step < furthest:
            return False
        if not self._is_full(line, following):
            return False
        return self._is_no_beginning(line, following)

    def _is_full(self, line: PrintedLine, following: PrintedLine) -> bool:
        """Was there no room left for what comes next?"""
        return self.has_full_lines and self.right - line.right <= _room_needed(following)

    def _is_no_beginning(self, line: PrintedLine, following: PrintedLine) -> bool:
        """Is the following line neither indented nor behind the end of a paragraph?"""
        if following.x > self.left + FLUSH * following.size:
            return False
        ends = line.text.rstrip().endswith(_SENTENCE_ENDS)
        return not ends or (self.has_indents and not _STARTS.match(following.text))


def _leading(pages: Sequence[tuple[float, Sequence[PrintedLine]]], size: float) -> float:
    """How far it is from a line down to the next, as a rule."""
    steps = []
    for _, lines in pages:
        steps += [above.y - below.y for above, below in pairwise(lines)]
    downward = [step for step in steps if step > 0]
    return median(downward) if downward else size * 1.5


def _has_indents(lines: Sequence[PrintedLine], left: float, size: float) -> bool:
    """By two characters, as one line in twenty at least."""
    indented = sum(1.5 * size < line.x - left < 2.6 * size for line in lines)
    return indented * 20 >= len(lines)


def _room_needed(line: PrintedLine) -> float:
    """A line above with less room left was full: a number or a word is not broken, nor what may not begin a line."""
    first = _UNBROKEN.match(line.text)
    unbroken = first[0] if first else ""
    signs = sum(1 for char in unbroken if not char.isascii())
    width = (len(unbroken) - signs) * NARROW + signs
    return max(FULL, width + 1) * line.size


def lines_of(runs: Iterable[Run]) -> list[PrintedLine]:
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


def _line(row: list[Run]) -> PrintedLine:
    size = max(run.size for run in row)
    first, *others = sorted(row, key=lambda run: run.x)
    text, end = first.text, first.right
    for run in others:
        if text and _stands_apart(text, run, end, size):
            text += " "
        text += run.text
        end = max(end, run.right)
    return PrintedLine(first.x, end, row[0].y, size, text.strip())


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
