"""What could be asked instead of a question. Every count is asked, none is guessed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import chain

from policies.lookup.engine import Engine, Lookup
from policies.lookup.facets import Option
from policies.lookup.lexicon import REFUSALS, Word
from policies.lookup.query import Typed
from policies.results.unplaced import saying, without, without_names
from policies.text.folding import fold, fold_with_offsets
from policies.vocabulary import Sort

# What is said of an address that is pasted, and asks for nothing without it: 这个政策, 看看这篇.
_ONLY_POINTS = re.compile(
    "(?:[请帮我查看找一下在有没吗呢的是什么]|[这那该本此][个条篇份]?|政策|文件|通知|文章|链接|网址|网页|原文| )*"
)
# More ways out than this are no help in choosing.
SHOWN = 6
# Of these, so many may be corrections of one word.
NEAR_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """A filter that the question names: one value, or a row of years. `rest` is the question without that name."""

    facet: str
    options: tuple[Option, ...]
    rest: str
    former: str = ""
    """What the value was called before, where the question names it so."""


@dataclass(frozen=True, slots=True)
class AlsoTried:
    """A word that was looked up under other names as well."""

    word: str
    others: tuple[str, ...]
    stands: bool
    """Whether the word as typed, and nothing else, finds any under all filters and in these districts."""
    districts: tuple[str, ...] = ()
    """Slugs of those that the words name."""


class Loosening(Enum):
    """What an alternative does to a question."""

    NEAR_WORD = auto()
    PARAMETER_LESS = auto()
    TERM_LESS = auto()
    UNQUOTED = auto()
    WORDS_ALONE = auto()
    PART_OF_WORD = auto()
    DISTRICTS_ALONE = auto()
    ANYWHERE = auto()


@dataclass(frozen=True, slots=True)
class Alternative:
    loosening: Loosening
    count: int
    """How many policies it finds."""
    subject: str = ""
    """The near word, the name of the parameter, the term, the part of a word, or the names of the districts."""
    words: str = ""
    """The words that are asked, but where a parameter or all filters are given up."""
    districts: tuple[str, ...] = ()
    """Slugs of those that are asked for alone."""


def offers(engine: Engine, lookup: Lookup) -> tuple[Offer, ...]:
    """Values that the words name, districts and years, that are not yet chosen, and that find something."""
    found: dict[tuple[str, tuple[Option, ...]], Offer] = {}
    for offer in _unsettled(engine, lookup):
        found.setdefault((offer.facet, offer.options), offer)
    return tuple(offer for offer in found.values() if engine.count(_offered(lookup, offer)))


def _unsettled(engine: Engine, lookup: Lookup) -> Iterator[Offer]:
    """Of each word in turn, the values that it names and that are not settled."""
    settled = _settled(engine, lookup)
    for word in lookup.typed.words:
        for facet, options, left in _named(word, engine):
            chosen = settled.get(facet, ())
            others = tuple(option for option in options if option.value not in chosen)
            beside = saying(left)
            # One more character makes another word: 黄浦江 is no 黄浦, and 静安寺 not 静安.
            if others and len(beside) != 1:
                # In 徐汇 的 the other words may say as little.
                rest = saying(lookup.typed.replaced(word, beside))
                yield Offer(facet, others, rest)


def _settled(engine: Engine, lookup: Lookup) -> Mapping[str, Collection[str]]:
    """Facet -> the values that are chosen, or that the words may refuse: 不要徐汇, 不是2024年的."""
    if not re.search(REFUSALS, fold(lookup.typed.text)):
        return lookup.facets
    asked = {word.district for word in engine.district_words(lookup)}
    return {
        name: {*lookup.facets.get(name, ()), *(values.by_value.keys() - asked)}
        for name, values in engine.values.items()
    }


def placed_by(engine: Engine, lookup: Lookup) -> tuple[Offer, ...]:
    """The districts whose list this is because words name them, whatever is found there."""
    words = engine.district_words(lookup)
    named = [
        slug for slug in engine.districts(lookup) if words and slug in engine.values["district"].by_value
    ]
    return tuple(
        _placed_by(engine, lookup.typed, slug, [word for word in words if word.district == slug])
        for slug in named
    )


def _placed_by(engine: Engine, typed: Typed, slug: str, words: list[Word]) -> Offer:
    values = engine.values["district"]
    former = [values.find_former(word.text) for word in words]
    return Offer(
        "district",
        (values.by_value[slug],),
        without_names(typed, words, engine.lexicon),
        former[0].name if all(former) else "",
    )


def _named(word: str, engine: Engine) -> Iterator[tuple[str, tuple[Option, ...], str]]:
    """(facet, values, the word without their name) of each name in a word: 奉贤公租房, 奉賢, 2021-2023年, 去年."""
    folded, offsets = fold_with_offsets(word)
    for name, values in engine.values.items():
        for named in values.named(folded, engine.day):
            meant = map(values.meant_by, named.spellings)
            options = tuple(filter(None, meant))
            if named.only_held:
                options = _held(engine, name, options)
            if not options:
                continue
            start = offsets[named.start] if offsets else named.start
            end = offsets[named.end - 1] + 1 if offsets else named.end
            yield name, options, without(word, [(start, end)], engine.lexicon)


def _held(engine: Engine, facet: str, options: Iterable[Option]) -> tuple[Option, ...]:
    """Those that some policy of the library holds."""
    counts = engine.counts(Lookup()).by_facet[facet]
    return tuple(option for option in options if counts.get(option.value))


def _offered(lookup: Lookup, offer: Offer) -> Lookup:
    values = (*lookup.facets.get(offer.facet, ()), *(option.value for option in offer.options))
    facets = {**lookup.facets, offer.facet: values}
    # Without words there is nothing to look for in a section.
    scope = lookup.scope if offer.rest else None
    return replace(lookup, typed=Typed.parse(offer.rest), scope=scope, facets=facets)


def also_tried(engine: Engine, lookup: Lookup) -> tuple[AlsoTried, ...]:
    named: tuple[str, ...] = ()
    placed = lookup
    if engine.district_words(lookup):
        named = engine.districts(lookup)
        placed = replace(lookup, facets={**lookup.facets, "district": named})
    tried = []
    for word in engine.tried_too(lookup):
        as_typed = _asking(placed, quoted(word.text))
        is_found = engine.count(as_typed) > 0
        tried.append(AlsoTried(word.text, word.others, is_found, named))
    return tuple(tried)


def quoted(word: str) -> str:
    """A question for the word as it stands."""
    return f"“{word}”"


def _asking(lookup: Lookup, words: str) -> Lookup:
    return replace(lookup, typed=Typed.parse(words))


def alternatives(engine: Engine, lookup: Lookup) -> tuple[Alternative, ...]:
    """Of a question that finds nothing.

    Help with spelling first, then whatever gives up one thing only, what frees most before what frees less.
    """
    steps = chain(_districts(engine, lookup), _parameters(engine, lookup), _words(engine, lookup))
    freeing_most_first = sorted(filter(_finds, steps), key=lambda step: -step.count)
    if lookup.typed.addresses:
        # Who pastes an address wants that document, and nothing for a part of the words beside it.
        ways = freeing_most_first
    else:
        ways = [*_spelling(engine, lookup), *freeing_most_first, *filter(_finds, _last(engine, lookup))]
    return tuple(_each_once(ways))[:SHOWN]


def _finds(alternative: Alternative) -> bool:
    return alternative.count > 0


def _each_once(found: Iterable[Alternative]) -> Iterator[Alternative]:
    """One way for each question that is asked in words."""
    asked: set[str] = set()
    for each in found:
        if each.words not in asked:
            yield each
        asked |= {each.words} - {""}


def _districts(engine: Engine, lookup: Lookup) -> Iterator[Alternative]:
    """The districts that the words name without the other words, and the other words in every district."""
    placed = placed_by(engine, lookup)
    if not placed:
        return
    districts = [option for offer in placed for option in offer.options]
    names = "、".join(district.full_name for district in districts)
    slugs = tuple(district.value for district in districts)
    alone = engine.count(_all_of_districts(lookup, slugs))
    yield Alternative(Loosening.DISTRICTS_ALONE, alone, names, districts=slugs)
    rest = without_names(lookup.typed, engine.district_words(lookup), engine.lexicon)
    yield Alternative(Loosening.ANYWHERE, engine.count(_anywhere(lookup, rest)), names, rest)


def _all_of_districts(lookup: Lookup, slugs: tuple[str, ...]) -> Lookup:
    facets = {**lookup.facets, "district": slugs}
    return replace(lookup, typed=Typed(), scope=None, facets=facets)


def _anywhere(lookup: Lookup, words: str) -> Lookup:
    scope = lookup.scope if words else None
    return replace(_asking(lookup, words), scope=scope, only_own=False)


def corrections(engine: Engine, lookup: Lookup) -> tuple[Alternative, ...]:
    """Of a question that finds something all the same: what a word that stands nowhere may mean."""
    may_be_mistyped = engine.unheld(lookup) or engine.is_sentence(lookup)
    return tuple(_spelling(engine, lookup)) if may_be_mistyped else ()


def _spelling(engine: Engine, lookup: Lookup) -> Iterator[Alternative]:
    for typed, word, count in engine.near(lookup)[:NEAR_SHOWN]:
        text = fold(lookup.typed.text).replace(typed, word)
        # Part of a sentence may be no word by itself.
        subject = text if engine.is_sentence(lookup) else word
        yield Alternative(Loosening.NEAR_WORD, count, subject, text)


def _parameters(engine: Engine, lookup: Lookup) -> Iterator[Alternative]:
    for name in _given(engine, lookup):
        count = engine.count(lookup.without(name))
        yield Alternative(Loosening.PARAMETER_LESS, count, name)


def _given(engine: Engine, lookup: Lookup) -> Iterator[str]:
    """The parameters that can be left out."""
    chosen = [name for name in engine.values if lookup.facets.get(name)]
    is_sorted = lookup.sort is not Sort.RELEVANCE
    if lookup.scope:
        yield "in"
    # Without its only words the question is no question: that list has a link of its own.
    if lookup.typed and (lookup.scope or chosen or lookup.only_own or is_sorted):
        yield "q"
    yield from chosen
    if lookup.only_own:
        yield "only"


def _words(engine: Engine, lookup: Lookup) -> Iterator[Alternative]:
    """The question with one term less, or with its phrases as plain words."""
    found = [
        (Loosening.TERM_LESS, term, text)
        for term, text in lookup.typed.loosened()
        if not (_is_only_districts(engine, _asking(lookup, text)) or _ONLY_POINTS.fullmatch(text))
    ]
    if lookup.typed.phrases:
        found.append((Loosening.UNQUOTED, "", lookup.typed.unquoted()))
    for loosening, term, text in found:
        yield Alternative(loosening, engine.count(_asking(lookup, text)), term, text)


def _is_only_districts(engine: Engine, lookup: Lookup) -> bool:
    typed = lookup.typed
    says_more = typed.phrases or typed.excluded or engine.matching(lookup).words
    return bool(engine.district_words(lookup)) and not says_more


def _last(engine: Engine, lookup: Lookup) -> Iterator[Alternative]:
    """Behind the single steps: the words without any filter, then parts of a word that stand somewhere."""
    if lookup.typed and (lookup.scope or lookup.facets):
        count = engine.count(replace(lookup, scope=None, facets={}, only_own=False))
        yield Alternative(Loosening.WORDS_ALONE, count)
    for part, count in engine.parts(lookup):
        yield Alternative(Loosening.PART_OF_WORD, count, part, part)
