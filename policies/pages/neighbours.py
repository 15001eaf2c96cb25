"""The other policies that the page of one policy names: related, cited, citing, with their addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from policies.models import Policy, Topic
from policies.pages.cited import Citations, CitedBy, Mention
from policies.pages.common import Row, detail_url
from policies.results.others import OtherPolicies


@dataclass(frozen=True, slots=True)
class Neighbours:
    topics: Sequence[Topic]
    """Of the policy itself."""
    related: tuple[Row, ...]
    citations: Citations
    cited_by: CitedBy

    @classmethod
    def of(cls, policy: Policy, on: date) -> Self:
        """2 queries, which also bring the topics of the policy itself."""
        others = OtherPolicies.of(policy, on)
        addresses = {key: detail_url(slug) for key, slug in others.slugs.items()}
        return cls(
            topics=others.topics,
            related=tuple(Row.of(summary, on) for summary in others.related),
            citations=Citations(others.cited, addresses),
            cited_by=CitedBy(others.citing_count, tuple(map(Mention.of, others.citing))),
        )
