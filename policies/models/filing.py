"""What a policy is filed under: its topics, audiences, issuers, areas and service points, each link a row."""

from __future__ import annotations

from django.db import models

from policies.models.area import Area
from policies.models.service_point import ServicePoint
from policies.models.taxonomy import Audience, Issuer, KeyedManager, Topic


class Filing(models.Model):
    """One policy filed under one value. PROTECT: a value in use cannot be deleted by mistake."""

    policy = models.ForeignKey("Policy", on_delete=models.CASCADE, verbose_name="政策")

    class Meta:
        abstract = True


class PolicyTopic(Filing):
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, verbose_name="主题")

    objects = KeyedManager("policy__slug", "topic__slug")

    class Meta:
        verbose_name = "政策的主题"
        verbose_name_plural = "政策的主题"
        constraints = [models.UniqueConstraint(fields=["policy", "topic"], name="policy_topic_once")]

    def __str__(self) -> str:
        return str(self.topic)

    def natural_key(self) -> tuple[str, str]:
        return (self.policy.slug, self.topic.slug)


class PolicyAudience(Filing):
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, verbose_name="适用人群")

    objects = KeyedManager("policy__slug", "audience__slug")

    class Meta:
        verbose_name = "政策的适用人群"
        verbose_name_plural = "政策的适用人群"
        constraints = [models.UniqueConstraint(fields=["policy", "audience"], name="policy_audience_once")]

    def __str__(self) -> str:
        return str(self.audience)

    def natural_key(self) -> tuple[str, str]:
        return (self.policy.slug, self.audience.slug)


class PolicyIssuer(Filing):
    """A body that issued the policy; `order` is its position among joint issuers, the lead first."""

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, verbose_name="发文机关")
    order = models.PositiveSmallIntegerField("顺序", default=1, help_text="联合发文时，主办机关为 1。")

    objects = KeyedManager("policy__slug", "issuer__name")

    class Meta:
        ordering = ["order", "id"]
        verbose_name = "发文机关"
        verbose_name_plural = "发文机关（按联合发文的顺序）"
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "issuer"],
                name="policy_issuer_once",
                violation_error_message="同一机关只能填写一次。",
            )
        ]

    def __str__(self) -> str:
        return str(self.issuer)

    def natural_key(self) -> tuple[str, str]:
        return (self.policy.slug, self.issuer.name)


class PolicyArea(Filing):
    area = models.ForeignKey(Area, on_delete=models.PROTECT, verbose_name="功能区域")

    objects = KeyedManager("policy__slug", "area__slug")

    class Meta:
        verbose_name = "政策的功能区域"
        verbose_name_plural = "政策的功能区域"
        constraints = [models.UniqueConstraint(fields=["policy", "area"], name="policy_area_once")]

    def __str__(self) -> str:
        return str(self.area)

    def natural_key(self) -> tuple[str, str]:
        return (self.policy.slug, self.area.slug)


class PolicyServicePoint(Filing):
    """Where a policy is applied for; the order is that in which residents read the points."""

    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, verbose_name="受理点")
    order = models.PositiveSmallIntegerField("顺序", default=0, help_text="从小到大排列。")

    objects = KeyedManager("policy__slug", "point__uid")

    class Meta:
        ordering = ["order", "id"]
        verbose_name = "受理点"
        verbose_name_plural = "受理点"
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "point"],
                name="policy_service_point_once",
                violation_error_message="同一受理点只能填写一次。",
            )
        ]

    def __str__(self) -> str:
        return str(self.point)

    def natural_key(self) -> tuple[str, str]:
        return (self.policy.slug, self.point.uid)
