"""Publish and withdraw what was set for a time that has come."""

from __future__ import annotations

from django.utils import timezone

from policies import scheduling
from policies.management.base import PagelessCommand
from policies.models import Scheduled


class Command(PagelessCommand):
    help = "Make the moves that staff have set for a time that has come. For once a minute; safe to repeat at any time."

    def handle(self, **options: object) -> None:
        outcome = scheduling.make_due(timezone.now())
        told = [f"{_named(row)}: done" for row in outcome.moved]
        told += [f"{_named(row)}: refused: {row.refused}" for row in outcome.refused]
        self.stdout.write("\n".join(told) or "Nothing is due.")


def _named(row: Scheduled) -> str:
    return f"{row.move} {row.policy.known_as}"
