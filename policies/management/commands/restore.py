"""Make a database from a backup."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection

from policies.backup import container
from policies.backup.container import BackupError
from policies.backup.restoring import restore
from policies.management.base import PagelessCommand


class Command(PagelessCommand):
    help = (
        "Make the empty database that DATABASE_URL names from a backup, of either database, and migrate it to this "
        "code. --verify only checks the file."
    )
    # It would ask the database, which has no table yet.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--verify", action="store_true", help="Only check the file; touch no database.")

    def handle(self, *, file: Path, verify: bool = False, **options: object) -> None:
        try:
            manifest = container.verify(file) if verify else restore(connection, file)
        except BackupError as error:
            raise CommandError(str(error)) from None
        done = "is whole" if verify else "restored"
        told = f"of {manifest.made_at}, {manifest.rows} rows, revision {manifest.revision}"
        self.stdout.write(f"{file} {done}: {told}.")
