"""The base of rounds, benefits and materials: each is a row of one policy, with an order and a uid."""

from __future__ import annotations

from django.db import models

from policies.models.constraints import JudgedInPython
from policies.models.taxonomy import KeyedManager
from policies.models.uid import UidField, uid_has_its_form


class PolicyRow(JudgedInPython):
    """`uid` is given once and kept through every copy of the policy; it is unique within the policy."""

    policy = models.ForeignKey(
        "Policy", on_delete=models.CASCADE, related_name="%(class)ss", verbose_name="政策"
    )
    uid = UidField()
    order = models.PositiveSmallIntegerField("顺序", default=0, help_text="从小到大排列。")

    objects = KeyedManager("policy__slug", "uid")

    class Meta:
        abstract = True
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "uid"], name="%(class)s_uid_once"),
            uid_has_its_form("%(class)s_uid_form"),
        ]

    def natural_key(self) -> tuple[str, str]:
        return (self.policy.slug, self.uid)
