"""Which districts an account looks after, a row each. Who looks after all of them has a permission instead."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from policies.models.taxonomy import District


class Responsibility(models.Model):
    """One account and one district; 上海市 is what applies to the whole city. Read by `policies.permissions`."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="responsibilities",
        verbose_name="账号",
    )
    # A district that somebody looks after is not deleted by a slip.
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+", verbose_name="区")

    class Meta:
        ordering = ["district__order", "district__slug"]
        verbose_name = "负责的区"
        verbose_name_plural = "负责的区"
        permissions = [("all_districts", "可以处理所有区的政策")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "district"],
                name="responsibility_once",
                violation_error_message="同一个区只能填写一次。",
            )
        ]

    def __str__(self) -> str:
        return str(self.district)
