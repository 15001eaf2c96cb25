"""Keep one consistent state of the database in a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection

from policies.backup.container import BackupError
from policies.backup.snapshot import back_up
from policies.management.base import PagelessCommand


class Command(PagelessCommand):
    help = (
        "Write one consistent state of the database into a new file; everybody goes on working. Either database "
        "can be restored from it. It holds what is not public: keep it as safe as the database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, metavar="FILE_OR_DIRECTORY")

    def handle(self, *, target: Path, **options: object) -> None:
        try:
            path, manifest = back_up(connection, target)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from None
        told = f"{len(manifest.tables)} tables, {manifest.rows} rows, revision {manifest.revision}"
        self.stdout.write(f"{path}: {told}.")
