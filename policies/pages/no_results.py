"""Nothing found: what to loosen, and how many policies that would show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.http import QueryDict

from policies.lookup import facets as facet_table
from policies.pages import facets
from policies.results.alternatives import Alternative, Loosening
from policies.results.other_districts import OtherDistricts

# What a chip of `only` is called.
ONLY = "只看"


class Chosen(Protocol):
    facet: str
    label: str


@dataclass(frozen=True, slots=True)
class WayOut:
    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class DistrictWays:
    told: str
    """奉贤区没有，全市适用的里也没有"""
    ways: tuple[WayOut, ...]
    """The same question in each other district that has something."""


def in_other_districts(found: OtherDistricts | None, params: QueryDict) -> DistrictWays | None:
    if found is None:
        return None
    names = "、".join(option.full_name for option in found.here)
    told = f"{names}没有，全市适用的里也没有" if found.held_city_wide else f"{names}没有"
    ways = tuple(
        WayOut(other.option.full_name, other.count, _in_district(params, found.words, other.option.value))
        for other in found.others
    )
    return DistrictWays(told, ways)


def _in_district(params: QueryDict, words: str, district: str) -> str:
    params = facets.with_words(params, words)
    if not words:
        # Without words there is nothing to look for in a section, nor to be relevant to.
        params.pop("in", None)
        params.pop("sort", None)
    params.setlist("district", [district])
    return facets.address(params)


def way_out(found: Alternative, params: QueryDict, chips: Iterable[Chosen]) -> WayOut:
    """The alternative to the question of `params` as a link."""
    words = found.subject
    match found.loosening:
        case Loosening.PARAMETER_LESS:
            label = f"去掉“{_chosen(words, chips)}”"
            return WayOut(label, found.count, facets.without(params, words))
        case Loosening.WORDS_ALONE:
            return WayOut("去掉全部筛选，只留关键词", found.count, _words_alone(params))
        case Loosening.NEAR_WORD:
            label = f"您要找的是不是“{words}”"
        case Loosening.TERM_LESS:
            label = f"去掉“{words}”"
        case Loosening.UNQUOTED:
            label = "不加引号"
        case Loosening.PART_OF_WORD:
            label = f"只查“{words}”，不查其余的"
        case Loosening.DISTRICTS_ALONE:
            return WayOut(f"不用关键词，看{words}的", found.count, _districts_alone(params, found.districts))
        case Loosening.ANYWHERE:
            label = f"不限{words}，查“{found.words}”" if found.words else f"不限{words}"
            params = _anywhere_in_the_city(params)
    return WayOut(label, found.count, facets.asking(params, found.words))


def _chosen(name: str, chips: Iterable[Chosen]) -> str:
    """区：徐汇、静安"""
    labels = {"in": "范围", "q": "关键词", "only": ONLY} | {
        facet.name: facet.label for facet in facet_table.public()
    }
    label = labels[name]
    values = "、".join(chip.label for chip in chips if chip.facet == label)
    return f"{label}：{values}"


def _districts_alone(params: QueryDict, districts: Iterable[str]) -> str:
    params = facets.with_words(params, "")
    params.pop("in", None)
    params.setlist("district", [*districts])
    return facets.address(params)


def _anywhere_in_the_city(params: QueryDict) -> QueryDict:
    """Without what is asked of districts only."""
    params = params.copy()
    params.pop("only", None)
    return params


def _words_alone(params: QueryDict) -> str:
    params = params.copy()
    for name in ("in", "only", *facet_table.names()):
        params.pop(name, None)
    return facets.address(params)
