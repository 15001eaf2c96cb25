"""What changed, and when: the number that everything derived from the database follows.

Nobody writes these rows but the triggers of `policies.models.triggers`, inside the transaction that makes
the change. So nothing that changes what residents read is forgotten: not a bulk update, not a deletion, not a row
corrected by hand in a database shell. One way round them is left: on SQLite, outside the portal's own connections,
`REPLACE INTO` takes away the rows that stand in its way without a trigger.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.db import models


def new_epoch() -> str:
    return uuid.uuid4().hex


class Revision(models.Model):
    """One row. `number` grows by one with each change and is locked until the change is committed, so whoever
    reads a number has every change up to it before its eyes.
    """

    number = models.BigIntegerField(default=0)
    # What `number` was at the last change that residents can see: saving a draft does not move it. So a page may be
    # kept while this stays, once the index has reached it.
    shown = models.BigIntegerField(default=0)
    # What it was when something last ceased to be public: a policy, or an earlier text of one. A page that was made from an
    # older state may hold it, and is not shown again, not even while the database is away.
    withdrawn = models.BigIntegerField(default=0)
    # A database that was emptied or replaced counts from the beginning again; its epoch tells it from the last.
    epoch = models.CharField(max_length=32, default=new_epoch)

    # Where a process looks whether something is due (`policies.lookup.noticing`).
    next_due: datetime | None = None
    next_withdrawal: datetime | None = None

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} ({self.epoch})"

    @classmethod
    def current(cls) -> Self:
        """The row as it stands; before `migrate` has made it, one that has counted nothing."""
        return cls.objects.first() or cls(number=0, epoch="")

    def precedes(self, other: Self) -> bool:
        """Whether it is of an earlier state of the same database."""
        return self.epoch == other.epoch and self.number < other.number


class Change(models.Model):
    """The last change of one policy. The row outlives the policy, and so tells of its deletion too."""

    policy_id = models.BigIntegerField(primary_key=True)
    revision = models.BigIntegerField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"policy {self.policy_id} at {self.revision}"
