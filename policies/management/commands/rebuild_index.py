"""Build the lookup index anew, or compare it with the database."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from policies.lookup.check import differences
from policies.lookup.index import LookupIndex, UnavailableError, index, panics_as_errors
from policies.management.base import PagelessCommand

# More than a screenful helps nobody; the count is told in any case.
SHOWN = 20


class Command(PagelessCommand):
    help = "Build the lookup index beside the present one and swap; readers go on. --check only compares."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="Compare index and database; exit with 1 and name the differences. Builds nothing.",
        )

    def handle(self, *, check: bool = False, **options: object) -> None:
        on = timezone.localdate()
        if check:
            self._check(on)
            return
        try:
            with panics_as_errors():
                done = index().rebuild(on)
        except (OSError, ValueError) as error:
            raise CommandError(f"The index could not be built: {error}") from None
        self.stdout.write(f"Indexed {done} policies.")

    def _check(self, on: date) -> None:
        judged = LookupIndex(Path(settings.SEARCH_INDEX_DIR), only_follow=True)
        if not judged.generations.current:
            raise CommandError("There is no index yet: manage.py rebuild_index builds it.")
        try:
            found = differences(judged, on)
        except UnavailableError:
            raise CommandError(
                "The index is damaged, or of another state of the database: manage.py rebuild_index builds it anew."
            ) from None
        if found:
            more = [f"… and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
            raise CommandError("\n".join([f"{len(found)} differences.", *found[:SHOWN], *more]))
        self.stdout.write("Index and database agree.")
