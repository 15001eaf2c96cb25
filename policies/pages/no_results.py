"""Nothing found: what to loosen, and how many policies that would show. Every count is asked, none is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from django.http import QueryDict

from policies import facets
from policies.filters import PolicyFilter
from policies.lookup import facets as facet_table
from policies.lookup.engine import Engine
from policies.lookup.query import Query
from policies.text.folding import fold

# More ways out than this are no help in choosing.
SHOWN = 6


class Chosen(Protocol):
    facet: str
    label: str


@dataclass(frozen=True, slots=True)
class WayOut:
    label: str
    count: int
    url: str


def ways_out(engine: Engine, policy_filter: PolicyFilter, chips: Iterable[Chosen]) -> tuple[WayOut, ...]:
    """Help with spelling first, then whatever gives up one thing only, what frees most before what frees less."""
    spelling = list(_spelling(engine, policy_filter))
    one = [*_filters(engine, policy_filter, chips), *_words(engine, policy_filter)]
    found = sorted((way for way in one if way.count), key=lambda way: -way.count)
    last = [way for way in _last(engine, policy_filter) if way.count]
    return tuple((spelling + found + last)[:SHOWN])


def _spelling(engine: Engine, policy_filter: PolicyFilter) -> Iterator[WayOut]:
    if near := engine.near(policy_filter.lookup):
        typed, word, count = near
        text = fold(policy_filter.words.text).replace(typed, word)
        yield WayOut(f"您要找的是不是“{word}”", count, _with_words(policy_filter, text))


def _filters(engine: Engine, policy_filter: PolicyFilter, chips: Iterable[Chosen]) -> Iterator[WayOut]:
    names = {"in": "范围", "q": "关键词"} | {facet.name: facet.label for facet in facet_table.public()}
    for name, label in names.items():
        chosen = "、".join(chip.label for chip in chips if chip.facet == label)
        # Without its only words the question is no question: that list has a link of its own.
        if chosen and not (name == "q" and list(policy_filter.data) == ["q"]):
            count = engine.count(policy_filter.lookup.without(name))
            yield WayOut(f"去掉“{label}：{chosen}”", count, facets.without(policy_filter.data, name))


def _words(engine: Engine, policy_filter: PolicyFilter) -> Iterator[WayOut]:
    """The question with one term less, or with its phrases as plain words."""
    typed = policy_filter.words
    texts = {f"去掉“{term}”": text for term, text in typed.loosened()}
    if typed.phrases:
        texts["不加引号"] = typed.unquoted()
    for label, text in texts.items():
        count = engine.count(replace(policy_filter.lookup, typed=Query.parse(text)))
        yield WayOut(label, count, _with_words(policy_filter, text))


def _last(engine: Engine, policy_filter: PolicyFilter) -> Iterator[WayOut]:
    """Behind the single steps: the words without any filter, then parts of a word that stand somewhere."""
    bare = policy_filter.data.copy()
    for name in ("in", *facet_table.names()):
        bare.pop(name, None)
    if bare.get("q") and len(bare) < len(policy_filter.data):
        count = engine.count(replace(policy_filter.lookup, scope=None, facets={}))
        yield WayOut("去掉全部筛选，只留关键词", count, facets.address(bare))
    for part, count in engine.parts(policy_filter.lookup):
        yield WayOut(f"只查“{part}”", count, _with_words(policy_filter, part))


def _with_words(policy_filter: PolicyFilter, text: str) -> str:
    params: QueryDict = policy_filter.data.copy()
    params["q"] = text
    return facets.address(params)
