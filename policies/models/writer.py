"""Who wrote what residents have not read yet: a row for each account that changed a policy since it was published last."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from policies.models.policy import Policy


class Writer(models.Model):
    """One account and one policy. Its publication deletes the rows, and with a working copy they go by themselves."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="writers", verbose_name="政策")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="账号"
    )

    class Meta:
        default_permissions = ()
        verbose_name = "写过的人"
        verbose_name_plural = "写过的人"
        constraints = [models.UniqueConstraint(fields=["policy", "account"], name="writer_once")]

    def __str__(self) -> str:
        return f"{self.account}：《{self.policy}》"

    @classmethod
    def sign(cls, policies: Collection[Policy], account: AbstractBaseUser) -> None:
        """This account wrote the last change of each, and is one of its writers: 2 queries."""
        Policy.objects.filter(pk__in=[policy.pk for policy in policies]).update(edited_by=account)
        rows = [cls(policy=policy, account=account) for policy in policies]
        cls.objects.bulk_create(rows, ignore_conflicts=True)
