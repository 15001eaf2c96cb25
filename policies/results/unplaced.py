"""The words of a question without names of districts and years in them: 在徐汇租房 becomes 租房."""

from __future__ import annotations

import re
from collections.abc import Iterable

from policies.lookup import tokens
from policies.lookup.lexicon import CITY_BESIDE_DISTRICT, LIGHT, Lexicon, Word
from policies.lookup.query import Typed
from policies.text.folding import fold

# Behind a name these join it to what follows: 徐汇的人才公寓.
_JOINING = LIGHT | {"的"}


def says_something(text: str) -> bool:
    return tokens.says_something(fold(text)) and text not in LIGHT


def saying(text: str) -> str:
    """The text, or nothing where it says nothing."""
    return text if says_something(text) else ""


def without_names(typed: Typed, names: Iterable[Word], lexicon: Lexicon) -> str:
    """The text of the question without these names of districts, nor what only joins them to the rest."""
    longest_first = sorted((re.escape(name.text) for name in names), key=len, reverse=True)
    pattern = re.compile(f"(?:上海市?)?(?:{'|'.join(longest_first)})")
    for word in typed.words:
        left = _cut_out(pattern, word, lexicon)
        if left in CITY_BESIDE_DISTRICT or not says_something(left):
            typed = Typed.parse(typed.replaced(word, ""))
        # One more character makes another word: 黄浦江 is no 黄浦.
        elif len(left) > 1:
            typed = Typed.parse(typed.replaced(word, left))
    return saying(typed.text)


def _cut_out(pattern: re.Pattern[str], word: str, lexicon: Lexicon) -> str:
    """The word without what the pattern finds in it, in whatever characters that is written."""
    folded = fold(word)
    if len(folded) != len(word):
        word = folded
    return without(word, [match.span() for match in pattern.finditer(folded)], lexicon)


def without(word: str, named: Iterable[tuple[int, int]], lexicon: Lexicon) -> str:
    """The word without the names at [start, end), in order, nor what only joins them to the rest."""
    pieces = _around(word, named)
    # Where in the word its folded words stand.
    is_known_where = len(fold(word)) == len(word)
    if len(pieces) == 1 or not is_known_where:
        return "".join(pieces)
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        shown = _without_end(piece, lexicon) if index < last else piece
        pieces[index] = _without_start(shown, lexicon) if index else shown
    return "".join(pieces)


def _around(word: str, named: Iterable[tuple[int, int]]) -> list[str]:
    """What stands before, between and behind the names; empty where two names meet."""
    pieces, begins = [], 0
    for start, end in named:
        pieces.append(word[begins:start])
        begins = end
    return [*pieces, word[begins:]]


def _without_end(piece: str, lexicon: Lexicon) -> str:
    """What stands before a name, without what only leads up to it: 租房在(徐汇), but 现在(徐汇); 我住在(徐汇)."""
    words = _words(piece, lexicon)
    if not words or all(LIGHT.issuperset(word) for word in words):
        return ""
    end = fold(piece).rindex(words[-1]) + len(words[-1])
    return piece[:end] if LIGHT.issuperset(piece[end:]) else piece


def _without_start(piece: str, lexicon: Lexicon) -> str:
    """What stands behind a name, without what only leads on from it: (徐汇)和静安租房, but (徐汇)和平路租房."""
    words = _words(piece, lexicon)
    if not words:
        return piece
    start = fold(piece).index(words[0])
    return piece[start:] if _JOINING.issuperset(piece[:start]) else piece


def _words(piece: str, lexicon: Lexicon) -> list[str]:
    """Those that carry meaning, as they stand in the piece."""
    folded = fold(piece)
    if not tokens.says_something(folded):
        return []
    words = (word.text for stretch in tokens.content(folded) for word in lexicon.words(stretch))
    return [word for word in words if word in folded]
