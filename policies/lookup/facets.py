"""The one table of facets: what each is called, where its values come from, which of them a policy holds.

Form, engine, counts, chips, addresses and the filters of the desk read it. A new facet is one row and the function
that its `held` names; what that function reads must stand in `records.Record`, and `schema.VERSION` counts up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Flag, auto
from functools import cached_property

from policies.lookup.lexicon import CITY_NAMES
from policies.lookup.records import Record
from policies.models import Area, Audience, District, Topic
from policies.models.policy import FIRST_YEAR, LAST_YEAR
from policies.models.taxonomy import spoken_names, words_in
from policies.rounds import first_of
from policies.text import years
from policies.text.folding import fold
from policies.text.normalize import fold_case
from policies.validity import OVER, judge
from policies.vocabulary import BenefitKind, OpenState, Validity


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet; `aliases` are other spellings of it that addresses may carry, the full name first."""

    value: str
    label: str
    aliases: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    """Other words for it, which addresses may not carry: several values can share one."""
    wish: str = ""
    """What a resident wants who asks for it: 落户, as in 我想落户."""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.label, *self.synonyms)

    @property
    def full_name(self) -> str:
        return self.aliases[0] if self.aliases else self.label


@dataclass(frozen=True, slots=True)
class Named:
    """Values that a folded question names at [start, end), as it spells them: of a row of years several."""

    start: int
    end: int
    spellings: tuple[str, ...]
    only_held: bool = False
    """Whether those alone are meant that some policy holds."""


# Takes a folded text, and the day of the question.
Namer = Callable[[str, date], Iterable[Named]]


def _names_nothing(folded: str, on: date) -> Iterable[Named]:
    return ()


@dataclass(frozen=True, slots=True)
class Former:
    """What a value was called before; who asks for it is told of the value of today."""

    name: str
    value: str


@dataclass(frozen=True)
class Values:
    """The values of one facet, in the order in which residents see them."""

    options: tuple[Option, ...] = ()
    former: Mapping[str, Former] = field(default_factory=dict)
    """By each former spelling, folded."""
    named: Namer = _names_nothing
    """Finds the values that the words of a question name."""

    @cached_property
    def by_value(self) -> dict[str, Option]:
        return {option.value: option for option in self.options}

    def find(self, spelling: str) -> Option | None:
        """By its value, its label or an alias, whatever the case and width of the letters."""
        return self._by_spelling.get(fold_case(spelling))

    def find_former(self, spelling: str) -> Former | None:
        return self.former.get(fold_case(spelling))

    def meant_by(self, spelling: str) -> Option | None:
        """Also by what a value was called before."""
        former = self.find_former(spelling)
        return self.find(spelling) or (former and self.by_value[former.value])

    @cached_property
    def _by_spelling(self) -> dict[str, Option]:
        return {
            fold_case(spelling): option
            for option in self.options
            for spelling in (option.value, option.label, *option.aliases)
        }


class Seen(Flag):
    """Who filters by a facet."""

    RESIDENTS = auto()
    STAFF = auto()
    ALL = RESIDENTS | STAFF


def _no_values() -> Values:
    return Values()


def _holds_none(record: Record, on: date) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class FacetDefinition:
    """One row of the table. What only staff see is no part of the index, which holds published policies alone."""

    name: str
    """The parameter of the address, and the field of the index."""
    label: str
    seen_by: Seen = Seen.ALL
    column: str = ""
    """For staff: the field of `Policy` by which the list at the desk is filtered."""
    measure: str = ""
    """How values are counted in a sentence: 个区, as in 另有 3 个区没有结果."""
    values: Callable[[], Values] = _no_values
    """Reads the values; asked once for each revision of the database."""
    held: Callable[[Record, date], Iterable[str]] = _holds_none
    """The values of one policy on one day: none, one or several.

    A value that a policy inherits, or one that lies in two others, is yielded like any other: the policy is then
    found and counted under each of them, once.
    """
    only_held: bool = False
    """Whether values that no policy holds stay out of sight, unless they are chosen."""


def _districts() -> Values:
    """1 query."""
    options: dict[str, Option] = {}
    former: dict[str, Former] = {}
    columns = ("slug", "name", "short", "former_names__name", "former_names__slug")
    for slug, name, short, old_name, old_slug in District.objects.values_list(*columns):
        options[slug] = Option(slug, short, (name,))
        for old in _words_of_old(old_name, old_slug) - {slug, short}:
            former[fold_case(old)] = Former(old_name, slug)
    names = _names(options.values()) | _spoken(former)
    return Values(tuple(options.values()), former, _namer(names))


def _words_of_old(name: str | None, slug: str | None) -> set[str]:
    """What may be typed for a former name; None stands for a district that has none."""
    spoken = spoken_names(name) if name else ()
    return {word for word in (*spoken, slug) if word}


def _spoken(former: Mapping[str, Former]) -> set[str]:
    return {spoken for old in former.values() for spoken in spoken_names(old.name)}


def _areas() -> Values:
    """1 query."""
    rows = Area.objects.values_list("slug", "name", "short")
    options = tuple(Option(slug, short, (name,)) for slug, name, short in rows)
    return Values(options, named=_namer(_names(options)))


def _names(options: Iterable[Option]) -> set[str]:
    return {name for option in options for name in (option.label, *option.aliases)}


def _namer(names: Iterable[str]) -> Namer:
    """上海市 alone only: nearly every title begins with it."""
    whole = sorted(map(re.escape, map(fold, names)), key=len, reverse=True)
    if not whole:
        return _names_nothing
    inside = [name for name in whole if name not in CITY_NAMES]
    pattern = re.compile("|".join([f"^(?:{'|'.join(whole)})$", *inside]))

    def named(folded: str, on: date) -> Iterator[Named]:
        for match in pattern.finditer(folded):
            yield Named(*match.span(), (match.group(),))

    return named


def _years() -> Values:
    every = range(LAST_YEAR, FIRST_YEAR - 1, -1)
    return Values(tuple(Option(str(year), f"{year}年") for year in every), named=_named_years)


def _named_years(folded: str, on: date) -> Iterator[Named]:
    for found in years.named(folded, on.year):
        yield Named(found.start, found.end, tuple(map(str, found.years)), only_held=found.is_open)


def _topics() -> Values:
    """1 query."""
    rows = Topic.objects.values_list("slug", "name", "synonyms", "wish")
    return Values(
        tuple(Option(slug, name, synonyms=words_in(words), wish=wish) for slug, name, words, wish in rows)
    )


def _audiences() -> Values:
    """1 query."""
    rows = Audience.objects.values_list("slug", "name")
    return Values(tuple(Option(slug, name) for slug, name in rows))


def _validities() -> Values:
    return Values(tuple(Option(member.value, member.label) for member in Validity))


def _open_states() -> Values:
    return Values(tuple(Option(member.value, member.label) for member in OpenState))


def _benefit_kinds() -> Values:
    return Values(tuple(Option(member.value, member.label) for member in BenefitKind))


def _of_district(record: Record, on: date) -> Iterable[str]:
    return (record.district,) if record.district else ()


def _of_areas(record: Record, on: date) -> Iterable[str]:
    return record.areas


def _of_year(record: Record, on: date) -> Iterable[str]:
    return (str(record.year),) if record.year else ()


def _of_topics(record: Record, on: date) -> Iterable[str]:
    return record.topics


def _of_audiences(record: Record, on: date) -> Iterable[str]:
    return record.audiences


def _of_validity(record: Record, on: date) -> Iterable[str]:
    return (judge(record.dates, on).validity.value,)


def _of_open_state(record: Record, on: date) -> Iterable[str]:
    return (first_of(record.windows, on, record.dates).state.value,)


def _of_benefits(record: Record, on: date) -> Iterable[str]:
    """What a policy gave that is over, nobody gets."""
    return () if judge(record.dates, on).validity in OVER else record.benefits


# In the order in which filters are shown.
TABLE = (
    FacetDefinition("state", "状态", Seen.STAFF, column="state"),
    FacetDefinition(
        "district", "区", column="district", measure="个区", values=_districts, held=_of_district
    ),
    FacetDefinition(
        "area",
        "功能区域",
        Seen.RESIDENTS,
        measure="个功能区域",
        values=_areas,
        held=_of_areas,
        only_held=True,
    ),
    FacetDefinition(
        "year", "年份", column="year", measure="个年份", values=_years, held=_of_year, only_held=True
    ),
    FacetDefinition("topic", "主题", column="topics", measure="个主题", values=_topics, held=_of_topics),
    FacetDefinition(
        "audience", "适用人群", Seen.RESIDENTS, measure="类人群", values=_audiences, held=_of_audiences
    ),
    FacetDefinition(
        "validity",
        "效力",
        Seen.RESIDENTS,
        measure="种效力",
        values=_validities,
        held=_of_validity,
    ),
    FacetDefinition(
        "open",
        "申报时间",
        Seen.RESIDENTS,
        measure="种申报时间",
        values=_open_states,
        held=_of_open_state,
    ),
    FacetDefinition(
        "benefit",
        "扶持方式",
        Seen.RESIDENTS,
        measure="种扶持方式",
        values=_benefit_kinds,
        held=_of_benefits,
        only_held=True,
    ),
    FacetDefinition("source_kind", "来源", Seen.STAFF, column="source_kind"),
)


def public() -> tuple[FacetDefinition, ...]:
    """What residents filter by: these are in the index."""
    return tuple(facet for facet in TABLE if Seen.RESIDENTS in facet.seen_by)


def names() -> tuple[str, ...]:
    """The parameters of addresses."""
    return tuple(facet.name for facet in public())


def columns() -> tuple[str, ...]:
    """The fields of `Policy` by which staff filter."""
    return tuple(facet.column for facet in TABLE if Seen.STAFF in facet.seen_by)


def measure(name: str) -> str:
    """How the values of a facet are counted in a sentence: 个区."""
    return next(facet.measure for facet in public() if facet.name == name)


def load() -> dict[str, Values]:
    """The values of every facet that residents filter by: 4 queries."""
    return {facet.name: facet.values() for facet in public()}
