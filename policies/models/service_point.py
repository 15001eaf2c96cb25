"""Where policies are applied for: windows that many of them share."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from policies.models.addresses import MESSAGE, WebAddressField, is_web_address
from policies.models.taxonomy import District, KeyedManager, WordsField
from policies.models.uid import UidField, uid_has_its_form
from policies.querysets import ServicePointQuerySet


class ServicePoint(models.Model):
    """A window, as its source told on `seen_on`. It has no draft: whatever stands here residents can read."""

    uid = UidField(unique=True)
    name = models.CharField("名称", max_length=120, help_text="用全称，例如 徐汇区人才服务中心。")
    district = models.ForeignKey(
        District,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="service_points",
        verbose_name="区",
        help_text="在哪个区；受理全市的选“上海市”。",
    )
    handles = models.CharField(
        "办什么", max_length=300, blank=True, help_text="例如 人才引进落户、居住证积分。"
    )
    address = models.CharField("地址", max_length=200, blank=True)
    hours = models.CharField(
        "时间", max_length=200, blank=True, help_text="例如 周一至周五9:00-11:30、13:30-17:00。"
    )
    telephones = WordsField("电话", help_text="每行一个，例如 12345。")
    online_url = WebAddressField("网上办理网址", max_length=500, blank=True)
    seen_on = models.DateField(
        "信息日期", null=True, blank=True, help_text="资料是哪一天的。不知道就留空，网页上会请居民先打电话。"
    )
    source = models.CharField(
        "来源", max_length=300, blank=True, help_text="地址、电话、时间是看什么填写的。"
    )
    note = models.CharField("说明", max_length=300, blank=True, help_text="写给居民看的话。")
    is_district_window = models.BooleanField(
        "本区人才服务窗口", default=False, help_text="一条政策没有填写受理点时，请居民到这里问。"
    )
    edited_at = models.DateTimeField("最近编辑", null=True, blank=True, editable=False)

    objects = KeyedManager.from_queryset(ServicePointQuerySet)("uid")

    class Meta:
        ordering = ["district__order", "name", "id"]
        verbose_name = "受理点"
        verbose_name_plural = "受理点"
        constraints = [
            uid_has_its_form("service_point_uid_form"),
            models.CheckConstraint(
                condition=is_web_address("online_url"),
                name="service_point_online_url_is_web_address",
                violation_error_message=MESSAGE,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Save as an act of editing, as `Policy.save`: what staff have edited no file replaces unasked."""
        self.edited_at = timezone.now()
        super().save(*args, **kwargs)

    def natural_key(self) -> tuple[str]:
        return (self.uid,)
