"""The first version's lookup, in plain ORM: slow, simple, and the measure of the engine's lists and counts."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from policies.models import Policy, PolicyAudience, PolicyTopic
from policies.text.dates import year_before
from policies.vocabulary import Sort, Validity

FACETS = ("district", "year", "topic", "audience", "validity")


def with_validity(policies: QuerySet, on: date) -> QuerySet:
    """Annotate `validity_on_day`, by the same rule as `policies.validity.judge`."""
    in_force = Q(expires_on__isnull=False) | Q(repealed_on__isnull=False)
    verified = Q(verified_on__range=(year_before(on), on))
    return policies.annotate(
        validity_on_day=Case(
            When(repealed_on__lte=on, then=Value(Validity.REPEALED.value)),
            When(expires_on__lt=on, then=Value(Validity.EXPIRED.value)),
            When(~Q(past_reason=""), then=Value(Validity.PAST.value)),
            When(
                Q(source_kind="third_party") | ~Q(uncertain_reason=""), then=Value(Validity.UNVERIFIED.value)
            ),
            When(effective_on__gt=on, then=Value(Validity.UPCOMING.value)),
            When(in_force | verified, then=Value(Validity.IN_FORCE.value)),
            default=Value(Validity.UNVERIFIED.value),
            output_field=CharField(),
        )
    )


def narrowed(chosen: dict[str, list[str]], on: date, *, without: str = "") -> QuerySet:
    """Published policies under every filter, or under every filter but one."""
    policies = with_validity(Policy.objects.published(), on)
    filters = {
        "district": lambda values: Q(district__slug__in=values),
        "year": lambda values: Q(year__in=values),
        # Subqueries, not joins: a join would count a policy once for each topic that matched.
        "topic": lambda values: Q(pk__in=PolicyTopic.objects.filter(topic__slug__in=values).values("policy")),
        "audience": lambda values: Q(
            pk__in=PolicyAudience.objects.filter(audience__slug__in=values).values("policy")
        ),
        "validity": lambda values: Q(validity_on_day__in=values),
    }
    for name, values in chosen.items():
        if name != without:
            policies = policies.filter(filters[name](values))
    return policies


def keys(chosen: dict[str, list[str]], on: date, sort: Sort) -> list[int]:
    return list(narrowed(chosen, on).sorted_by(sort).values_list("pk", flat=True))


def counts(chosen: dict[str, list[str]], on: date, name: str) -> dict[str, int]:
    """How many policies each value of a facet would show, under every filter but the facet's own."""
    column = {"district": "district__slug", "topic": "topics__slug", "audience": "audiences__slug"}
    column = column.get(name, "validity_on_day" if name == "validity" else name)
    rows = narrowed(chosen, on, without=name).order_by().values(column).annotate(number=Count("pk"))
    return {str(row[column]): row["number"] for row in rows if row[column] is not None}
