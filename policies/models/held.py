"""What was sent to the desk and not saved, for who typed it; and forms that were saved."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class HeldPost(models.Model):
    """One POST that came when its sender was not signed in any more (see `policies.accounts.held`)."""

    key = models.CharField(max_length=32, primary_key=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    """Who typed it: shown to nobody else."""
    address = models.TextField()
    """The page that it was sent to, with its parameters."""
    content = models.BinaryField()
    """Names and values, as `policies.accounts.held` packs them: what was typed may hold what no text column takes."""
    held_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.address


class SentForm(models.Model):
    """A form that was saved. When it is sent again, nothing is made or written twice (see `policies.admin.once`)."""

    token = models.CharField(max_length=64, primary_key=True)
    """That of the form, behind the key of who sent it."""
    content = models.CharField(max_length=64)
    """A digest of what was sent."""
    made = models.CharField(max_length=64)
    """The entry: its model and its key."""
    sent_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.token
