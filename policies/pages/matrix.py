"""各区对照: what each district gives for one topic, with what is not in the library said as that and nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Self

from django.http import QueryDict

from policies import glossary
from policies.filters import PolicyFilter
from policies.glossary import Term
from policies.lookup import facets as facet_table
from policies.lookup.engine import Engine
from policies.lookup.facets import Option
from policies.lookup.index import UnavailableError
from policies.pages import facets
from policies.pages.common import STALE, Link, Row, areas_in_words, path_of
from policies.results.matrix import DistrictEntries, Matrix, MatrixEntry
from policies.text.dates import in_chinese
from policies.text.shortening import shortened
from policies.text.titles import CITY
from policies.vocabulary import SectionKind

UNAVAILABLE = "查找功能正在恢复，通常几分钟就好，现在没有办法对照。请过几分钟再来。"
CONDITION_CHARS = 60


@dataclass(frozen=True, slots=True)
class EntryView:
    row: Row
    condition: str
    """How 申报条件 begins; empty where nothing has been entered."""
    condition_url: str
    has_support: bool
    """Whether there is something to read of what it gives, beside the benefits that are told."""
    support_url: str
    areas: str

    @classmethod
    def of(cls, entry: MatrixEntry, on: date) -> Self:
        row = Row.of(entry.summary, on)
        return cls(
            row=row,
            condition=_first_line(entry.conditions),
            condition_url=f"{row.url}#{SectionKind.CONDITIONS.value}",
            has_support=SectionKind.SUPPORT in (entry.summary.filled or ()),
            support_url=f"{row.url}#{SectionKind.SUPPORT.value}",
            areas=areas_in_words(entry.areas, limited=entry.is_limited),
        )


def _first_line(conditions: str) -> str:
    """The first paragraph; a row of a table says nothing by itself."""
    lines = (line.strip() for line in conditions.splitlines())
    first = next((line for line in lines if line and not line.startswith("|")), "")
    return shortened(first, CONDITION_CHARS)


@dataclass(frozen=True, slots=True)
class DistrictView:
    anchor: str
    name: str
    total: int
    usable: int
    entries: tuple[EntryView, ...]
    list_url: str
    """All of its policies on the topic."""

    @property
    def more(self) -> int:
        """How many policies the list holds beside those that are shown."""
        return self.total - len(self.entries)

    @classmethod
    def of(cls, place: DistrictEntries, topic: str, on: date) -> Self:
        params = QueryDict(mutable=True)
        params["district"], params["topic"] = place.district.value, topic
        if place.district.full_name != CITY:
            params["only"] = "own"
        return cls(
            anchor=f"in-{place.district.value}",
            name=place.district.full_name,
            total=place.total,
            usable=place.usable,
            entries=tuple(EntryView.of(entry, on) for entry in place.entries),
            list_url=facets.address(params),
        )


@dataclass(frozen=True, slots=True)
class MatrixPage:
    topic: Option | None
    """None where the topic is still to be chosen."""
    topics: tuple[Link, ...]
    places: tuple[DistrictView, ...]
    notices: tuple[str, ...]
    day: str
    url: str

    @property
    def without(self) -> tuple[DistrictView, ...]:
        """Those of which the library has nothing."""
        return tuple(place for place in self.places if not place.total)

    @property
    def terms(self) -> tuple[Term, ...]:
        rows = chain.from_iterable(place.entries for place in self.places)
        said = (words for entry in rows for words in entry.row.own_words)
        return glossary.used_in("申报", *said, *(link.label for link in self.topics))

    @classmethod
    def build(cls, data: QueryDict, on: date) -> Self:
        asked = QueryDict(mutable=True)
        asked.setlist("topic", data.getlist("topic"))
        try:
            engine = Engine.on(on)
            read = PolicyFilter(asked, values=engine.values)
            topic = _first(read)
            matrix = Matrix.of(engine, topic.value, on) if topic else Matrix((), engine.is_stale)
        except UnavailableError:
            read = PolicyFilter(asked, values=facet_table.load())
            topic = _first(read)
            return cls._of(topic, read, Matrix(()), (UNAVAILABLE, *read.notices), on)
        return cls._of(topic, read, matrix, tuple(_notices(read, topic, matrix)), on)

    @classmethod
    def _of(
        cls,
        topic: Option | None,
        read: PolicyFilter,
        matrix: Matrix,
        notices: tuple[str, ...],
        on: date,
    ) -> Self:
        options = read.values["topic"].options
        return cls(
            topic=topic,
            topics=tuple(Link(each.label, _address(each.value), each is topic) for each in options),
            places=tuple(DistrictView.of(place, topic.value, on) for place in matrix.places) if topic else (),
            notices=notices,
            day=in_chinese(on),
            url=_address(topic.value if topic else ""),
        )


def _first(read: PolicyFilter) -> Option | None:
    """The topic that is asked for; of several the first."""
    chosen = read.data.getlist("topic")
    return read.values["topic"].by_value[chosen[0]] if chosen else None


def _notices(read: PolicyFilter, topic: Option | None, matrix: Matrix) -> Iterator[str]:
    if matrix.is_stale:
        yield STALE
    if topic and len(read.data.getlist("topic")) > 1:
        yield f"一次对照一个主题，现在是“{topic.label}”；别的主题请在下面另选。"
    yield from read.notices


def _address(topic: str) -> str:
    params = QueryDict(mutable=True)
    if topic:
        params["topic"] = topic
    query = params.urlencode()
    return path_of("policies:matrix") + (f"?{query}" if query else "")
