"""The first page: search, districts, topics, years, and what is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from policies import facets
from policies.facets import Facet
from policies.filters import Options, PolicyFilter
from policies.lookup.engine import Engine, Lookup
from policies.lookup.index import UnavailableError
from policies.models import Policy
from policies.pages.common import Row
from policies.querysets import PolicyQuerySet
from policies.vocabulary import Sort

NEWEST_ON_HOME = 8


@dataclass(frozen=True, slots=True)
class HomePage:
    total: int
    districts: Facet
    years: Facet
    topics: Facet
    newest: tuple[Row, ...]

    @classmethod
    def build(cls, on: date) -> HomePage:
        policies = Policy.objects.published().for_list()
        try:
            engine = Engine.on(on)
            options = engine.reader.remember("options", Options.load)
            counts = engine.counts(Lookup())
            keys = engine.page(Lookup(), 0, NEWEST_ON_HOME)
        except UnavailableError:
            return cls._without_index(policies, on)
        every = facets.build(PolicyFilter(QueryDict(), options=options), counts)
        return cls._of(every, counts.total, policies.in_order(keys), on)

    @classmethod
    def _without_index(cls, policies: PolicyQuerySet, on: date) -> HomePage:
        """The same page, with nothing counted but the whole."""
        every = facets.build(PolicyFilter(QueryDict(), options=Options.load()), None)
        newest = list(policies.sorted_by(Sort.NEWEST)[:NEWEST_ON_HOME])
        return cls._of(every, policies.count(), newest, on)

    @classmethod
    def _of(cls, every: tuple[Facet, ...], total: int, newest: list[Policy], on: date) -> HomePage:
        by_name = {facet.name: facet for facet in every}
        return cls(
            total=total,
            districts=by_name["district"],
            years=by_name["year"],
            topics=by_name["topic"],
            newest=tuple(Row.of(policy, on) for policy in newest),
        )
