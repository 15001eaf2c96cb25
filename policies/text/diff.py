"""What changed between two states of a text: paragraph by paragraph, and inside a changed paragraph word by word.

What stands exactly once on either side is an anchor (as in patience diff), and the stretches between anchors are
searched for anchors in turn, a few times over; only what is still left, and small, is compared cell by cell. So the
cost is linear in the text but for a budget, and what is beyond the budget is shown whole and said to be so.
`difflib` alone is quadratic, and takes minutes over a megabyte of repeated lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from itertools import islice, pairwise, takewhile

# Anchors inside a paragraph are this many words in a row: one alone (的) says little about its place.
GRAM = 3
# How often the stretches between anchors are searched again. Official texts need two or three.
ROUNDS = 10
# Stretches without an anchor are compared cell by cell up to this size each, and this many cells in all.
CELLS, CELLS_IN_ALL = 64 * 64, 200_000
# Beyond this many paragraphs on both sides together, only the beginning and the end that stayed are looked for.
PARAGRAPHS_IN_ALL = 20_000
# Paragraphs of a rewritten stretch are matched each with each, up to this many pairs in all.
PAIRS_IN_ALL = 20_000
# Both sides of all changed paragraphs together; what is longer is not compared word by word.
CHARS_IN_ALL = 200_000
# Both sides of all rewritten stretches together; in what is longer, paragraphs are known by their characters alone.
FEATURES_IN_ALL = 400_000
# Two paragraphs that have less in common than this are two paragraphs, not one that was changed.
ALIKE = 0.4

# A number or a Latin word changes as a whole: 30 → 300, never 30 → 3[0]0.
_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[A-Za-z]+|.", re.DOTALL)


class Fate(StrEnum):
    SAME = "same"
    OLD = "old"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    fate: Fate


@dataclass(frozen=True)
class Row:
    """One paragraph in both states; None where it is not there. `pieces` are told only of a changed one."""

    before: str | None
    after: str | None
    pieces: tuple[Piece, ...] = ()

    @property
    def same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True)
class Comparison:
    """`rows` in order give back both texts, but for the kind of their line ends; `coarse` if some paragraphs were too much to be compared word by word."""

    rows: tuple[Row, ...]
    coarse: bool

    @cached_property
    def before(self) -> str:
        return "\n".join(row.before for row in self.rows if row.before is not None)

    @cached_property
    def after(self) -> str:
        return "\n".join(row.after for row in self.rows if row.after is not None)


class Budget:
    """What may still be spent on one page; that something was refused is remembered in `spent`."""

    def __init__(self) -> None:
        self.cells, self.pairs = CELLS_IN_ALL, PAIRS_IN_ALL
        self.chars, self.features = CHARS_IN_ALL, FEATURES_IN_ALL
        self.spent = False

    def take(self, kind: str, amount: int) -> bool:
        left = getattr(self, kind)
        if amount > left:
            self.spent = True
            return False
        setattr(self, kind, left - amount)
        return True


def compare(before: str, after: str, budget: Budget | None = None) -> Comparison:
    """
    >>> [[(piece.fate.value, piece.text) for piece in row.pieces] for row in compare("补30万元", "补50万元").rows]
    [[('same', '补'), ('old', '30'), ('new', '50'), ('same', '万元')]]
    """
    budget = budget or Budget()
    # A form sends \r\n where a fixture has \n: no resident sees a change.
    old, new = (text.replace("\r\n", "\n").split("\n") if text else [] for text in (before, after))
    if len(old) + len(new) > PARAGRAPHS_IN_ALL:
        return Comparison(tuple(_in_one_piece(old, new)), coarse=True)
    rows: list[Row] = []
    i = j = 0
    for k, m in [*_matches(old, new, 1, budget), (len(old), len(new))]:
        rows += _rewritten(old[i:k], new[j:m], budget)
        if k < len(old):
            rows.append(Row(old[k], new[m]))
        i, j = k + 1, m + 1
    return Comparison(tuple(rows), budget.spent)


def _in_one_piece(old: list[str], new: list[str]) -> Iterator[Row]:
    """At most four rows, each of many paragraphs: the beginning that stayed, old, new, the end that stayed."""
    head = _same_at_start(old, new)
    tail = _same_at_start(old[head:][::-1], new[head:][::-1])
    old_end, new_end = len(old) - tail, len(new) - tail
    beginning, end = "\n".join(old[:head]), "\n".join(old[old_end:])
    if head:
        yield Row(beginning, beginning)
    if head < old_end:
        yield Row("\n".join(old[head:old_end]), None)
    if head < new_end:
        yield Row(None, "\n".join(new[head:new_end]))
    if tail:
        yield Row(end, end)


def _same_at_start(old: list[str], new: list[str]) -> int:
    """How many paragraphs stayed, counted from the beginning."""
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


# What stayed


def _matches(a: Sequence[str], b: Sequence[str], width: int, budget: Budget) -> list[tuple[int, int]]:
    """Places (i, j), both rising, where `a[i] == b[j]`."""
    found: list[tuple[int, int]] = []
    waiting = [(0, len(a), 0, len(b), ROUNDS)]
    while waiting:
        i, k, j, m, rounds = waiting.pop()
        while i < k and j < m and a[i] == b[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        while i < k and j < m and a[k - 1] == b[m - 1]:
            k, m = k - 1, m - 1
            found.append((k, m))
        if i == k or j == m:
            continue
        if anchors := _anchors(a, i, k, b, j, m, width) if rounds else []:
            corners = pairwise([(i, j), *anchors, (k, m)])
            waiting += [(left, right, up, down, rounds - 1) for (left, up), (right, down) in corners]
        elif (cells := (k - i) * (m - j)) <= CELLS and budget.take("cells", cells):
            found += _closely(a, i, k, b, j, m)
    return sorted(found)


def _anchors(
    a: Sequence[str], i: int, k: int, b: Sequence[str], j: int, m: int, width: int
) -> list[tuple[int, int]]:
    in_a, in_b = _once(a, i, k, width), _once(b, j, m, width)
    return _rising([(place, in_b[gram]) for gram, place in in_a.items() if gram in in_b])


def _once(words: Sequence[str], start: int, end: int, width: int) -> dict[Hashable, int]:
    """The runs of `width` words that stand only once between `start` and `end`, with their place, in order."""
    places: dict[Hashable, int] = {}
    shifted = [islice(words, start + step, end) for step in range(width)]
    grams: Iterable[Hashable] = zip(*shifted, strict=False) if width > 1 else shifted[0]
    for place, gram in enumerate(grams, start):
        places[gram] = -1 if gram in places else place
    return {gram: place for gram, place in places.items() if place >= 0}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of pairs that rise in their first number, the longest choice that rises in the second one too."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for place, (_, number) in enumerate(pairs):
        length = bisect_left(tails, number)
        tails[length : length + 1] = [number]
        last[length : length + 1] = [place]
        before.append(last[length - 1] if length else -1)
    chosen: list[tuple[int, int]] = []
    place = last[-1] if last else -1
    while place >= 0:
        chosen.append(pairs[place])
        place = before[place]
    return chosen[::-1]


def _closely(a: Sequence[str], i: int, k: int, b: Sequence[str], j: int, m: int) -> Iterator[tuple[int, int]]:
    matcher = SequenceMatcher(None, a[i:k], b[j:m], autojunk=False)
    for run in matcher.get_matching_blocks():
        yield from ((i + run.a + step, j + run.b + step) for step in range(run.size))


# What was rewritten


def _rewritten(old: list[str], new: list[str], budget: Budget) -> Iterator[Row]:
    """The rows of a stretch in which no paragraph stayed the same."""
    i = j = 0
    for k, m in [*_alike(old, new, budget), (len(old), len(new))]:
        yield from (Row(paragraph, None) for paragraph in old[i:k])
        yield from (Row(None, paragraph) for paragraph in new[j:m])
        if k < len(old):
            yield Row(old[k], new[m], word_by_word(old[k], new[m], budget))
        i, j = k + 1, m + 1


def _alike(old: list[str], new: list[str], budget: Budget) -> list[tuple[int, int]]:
    """Which paragraph became which, in order."""
    if not old or not new:
        return []
    affordable = budget.take("features", sum(map(len, old)) + sum(map(len, new)))
    features = _features if affordable else set
    ours, theirs = ([features(paragraph) for paragraph in side] for side in (old, new))
    if budget.take("pairs", len(old) * len(new)):
        return _best_pairs([[_likeness(one, other) for other in theirs] for one in ours])
    # Too many to try each with each. Where their number stayed, so most likely did their places.
    if len(old) != len(new):
        return []
    pairs = zip(ours, theirs, strict=True)
    return [(place, place) for place, (one, other) in enumerate(pairs) if _likeness(one, other) >= ALIKE]


def _features(paragraph: str) -> set[str]:
    """Its characters and pairs of neighbours."""
    text = paragraph.strip()
    return {*text, *map("".join, pairwise(text))}


def _likeness(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _best_pairs(likeness: list[list[float]]) -> list[tuple[int, int]]:
    """The pairs (i, j), both rising, that are most alike in sum; each at least `ALIKE`."""
    rows, columns = len(likeness), len(likeness[0])
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            paired = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= ALIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < rows and j < columns:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def word_by_word(before: str, after: str, budget: Budget) -> tuple[Piece, ...]:
    """Two states of one paragraph, or of one cell of a table, word by word."""
    if not budget.take("chars", len(before) + len(after)):
        return (Piece(before, Fate.OLD), Piece(after, Fate.NEW))
    a, b = _WORD.findall(before), _WORD.findall(after)
    pieces: list[Piece] = []
    i = j = 0
    for k, m, size in [*_runs(a, b, budget), (len(a), len(b), 0)]:
        parts = ((a[i:k], Fate.OLD), (b[j:m], Fate.NEW), (a[k : k + size], Fate.SAME))
        pieces += [Piece("".join(words), fate) for words, fate in parts if words]
        i, j = k + size, m + size
    return tuple(pieces)


def _runs(a: list[str], b: list[str], budget: Budget) -> list[tuple[int, int, int]]:
    """Stretches (i, j, size) that stayed. A single character between two changes reads as part of one change."""
    runs: list[list[int]] = []
    for i, j in _matches(a, b, GRAM, budget):
        if runs and (i, j) == (runs[-1][0] + runs[-1][2], runs[-1][1] + runs[-1][2]):
            runs[-1][2] += 1
        else:
            runs.append([i, j, 1])
    return [
        (i, j, size)
        for i, j, size in runs
        if size > 1 or len(a[i]) > 1 or (i, j) == (0, 0) or (i, j) == (len(a) - 1, len(b) - 1)
    ]
