"""What a beginning of a question could become: words and titles. Plain links, for people and for the search box."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from policies.lookup import facets as facet_table
from policies.lookup.beginnings import NamedOption
from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError
from policies.lookup.query import Typed
from policies.pages import facets
from policies.pages.common import Link, detail_url
from policies.results.suggestions import Suggestions


@dataclass(frozen=True, slots=True)
class WordLink:
    """A value of a facet: 主题 住房安居（人才公寓）; leads to its list."""

    kind: str
    label: str
    url: str
    begun: str = ""
    """The other name for it that was begun."""


@dataclass(frozen=True, slots=True)
class SuggestPage:
    query: str
    words: tuple[WordLink, ...]
    titles: tuple[Link, ...]
    list_url: str
    available: bool = True

    @classmethod
    def build(cls, raw: str, on: date) -> SuggestPage:
        typed = Typed.parse(raw)
        params = QueryDict(mutable=True)
        if typed:
            params["q"] = typed.text
        address = facets.address(params)
        try:
            found = Suggestions.of(Engine.on(on), typed)
        except UnavailableError:
            return cls(typed.text, (), (), address, available=False)
        kinds = {facet.name: facet.label for facet in facet_table.public()}
        words = tuple(_word(named, kinds[named.facet]) for named in found.words)
        titles = tuple(Link(policy.title, detail_url(policy.slug)) for policy in found.policies)
        return cls(typed.text, words, titles, address)


def _word(named: NamedOption, kind: str) -> WordLink:
    option = named.option
    url = facets.toggled(QueryDict(mutable=True), named.facet, option.value)
    begun = "" if named.name in (option.full_name, option.label) else named.name
    return WordLink(kind, option.full_name, url, begun)
