"""What a beginning of a question could become: topics and titles. Plain links, for people and for the search box."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from policies.lookup import tokens
from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError
from policies.lookup.query import Query
from policies.models import Policy
from policies.pages import facets
from policies.pages.common import Link
from policies.text.folding import fold

TOPICS, TITLES = 3, 7


@dataclass(frozen=True, slots=True)
class SuggestPage:
    query: str
    topics: tuple[Link, ...]
    titles: tuple[Link, ...]
    list_url: str
    available: bool = True

    @classmethod
    def build(cls, raw: str, on: date) -> SuggestPage:
        typed = Query.parse(raw)
        query = typed.text
        params = QueryDict(mutable=True)
        if query:
            params["q"] = query
        try:
            engine = Engine.on(on)
            topics = _topics(engine, typed)
            keys = engine.titled(query, TITLES)
        except UnavailableError:
            return cls(query, (), (), facets.address(params), available=False)
        policies = Policy.objects.published().in_order(keys)
        titles = tuple(Link(policy.title, policy.get_absolute_url()) for policy in policies)
        return cls(query, topics, titles, facets.address(params))


def _topics(engine: Engine, typed: Query) -> tuple[Link, ...]:
    """Topics whose name, or a synonym of it, holds the words and phrases that were typed."""
    folded = fold("".join((*typed.words, *typed.phrases))).replace(" ", "")
    if not tokens.runs(folded):
        return ()
    topics = engine.values["topic"].options
    found = [topic for topic in topics if any(folded in fold(name) for name in topic.names)]
    return tuple(
        Link(topic.label, facets.toggled(QueryDict(mutable=True), "topic", topic.value))
        for topic in found[:TOPICS]
    )
