"""The journal: who did what, when and from where. Written once, never changed (see `policies.models.guard`)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils import timezone

from policies.vocabulary import EventKind

# A line of the log names so many targets, and counts all.
NAMED = 3

logger = logging.getLogger("django.policies.events")


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
    details = models.JSONField("详情", default=dict, blank=True)

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        verbose_name = "操作记录"
        verbose_name_plural = "操作记录"

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
        targets: Sequence[tuple[str, dict[str, Any]]],
        *,
        account: AbstractBaseUser | None = None,
        address: str = "",
        command: str = "",
    ) -> None:
        """A row for each target, with its details: 1 query, and one line of the log for all."""
        if not targets:
            return
        actor = account.get_username() if account else ""
        who = f"command={command}" if command else f"actor={actor!r} address={address}"
        named = [target for target, _ in targets[:NAMED]]
        logger.info("event %s %s targets=%d %r", kind, who, len(targets), named)
        known = {"command": command} if command else {}
        cls.objects.bulk_create(
            cls(kind=kind, account=account, actor=actor, address=address, target=target, details=told | known)
            for target, told in targets
        )
