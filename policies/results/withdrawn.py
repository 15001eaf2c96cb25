"""What residents are told of a policy that was withdrawn: its name, when and why, and what came after it. None of its text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils import timezone

from policies.models import Policy, Topic, Withdrawal
from policies.results.others import Reference
from policies.vocabulary import PublicationState

# Of successors that were withdrawn themselves: no row of mergers is longer.
MOST_STEPS = 20
PUBLISHED, WITHDRAWN = PublicationState.PUBLISHED, PublicationState.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Filed:
    """A value under which others like it are found."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    title: str
    title_is_ours: bool
    on: date | None
    """None where nobody knows it any more."""
    reason: str
    successor: Reference | None
    """Published today."""
    district: Filed | None
    topics: tuple[Filed, ...]

    @classmethod
    def of_slug(cls, slug: str) -> Self | None:
        """None where no policy of this slug was withdrawn. 2 queries, and 1 for each successor that was withdrawn too."""
        found = Withdrawal.of_slug(slug)
        if found is None or found.policy.state == PUBLISHED:
            return None
        # What a draft says that is made of it is not public.
        told = found.policy if found.policy.state == WITHDRAWN else found
        successor = _published_in_the_end(found)
        return cls(
            title=told.title,
            title_is_ours=told.title_is_ours,
            on=timezone.localdate(found.at) if found.at else None,
            reason=found.reason,
            successor=Reference.of(successor) if successor else None,
            district=Filed(told.district.slug, told.district.name) if told.district else None,
            topics=tuple(Filed(topic.slug, topic.name) for topic in _topics(told)),
        )


def _topics(told: Policy | Withdrawal) -> Iterable[Topic]:
    return told.topics.all() if isinstance(told, Policy) else Topic.objects.filter(slug__in=told.topic_slugs)


def _published_in_the_end(found: Withdrawal) -> Policy | None:
    """Where a row of successors ends, if residents can read that; a row that comes back to itself ends nowhere."""
    seen = {found.policy_id}
    following = found.successor
    while following and following.state != PUBLISHED:
        if following.pk in seen or len(seen) > MOST_STEPS:
            return None
        seen.add(following.pk)
        next_one = Withdrawal.objects.select_related("successor").filter(policy=following).first()
        following = next_one.successor if next_one else None
    return following
