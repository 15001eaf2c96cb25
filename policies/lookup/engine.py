"""Questions and answers: which policies, how many, in what order, and how many under each value of each facet."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial, wraps
from typing import Concatenate, ParamSpec, Self, TypeVar

from tantivy import Order, Query

from policies.citations import (
    Document,
    Exceptions,
    Library,
    Missing,
    Name,
    library_for,
    what_is_missing,
    who_cites,
)
from policies.lookup import facets, schema
from policies.lookup.compounds import parted
from policies.lookup.facets import Values
from policies.lookup.fragments import counted_parts
from policies.lookup.held import HeldWords
from policies.lookup.index import UnavailableError, index, panics_as_errors
from policies.lookup.lexicon import Lexicon, Word
from policies.lookup.matching import Matching, district_words
from policies.lookup.queries import all_of, any_of, uncounted
from policies.lookup.query import Typed
from policies.lookup.question import Counts, Lookup
from policies.lookup.reader import Reader
from policies.lookup.similar import similar
from policies.lookup.snippets import Highlighter
from policies.lookup.sounds import Reading, Sounds, may_sound
from policies.lookup.spelling import doubtful, near_words
from policies.lookup.territory import Group, GroupCount, Territory, counted
from policies.lookup.wanted import wanted
from policies.text.folding import fold
from policies.vocabulary import Sort

# Near words are few; of the many that a common bigram may have, the commonest will do.
NEAR_WORDS_COUNTED = 5

P, T = ParamSpec("P"), TypeVar("T")


def _asked(method: Callable[Concatenate[Engine, P], T]) -> Callable[Concatenate[Engine, P], T]:
    """An index that fails while it answers is damaged: it is given up and built anew."""

    @wraps(method)
    def guarded(self: Engine, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with panics_as_errors():
                return method(self, *args, **kwargs)
        except (ValueError, OSError) as error:
            index().give_up(self.reader, error)
            raise UnavailableError("the index is damaged") from error

    return guarded


class Engine:
    """Answers from one reader, so that list, counts and total of a page are those of one moment.

    Every method raises UnavailableError where there is no index that could answer truly.
    """

    def __init__(self, reader: Reader, on: date) -> None:
        self.reader = reader
        self.day = on
        self.is_stale = index().is_stale
        remember = reader.memory.remember
        self.held = remember("held words", partial(HeldWords, reader))
        self.lexicon = remember("lexicon", partial(Lexicon.load, self.held.somewhere))
        self._named: dict[Typed, tuple[Word, ...]] = {}
        self._matchings: dict[Hashable, Matching] = {}
        self._counted: dict[Hashable, Counts] = {}
        self._reached: dict[Hashable, dict[str, int]] = {}

    @classmethod
    def on(cls, day: date) -> Self:
        """The engine of this process, in step with the database. 1 query, at most twice a second."""
        return cls(index().reader(day), day)

    @_asked
    def districts(self, lookup: Lookup) -> tuple[str, ...]:
        """The districts whose list is asked for: those that are chosen, else those that the words name."""
        return self._districts(lookup)

    def _districts(self, lookup: Lookup) -> tuple[str, ...]:
        if chosen := lookup.facets.get("district"):
            return tuple(chosen)
        if lookup.typed not in self._named:
            self._named[lookup.typed] = district_words(lookup.typed, self.lexicon, self.held)
        return tuple(dict.fromkeys(word.district for word in self._named[lookup.typed]))

    @_asked
    def district_words(self, lookup: Lookup) -> tuple[Word, ...]:
        """The words that say which districts' list is asked for; none where districts are chosen."""
        if lookup.facets.get("district"):
            return ()
        self._districts(lookup)
        return self._named[lookup.typed]

    @_asked
    def can_be_only_own(self, lookup: Lookup) -> bool:
        """Whether `only_own` would mean anything: with 上海市 among the districts, everything of theirs is asked for."""
        districts = self._districts(lookup)
        return bool(districts) and self.territory.city not in districts

    @_asked
    def matching(self, lookup: Lookup) -> Matching:
        """Of a page's questions most have the same words: they are looked up once."""
        return self._matching(lookup)

    def _matching(self, lookup: Lookup) -> Matching:
        asked = (lookup.typed, lookup.scope, self._districts(lookup))
        if asked not in self._matchings:
            self._matchings[asked] = Matching(self.reader, lookup.typed, lookup.scope, self.lexicon, asked[2])
        return self._matchings[asked]

    @_asked
    def highlighter(self, lookup: Lookup) -> Highlighter:
        """Marks the words of the question, as they are looked up, in titles and sections."""
        words = self._matching(lookup).words
        holding = partial(self.reader.holding, "text")
        found = wanted(words, lookup.typed, lambda word: parted(word, holding))
        return Highlighter(found, self.lexicon.longer)

    @_asked
    def page(self, lookup: Lookup, first: int, size: int) -> list[int]:
        """Ids of `size` policies from number `first`, counted from 0: group by group, each in the order asked for."""
        if not self._districts(lookup):
            return self._in_order(lookup, self._found(lookup), first, size)
        keys: list[int] = []
        for each in self._group_counts(lookup):
            start = first + len(keys) - each.first
            if 0 <= start < each.count and len(keys) < size:
                found = self._found(lookup, each.group.reaches)
                keys += self._in_order(lookup, found, start, size - len(keys))
        return keys

    def _in_order(self, lookup: Lookup, query: Query, first: int, size: int) -> list[int]:
        searcher = self.reader.searcher
        by_relevance = lookup.sort is Sort.RELEVANCE
        scored = self._matching(lookup).in_order_of_relevance(query) if by_relevance else None
        match lookup.sort:
            case Sort.RELEVANCE if scored:
                found = searcher.search(scored, size, False, offset=first, weight_by_field="static_rank")
            case Sort.NEWEST:
                found = searcher.search(query, size, False, "newest", first, Order.Desc)
            case Sort.OLDEST:
                found = searcher.search(query, size, False, "oldest", first, Order.Asc)
            case Sort.DEADLINE:
                found = searcher.search(query, size, False, "deadline", first, Order.Asc)
            case _:
                found = searcher.search(query, size, False, "usual", first, Order.Desc)
        return self.reader.ids([address for _, address in found.hits])

    @_asked
    def count(self, lookup: Lookup) -> int:
        found = self._found(lookup, self._reaches(lookup))
        return self.reader.searcher.search(found, 1).count

    @_asked
    def counts(self, lookup: Lookup) -> Counts:
        chosen = lookup.chosen
        asked = (self._matching(lookup), lookup.only_own, chosen)
        if asked in self._counted:
            return self._counted[asked]
        memory = self.reader.memory
        if lookup.typed or len(chosen) > 1:
            counts = self._counts(lookup)
        # What visits the most policies, all of them or those of one value, is the same for everyone.
        elif chosen:
            key = ("counts", lookup.only_own, *chosen)
            counts = memory.remember_recent(key, lambda: self._counts(lookup))
        else:
            counts = memory.remember("counts", lambda: self._counts(Lookup()))
        self._counted[asked] = counts
        return counts

    @_asked
    def own_counts(self, lookup: Lookup) -> dict[str, int]:
        """How many policies each district has of its own, whichever are chosen. All that is counted, so it is cheap."""
        return self.territory.own_counts(self._by_reach(lookup))

    @_asked
    def district_counts(self, lookup: Lookup) -> dict[str, int]:
        """How many policies the list of each district would hold, were that one asked for instead. 1 pass for all."""
        return self.territory.list_counts(self._by_reach(lookup), self.reaches, only_own=lookup.only_own)

    @_asked
    def with_content(self) -> int:
        """How many policies have content in one section at least."""
        return self.reader.memory.remember(
            "with content", lambda: self.reader.searcher.search(self._with_content, 1).count
        )

    @_asked
    def newest_with_content(self, size: int) -> list[int]:
        """Their ids, the newest first."""
        found = self.reader.searcher.search(self._with_content, size, False, "newest", 0, Order.Desc)
        return self.reader.ids([address for _, address in found.hits])

    @property
    def _with_content(self) -> Query:
        return self.reader.term("content", schema.SOME_CONTENT)

    def _counts(self, lookup: Lookup) -> Counts:
        """One pass over what is found counts every facet; each that is chosen takes another, without its own filter."""
        by_facet: dict[str, dict[str, int]] = {name: {} for name in (*facets.names(), "reach")}
        reaches = self._reaches(lookup)
        for term, number in self._tally(self._found(lookup, reaches), "facets").items():
            name, value = schema.facet_of(term)
            by_facet[name][value] = number
        by_reach = by_facet.pop("reach")
        groups = counted(self._groups(lookup), by_reach)
        total = sum(by_reach.values())
        for name, values in lookup.facets.items():
            if values and name != "district":
                by_facet[name] = self._tally(self._found(lookup.without(name), reaches), name)
        if groups:
            by_reach = self._by_reach(lookup)
        by_facet["district"] = self.territory.own_counts(by_reach)
        return Counts(total, by_facet, groups, by_reach.get(self.territory.city, 0))

    def _group_counts(self, lookup: Lookup) -> tuple[GroupCount, ...]:
        """Of counts that are known already, else of a tally by reach alone."""
        if known := self._counted.get((self._matching(lookup), lookup.only_own, lookup.chosen)):
            return known.groups
        return counted(self._groups(lookup), self._by_reach(lookup))

    def _by_reach(self, lookup: Lookup) -> dict[str, int]:
        """How many policies of each reach are found under all filters but that by district: once for all districts."""
        filters = lookup.without("district").chosen
        asked = (lookup.typed, lookup.scope, self._matching(lookup).words, filters)
        if asked not in self._reached:
            self._reached[asked] = self._tally(self._found(lookup), "reach")
        return self._reached[asked]

    def _groups(self, lookup: Lookup) -> list[Group]:
        """The groups of the list of some districts; none where no district is asked for."""
        if not (districts := self._districts(lookup)):
            return []
        return self.territory.groups(districts, self.reaches, only_own=lookup.only_own)

    @property
    def reaches(self) -> list[str]:
        """All that occur in the library."""
        everywhere = uncounted(self.reader.everything)
        return self.reader.memory.remember("reaches", lambda: list(self._tally(everywhere, "reach")))

    def _reaches(self, lookup: Lookup) -> list[str]:
        """What may stand in the list of some districts; empty where no district is asked for."""
        return [reach for group in self._groups(lookup) for reach in group.reaches]

    def _tally(self, found: Query, column: str) -> dict[str, int]:
        """How many of the found policies hold each value of a column."""
        return self.reader.tally(found, column)

    def _found(self, lookup: Lookup, reaches: Iterable[str] = ()) -> Query:
        """Every policy that the question finds, of these reaches or of any. Of its clauses only the words score."""
        matching = self._matching(lookup)
        chosen = {**lookup.facets, "district": (), "reach": tuple(reaches)}
        filters = [self._filter(name, values) for name, values in chosen.items() if values]
        required = matching.required_clauses() + filters
        return all_of(required or [uncounted(self.reader.everything)], but=matching.unwanted_clauses())

    def _filter(self, name: str, values: Iterable[str]) -> Query:
        """Of one facet; it does not score."""
        # Not term_set_query, whose fixed cost is ten times that of the terms themselves.
        return uncounted(any_of(self.reader.term(name, value) for value in values))

    @_asked
    def tried_too(self, lookup: Lookup) -> tuple[Word, ...]:
        """The words that were looked up under other names as well."""
        return tuple(word for word in self._matching(lookup).words if word.others)

    @_asked
    def is_sentence(self, lookup: Lookup) -> bool:
        """Whether the list is what is like a whole sentence, and not what holds certain words."""
        return self._matching(lookup).sentence is not None

    @_asked
    def has_address(self, lookup: Lookup) -> bool:
        """Whether a policy of the library has one of the addresses that were pasted, under whatever filters."""
        return self.reader.searcher.search(self._matching(lookup).named.has_address, 1).count > 0

    @_asked
    def only_ranked(self, lookup: Lookup) -> tuple[Word, ...]:
        """The words that find nothing by themselves beside the others, and only put policies in order."""
        matching = self._matching(lookup)
        if matching.named.are_given:
            return ()
        return tuple(word for word in matching.words if word not in (*matching.finding, *matching.unheld))

    @_asked
    def unheld(self, lookup: Lookup) -> tuple[Word, ...]:
        """The words that no policy holds, beside others that are found."""
        return self._matching(lookup).unheld

    @_asked
    def near(self, lookup: Lookup) -> list[tuple[str, str, int]]:
        """The help with spelling: (word as typed, near word, policies it finds under these filters), the likeliest first.

        Of the first word only that has any: of two mistyped words each would be changed alone.
        """
        matching = self._matching(lookup)
        for word in doubtful(matching):
            nearest = near_words(matching, word, self.sounds)[:NEAR_WORDS_COUNTED]
            counted = [(word, near, self._count_with(lookup, word, near)) for near in nearest]
            if found := [each for each in counted if each[2]]:
                return found
        return []

    def _count_with(self, lookup: Lookup, word: str, other: str) -> int:
        text = fold(lookup.typed.text).replace(word, other)
        return self.count(replace(lookup, typed=Typed.parse(text)))

    @_asked
    def parts(self, lookup: Lookup) -> list[tuple[str, int]]:
        """Parts of the words that stand somewhere under these filters: the longest first, then the rarest; (part, policies)."""

        def count(typed: Typed) -> int:
            return self.count(replace(lookup, typed=typed))

        words = [word.text for word in self._matching(lookup).words]
        return counted_parts(words, partial(self.reader.holding, "text"), count)

    @_asked
    def titled(self, text: str, size: int) -> list[int]:
        """Ids of policies that bear the 文号, or whose title holds every word of `text`, while somebody types."""
        matching = Matching(self.reader, Typed.parse(text), None, self.lexicon)
        named = matching.titled()
        if named is None:
            return []
        query = matching.in_order_of_relevance(named) or named
        found = self.reader.searcher.search(query, size, False, weight_by_field="static_rank")
        return self.reader.ids([address for _, address in found.hits])

    @_asked
    def related(self, key: int, title: str, topics: Iterable[str], district: str, size: int) -> list[int]:
        """Ids of policies that share rare words of the title, topics or district with policy `key`."""
        query = similar(self.reader, key, title, topics, district)
        if query is None:
            return []
        found = self.reader.searcher.search(query, size, False, weight_by_field="static_rank")
        return self.reader.ids([address for _, address in found.hits])

    @_asked
    def library(self, names: Iterable[Name], document: Document) -> Library | None:
        """What these names can mean for the policy `document`, see `citations`."""
        return library_for(self.reader, self.exceptions, names, document)

    @_asked
    def citing(self, document: Document, library: Library, size: int) -> tuple[int, list[int]]:
        """How many other policies cite `document`, and the ids of the newest of them."""
        return who_cites(self.reader, document, library, size)

    @_asked
    def missing(self, size: int) -> list[Missing]:
        """Documents that are cited and not in the library, the most cited first."""
        return self.reader.memory.remember(
            f"missing {size}", lambda: what_is_missing(self.reader, self.exceptions, size)
        )

    @property
    def sounds(self) -> Sounds:
        """The words of the library by their sound."""
        load = partial(Sounds.of, self.lexicon, self.values.values(), self.held)
        return self.reader.memory.remember("sounds", load)

    @_asked
    def read(self, lookup: Lookup) -> tuple[Lookup, tuple[Reading, ...]]:
        """The question in Chinese characters, and which of its words were read by their sound."""
        if not may_sound(lookup.typed):
            return lookup, ()
        typed, readings = self.sounds.read(lookup.typed)
        return replace(lookup, typed=typed), readings

    @property
    def values(self) -> dict[str, Values]:
        """The values of every facet, in the order in which they are shown."""
        return self.reader.memory.remember("values", facets.load)

    @property
    def territory(self) -> Territory:
        return self.reader.memory.remember("territory", Territory.load)

    @property
    def exceptions(self) -> Exceptions:
        return self.reader.memory.remember("exceptions", Exceptions.load)
