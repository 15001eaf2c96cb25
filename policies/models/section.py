"""The six sections of a policy."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from policies.models.constraints import JudgedInPython
from policies.models.taxonomy import KeyedManager
from policies.models.version import SectionVersion
from policies.vocabulary import SectionKind, SectionState


class SectionQuerySet(models.QuerySet):
    def complete(self, policies: Collection[models.Model]) -> None:
        """Add the sections that these policies lack as 待补, so that staff always see all six: 2 queries."""
        present = set(self.filter(policy__in=policies).values_list("policy_id", "kind"))
        self.bulk_create(
            self.model(policy=policy, kind=kind)
            for policy in policies
            for kind in SectionKind
            if (policy.pk, kind) not in present
        )

    def with_last_version(self) -> Self:
        """`last_version`, the number of the latest earlier state that was public, and `replaced_at`; None without one."""
        versions = SectionVersion.objects.filter(
            policy_id=OuterRef("policy_id"),
            slug=OuterRef("policy__slug"),
            kind=OuterRef("kind"),
            number__isnull=False,
        ).order_by("-number")
        return self.annotate(
            last_version=Subquery(versions.values("number")[:1]),
            replaced_at=Subquery(versions.values("replaced_at")[:1]),
        )


class Section(JudgedInPython):
    """One section: plain text as it was issued, or the plain statement why there is none."""

    policy = models.ForeignKey(
        "Policy", on_delete=models.CASCADE, related_name="sections", verbose_name="政策"
    )
    kind = models.CharField("栏目", max_length=12, choices=SectionKind)
    state = models.CharField(
        "状态",
        max_length=8,
        choices=SectionState,
        default=SectionState.PENDING,
        help_text="文件里确实没有规定的，选“原文未规定”；还没有录入的，选“待补”。",
    )
    body = models.TextField(
        "内容",
        blank=True,
        help_text="直接粘贴纯文本，每段一行，保留“一、（一）”等编号。不要改动官方原文。",
    )

    objects = KeyedManager.from_queryset(SectionQuerySet)("policy__slug", "kind")

    class Meta:
        verbose_name = "栏目"
        verbose_name_plural = "六个栏目"
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "kind"],
                name="section_once_per_policy",
                violation_error_message="同一条政策的同一栏目只能有一份。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SectionKind.values),
                name="section_kind_known",
                violation_error_message="没有这个栏目。",
            ),
            models.CheckConstraint(
                condition=(Q(state=SectionState.CONTENT) & ~Q(body=""))
                | (Q(state__in=[SectionState.PENDING, SectionState.ABSENT]) & Q(body="")),
                name="section_state_matches_body",
                violation_error_message="“有内容”必须填写内容；“待补”和“原文未规定”不能有内容。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def natural_key(self) -> tuple[str, str]:
        return (self.policy.slug, self.kind)
