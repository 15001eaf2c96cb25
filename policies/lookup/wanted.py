"""What a question looks for in a text, so that it can be marked, and told whether a title says it already."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from policies.lookup import ranking, tokens
from policies.lookup.lexicon import Word
from policies.lookup.query import Typed
from policies.text.docnumber import DocNumber
from policies.text.folding import fold

# The words that a folded word is made of.
Parting = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Wanted:
    """A word, phrase or 文号 of the question, and what may stand for it in a text."""

    text: str
    """Folded."""
    others: tuple[str, ...] = ()
    """Other words for it, as staff wrote them."""
    parts: tuple[str, ...] = ()
    """The words that it is made of; none unless it may be found without standing whole."""
    is_number: bool = False
    """Whether it is a 文号."""

    @cached_property
    def key(self) -> str:
        return key_of(self.text)

    @property
    def terms(self) -> tuple[str, ...]:
        """All that is looked for, folded."""
        return (self.text, *map(fold, self.others), *self.parts)

    @cached_property
    def whole(self) -> frozenset[str]:
        return frozenset({self.key, *map(key_of, map(fold, self.others))})

    def marked(self, standing: Collection[str]) -> frozenset[str]:
        """Which of the keys that stand near each other say this word: it or another for it, else enough of its parts.

        One word of two says something else: 购房补贴 is no 租房补贴. Of a sentence each word is one that was asked.
        """
        if whole := self.whole.intersection(standing):
            return whole
        return frozenset(self._parts_in(standing))

    def _parts_in(self, standing: Collection[str]) -> list[str]:
        parts = [part for part in self.parts if part in standing]
        is_enough = len(parts) > 1 or 2 * sum(map(len, parts)) > len(self.key)
        return parts if is_enough or self._is_sentence else []

    @property
    def _is_sentence(self) -> bool:
        return len(self.key) >= ranking.SENTENCE_FROM_CHARS

    def weight(self, standing: Collection[str]) -> int:
        """What a passage says of this word: twice its length where it stands whole."""
        # `marked` says the same, but makes a set, and a page asks some hundred times.
        if not self.whole.isdisjoint(standing):
            return self.most
        return sum(map(len, self._parts_in(standing))) if self.parts else 0

    @property
    def most(self) -> int:
        return 2 * len(self.key)

    def stands_in(self, standing: Collection[str]) -> bool:
        """Whether a text with these keys holds the word itself, or all of its parts."""
        return self.key in standing or (bool(self.parts) and set(self.parts) <= set(standing))

    def others_in(self, standing: Collection[str]) -> tuple[str, ...]:
        """The other words for it that stand in a text with these keys."""
        return tuple(other for other in self.others if key_of(fold(other)) in standing)


def wanted(words: Iterable[Word], typed: Typed, parting: Parting) -> tuple[Wanted, ...]:
    """Everything that a question looks for, each once."""
    found = [Wanted(word.text, word.others, _parts(word, parting)) for word in words]
    found += (Wanted(fold(phrase)) for phrase in typed.phrases)
    found += map(_number, typed.numbers)
    return tuple(dict.fromkeys(each for each in found if each.key))


def _number(number: DocNumber) -> Wanted:
    """In whatever brackets."""
    return Wanted(fold(f"{number.agency} {number.year} {number.serial}"), is_number=True)


def _parts(word: Word, parting: Parting) -> tuple[str, ...]:
    """A word of three characters may be a shorter one with something said of it; of 72分 the number is no part."""
    if not word.is_loose and word.other_runs:
        return ()
    parts = parting(word.text)
    return tuple(dict.fromkeys(filter(_is_word, parts))) if len(parts) > 1 else ()


def _is_word(part: str) -> bool:
    """One Han character says too little."""
    return len(part) > 1 or not tokens.is_han(part)


def key_of(term: str) -> str:
    """A folded term without what may stand between its characters in a text."""
    return "".join(tokens.runs(term))
