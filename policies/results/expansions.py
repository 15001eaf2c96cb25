"""For staff: what a question is made of, what each word of it is expanded to, where that comes from, and what it finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from policies.lookup.engine import Engine, Lookup
from policies.lookup.lexicon import Word
from policies.lookup.sounds import Reading
from policies.models import Audience, District, SynonymGroup, Topic
from policies.models.taxonomy import spoken_names, words_in
from policies.text.folding import fold


class WordSourceKind(Enum):
    """Where staff keep a word."""

    GROUP = auto()
    TOPIC = auto()
    AUDIENCE = auto()
    DISTRICT = auto()


@dataclass(frozen=True, slots=True)
class WordSource:
    kind: WordSourceKind
    key: int
    """Of the row in the database."""
    name: str
    words: tuple[str, ...]
    """All that it is known by, its name first."""

    def holds(self, word: str) -> bool:
        return fold(word) in {fold(each).strip() for each in self.words}

    def leads_to(self, other: str) -> bool:
        """Whether who asks for one of its words is answered for `other`: a group for each word, a topic for its name."""
        return self.holds(other) if self.kind is WordSourceKind.GROUP else fold(other) == fold(self.name)


@dataclass(frozen=True, slots=True)
class Other:
    """Another word that is looked up too."""

    text: str
    policies: int
    """How many hold it, under no filter."""
    sources: tuple[WordSource, ...]


@dataclass(frozen=True, slots=True)
class Expanded:
    """One word of the question."""

    text: str
    policies: int
    """How many hold it as it stands, under no filter."""
    others: tuple[Other, ...]
    sources: tuple[WordSource, ...]
    """All that know it, also those that add nothing to it."""
    is_district: bool
    """Whether it makes the list that of a district, and is not looked for."""
    only_ranks: bool
    """Whether it finds nothing by itself beside the others."""


@dataclass(frozen=True, slots=True)
class Expansion:
    understood: str
    """The question in characters."""
    readings: tuple[Reading, ...]
    words: tuple[Expanded, ...]
    total: int
    near: tuple[tuple[str, str, int], ...]
    """What residents are offered where nothing is found: (word, near word, policies)."""

    @classmethod
    def of(cls, engine: Engine, asked: Lookup) -> Expansion:
        """5 queries beside those of the engine."""
        lookup, readings = engine.read(asked)
        sources = tuple(_sources())
        only_ranked = {word.text for word in engine.only_ranked(lookup)}
        words = (*engine.district_words(lookup), *engine.matching(lookup).words)
        total = engine.count(lookup)
        return cls(
            understood=lookup.typed.text,
            readings=readings,
            words=tuple(
                _expanded(engine, word, sources, word.text in only_ranked) for word in dict.fromkeys(words)
            ),
            total=total,
            near=() if total else tuple(engine.near(lookup)),
        )


def _expanded(engine: Engine, word: Word, sources: Iterable[WordSource], only_ranks: bool) -> Expanded:
    knowing = tuple(source for source in sources if source.holds(word.text))
    return Expanded(
        text=word.text,
        policies=engine.held.count(word.text),
        others=tuple(_other(engine, other, knowing) for other in word.others),
        sources=knowing,
        is_district=bool(word.district),
        only_ranks=only_ranks,
    )


def _other(engine: Engine, other: str, knowing: Iterable[WordSource]) -> Other:
    leading = tuple(source for source in knowing if source.leads_to(other))
    return Other(other, engine.held.count(fold(other)), leading)


def _sources() -> Iterator[WordSource]:
    """5 queries."""
    groups = SynonymGroup.objects.values_list("pk", "name", "words")
    for key, name, words in groups:
        yield WordSource(WordSourceKind.GROUP, key, name, (name, *words_in(words)))
    topics = Topic.objects.values_list("pk", "name", "synonyms")
    for key, name, words in topics:
        yield WordSource(WordSourceKind.TOPIC, key, name, (name, *words_in(words)))
    audiences = Audience.objects.values_list("pk", "name")
    for key, name in audiences:
        yield WordSource(WordSourceKind.AUDIENCE, key, name, (name,))
    for district in District.objects.prefetch_related("former_names"):
        yield _district(district)


def _district(district: District) -> WordSource:
    former = (name for each in district.former_names.all() for name in spoken_names(each.name))
    names = (district.name, district.short, *former)
    return WordSource(WordSourceKind.DISTRICT, district.pk, district.name, names)
