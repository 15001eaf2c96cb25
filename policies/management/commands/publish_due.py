"""Publish and withdraw what was set for a time that has come."""

from __future__ import annotations

from django.utils import timezone

from policies import scheduling
from policies.management.base import PagelessCommand


class Command(PagelessCommand):
    help = "Make the moves that staff have set for a time that has come. For once a minute; safe to repeat at any time."

    def handle(self, **options: object) -> None:
        outcome = scheduling.make_due(timezone.now())
        for row in outcome.moved:
            self.stdout.write(f"{row.move} {row.policy.known_as}: done")
        for row in outcome.refused:
            self.stdout.write(f"{row.move} {row.policy.known_as}: refused: {row.refused}")
        if not outcome.moved and not outcome.refused:
            self.stdout.write("Nothing is due.")
