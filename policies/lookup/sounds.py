"""Words that were typed by their sound: luohu, rcgy, 落hu. What no policy holds as typed is read as a word of the library.

    徐汇luohu怎么办  →  徐汇落户怎么办

The table is made of what the portal knows (synonyms, topics, districts, names of values) and of pairs of characters that
stand in several titles; once for a revision, when somebody first types so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Self

from policies.lookup import tokens
from policies.lookup.facets import Values
from policies.lookup.held import HeldWords
from policies.lookup.lexicon import Lexicon
from policies.lookup.query import Typed
from policies.text import pinyin
from policies.text.folding import fold

# So many words are offered where a sound is that of several.
OFFERED = 5
# What is longer is a title rather than a word, and nobody types it by its sound.
LONGEST = 12
# The commonest pairs of characters that stand in so many titles are words, mostly.
IN_TITLES, MOST_PAIRS = 2, 5_000
# Beside the letters so many characters may belong to the word: 落hu, 人才gy.
BESIDE = 4
# One letter could mean anything, and B证 means itself. Two initials are offered as words, and never read by themselves:
# HR is no 互认.
SHORTEST, SHORTEST_INITIALS = 2, 3
# Letters alone, with spaces or apostrophes between syllables; no part of a number, an address or a name with signs in it.
_LETTERS = re.compile(r"(?<![a-z0-9.@/_-])[a-z]+(?:['’ ][a-z]+)*(?![a-z0-9.@/_-])", re.IGNORECASE)
_ONE = re.compile(r"[a-z]+", re.IGNORECASE)
_BETWEEN = re.compile(r"['’ ]")
_HAN_AT_END = re.compile(rf"[{tokens.HAN}]{{0,{BESIDE}}}\Z")
_HAN_AT_START = re.compile(rf"[{tokens.HAN}]{{0,{BESIDE}}}")


@dataclass(frozen=True, slots=True)
class Reading:
    """How one sound was read."""

    typed: str
    meant: str
    """The word that is looked up instead; empty where it could be several, of which none is."""
    others: tuple[str, ...] = ()
    """What else it could be, the commonest first."""


class Sounds:
    """The words of one revision by full pinyin and by initials."""

    def __init__(
        self, words: Iterable[str], pairs: Iterable[str], lexicon: Lexicon, count: Callable[[str], int]
    ) -> None:
        """`words`: folded, known whole; `pairs`: known by full pinyin only; `count`: how many policies hold a word."""
        self._full: dict[str, dict[str, None]] = defaultdict(dict)
        self._initials: dict[str, dict[str, None]] = defaultdict(dict)
        for word in filter(_is_typed_by_sound, words):
            self._full[pinyin.full(word)][word] = None
            self._initials[pinyin.initials(word)][word] = None
        for pair in pairs:
            self._full[pinyin.full(pair)][pair] = None
        self._longest = max(map(len, self._full), default=0)
        self._lexicon = lexicon
        self._count = count

    @classmethod
    def of(cls, lexicon: Lexicon, facets: Iterable[Values], held: HeldWords) -> Self:
        names = {fold(name) for values in facets for option in values.options for name in option.names}
        words = sorted({*lexicon.topical, *names})
        pairs = held.pairs_in_titles(IN_TITLES, MOST_PAIRS)
        return cls(words, pairs, lexicon, held.count)

    def alike(self, word: str) -> list[str]:
        """Other words that sound like a folded Han word, the commonest first."""
        return [other for other in self._by_count(self._full.get(pinyin.full(word), ())) if other != word]

    def read(self, typed: Typed) -> tuple[Typed, tuple[Reading, ...]]:
        """The question in characters, and what was read how. What is quoted or excluded stays as it was typed."""
        readings: list[Reading] = []
        text = typed.rewritten(lambda plain: self._read_plain(plain, readings))
        return (Typed.parse(text) if readings else typed), tuple(readings)

    def _read_plain(self, text: str, readings: list[Reading]) -> str:
        done = ""
        rest = text
        while match := _LETTERS.search(rest):
            start, end, reading = self._read_one(rest, match)
            if reading:
                readings.append(reading)
            done += rest[:start] + (reading.meant if reading and reading.meant else rest[start:end])
            rest = rest[end:]
        return done + rest

    def _read_one(self, text: str, match: re.Match[str]) -> tuple[int, int, Reading | None]:
        """The part of `text` that was read together, and how; all letters at once, else the first word of them."""
        first = _ONE.match(text, match.start())
        for span in dict.fromkeys((match.span(), first.span())):
            if found := self._read_letters(text, *span):
                return found
        return *first.span(), None

    def _read_letters(self, text: str, first: int, end: int) -> tuple[int, int, Reading] | None:
        """The letters from `first` to `end`, with what is beside them as far as it belongs to the word."""
        if self._means_itself(text[first:end]):
            return None
        for left, right in _windows(text, first, end):
            before, after = text[left:first], text[end:right]
            if reading := self._reading(text[left:right], before, after):
                return left, right, reading
        return None

    def _means_itself(self, letters: str) -> bool:
        """Whether the portal knows the letters together, or a policy holds one of the words as it stands."""
        folded = fold(letters)
        if self._lexicon.known(folded) or len(folded) < SHORTEST:
            return True
        return any(self._count(each) for each in _ONE.findall(folded))

    def _reading(self, typed: str, before: str, after: str) -> Reading | None:
        """What some letters stand for, with the characters before and after them that belong to the word."""
        folded = _BETWEEN.sub("", fold(typed))
        sound = pinyin.full(folded)
        if found := self._fitting(self._full, sound, before, after):
            meant, *others = found
            return Reading(typed, meant, tuple(others[:OFFERED]))
        if folded.isascii() and (words := self._in_words(folded)):
            return Reading(typed, "".join(words))
        return self._by_initials(typed, folded, before, after)

    def _by_initials(self, typed: str, folded: str, before: str, after: str) -> Reading | None:
        """One word, if that is the only one and they are not too few; else they offer what they may stand for."""
        found = self._fitting(self._initials, pinyin.initials(folded), before, after)
        if not found:
            return None
        if len(found) == 1 and len(folded) >= SHORTEST_INITIALS:
            return Reading(typed, found[0])
        return Reading(typed, "", tuple(found[:OFFERED]))

    def _fitting(self, table: dict[str, dict[str, None]], sound: str, before: str, after: str) -> list[str]:
        """The words of that sound that begin and end as typed, the commonest first."""
        found = table.get(sound, ())
        return self._by_count(
            word for word in found if word.startswith(fold(before)) and word.endswith(fold(after))
        )

    def _in_words(self, sound: str) -> list[str]:
        """Several words written together, as few as possible; empty where that is impossible: rencaizhengce."""
        best: dict[int, list[str]] = {0: []}
        for end in range(1, len(sound) + 1):
            parts = [
                [*best[start], sound[start:end]]
                for start in range(max(0, end - self._longest), end)
                if start in best and sound[start:end] in self._full
            ]
            if parts:
                best[end] = min(parts, key=len)
        return [self._by_count(self._full[part])[0] for part in best.get(len(sound), ())]

    def _by_count(self, words: Iterable[str]) -> list[str]:
        words = list(words)
        if len(words) < 2:
            return words
        counts = {word: self._count(word) for word in words}
        return sorted(words, key=lambda word: (-counts[word], word))


def may_sound(typed: Typed) -> bool:
    """Whether there are letters that could be read; most questions have none, and need no table."""
    return any(map(_LETTERS.search, typed.words))


def _is_typed_by_sound(word: str) -> bool:
    return 2 <= len(word) <= LONGEST and tokens.runs(word) == [word] and tokens.is_han(word)


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The letters from `start` to `end` with the characters beside them, the longest window first."""
    before = _HAN_AT_END.search(text[:start]).group()
    after = _HAN_AT_START.match(text[end:]).group()
    sizes = product(range(len(before) + 1), range(len(after) + 1))
    for left, right in sorted(sizes, key=sum, reverse=True):
        yield start - left, end + right
