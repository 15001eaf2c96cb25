"""The journal: who did what, when and from where. Written once, never changed (see `policies.models.guard`)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils import timezone

from policies.vocabulary import EventKind

# A line of the log names so many targets, and counts all.
NAMED = 3

logger = logging.getLogger("django.policies.events")


class Target(NamedTuple):
    """A policy, as an event names it."""

    slug: str
    policy_id: int


class Told(NamedTuple):
    """What is recorded of one policy."""

    target: Target
    details: dict[str, Any]
    changes: list[dict[str, Any]]


class Event(models.Model):
    """One thing that happened. `details` holds plain JSON and never a password or what may be one."""

    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    kind = models.CharField("事情", max_length=32, choices=EventKind)
    # PROTECT: an account with a history is switched off, not deleted.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="账号",
    )
    actor = models.CharField("账号名", max_length=150, blank=True)
    address = models.CharField("网络地址", max_length=45, blank=True)
    target = models.CharField("对象", max_length=200, blank=True)
    # Of what policy it tells, of a working copy its original: a slug can change, and a deleted policy leaves its events.
    policy_id = models.BigIntegerField(null=True, blank=True, editable=False)
    # What it changed of the content of that policy (`policies.values`); None of what is older than this column.
    changes = models.JSONField(null=True, blank=True, editable=False)
    details = models.JSONField("详情", default=dict, blank=True)

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        verbose_name = "操作记录"
        verbose_name_plural = "操作记录"
        indexes = [models.Index(fields=["policy_id", "-id"], name="event_by_policy")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.actor}".strip()

    @classmethod
    def record(
        cls,
        kind: EventKind,
        *,
        account: AbstractBaseUser | None = None,
        address: str = "",
        target: str = "",
        details: dict[str, Any] | None = None,
    ) -> Self:
        """Write the row and one line of the log. The name is kept as it is now: accounts can be renamed."""
        actor = account.get_username() if account else ""
        known = details or {}
        logger.info("event %s actor=%r address=%s target=%r details=%r", kind, actor, address, target, known)
        return cls.objects.create(
            kind=kind, account=account, actor=actor, address=address, target=target, details=known
        )

    @classmethod
    def record_each(
        cls,
        kind: EventKind,
        told: Sequence[Told],
        *,
        account: AbstractBaseUser | None = None,
        address: str = "",
        command: str = "",
    ) -> None:
        """A row for each policy: few queries, and one line of the log for all."""
        if not told:
            return
        actor = account.get_username() if account else ""
        who = f"command={command}" if command else f"actor={actor!r} address={address}"
        named = [each.target.slug for each in told[:NAMED]]
        logger.info("event %s %s targets=%d %r", kind, who, len(told), named)
        known = {"command": command} if command else {}
        cls.objects.bulk_create(
            cls(
                kind=kind,
                account=account,
                actor=actor,
                address=address,
                target=each.target.slug,
                policy_id=each.target.policy_id,
                details=each.details | known,
                changes=each.changes,
            )
            for each in told
        )
