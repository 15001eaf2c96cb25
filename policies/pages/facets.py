"""The facets of a list with the addresses that add or take away a value, and the address of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote_plus

from django.http import QueryDict

from policies.filters import ONLY_OWN
from policies.lookup import facets as facet_table
from policies.pages.common import path_of
from policies.results.listing import FacetCounts, ValueCount

# Stands in an address where a value will: no parameter that was understood holds it.
_HOLE = "\0"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value; `count` is what it shows alone, `url` the list with it added or, if selected, taken away."""

    value: str
    label: str
    count: int | None
    """None while there is no index to count."""
    selected: bool
    url: str
    wish: str = ""
    finds_more: bool = False
    """Whether choosing it also finds what is not counted here: in a district, what applies in the whole city."""

    @property
    def is_empty(self) -> bool:
        """Choosing it would find nothing. What is chosen is never empty: it has to be in sight to be taken away."""
        return self.count == 0 and not self.selected and not self.finds_more


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    values: tuple[FacetValue, ...]
    note: str = ""
    """What its numbers leave out."""

    @property
    def selected(self) -> tuple[FacetValue, ...]:
        return tuple(value for value in self.values if value.selected)

    @property
    def found(self) -> tuple[FacetValue, ...]:
        return tuple(value for value in self.values if not value.is_empty)

    @property
    def empty(self) -> tuple[FacetValue, ...]:
        return tuple(value for value in self.values if value.is_empty)

    @property
    def told_empty(self) -> str:
        """另有 9 个主题没有结果, the line behind which the empty values are folded."""
        more = "另有 " if self.found else ""
        return f"{more}{len(self.empty)} {facet_table.measure(self.name)}没有结果"


def dressed(
    counted: Iterable[FacetCounts], params: QueryDict, city_wide: int | None = None
) -> tuple[Facet, ...]:
    """With the addresses that lead on from the list under `params`, and the number that stands in every district's."""
    labels = {facet.name: facet.label for facet in facet_table.public()}
    notes = {"district": f"另有全市适用 {city_wide}"} if city_wide else {}
    in_every_district = bool(city_wide) and "only" not in params
    return tuple(
        Facet(
            name=facet.name,
            label=labels[facet.name],
            values=_values(facet, params, finds_more=facet.name == "district" and in_every_district),
            note=notes.get(facet.name, ""),
        )
        for facet in counted
    )


def _values(facet: FacetCounts, params: QueryDict, *, finds_more: bool) -> tuple[FacetValue, ...]:
    address_of = _toggling(params, facet.name)
    return tuple(_value(each, address_of(each.value), finds_more=finds_more) for each in facet.values)


def _value(counted: ValueCount, url: str, *, finds_more: bool) -> FacetValue:
    return FacetValue(
        value=counted.value,
        label=counted.name,
        count=counted.count,
        selected=counted.selected,
        url=url,
        wish=counted.wish,
        finds_more=finds_more,
    )


def address(params: QueryDict) -> str:
    """The address of the list under `params`."""
    return _address("policies:list", params)


def print_address(params: QueryDict) -> str:
    """The address of the same list on one paper."""
    params = params.copy()
    params.pop("page", None)
    return _address("policies:print", params)


def _address(page: str, params: QueryDict) -> str:
    query = params.urlencode()
    return path_of(page) + (f"?{query}" if query else "")


def toggled(params: QueryDict, name: str, value: str) -> str:
    """The address of the list with one value added to a facet, or taken out of it; back on page 1."""
    params = params.copy()
    values = params.getlist(name)
    kept = [other for other in values if other != value] if value in values else [*values, value]
    params.setlist(name, kept)
    return _from_the_start(params)


def _toggling(params: QueryDict, name: str) -> Callable[[str], str]:
    """`toggled` for all the values of one facet: what their addresses have in common is put together once."""
    chosen = set(params.getlist(name))
    before, _, after = toggled(params, name, _HOLE).partition(quote_plus(_HOLE))

    def address_of(value: str) -> str:
        return toggled(params, name, value) if value in chosen else f"{before}{quote_plus(value)}{after}"

    return address_of


def without(params: QueryDict, name: str) -> str:
    """The address of the list with all values of one parameter taken out."""
    params = params.copy()
    params.pop(name, None)
    return _from_the_start(params)


def with_only_own(params: QueryDict) -> str:
    """The address of the same list with no more than what the districts have of their own."""
    params = params.copy()
    params["only"] = ONLY_OWN
    return _from_the_start(params)


def _from_the_start(params: QueryDict) -> str:
    """Page 1; and nothing is asked of a district where none is asked for."""
    params.pop("page", None)
    if not params.getlist("district") and "q" not in params:
        params.pop("only", None)
    return address(params)


def with_words(params: QueryDict, words: str) -> QueryDict:
    """The same parameters with other words, or without any."""
    params = params.copy()
    params["q"] = words
    if not words:
        del params["q"]
    return params


def asking(params: QueryDict, words: str) -> str:
    """The address of the list with other words, or without any."""
    return address(with_words(params, words))
