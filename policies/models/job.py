"""Long work that waits for whoever has time for it: a job, and the rows it is made of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from policies.vocabulary import JobKind, JobState

# A runner that gave no sign of life for so long is taken for dead: many times what one row takes, and more than the
# clocks of two hosts differ.
LEASE = timedelta(minutes=2)


class JobQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state__in=(JobState.WAITING, JobState.RUNNING))

    def claimable(self, now: datetime, runner: str) -> Self:
        """Those that nobody works at, or `runner`, who is looking for work: the oldest first."""
        left = Q(beat_at__lt=now - LEASE) | Q(runner=runner)
        free = Q(state=JobState.WAITING) | Q(left, state=JobState.RUNNING)
        return self.filter(free).order_by("made_at", "id")


class Job(models.Model):
    """Nobody writes these rows but `policies.jobs`.

    `runner` is the mark of whoever works at it, and `beat_at` his last sign of life.
    """

    kind = models.CharField("种类", max_length=20, choices=JobKind.choices)
    name = models.CharField("名称", max_length=255)
    arguments = models.JSONField("参数", default=dict, blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=JobState.choices, default=JobState.INCOMING, db_index=True
    )
    # PROTECT: an account with a history is switched off, not deleted. Empty where a command made it.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="交办的人",
    )
    made_at = models.DateTimeField("交办时间", default=timezone.now, db_index=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    reason = models.CharField("停止的原因", max_length=200, blank=True)
    """For the person it is from; empty where a person stopped it, or nobody did."""
    runner = models.CharField(max_length=100, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField("总数", default=0)
    done = models.PositiveIntegerField("已处理", default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        default_permissions = ()
        verbose_name = "批量任务"
        verbose_name_plural = "批量任务"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
        ]

    def __str__(self) -> str:
        return self.name


class JobItem(models.Model):
    """One row of a job, such as a file: what is to be done, and when it is done what came of it.

    `data` are the bytes that wait, and go when nobody needs them any more. An empty `outcome` is one that is still to come.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveIntegerField("序号")
    name = models.TextField("名称")
    key = models.CharField("来自", max_length=500, blank=True)
    data = models.BinaryField("原始内容", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField("结果", max_length=20, blank=True)
    reason = models.CharField("原因", max_length=100, blank=True)
    """The kind of reason for which nothing was done, by which the report counts."""
    report = models.JSONField("报告", default=dict, blank=True)
    policy = models.ForeignKey(
        "Policy", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="政策"
    )

    class Meta:
        ordering = ["job", "number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="job_item_once")]

    def __str__(self) -> str:
        return self.name
