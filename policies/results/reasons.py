"""Why a policy is in a list, where its title does not say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import chain

from policies.lookup import tokens
from policies.lookup.fragments import longest_parts
from policies.lookup.snippets import SEARCHED_CHARS, Highlighter, Passage
from policies.lookup.wanted import Wanted
from policies.results.parts import TextInParts, in_order
from policies.text.folding import fold
from policies.vocabulary import SectionKind


class Under(Enum):
    """What a policy is known and filed by, and found by too."""

    NUMBER = "文号"
    ADDRESS = "网址"
    DISTRICT = "区"
    AREA = "功能区域"
    TOPIC = "主题"
    AUDIENCE = "适用人群"
    ISSUER = "发文机关"
    YEAR = "年份"


# What a policy is filed by, and the names.
Filings = Mapping[Under, Iterable[str]]


@dataclass(frozen=True, slots=True)
class OtherWords:
    """A word that stands neither in the title nor in the passage, where others for it do."""

    word: str
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    passage: Passage | None = None
    """Where the words stand that were looked for."""
    passage_part: int = 1
    """The part of the text in which its section begins."""
    other_words: tuple[OtherWords, ...] = ()
    filed: tuple[tuple[Under, str], ...] = ()
    """The names under which it is filed and by which alone a word finds it."""
    fragments: tuple[str, ...] = ()
    """Where no word stands anywhere: what stands of them."""

    @classmethod
    def of(
        cls,
        marks: Highlighter,
        title: str,
        bodies: Mapping[str, str],
        filings: Filings,
        scope: SectionKind | None = None,
    ) -> Reasons:
        in_title = marks.standing(title)
        if not scope and all(word.stands_in(in_title) for word in marks.words):
            return cls()
        # Who asks for a 文号 asks for the document that bears it, not for where it is printed.
        numbers = [word for word in marks.words if word.is_number]
        if by_number := _filed(marks, numbers, {Under.NUMBER: filings[Under.NUMBER]}):
            return cls(filed=by_number)
        passage = marks.passage(bodies, scope)
        said = in_title | marks.standing(passage.text) if passage else in_title
        unsaid = [word for word in marks.words if not word.marked(said)]
        filed = _filed(marks, unsaid, filings)
        found = passage or filed or len(unsaid) < len(marks.words)
        texts = [title, *bodies.values(), *chain.from_iterable(filings.values())]
        return cls(
            passage=passage,
            passage_part=TextInParts(in_order(bodies)).part_of(passage.kind) if passage else 1,
            other_words=tuple(_other_words(marks.words, said)),
            filed=filed,
            fragments=() if found else _fragments(marks, texts),
        )


def _other_words(words: Iterable[Wanted], said: frozenset[str]) -> Iterable[OtherWords]:
    for word in words:
        if not word.stands_in(said) and (found := word.others_in(said)):
            yield OtherWords(word.text, found)


def _filed(marks: Highlighter, words: Iterable[Wanted], filings: Filings) -> tuple[tuple[Under, str], ...]:
    """Each of the names that says one of the words."""
    words = list(words)
    return tuple(
        (under, name)
        for under, names in filings.items()
        for name in names
        if _says_one(words, marks.standing(name))
    )


def _says_one(words: list[Wanted], standing: frozenset[str]) -> bool:
    return any(word.marked(standing) for word in words)


def _fragments(marks: Highlighter, texts: Iterable[str]) -> tuple[str, ...]:
    searched = [text[:SEARCHED_CHARS] for text in texts]
    standing = frozenset().union(*map(marks.standing, searched))
    parts = [part for word in marks.words for part in word.parts if part in standing]
    return tuple(dict.fromkeys(parts or _stretches(marks, searched)))


def _stretches(marks: Highlighter, texts: Iterable[str]) -> Iterator[str]:
    """The longest stretches of the words that stand, though they are no words: a sentence finds by pairs of characters."""
    folded = [fold(text) for text in texts]
    for word in marks.words:
        for run in tokens.runs(word.text):
            parts = longest_parts(run, lambda part: any(part in text for text in folded))
            yield from (part for part in parts if len(part) > 1)
