"""How often somebody has tried to sign in, counted by account and by address (see `policies.accounts.throttle`)."""

from __future__ import annotations

from django.db import models


class SignInCount(models.Model):
    """One account or one address. What is counted is forgotten at `until`."""

    # A keyed hash: whoever reads the table learns no name that was typed, which may have been a password.
    key = models.CharField(max_length=64, primary_key=True)
    attempts = models.PositiveIntegerField(default=0)
    """Passwords that were looked at since the count began, and were not right."""
    refused = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.attempts} until {self.until}"
