"""What the beginning of a word may become: typed in characters, by their sound (luohu), by initials (lh), or mixed (落hu).

A name or title is held as one string of its spellings, from its first word on and from later ones, each behind a sign
that says which it is. So whether something begins as it was typed is one search in a short string.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from policies.lookup import tokens
from policies.lookup.compounds import Holding, parted
from policies.lookup.facets import Option, Values
from policies.text import pinyin
from policies.text.folding import fold

# So much of what was typed is compared, and so much of a name is held.
MOST_CHARS, SOUND_LETTERS, INITIAL_LETTERS = 16, 24, 12
# One letter begins too many titles.
LETTERS_FOR_TITLES = 2
# Of a larger library the newest: 9 MB for each process.
MOST_TITLES = 20_000

# The facets whose values are offered, in this order.
OFFERED = ("topic", "benefit", "district", "area")

_CHARACTERS, _SOUND, _INITIALS, _NEXT = "\t\n\r\f"
# Titles that are looked through at once.
_BLOCK = 64
_APART = re.compile(r"[\W_]+|[与和或及]")
_LETTER = re.compile(r"[a-z]")
# Behind what nearly every title begins with a word begins by which a title is known.
_LEAD = re.compile(r"上海市?|关于|印发|年度?|[区市《(“、:]")
_MOST_WORDS = 7

# Of each syllable: (sound, initial).
_Keys = list[tuple[str, str]]


@dataclass(frozen=True)
class Beginning:
    """What was typed, folded and without signs."""

    text: str

    @classmethod
    def of(cls, terms: Iterable[str]) -> Beginning:
        return cls("".join(run for term in terms for run in tokens.runs(fold(term))))

    @cached_property
    def has_letters(self) -> bool:
        return bool(_LETTER.search(self.text))

    @cached_property
    def _wanted(self) -> tuple[str, str]:
        sounds, initials = zip(*_keys(self.text), strict=True)
        return (
            _SOUND + "".join(sounds)[:SOUND_LETTERS],
            _INITIALS + "".join(initials)[:INITIAL_LETTERS],
        )

    @cached_property
    def has_characters(self) -> bool:
        return any(map(tokens.is_han, self.text))

    @property
    def is_sound(self) -> bool:
        """Whether titles are to be looked for by sound."""
        return self.has_letters and len(self.text) >= LETTERS_FOR_TITLES

    def begins(self, spellings: str) -> bool:
        """In characters; `spellings` are those of a name, from each of its words on."""
        return _CHARACTERS + self.text[:MOST_CHARS] in spellings

    def sounds_like(self, spellings: str) -> bool:
        sound, initials = self._wanted
        return sound in spellings or initials in spellings

    def fits(self, name: str) -> bool:
        """Whether what sounds like it has the characters typed, too: 落hu."""
        folded = fold(name)
        return all(char in folded for char in self.text if tokens.is_han(char))


@dataclass(frozen=True, slots=True)
class NamedOption:
    """A value of a facet, under the name that was begun."""

    facet: str
    option: Option
    name: str


class Names:
    """The names of topics, benefits, districts and areas, and other words for them."""

    def __init__(self, values: Mapping[str, Values], holding: Holding) -> None:
        self._named = [
            (NamedOption(facet, option, name), _words_in(name, holding))
            for facet in OFFERED
            for option, name in _names(values[facet])
        ]

    @cached_property
    def _in_characters(self) -> list[tuple[NamedOption, str]]:
        return [(named, _from_each(_CHARACTERS, words, MOST_CHARS)) for named, words in self._named]

    @cached_property
    def _by_sound(self) -> list[tuple[NamedOption, str]]:
        """Worked out when the first letter is typed: who types characters need not wait for it."""
        return [(named, _sounds([_keys(word) for word in words])) for named, words in self._named]

    def beginning(self, typed: Beginning) -> list[NamedOption]:
        """Each value once: those first whose own name begins so, then by other words and by words within."""
        if not typed.text:
            return []
        found = [named for named, spellings in self._in_characters if typed.begins(spellings)]
        if typed.has_letters:
            sounding = (named for named, spellings in self._by_sound if typed.sounds_like(spellings))
            found += [named for named in sounding if typed.fits(named.name)]
        best: dict[tuple[str, str], NamedOption] = {}
        for named in sorted(found, key=_is_another_name):
            best.setdefault((named.facet, named.option.value), named)
        return list(best.values())


class Titles:
    """Titles by their sound. `before` is what was worked out for an earlier revision: few titles are new."""

    def __init__(self, titles: Iterable[tuple[int, str]], before: Titles | None = None) -> None:
        """(id, title) of each policy, in the order in which they are to be offered."""
        titles = list(titles)
        known = before._spelled if before else {}
        self._spelled: dict[str, str] = {}
        for _, title in titles:
            self._spelled[title] = known.get(title) or _spelled_title(title)
        self._blocks = [
            self._block(titles[first : first + _BLOCK]) for first in range(0, len(titles), _BLOCK)
        ]

    def _block(self, titles: Sequence[tuple[int, str]]) -> tuple[str, tuple[int, ...]]:
        keys, names = zip(*titles, strict=True)
        return _NEXT.join(map(self._spelled.__getitem__, names)), keys

    def beginning(self, typed: Beginning, size: int) -> list[int]:
        """Ids of the first policies whose title sounds so; which characters it has is not known here."""
        found = self._sounding(typed) if typed.is_sound else ()
        return [key for key, _ in zip(found, range(size), strict=False)]

    def _sounding(self, typed: Beginning) -> Iterator[int]:
        for block, keys in self._blocks:
            if typed.sounds_like(block):
                each = zip(keys, block.split(_NEXT), strict=True)
                yield from (key for key, spellings in each if typed.sounds_like(spellings))


def _names(values: Values) -> Iterator[tuple[Option, str]]:
    for option in values.options:
        for name in dict.fromkeys((option.full_name, option.label, *option.aliases, *option.synonyms)):
            yield option, name
    for former in values.former.values():
        if option := values.by_value.get(former.value):
            yield option, former.name


def _is_another_name(named: NamedOption) -> bool:
    return named.name not in (named.option.full_name, named.option.label)


def _words_in(name: str, holding: Holding) -> list[str]:
    return [word for piece in _APART.split(fold(name)) for word in parted(piece, holding)]


def _spelled_title(title: str) -> str:
    folded = fold(title)
    starts = [0, *(match.end() for match in _LEAD.finditer(folded))][:_MOST_WORDS]
    ends = [*starts[1:], len(folded)]
    stretches = [_keys(folded[start:end]) for start, end in zip(starts, ends, strict=True)]
    return _sounds([stretch for stretch in stretches if stretch])


def _sounds(words: Sequence[_Keys]) -> str:
    """From each word on to the end."""
    sounds = ["".join(sound for sound, _ in keys) for keys in words]
    initials = ["".join(initial for _, initial in keys) for keys in words]
    return _from_each(_SOUND, sounds, SOUND_LETTERS) + _from_each(_INITIALS, initials, INITIAL_LETTERS)


def _from_each(sign: str, words: Sequence[str], most: int) -> str:
    whole = "".join(words)
    starts = dict.fromkeys([0, *accumulate(map(len, words[:-1]))])
    return "".join(sign + whole[start : start + most] for start in starts)


def _keys(stretch: str) -> _Keys:
    """What is pressed for each syllable, or for its initial alone; what is no Han character stands as it is."""
    keys: _Keys = []
    for run, of_han in tokens.found_runs(stretch):
        if of_han:
            keys += [(syllable, syllable[0]) for syllable in pinyin.by_words(run)]
        else:
            keys.append((run, run))
    return keys
