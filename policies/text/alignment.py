"""Two sequences of words or paragraphs aligned: which of the old ones are still there in the new, in the same order.

What stands exactly once on either side is an anchor (as in patience diff), and the stretches between anchors are
searched for anchors in turn, a few times over; only what is still left, and small, is compared cell by cell.
`difflib` alone is quadratic, and takes minutes over a megabyte of repeated lines.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice, pairwise, takewhile

# How often the stretches between anchors are searched again. Official texts need two or three.
ROUNDS = 10
# Stretches without an anchor are compared cell by cell up to this size each.
CELLS = 64 * 64

# A position in the old text and one in the new.
Pair = tuple[int, int]
# Instead of a position: it stands more than once.
_OFTEN = -1


@dataclass(frozen=True, slots=True)
class _Stretch:
    """`a[i:k]` beside `b[j:m]`."""

    i: int
    k: int
    j: int
    m: int

    @property
    def cells(self) -> int:
        """0 where one side is empty."""
        return (self.k - self.i) * (self.m - self.j)

    def between(self, anchors: list[Pair]) -> Iterator[_Stretch]:
        """What lies before, between and behind them; each part but the first begins with an anchor."""
        corners = [(self.i, self.j), *anchors, (self.k, self.m)]
        for (left, up), (right, down) in pairwise(corners):
            yield _Stretch(left, right, up, down)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Two sequences, of which anchors are `width` words in a row."""

    a: Sequence[str]
    b: Sequence[str]
    width: int

    def same_ends(self, of: _Stretch) -> tuple[list[Pair], _Stretch]:
        """What is the same at the beginning and at the end, and the stretch in between."""
        first = self._alike(range(of.i, of.k), range(of.j, of.m))
        i, j = of.i + len(first), of.j + len(first)
        last = self._alike(reversed(range(i, of.k)), reversed(range(j, of.m)))
        between = _Stretch(i, of.k - len(last), j, of.m - len(last))
        return first + last, between

    def _alike(self, ours: Iterable[int], theirs: Iterable[int]) -> list[Pair]:
        """The pairs of positions up to the first that differ."""
        pairs = zip(ours, theirs, strict=False)
        return list(takewhile(self._is_same, pairs))

    def _is_same(self, pair: Pair) -> bool:
        i, j = pair
        return self.a[i] == self.b[j]

    def anchors(self, of: _Stretch) -> list[Pair]:
        in_a = _once(self.a, of.i, of.k, self.width)
        in_b = _once(self.b, of.j, of.m, self.width)
        in_both = [gram for gram in in_a if gram in in_b]
        return _rising([(in_a[gram], in_b[gram]) for gram in in_both])


def aligned(a: Sequence[str], b: Sequence[str], width: int, affords: Callable[[int], bool]) -> list[Pair]:
    """Positions (i, j), both rising, where `a[i] == b[j]`. `affords` is asked before so many cells are compared."""
    sides = _Sides(a, b, width)
    found: list[Pair] = []
    waiting = [(_Stretch(0, len(a), 0, len(b)), ROUNDS)]
    while waiting:
        whole, rounds = waiting.pop()
        ends, stretch = sides.same_ends(whole)
        found += ends
        if not stretch.cells:
            continue
        anchors = sides.anchors(stretch) if rounds else []
        if anchors:
            waiting += [(part, rounds - 1) for part in stretch.between(anchors)]
        elif stretch.cells <= CELLS and affords(stretch.cells):
            found += _closely(a, b, stretch)
    return sorted(found)


def _once(words: Sequence[str], start: int, end: int, width: int) -> dict[Hashable, int]:
    """The runs of `width` words that stand only once between `start` and `end`, with their position, in order."""
    positions: dict[Hashable, int] = {}
    for position, gram in enumerate(_grams(words[start:end], width), start):
        positions[gram] = _OFTEN if gram in positions else position
    return {gram: position for gram, position in positions.items() if position != _OFTEN}


def _grams(words: Sequence[str], width: int) -> Iterable[Hashable]:
    """The runs of `width` words, from each word on; the words themselves for a width of one."""
    if width == 1:
        return words
    shifted = [islice(words, step, None) for step in range(width)]
    return zip(*shifted, strict=False)


def _rising(pairs: list[Pair]) -> list[Pair]:
    """Of pairs that rise in their first number, the longest choice that rises in the second one too."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for position, (_, number) in enumerate(pairs):
        length = bisect_left(tails, number)
        tails[length : length + 1] = [number]
        last[length : length + 1] = [position]
        before.append(last[length - 1] if length else -1)
    chosen: list[Pair] = []
    position = last[-1] if last else -1
    while position >= 0:
        chosen.append(pairs[position])
        position = before[position]
    return chosen[::-1]


def _closely(a: Sequence[str], b: Sequence[str], of: _Stretch) -> Iterator[Pair]:
    """Cell by cell."""
    matcher = SequenceMatcher(None, a[of.i : of.k], b[of.j : of.m], autojunk=False)
    for run in matcher.get_matching_blocks():
        for step in range(run.size):
            yield of.i + run.a + step, of.j + run.b + step
