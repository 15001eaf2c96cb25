"""Moves that somebody has set for a time to come."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from policies.models.digests import DIGEST_BYTES
from policies.vocabulary import Move

MOVES = (Move.PUBLISH, Move.WITHDRAW)


class ScheduledQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Those that are still to be made, the first first."""
        return self.filter(refused="").order_by("due_at", "id")

    def due(self, now: datetime) -> Self:
        return self.waiting().filter(due_at__lte=now)


class Scheduled(models.Model):
    """One move of one policy. The row goes when the move is made, by whomever; one that could not be made stays, and
    says why, until somebody takes it away. Nobody writes these rows but `policies.scheduling` and `policies.publishing`.
    """

    policy = models.ForeignKey(
        "Policy", on_delete=models.CASCADE, related_name="scheduled", verbose_name="政策"
    )
    move = models.CharField("做什么", max_length=12, choices=[(move.value, move.label) for move in MOVES])
    due_at = models.DateTimeField("时间", db_index=True)
    # PROTECT: an account with a history is switched off, not deleted.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="排定的人"
    )
    reason = models.CharField("原因", max_length=300, blank=True)
    successor = models.ForeignKey(
        "Policy",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="接替它的政策",
    )
    # The mark of what would be published, when somebody looked at it and set the time: what was written since, by whatever
    # way, nobody has agreed to publish. Empty where something is withdrawn.
    content = models.CharField(max_length=2 * DIGEST_BYTES, blank=True)
    refused = models.CharField("没有做成的原因", max_length=500, blank=True)

    objects = ScheduledQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        default_permissions = ()
        verbose_name = "排定的发布和撤下"
        verbose_name_plural = "排定的发布和撤下"
        constraints = [
            models.UniqueConstraint(fields=["policy", "move"], name="scheduled_once"),
            models.CheckConstraint(
                condition=Q(move__in=[move.value for move in MOVES]), name="scheduled_move_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_move_display()}《{self.policy}》"
