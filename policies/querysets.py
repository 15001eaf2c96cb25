"""The domain's verbs on the database. Nothing here asks what day it is: callers pass `on`."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from policies.text.dates import year_before
from policies.vocabulary import PublicationState, Sort, Validity


class PolicyQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(state=PublicationState.PUBLISHED)

    def with_validity(self, on: date) -> Self:
        """Annotate `validity_on_day`, by the same rule as `policies.validity.judge`."""
        in_force = Q(expires_on__isnull=False) | Q(repealed_on__isnull=False)
        verified = Q(verified_on__range=(year_before(on), on))
        return self.annotate(
            validity_on_day=Case(
                When(repealed_on__lte=on, then=Value(Validity.REPEALED.value)),
                When(expires_on__lt=on, then=Value(Validity.EXPIRED.value)),
                When(effective_on__gt=on, then=Value(Validity.UPCOMING.value)),
                When(in_force | verified, then=Value(Validity.IN_FORCE.value)),
                default=Value(Validity.UNVERIFIED.value),
                output_field=models.CharField(),
            )
        )

    def sorted_by(self, sort: Sort) -> Self:
        """By year, then by day of publication or issue; what has no date comes last either way."""
        day = Coalesce("published_on", "issued_on")
        if sort is Sort.OLDEST:
            return self.order_by(F("year").asc(nulls_last=True), day.asc(nulls_last=True), "id")
        return self.order_by(F("year").desc(nulls_last=True), day.desc(nulls_last=True), "-id")

    def for_list(self) -> Self:
        """What one row of a list shows: 2 queries, whatever the number of rows."""
        return self.select_related("district").prefetch_related("topics")

    def for_detail(self) -> Self:
        return self.select_related("district").prefetch_related(
            "sections", "topics", "audiences", "policyissuer_set__issuer"
        )
