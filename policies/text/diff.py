"""What changed between two states of a text: paragraph by paragraph, and inside a changed paragraph word by word.

What stayed is found by `alignment`. The cost is linear in the text but for a budget, and what is beyond the budget is
shown whole and said to be so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain, pairwise

from policies.text.alignment import Pair, aligned

# Anchors inside a paragraph are this many words in a row: one alone (的) says little about where it is.
GRAM = 3
# Of what alignment compares cell by cell, so many cells in all.
CELLS_IN_ALL = 200_000
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
class DiffPiece:
    text: str
    fate: Fate


@dataclass(frozen=True)
class DiffRow:
    """One paragraph in both states; None where it is not there. `pieces` are told only of a changed one."""

    before: str | None
    after: str | None
    pieces: tuple[DiffPiece, ...] = ()

    @property
    def same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True)
class Comparison:
    """`rows` in order give back both texts, but for the kind of their line ends; `coarse` if some paragraphs were too much to be compared word by word."""

    rows: tuple[DiffRow, ...]
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

    def take_cells(self, amount: int) -> bool:
        return self.take("cells", amount)

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
    before = before.replace("\r\n", "\n")
    after = after.replace("\r\n", "\n")
    paragraphs = before.count("\n") + after.count("\n") + 2
    if paragraphs > PARAGRAPHS_IN_ALL:
        return Comparison(tuple(_in_one_piece(before, after)), coarse=True)
    old = before.split("\n") if before else []
    new = after.split("\n") if after else []
    same = aligned(old, new, 1, budget.take_cells)
    rows: list[DiffRow] = []
    i = j = 0
    for k, m in [*same, (len(old), len(new))]:
        rows += _rewritten(old[i:k], new[j:m], budget)
        if k < len(old):
            rows.append(DiffRow(old[k], new[m]))
        i, j = k + 1, m + 1
    return Comparison(tuple(rows), budget.spent)


def _in_one_piece(before: str, after: str) -> Iterator[DiffRow]:
    """At most four rows, each of many paragraphs: the beginning that stayed, old, new, the end that stayed.

    Never as lists: the paragraphs of 2 MB, a character each, take 80 MB.
    """
    # Each paragraph with the line break behind it, so that none is the beginning or the end of another.
    old = f"{before}\n" if before else ""
    new = f"{after}\n" if after else ""
    head = old.rfind("\n", 0, _alike_at_the_start(old, new)) + 1
    stayed, old, new = old[:head], old[head:], new[head:]
    tail = _paragraphs_at_the_end(old, new)
    gone = old.removesuffix(tail)
    come = new.removesuffix(tail)
    for was, now in ((stayed, stayed), (gone, None), (None, come), (tail, tail)):
        if was or now:
            yield DiffRow(was and was[:-1], now and now[:-1])


def _paragraphs_at_the_end(one: str, other: str) -> str:
    """The whole paragraphs that both end with; each has its line break behind it."""
    one, other = f"\n{one}", f"\n{other}"
    both = _alike_at_the_end(one, other)
    alike = one[len(one) - both :]
    _, _, whole = alike.partition("\n")
    return whole


def _alike_at_the_start(one: str, other: str) -> int:
    """How many characters both begin with."""
    lengths = range(1, min(len(one), len(other)) + 1)
    return bisect_left(lengths, True, key=lambda length: not other.startswith(one[:length]))


def _alike_at_the_end(one: str, other: str) -> int:
    lengths = range(1, min(len(one), len(other)) + 1)
    return bisect_left(lengths, True, key=lambda length: not other.endswith(one[-length:]))


def _rewritten(old: list[str], new: list[str], budget: Budget) -> Iterator[DiffRow]:
    """The rows of a stretch in which no paragraph stayed the same."""
    i = j = 0
    for k, m in [*_alike(old, new, budget), (len(old), len(new))]:
        for paragraph in old[i:k]:
            yield DiffRow(paragraph, None)
        for paragraph in new[j:m]:
            yield DiffRow(None, paragraph)
        if k < len(old):
            before, after = old[k], new[m]
            yield DiffRow(before, after, word_by_word(before, after, budget))
        i, j = k + 1, m + 1


def _alike(old: list[str], new: list[str], budget: Budget) -> list[Pair]:
    """Which paragraph became which, in order."""
    if not old or not new:
        return []
    chars = sum(map(len, chain(old, new)))
    features = _features if budget.take("features", chars) else set
    ours = [features(paragraph) for paragraph in old]
    theirs = [features(paragraph) for paragraph in new]
    if budget.take("pairs", len(old) * len(new)):
        likeness = [[_likeness(one, other) for other in theirs] for one in ours]
        return _best_pairs(likeness)
    # Too many to try each with each. Where their number stayed, so most likely did their order.
    if len(old) != len(new):
        return []
    shares = map(_likeness, ours, theirs)
    return [(index, index) for index, share in enumerate(shares) if share >= ALIKE]


def _features(paragraph: str) -> set[str]:
    """Its characters and pairs of neighbours."""
    text = paragraph.strip()
    return {*text, *map("".join, pairwise(text))}


def _likeness(one: set[str], other: set[str]) -> float:
    """The features that both have among those of both, twice over: 0 to 1 (Dice)."""
    if not one or not other:
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))


def _best_pairs(likeness: list[list[float]]) -> list[Pair]:
    """The pairs (i, j), both rising, that are most alike in sum; each at least `ALIKE`."""
    best = _best_sums(likeness)
    rows, columns = len(likeness), len(likeness[0])
    pairs: list[Pair] = []
    i = j = 0
    while i < rows and j < columns:
        here = best[i][j]
        if here == best[i + 1][j]:
            i += 1
        elif here == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _best_sums(likeness: list[list[float]]) -> list[list[float]]:
    """At (i, j) the most that pairs from row i and column j on can come to."""
    rows, columns = len(likeness), len(likeness[0])
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        here = best[i]
        below = best[i + 1]
        shares = likeness[i]
        for j in reversed(range(columns)):
            share = shares[j]
            right = j + 1
            paired = share + below[right] if share >= ALIKE else 0.0
            here[j] = max(paired, below[j], here[right])
    return best


def word_by_word(before: str, after: str, budget: Budget) -> tuple[DiffPiece, ...]:
    """Two states of one paragraph, or of one cell of a table, word by word."""
    if not budget.take("chars", len(before) + len(after)):
        return (DiffPiece(before, Fate.OLD), DiffPiece(after, Fate.NEW))
    a, b = _WORD.findall(before), _WORD.findall(after)
    runs = [*_runs(a, b, budget), _Run(len(a), len(b), 0)]
    return tuple(piece for piece in _pieces(a, b, runs) if piece.text)


@dataclass(slots=True)
class _Run:
    """`size` words that stayed, from `a[i]` and `b[j]` on."""

    i: int
    j: int
    size: int = 1

    @property
    def end(self) -> Pair:
        return self.i + self.size, self.j + self.size


def _pieces(a: list[str], b: list[str], runs: list[_Run]) -> Iterator[DiffPiece]:
    """Before each run what went and what came, some of it empty."""
    i = j = 0
    for run in runs:
        went = a[i : run.i]
        came = b[j : run.j]
        i = run.i + run.size
        j = run.j + run.size
        stayed = a[run.i : i]
        yield DiffPiece("".join(went), Fate.OLD)
        yield DiffPiece("".join(came), Fate.NEW)
        yield DiffPiece("".join(stayed), Fate.SAME)


def _runs(a: list[str], b: list[str], budget: Budget) -> list[_Run]:
    runs: list[_Run] = []
    last = None
    for i, j in aligned(a, b, GRAM, budget.take_cells):
        if last is not None and last.end == (i, j):
            last.size += 1
            continue
        last = _Run(i, j)
        runs.append(last)
    return [run for run in runs if _is_told(run, a, b)]


def _is_told(run: _Run, a: list[str], b: list[str]) -> bool:
    """A single character between two changes reads as part of one change; at either end it stayed."""
    if run.size > 1 or len(a[run.i]) > 1:
        return True
    last = len(a) - 1, len(b) - 1
    return (run.i, run.j) in ((0, 0), last)
