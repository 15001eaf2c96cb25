"""Functional areas: parts of the city with policies of their own, inside one district or across several."""

from __future__ import annotations

from django.db import models

from policies.models.taxonomy import Category, District, KeyedManager


class Area(Category):
    """临港新片区, 张江示范区, … A policy of an area that crosses districts is filed under 上海市 and its areas."""

    short = models.CharField("简称", max_length=20, help_text="筛选时显示，例如 临港。")
    districts = models.ManyToManyField(
        District, through="AreaDistrict", blank=True, related_name="areas", verbose_name="所在的区"
    )

    class Meta(Category.Meta):
        verbose_name = "功能区域"
        verbose_name_plural = "功能区域"


class AreaDistrict(models.Model):
    """One district that an area lies in. Without any, nobody has entered where the area is."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, verbose_name="功能区域")
    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name="区")

    objects = KeyedManager("area__slug", "district__slug")

    class Meta:
        ordering = ["district__order", "id"]
        verbose_name = "所在的区"
        verbose_name_plural = "所在的区"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "district"],
                name="area_district_once",
                violation_error_message="同一个区只能填写一次。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area}（{self.district}）"

    def natural_key(self) -> tuple[str, str]:
        return (self.area.slug, self.district.slug)
