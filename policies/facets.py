"""The facets of a list as flat records: every value with its count and the address that adds or removes it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from policies.filters import PolicyFilter
from policies.lookup import facets as facet_table
from policies.lookup.engine import Counts
from policies.lookup.facets import FacetDefinition


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

    @property
    def is_empty(self) -> bool:
        """Choosing it would find nothing. What is chosen is never empty: it has to be in sight to be taken away."""
        return self.count == 0 and not self.selected


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    values: tuple[FacetValue, ...]

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


def build(policy_filter: PolicyFilter, counts: Counts | None) -> tuple[Facet, ...]:
    return tuple(
        Facet(
            facet.name,
            facet.label,
            tuple(_values(facet, policy_filter, counts.by_facet[facet.name] if counts else None)),
        )
        for facet in facet_table.public()
    )


def _values(
    facet: FacetDefinition, policy_filter: PolicyFilter, counts: dict[str, int] | None
) -> list[FacetValue]:
    chosen = policy_filter.selected(facet.name)
    options = policy_filter.values[facet.name].options
    if facet.only_held:
        in_sight = {*(counts or ()), *chosen}
        options = [option for option in options if option.value in in_sight]
    return [
        FacetValue(
            value=option.value,
            label=option.label,
            count=None if counts is None else counts.get(option.value, 0),
            selected=option.value in chosen,
            url=toggled(policy_filter.data, facet.name, option.value),
            wish=option.wish,
        )
        for option in options
    ]


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
    return reverse(page) + (f"?{query}" if query else "")


def toggled(params: QueryDict, name: str, value: str) -> str:
    """The address of the list with one value added to a facet, or taken out of it; back on page 1."""
    params = params.copy()
    values = params.getlist(name)
    kept = [other for other in values if other != value] if value in values else [*values, value]
    params.setlist(name, kept)
    params.pop("page", None)
    return address(params)


def without(params: QueryDict, name: str) -> str:
    """The address of the list with all values of one parameter taken out."""
    params = params.copy()
    params.pop(name, None)
    params.pop("page", None)
    return address(params)
