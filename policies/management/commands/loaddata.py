"""Django's loaddata, which checks every row first, never writes over the work of staff in silence, and is quick.

Files are read and checked before anybody has to wait; see `policies.loading` for what follows.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core import serializers
from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.core.management.utils import parse_apps_and_model_labels
from django.db import connection

from policies.loading import FixtureError, FixtureRow, check, load
from policies.models.turns import in_turn


class Command(loaddata.Command):
    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Replace policies that staff have edited since they were loaded.",
        )

    def handle(self, *labels: str, overwrite: bool = False, **options: object) -> None:
        self.using, self.app_label = options["database"], options["app_label"]
        self.verbosity = options["verbosity"]
        self.serialization_formats = serializers.get_public_serializer_formats()
        files = self._files(labels)
        try:
            rows = check(files, overwrite=overwrite)
            self._tell_of_empty_files(files, rows)
            wanted = self._without_excluded(rows, options["exclude"])
            with in_turn():
                load(wanted, overwrite=overwrite)
                self.reset_sequences(connection, {row.model for row in wanted if row.pk is not None})
        except FixtureError as error:
            raise CommandError(str(error)) from None
        if self.verbosity:
            of_all = "" if len(wanted) == len(rows) else f" (of {len(rows)})"
            self.stdout.write(f"Installed {len(wanted)} object(s){of_all} from {len(files)} fixture(s)")

    def _files(self, labels: tuple[str, ...]) -> list[Path]:
        if loaddata.READ_STDIN in labels:
            raise CommandError("What standard input says cannot be checked first: give a .json file.")
        files = [Path(file) for label in labels for file, _, _ in self.find_fixtures(label)]
        if strange := [path.name for path in files if path.suffix != ".json"]:
            raise CommandError(f"Only .json fixtures can be checked, and so loaded: {', '.join(strange)}")
        return files

    def _tell_of_empty_files(self, files: list[Path], rows: list[FixtureRow]) -> None:
        for name in sorted({path.name for path in files} - {row.file for row in rows}):
            self.stderr.write(f"{name} holds no rows.")

    def _without_excluded(self, rows: list[FixtureRow], labels: list[str]) -> list[FixtureRow]:
        """What --exclude names is checked and not written."""
        excluded, apps = parse_apps_and_model_labels(labels)
        return [row for row in rows if row.model not in excluded and row.model._meta.app_config not in apps]
