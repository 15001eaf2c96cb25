"""Up to four policies beside each other, and others that are like the first of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError
from policies.models import Policy
from policies.results.answers import Answer
from policies.results.belongings import Belongings, belongings_of, topics_of
from policies.results.listed import listed
from policies.results.parts import filled
from policies.results.summaries import PolicySummary, named
from policies.vocabulary import SectionKind, SectionState

# Of those that are offered beside what was chosen.
SIMILAR = 6


@dataclass(frozen=True, slots=True)
class Side:
    """One of the policies that are compared."""

    policy: Policy
    summary: PolicySummary
    answer: Answer
    audiences: tuple[str, ...]
    bodies: Mapping[SectionKind, str]
    """Of the sections that have content."""
    absent: Collection[SectionKind]
    """The sections of which the document says nothing."""

    @classmethod
    def of(cls, policy: Policy, filed: Belongings, on: date) -> Self:
        sections = policy.sections.all()
        bodies = filled(sections)
        return cls(
            policy=policy,
            summary=PolicySummary.of(policy, on, filed.topics),
            answer=Answer.in_short(policy, filed, bodies, on),
            audiences=tuple(audience.name for audience in policy.audiences.all()),
            bodies=bodies,
            absent={SectionKind(each.kind) for each in sections if each.state == SectionState.ABSENT},
        )


def sides(slugs: Sequence[str], on: date) -> list[Side]:
    """Those that are published, in the order asked for: 7 queries."""
    policies = Policy.objects.published().for_list().prefetch_related("audiences", "sections")
    found = {policy.slug: policy for policy in policies.filter(slug__in=slugs)}
    filed = belongings_of([policy.pk for policy in found.values()])
    chosen = (found[slug] for slug in slugs if slug in found)
    return [Side.of(policy, filed[policy.pk], on) for policy in chosen]


def similar(chosen: Sequence[Side], on: date) -> tuple[PolicySummary, ...]:
    """What is related to the first of the chosen, these left out: 3 queries. None without an index."""
    first = chosen[0].policy
    topics = [topic.slug for topic in topics_of([first.pk]).get(first.pk, ())]
    try:
        keys = Engine.on(on).related(
            first.pk, first.title, topics, first.district.slug, SIMILAR + len(chosen)
        )
    except UnavailableError:
        return ()
    taken = {side.policy.pk for side in chosen}
    wanted = [key for key in keys if key not in taken][:SIMILAR]
    return named(listed(wanted), on)
