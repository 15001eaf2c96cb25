"""What each account was told by its daily mail, and whether it wants one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

# Whoever sends a mail and gave no sign for so long is taken for dead: more than a mail server is waited for at all.
LEASE = timedelta(minutes=5)


class DailyMailQuerySet(models.QuerySet):
    def sendable(self, on: date, now: datetime) -> Self:
        """Those whose account has no mail of this day yet, and is not being sent one."""
        free = Q(taken_at__isnull=True) | Q(taken_at__lt=now - LEASE)
        return self.filter(free, off=False).exclude(sent_on=on)


class DailyMail(models.Model):
    """One account. But for `off`, nobody writes these rows but `policies.daily_mail`."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="账号"
    )
    off = models.BooleanField("不要邮件", default=False)
    sent_on = models.DateField("最近一封的日期", null=True, blank=True)
    told_until = models.BigIntegerField(default=0)
    """The key of the last event of the journal that a mail told of, or had not to tell of."""
    taken_at = models.DateTimeField(null=True, blank=True)
    """Since when one is being sent."""

    objects = DailyMailQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = "每日邮件"
        verbose_name_plural = "每日邮件"

    def __str__(self) -> str:
        return str(self.account)
