"""Originals of imports with their doubts, fingerprints of texts, and what was declared to be no duplicate."""

from __future__ import annotations

import re

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from policies.models.policy import Policy

_NOTE = "由文件“{name}”导入。"
_NOTE_OF_IMPORT = re.compile(_NOTE.format(name=".*"), re.DOTALL)


def note_of_import(name: str) -> str:
    """The 来源说明 of what a file brought, until a person writes one."""
    return _NOTE.format(name=name)


def is_note_of_import(note: str) -> bool:
    return _NOTE_OF_IMPORT.fullmatch(note) is not None


class ImportedSource(models.Model):
    """A file or a paste, byte for byte, with what was doubted in it and what a person decided about each doubt."""

    policy = models.ForeignKey(
        Policy,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="imported_sources",
        verbose_name="政策",
    )
    # Until somebody made a policy of it: it waits for who brought it, and for who looks after all districts.
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="谁交来的",
    )
    name = models.CharField("文件名", max_length=255)
    # Empty where nothing but its name is known, as of what a browser uploads.
    key = models.CharField("来自", max_length=500, blank=True, db_index=True)
    kind = models.CharField("格式", max_length=20)
    sha256 = models.CharField("校验值", max_length=64, db_index=True)
    raw = models.BinaryField("原始内容")
    imported_at = models.DateTimeField("导入时间", default=timezone.now)
    doubts = models.JSONField("疑点", default=list, blank=True)
    decisions = models.JSONField("处理结果", default=dict, blank=True)
    details = models.JSONField("其他信息", default=dict, blank=True)

    class Meta:
        ordering = ["-imported_at", "-id"]
        verbose_name = "导入的原件"
        verbose_name_plural = "导入的原件"
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "sha256"],
                name="imported_source_once_per_policy",
                violation_error_message="这份原件已经导入过。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class NotDuplicate(models.Model):
    """Two policies that look alike, and of which a person said 不是重复. `first` is the older row."""

    first = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="+", verbose_name="政策")
    second = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="+", verbose_name="另一条政策")
    decided_at = models.DateTimeField("确认时间", default=timezone.now)

    class Meta:
        verbose_name = "不是重复"
        verbose_name_plural = "不是重复"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_duplicate_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="not_duplicate_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"


class Fingerprint(models.Model):
    """A few numbers of each policy by which a text that is nearly the same is found.

    Derived, and kept in step by `policies.importing.storing.fingerprints`; not a foreign key, so that deleting a policy
    does not ask staff about rows they have never seen.
    """

    policy_id = models.BigIntegerField(db_index=True)
    digest = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["digest", "policy_id"], name="fingerprint_by_digest")]

    def __str__(self) -> str:
        return f"{self.digest} of policy {self.policy_id}"


class Fingerprinted(models.Model):
    """One row: up to which revision the fingerprints are those of the policies."""

    number = models.BigIntegerField(default=0)
    epoch = models.CharField(max_length=32, default="")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} ({self.epoch})"
