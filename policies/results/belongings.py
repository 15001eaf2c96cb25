"""What is filed with policies, read as columns.

A page of twenty rows has some two hundred of these. As models, with the querysets that lead to them, they cost more than
all else that is read for the page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from policies.models import (
    Audience,
    Benefit,
    Material,
    Policy,
    PolicyAudience,
    PolicyTopic,
    Round,
    ServicePoint,
    Topic,
)
from policies.prepared import Prepared

_ROUND = ("uid", "name", "opens_on", "closes_on", "open_all_year", "notice_url", "note", "source")
_BENEFIT = ("uid", "who", "what", "amount", "kind", "cap_yuan", "per", "section", "quote")
# A point with its district.
POINT = (
    *("uid", "name", "district__name", "district__short", "handles", "address", "hours", "telephones"),
    *("online_url", "seen_on", "source", "note"),
)
# A policy has its points in this order.
_POINT_ORDER = ("policyservicepoint__order", "policyservicepoint__id")


def _of_policies(rows: QuerySet) -> Prepared:
    return Prepared(lambda *keys: rows.filter(policy__in=keys))


# The first column is the policy.
_rounds = _of_policies(Round.objects.values_list("policy", *_ROUND, named=True))
_benefits = _of_policies(Benefit.objects.values_list("policy", *_BENEFIT, named=True))
_materials = _of_policies(Material.objects.values_list("policy", "uid", "name", "note", named=True))
_topics = _of_policies(
    PolicyTopic.objects.annotate(slug=F("topic__slug"), name=F("topic__name"))
    .order_by("topic__order", "topic__slug")
    .values_list("policy", "slug", "name", named=True)
)
_audiences = _of_policies(
    PolicyAudience.objects.annotate(slug=F("audience__slug"), name=F("audience__name"))
    .order_by("audience__order", "audience__slug")
    .values_list("policy", "slug", "name", named=True)
)
_points = Prepared(
    lambda *keys: (
        ServicePoint.objects.filter(policyservicepoint__policy__in=keys)
        .order_by(*_POINT_ORDER)
        .values_list("policyservicepoint__policy", *POINT, named=True)
    )
)
# Of a policy and its district.
_points_of_one = Prepared(
    lambda policy, district: ServicePoint.objects.for_policy(policy, district).values_list(
        *POINT, "rank", named=True
    )
)


@dataclass(frozen=True, slots=True)
class Belongings:
    """Of one policy, each in its order: models, or their columns under the same names."""

    topics: tuple[str, ...] = ()
    rounds: Sequence[Round] = ()
    benefits: Sequence[Benefit] = ()
    points: Sequence[ServicePoint] = ()
    materials: Sequence[Material] = ()
    """A list asks for none."""


def belongings_of(keys: Collection[int]) -> Mapping[int, Belongings]:
    """What is filed with each of the policies with these ids: 4 queries, whatever their number."""
    topics = topics_of(keys)
    rounds = _by_policy(_rounds.among(keys))
    benefits = _by_policy(_benefits.among(keys))
    points = _by_policy(_points.among(keys))
    return {
        key: Belongings(
            topics=names_in(topics.get(key, ())),
            rounds=rounds.get(key, ()),
            benefits=benefits.get(key, ()),
            points=points.get(key, ()),
        )
        for key in keys
    }


def belongings_of_one(policy: Policy) -> Belongings:
    """All but the topics: 4 queries. Behind its own points, whose `rank` is not None, come those of its district."""
    return Belongings(
        rounds=_rounds(policy.pk),
        benefits=_benefits(policy.pk),
        points=_points_of_one(policy.pk, policy.district_id),
        materials=_materials(policy.pk),
    )


def audiences_of(policy: Policy) -> Sequence[Audience]:
    """Each with its `slug` and `name`: 1 query."""
    return _audiences(policy.pk)


def topics_of(keys: Collection[int]) -> Mapping[int, Sequence[Topic]]:
    """Id of a policy -> its topics, each with its `slug` and `name`: 1 query."""
    return _by_policy(_topics.among(keys))


def names_in(topics: Iterable[Topic]) -> tuple[str, ...]:
    return tuple(topic.name for topic in topics)


def _by_policy(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[Any]]:
    """Rows whose first column is the id of a policy, by this."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found
