"""`/sitemap.xml`: every page that is found by itself, for crawlers; of a policy the moment of its last known change.

Django's own sitemaps, in parts of 10,000 addresses.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.urls import reverse

from policies.models import Policy, RecordVersion, SectionVersion
from policies.pages.common import detail_url
from policies.vocabulary import PublicationState

ADDRESSES_IN_A_PART = 10_000
LISTED = ("home", "list", "start", "matrix", "about", "help", "accessibility", "privacy")


class PageSitemap(Sitemap):
    def items(self) -> list[str]:
        return [f"policies:{name}" for name in LISTED]

    def location(self, item: str) -> str:
        return reverse(item)


class PolicySitemap(Sitemap):
    """One that was loaded and never changed has no moment: when its document was issued says nothing of our page."""

    limit = ADDRESSES_IN_A_PART

    def items(self) -> QuerySet:
        policies = Policy.objects.published().order_by("pk")
        texts = SectionVersion.objects.filter(number__isnull=False)
        # Of working copies too there are earlier rows, which nobody could read.
        rows = RecordVersion.objects.filter(policy_state=PublicationState.PUBLISHED)
        return policies.annotate(
            text_replaced_at=_last_replaced(texts),
            row_replaced_at=_last_replaced(rows),
        ).values("slug", "edited_at", "text_replaced_at", "row_replaced_at")

    def location(self, item: dict[str, Any]) -> str:
        return detail_url(item["slug"])

    def lastmod(self, item: dict[str, Any]) -> datetime | None:
        moments = (item["edited_at"], item["text_replaced_at"], item["row_replaced_at"])
        return max(filter(None, moments), default=None)

    def get_latest_lastmod(self) -> None:
        """Django would look at every policy."""


def _last_replaced(versions: QuerySet) -> Subquery:
    """Of the policy at hand."""
    its = versions.filter(policy_id=OuterRef("pk"), slug=OuterRef("slug")).order_by()
    return Subquery(its.values("policy_id").annotate(last=Max("replaced_at")).values("last"))


SITEMAPS: dict[str, type[Sitemap]] = {"pages": PageSitemap, "policies": PolicySitemap}
