"""The earlier states of sections and of other rows about a policy. Nobody writes them but triggers."""

from __future__ import annotations

from django.db import models

from policies.querysets import RecordVersionQuerySet, VersionQuerySet
from policies.vocabulary import SectionKind, SectionState


class SectionVersion(models.Model):
    """One section as it was until `replaced_at`. The row outlives the policy, so nothing here is a foreign key.

    `number` is part of a public address: it counts the states of one slug that residents could read, from 1, and is
    never given twice. None for what was never public.
    """

    policy_id = models.BigIntegerField(db_index=True)
    # Numbers of rows can come again after a database was emptied; a policy is the one of this slug too.
    slug = models.CharField(max_length=80)
    kind = models.CharField("栏目", max_length=12, choices=SectionKind)
    state = models.CharField("状态", max_length=8, choices=SectionState)
    body = models.TextField("内容", blank=True)
    replaced_at = models.DateTimeField("被替换的时间")
    number = models.PositiveIntegerField("编号", null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = "旧版"
        verbose_name_plural = "旧版"
        constraints = [models.UniqueConstraint(fields=["slug", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.slug} {self.get_kind_display()} {self.replaced_at}"


class RecordVersion(models.Model):
    """One row about a policy as it was until `replaced_at`: a round, benefit or material, a service point or its link.

    `record` holds the columns of the row by name. A service point belongs to no one policy: it has neither `policy_id`
    nor `slug` nor `policy_state`. Nobody writes these rows but the triggers of `policies.models.record_archive`.
    """

    policy_id = models.BigIntegerField(null=True, db_index=True)
    slug = models.CharField(max_length=80, blank=True)
    # What the policy was when the row was replaced: only of a published one residents could read it.
    policy_state = models.CharField(max_length=10, blank=True)
    model = models.CharField(max_length=20)
    uid = models.CharField(max_length=32)
    record = models.JSONField()
    replaced_at = models.DateTimeField("被替换的时间")

    objects = RecordVersionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = "旧记录"
        verbose_name_plural = "旧记录"
        indexes = [models.Index(fields=["model", "uid"], name="record_version_by_uid")]

    def __str__(self) -> str:
        return f"{self.model} {self.uid} {self.replaced_at}"


class ShownSection(models.Model):
    """A section of a policy that is public no longer, whose present text was public. Gone with the next text."""

    section_id = models.BigIntegerField(primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"section {self.section_id}"
