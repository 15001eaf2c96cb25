"""The pictures that an imported file carried, for staff to look at beside the text. Residents never see them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from policies.models.importing import ImportedSource
from policies.models.policy import Policy
from policies.vocabulary import PictureType


class PictureQuerySet(models.QuerySet):
    def of(self, policy: Policy) -> Self:
        """Those of the file that made it last; a working copy that no file was brought into has those of its original."""
        for owner in (policy.pk, policy.copy_of_id):
            last = ImportedSource.objects.filter(policy=owner).order_by("-imported_at", "-id")
            if owner and (key := last.values_list("pk", flat=True).first()):
                return self.filter(source=key)
        return self.none()


class Picture(models.Model):
    """It belongs to the file and goes with it: into the original when a working copy is published, and away with its policy."""

    source = models.ForeignKey(
        ImportedSource, on_delete=models.CASCADE, related_name="pictures", verbose_name="原件"
    )
    number = models.PositiveIntegerField("序号")
    line = models.PositiveIntegerField("行")
    """Of the text as it was imported, from 1."""
    words = models.CharField("这一行的开头", max_length=60, blank=True)
    alt = models.CharField("说明", max_length=300, blank=True)
    media_type = models.CharField("格式", max_length=20, choices=PictureType.choices)
    sha256 = models.CharField("校验值", max_length=64)
    data = models.BinaryField("内容")

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["source", "number"]
        default_permissions = ()
        verbose_name = "原件里的图片"
        verbose_name_plural = "原件里的图片"
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="picture_once"),
            models.CheckConstraint(condition=Q(media_type__in=PictureType.values), name="picture_type_known"),
        ]

    def __str__(self) -> str:
        return self.alt or f"第 {self.line} 行处的图片"
