"""How many policies each value of each facet would show."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import CharField, Count, F, Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.urls import reverse

from policies.filters import Option, PolicyFilter
from policies.querysets import PolicyQuerySet

# What each facet groups by.
_COLUMNS = {
    "district": F("district__slug"),
    "year": F("year"),
    "topic": F("topics__slug"),
    "audience": F("audiences__slug"),
    "validity": F("validity_on_day"),
}


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value; `count` is what it shows alone, `url` the list with it added or, if selected, taken away."""

    value: str
    label: str
    count: int
    selected: bool
    url: str


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    values: tuple[FacetValue, ...]

    @property
    def selected(self) -> tuple[FacetValue, ...]:
        return tuple(value for value in self.values if value.selected)


@dataclass(frozen=True, slots=True)
class Counts:
    """`total` under all filters; each facet under all filters except its own."""

    total: int
    by_facet: dict[str, dict[str, int]]


def count(policy_filter: PolicyFilter) -> Counts:
    """Count everything in one query."""
    queryset = policy_filter.queryset
    parts = [_group("total", policy_filter.filter_queryset(queryset), Value(""))]
    for name in policy_filter.FACETS:
        rows = policy_filter.filter_queryset(queryset, without=name).with_validity(policy_filter.on)
        parts.append(_group(name, rows, _COLUMNS[name]))
    by_facet: dict[str, dict[str, int]] = {name: {} for name in ("total", *policy_filter.FACETS)}
    for name, value, number in parts[0].union(*parts[1:], all=True):
        by_facet[name][value] = number
    return Counts(by_facet.pop("total").get("", 0), by_facet)


def _group(name: str, rows: PolicyQuerySet, column: F | Value) -> PolicyQuerySet:
    return (
        rows.order_by()
        .annotate(facet=Value(name, CharField()), value=Cast(column, CharField()))
        .values("facet", "value")
        .annotate(number=Count("pk"))
        .values_list("facet", "value", "number")
    )


def build(policy_filter: PolicyFilter, counts: Counts) -> tuple[Facet, ...]:
    return tuple(
        Facet(
            name,
            policy_filter.filters[name].label,
            tuple(_values(name, policy_filter, counts.by_facet[name])),
        )
        for name in policy_filter.FACETS
    )


def _values(name: str, policy_filter: PolicyFilter, counts: dict[str, int]) -> list[FacetValue]:
    chosen = policy_filter.selected(name)
    options: list[Option] = getattr(policy_filter.options, name)
    if name == "year":
        # Years have no taxonomy: those that hold something, and those that were asked for.
        options = [option for option in options if option.value in counts or option.value in chosen]
    return [
        FacetValue(
            value=option.value,
            label=option.label,
            count=counts.get(option.value, 0),
            selected=option.value in chosen,
            url=toggled(policy_filter.data, name, option.value),
        )
        for option in options
    ]


def address(params: QueryDict) -> str:
    """The address of the list under `params`."""
    query = params.urlencode()
    return reverse("policies:list") + (f"?{query}" if query else "")


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
