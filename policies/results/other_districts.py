"""Where nothing is found in the list of some districts: which others would have something."""

from __future__ import annotations

from dataclasses import dataclass

from policies.lookup.engine import Engine, Lookup
from policies.lookup.facets import Option
from policies.results.unplaced import without_names


@dataclass(frozen=True, slots=True)
class OtherDistrict:
    option: Option
    count: int
    """How many policies its list would hold, under all other filters."""


@dataclass(frozen=True, slots=True)
class OtherDistricts:
    here: tuple[Option, ...]
    """The districts that have nothing."""
    held_city_wide: bool
    """Whether their list would have held what applies in the whole city as well."""
    words: str
    """The words without the names of these districts."""
    others: tuple[OtherDistrict, ...]
    """What has most comes first. Not 上海市: what it has stands in the list of each."""


def other_districts(engine: Engine, lookup: Lookup) -> OtherDistricts | None:
    """None where no district is asked for, or no other has anything either."""
    here = engine.districts(lookup)
    counts = engine.district_counts(lookup) if here else {}
    city = engine.territory.city
    others = [
        OtherDistrict(option, counts[option.value])
        for option in engine.values["district"].options
        if option.value not in (*here, city) and counts.get(option.value)
    ]
    if not others:
        return None
    by_value = engine.values["district"].by_value
    names = engine.district_words(lookup)
    return OtherDistricts(
        here=tuple(by_value[slug] for slug in here if slug in by_value),
        held_city_wide=not lookup.only_own and city not in here,
        words=without_names(lookup.typed, names, engine.lexicon) if names else lookup.typed.text,
        others=tuple(sorted(others, key=lambda other: -other.count)),
    )
