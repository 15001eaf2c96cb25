"""The other policies that the page of one policy names: related, cited, citing. All are read at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects

from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError
from policies.models import Policy
from policies.pages.cited import CITING_SHOWN, Citations, CitedBy, Mention
from policies.pages.common import Row
from policies.results.summaries import PolicySummary

RELATED = 5


@dataclass(frozen=True, slots=True)
class Neighbours:
    related: tuple[Row, ...]
    citations: Citations
    cited_by: CitedBy

    @classmethod
    def of(cls, policy: Policy, on: date) -> Neighbours:
        """2 queries, which also bring the topics of the policy itself. Without an index there are no neighbours."""
        citations = Citations.read(policy)
        try:
            engine = Engine.on(on)
            library = engine.library(citations.names, citations.itself)
            citations = citations.meaning(library)
            count, citing = engine.citing(citations.itself, library, CITING_SHOWN) if library else (0, [])
            indexed = library.get(policy.pk) if library else None
            topics, district = indexed.topics if indexed else (), citations.itself.district
            related = engine.related(policy.pk, policy.title, topics, district, RELATED)
        except UnavailableError:
            count, citing, related = 0, [], []
        others = _published({*citations.targets, *citing, *related})
        akin = [others[key] for key in related if key in others]
        prefetch_related_objects([policy, *akin], "topics")
        mentions = tuple(Mention.of(others[key]) for key in citing if key in others)
        return cls(
            related=tuple(Row.of(PolicySummary.of(other, on), on) for other in akin),
            citations=citations.at({key: other.get_absolute_url() for key, other in others.items()}),
            cited_by=CitedBy(count, mentions),
        )


def _published(keys: Iterable[int]) -> dict[int, Policy]:
    policies = Policy.objects.published().select_related("district").filter(pk__in=keys)
    return {policy.pk: policy for policy in policies}
