"""Why residents no longer find a policy, and what they are told instead of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from policies.models.filing import PolicyTopic
from policies.models.policy import Policy
from policies.models.taxonomy import District


class Withdrawal(models.Model):
    """It stands from the withdrawal until the policy is published again, also while that is a draft meanwhile.

    It remembers how the policy was named and filed: residents are told no more of what is written into such a draft.
    Nobody writes these rows but `policies.publishing`. What was withdrawn by a command has no reason and nobody's name.
    """

    policy = models.OneToOneField(
        Policy, on_delete=models.CASCADE, related_name="withdrawal", verbose_name="政策"
    )
    title = models.CharField("标题", max_length=300, blank=True)
    title_is_ours = models.BooleanField("本站拟题", default=False)
    district = models.ForeignKey(
        District, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="区"
    )
    topic_slugs = models.JSONField("主题", default=list)
    reason = models.CharField(
        "撤下的原因",
        max_length=200,
        blank=True,
        help_text="居民打开原来的网址会看到这句话，例如 与另一条重复，已经合并。",
    )
    successor = models.ForeignKey(
        Policy,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="succeeds",
        limit_choices_to={"state": "published"},
        verbose_name="接替它的政策",
        help_text="已发布的一条；居民从原来的网址可以找到它。没有就留空。",
    )
    # None where the journal does not reach back so far.
    at = models.DateTimeField("撤下的时间", null=True)
    # PROTECT: an account with a history is switched off, not deleted.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="撤下的人",
    )

    class Meta:
        default_permissions = ()
        verbose_name = "撤下的说明"
        verbose_name_plural = "撤下的说明"
        constraints = [
            models.CheckConstraint(
                condition=~Q(policy=F("successor")),
                name="withdrawal_not_succeeded_by_itself",
                violation_error_message="接替它的不能是这条政策自己。",
            )
        ]

    def __str__(self) -> str:
        return f"《{self.policy}》撤下的说明"

    @classmethod
    def remember(cls, policies: Collection[Policy], **told: Any) -> None:
        """One for each, as it is named and filed now; `told` is the same for all: 2 queries."""
        topics: dict[int, list[str]] = {policy.pk: [] for policy in policies}
        filed = PolicyTopic.objects.filter(policy__in=policies).order_by("topic__order", "topic__id")
        for key, slug in filed.values_list("policy", "topic__slug"):
            topics[key].append(slug)
        cls.objects.bulk_create(
            cls(
                policy=policy,
                title=policy.title,
                title_is_ours=policy.title_is_ours,
                district_id=policy.district_id,
                topic_slugs=topics[policy.pk],
                **told,
            )
            for policy in policies
        )

    @classmethod
    def of_slug(cls, slug: str) -> Self | None:
        """1 query; the policy comes with its district, and so does what is remembered of it."""
        related = ("policy__district", "district", "successor")
        return cls.objects.select_related(*related).filter(policy__slug=slug).first()
