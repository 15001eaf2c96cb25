"""Slugs that a policy had before: its old addresses, and the names that files still know it by."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self

from django.db import models

from policies.models.taxonomy import validate_slug


class OldSlug(models.Model):
    """Of what residents have read under it; nobody misses the first slug of a draft. Nobody writes these rows but
    `policies.renaming`. No other policy may take the slug (`Policy.clean`)."""

    slug = models.CharField("以前的网址标识", max_length=80, unique=True, validators=[validate_slug])
    policy = models.ForeignKey(
        "Policy", on_delete=models.CASCADE, related_name="old_slugs", verbose_name="政策"
    )

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        verbose_name = "以前的网址标识"
        verbose_name_plural = "以前的网址标识"

    def __str__(self) -> str:
        return self.slug

    @classmethod
    def today(cls, slugs: Collection[str]) -> dict[str, str]:
        """Old slug -> that of today, of those that are old ones: 1 query."""
        return dict(cls.objects.filter(slug__in=slugs).values_list("slug", "policy__slug"))

    @classmethod
    def taken_by_another(cls, slug: str, policy_id: int | None) -> Self | None:
        """The row that keeps this slug from being given to that policy; the policy of the row is at hand."""
        return cls.objects.exclude(policy=policy_id).filter(slug=slug).select_related("policy").first()
