"""The domain's verbs on the database. Filtering and counting are the index's business (`policies.lookup`)."""

from __future__ import annotations

from functools import cache
from typing import Any, Self

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, Exists, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler

from policies.vocabulary import PublicationState, RelationKind, SectionState, Sort

# What is filed with a policy.
_FILED = ("topics", "audiences", "areas", "rounds", "benefits", "materials", "policyservicepoint_set")


class _Joined(Aggregate):
    """The values of a group as one text, each parted from the next by the second argument, in no order."""

    function = "STRING_AGG"
    output_field = models.TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


@cache
def _names_of_areas(filings: type[models.Model]) -> Subquery:
    """Of each policy, as one text. It is the same for every list, so it is put together once."""
    filed = filings.objects.filter(policy=OuterRef("pk")).order_by().values("policy")
    return Subquery(filed.annotate(names=_Joined("area__name", Value("\n"))).values("names"))


class PolicyQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(state=PublicationState.PUBLISHED)

    def known_to_residents(self) -> Self:
        """Those that are published, and those of which a page says that they were withdrawn."""
        return self.filter(Q(state=PublicationState.PUBLISHED) | Q(withdrawal__isnull=False))

    def originals(self) -> Self:
        """Without working copies."""
        return self.filter(copy_of=None)

    def with_content(self) -> Self:
        """Those that have content in one section at least."""
        sections = self.model.sections.rel.related_model.objects
        filled = sections.filter(policy=OuterRef("pk"), state=SectionState.CONTENT)
        return self.filter(Exists(filled))

    def sorted_by(self, sort: Sort) -> Self:
        """By year, then by day of publication or issue; what has no date comes last either way.

        Only 从新到旧 and 从旧到新: the database does not know what is relevant.
        """
        day = Coalesce("published_on", "issued_on")
        if sort is Sort.OLDEST:
            return self.order_by(F("year").asc(nulls_last=True), day.asc(nulls_last=True), "id")
        return self.order_by(F("year").desc(nulls_last=True), day.desc(nulls_last=True), "-id")

    def with_areas(self) -> Self:
        """`area_names`: the functional areas, a line each, None without one; no further query."""
        return self.annotate(area_names=_names_of_areas(self._through("areas").model))

    def for_list(self) -> Self:
        """What one result says of the policy itself: 1 query. What is filed with it: `policies.results.belongings`."""
        return self.with_areas().select_related("district")

    def in_order(self, keys: list[int]) -> list[models.Model]:
        """The policies with these ids, in this order; one that is gone by now is left out."""
        found = {policy.pk: policy for policy in self.filter(pk__in=keys)}
        return [found[key] for key in keys if key in found]

    def for_detail(self) -> Self:
        """What the page of one policy says of the policy itself: 3 queries. What is filed with it: `policies.results.belongings`."""
        return self.for_list().prefetch_related(*self.texts_and_issuers())

    def texts_and_issuers(self) -> tuple[Prefetch, Prefetch]:
        """What `for_detail` prefetches: 2 queries."""
        issuers = Prefetch("policyissuer_set", self._through("issuers").select_related("issuer"))
        # Models know their querysets, not the other way round.
        sections = self.model.sections.rel.related_model.objects.with_last_version()
        return Prefetch("sections", sections), issuers

    def for_export(self) -> Self:
        """What our own file of one policy holds, and what it counts: 10 queries."""
        return self.for_detail().prefetch_related(*_FILED)

    def _through(self, name: str) -> models.QuerySet:
        return self.model._meta.get_field(name).remote_field.through.objects.all()


# What is done to a policy by one that replaces or repeals it.
ENDING = (RelationKind.REPLACES, RelationKind.REPEALS)


class RelationQuerySet(models.QuerySet):
    def of(self, policy: int) -> Self:
        """The relations of the policy with this id in either direction to published policies, both ends at hand: 1 query.

        What ended it is told of though its own entry was withdrawn: a policy that is over must not look as if it went on.
        A draft that is made of that entry is told of no more: nobody has agreed to what it says.
        """
        published, withdrawn = PublicationState.PUBLISHED, PublicationState.WITHDRAWN
        either = Q(source=policy, target__state=published) | Q(target=policy, source__state=published)
        by_withdrawn = Q(source__state=withdrawn, source__withdrawal__isnull=False)
        ended = Q(target=policy, kind__in=ENDING) & by_withdrawn
        return self.filter(either | ended).select_related("source", "target")


class VersionQuerySet(models.QuerySet):
    def shown_of(self, policy: models.Model) -> Self:
        """The earlier states of the sections of `policy` that residents could read, the latest first."""
        return self.filter(policy_id=policy.pk, slug=policy.slug, number__isnull=False).order_by("-number")


class ServicePointQuerySet(models.QuerySet):
    def for_policy(self, policy: int, district: int) -> Self:
        """The points of a policy in their order, `rank`, then the general windows of its district, without one: 1 query."""
        filed = self.model.policyservicepoint_set.rel.related_model.objects.filter(policy=policy)
        rank = Subquery(filed.filter(point=OuterRef("pk")).values("order")[:1])
        window = Q(is_district_window=True, district=district)
        found = self.filter(Q(pk__in=filed.values("point")) | window).annotate(rank=rank)
        return found.select_related("district").order_by(F("rank").asc(nulls_last=True), "name", "id")


class RecordVersionQuerySet(models.QuerySet):
    def of(self, policy: models.Model) -> Self:
        """The earlier states of the rows of `policy`, the latest first: not those of the service points themselves."""
        return self.filter(policy_id=policy.pk, slug=policy.slug).order_by("-id")
