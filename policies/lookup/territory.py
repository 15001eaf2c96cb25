"""Where policies apply: in one district, in the areas that they are limited to, or in the whole city.

The index holds one value for each policy, its *reach*: `xuhui`, `shanghai`, or `@lingang@zhangjiang` for what the city
decides for these areas alone. The list of a district is made of groups, and each group of whole reaches; so no policy
stands in two of them, and the counts of the groups add up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Self

from policies.lookup.records import Record
from policies.models import Area, District
from policies.text.titles import CITY

# Before the slug of each area; no slug of a district holds it.
_LIMITED_TO = "@"
# Of a policy that is filed under no district.
_NOWHERE = "-"


def reach_of(record: Record) -> str:
    """The one value under which the index finds where a policy applies.

    An area inside one district is a label of what that district decides, and limits no reach.
    """
    if record.district_name == CITY and record.areas:
        return "".join(f"{_LIMITED_TO}{slug}" for slug in sorted(record.areas))
    return record.district or _NOWHERE


def areas_of(reach: str) -> list[str]:
    """The areas that a reach is limited to; none for a district and for the whole city.

    >>> areas_of("@lingang@zhangjiang"), areas_of("xuhui")
    (['lingang', 'zhangjiang'], [])
    """
    return reach.split(_LIMITED_TO)[1:]


class Applies(Enum):
    """Why the policies of a group stand in the list of a district."""

    DISTRICT = auto()
    AREA = auto()
    CITY = auto()


@dataclass(frozen=True, slots=True)
class Group:
    """Policies that apply for the same reason; `name` is that of the district, of the city, or of all the areas."""

    applies: Applies
    value: str
    """The slug of the district, or the reach of what is limited to areas."""
    name: str
    reaches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Territory:
    """The districts, and the areas with the districts that they lie in, in the order in which residents see them."""

    districts: Mapping[str, str]
    """Slug -> name."""
    areas: Mapping[str, str]
    lies_in: Mapping[str, Collection[str]]
    """Area -> districts; an area that nobody has placed yet lies in none."""

    @classmethod
    def load(cls) -> Self:
        """3 queries."""
        lies_in: dict[str, set[str]] = defaultdict(set)
        for area, district in Area.districts.through.objects.values_list("area__slug", "district__slug"):
            lies_in[area].add(district)
        districts = dict(District.objects.values_list("slug", "name"))
        return cls(districts, dict(Area.objects.values_list("slug", "name")), lies_in)

    @property
    def city(self) -> str:
        """The slug of 上海市; empty in a library without it."""
        return next((slug for slug, name in self.districts.items() if name == CITY), "")

    def groups(self, chosen: Collection[str], reaches: Iterable[str], *, only_own: bool) -> list[Group]:
        """The groups of the list of the `chosen` districts, in order; `reaches` are all that occur in the library.

        What is limited to several areas is a group of its own, behind that of the first of them. 上海市 has its areas behind what applies everywhere.
        """
        local = [slug for slug in self.districts if slug in chosen and slug != self.city]
        wants_city = self.city in chosen
        limited = _Limited(self.areas, reaches)
        groups = [Group(Applies.DISTRICT, slug, self.districts[slug], (slug,)) for slug in local]
        if not only_own:
            here = [area for area in self.areas if not {*local}.isdisjoint(self.lies_in.get(area, ()))]
            groups += limited.take(here)
        if self.city and (wants_city or not only_own):
            groups.append(Group(Applies.CITY, self.city, CITY, (self.city,)))
        if wants_city:
            groups += limited.take(self.areas)
        return groups

    def own_counts(self, by_reach: Mapping[str, int]) -> dict[str, int]:
        """How many policies each district has of its own; the city also what it decides for areas."""
        counts: dict[str, int] = defaultdict(int)
        for reach, count in by_reach.items():
            counts[self.city if areas_of(reach) else reach] += count
        counts.pop(_NOWHERE, None)
        return dict(counts)

    def list_counts(
        self, by_reach: Mapping[str, int], reaches: Iterable[str], *, only_own: bool
    ) -> dict[str, int]:
        """How many policies the list of each district would hold."""
        groups = {slug: self.groups((slug,), reaches, only_own=only_own) for slug in self.districts}
        return {slug: sum(each.count for each in counted(its, by_reach)) for slug, its in groups.items()}


class _Limited:
    """The reaches that are limited to areas, each given away once."""

    def __init__(self, names: Mapping[str, str], reaches: Iterable[str]) -> None:
        self._names = names
        self._left = {reach: areas_of(reach) for reach in sorted(reaches) if areas_of(reach)}

    def take(self, areas: Iterable[str]) -> Iterator[Group]:
        """A group for each reach that is left and limited to any of the areas: first to one alone, then to others too."""
        for area in areas:
            for reach in self._limited_to(area):
                limits = self._left.pop(reach)
                names = [name for slug, name in self._names.items() if slug in limits]
                yield Group(Applies.AREA, reach, "、".join(names), (reach,))

    def _limited_to(self, area: str) -> list[str]:
        """Of those that are left, to the fewest areas first."""
        reaches = [reach for reach, limits in self._left.items() if area in limits]
        return sorted(reaches, key=lambda reach: (len(self._left[reach]), reach))


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many policies of a group are found; `first` is the number of those in the groups before it."""

    group: Group
    count: int
    first: int


def counted(groups: Sequence[Group], by_reach: Mapping[str, int]) -> tuple[GroupCount, ...]:
    """With the number of policies of each; an area for which none is found is left out."""
    found: list[GroupCount] = []
    first = 0
    for group in groups:
        count = sum(by_reach.get(reach, 0) for reach in group.reaches)
        if count or group.applies is not Applies.AREA:
            found.append(GroupCount(group, count, first))
        first += count
    return tuple(found)
