"""The words that a long word is made of: 首次创业补贴 is 首次, 创业 and 补贴, as the library itself writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt

from policies.lookup import tokens
from policies.lookup.lexicon import LIGHT

# How many policies hold a token.
Holding = Callable[[str], int]

# A shorter run is one word, but for a character that never stands beside its neighbour: 失业|了.
_TWO_WORDS, _PART_AND_MORE = 4, 3
# A bond so much looser than one beside it is a border, whatever stands on the other side: 创业 in 首次创业能拿.
_LOOSE = 0.15
# So loose is a pair that is no word, if one of its characters often stands beside others: 能领 has 0.02, 在站 0.05, 技能 0.37.
_CHANCE = 0.04


def parted(word: str, holding: Holding) -> tuple[str, ...]:
    """The words within a folded word, in order; the word alone where nothing in the library tells it apart.

    No dictionary knows the words of next year's policies. What belongs together stands together wherever it stands,
    so a border lies where two neighbours meet less often, for how often each occurs, than those beside them.
    """
    parts = [part for run in tokens.runs(word) for part in _parted_run(run, holding)]
    return tuple(piece for part in parts for piece in (part if meets_by_chance(part, holding) else [part]))


def meets_by_chance(pair: str, holding: Holding) -> bool:
    """Whether two characters are the end of one word and the beginning of another, so that they say nothing: 能领 in 考证能领钱."""
    return len(pair) == 2 and not LIGHT.isdisjoint(pair) and _bond(pair, holding) < _CHANCE


def _parted_run(run: str, holding: Holding) -> list[str]:
    if len(run) < _PART_AND_MORE or not tokens.is_han(run):
        return [run]
    bonds = [_bond(bigram, holding) for bigram in tokens.bigrams(run)]
    if len(run) < _TWO_WORDS and all(bonds):
        return [run]
    words = []
    start = 0
    for index, bond in enumerate(bonds):
        beside = bonds[max(index - 1, 0) : index + 2]
        if _is_border(bond, beside):
            words.append(run[start : index + 1])
            start = index + 1
    return [*words, run[start:]]


def _bond(bigram: str, holding: Holding) -> float:
    """0 where the two never meet, about 1 where neither stands without the other."""
    first, second = bigram
    alone = holding(first) * holding(second)
    return holding(bigram) / sqrt(alone) if alone else 0.0


def _is_border(bond: float, around: Sequence[float]) -> bool:
    """`around` are the bonds on either side with this one between; at an end, where there is one, it must be far looser."""
    stronger = max(around)
    is_weakest = len(around) == 3 and bond <= min(around)
    return bond < stronger and (is_weakest or bond < _LOOSE * stronger)
