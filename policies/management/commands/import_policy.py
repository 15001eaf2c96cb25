"""Bring official documents into the library as drafts."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from policies.importing.storing import bring_in, report
from policies.models import District


class Command(BaseCommand):
    help = (
        "Make a draft (草稿) of each file; exit code 1 if any was refused, or skipped for the work of staff."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="A file, or a folder of files."
        )
        parser.add_argument("--dry-run", action="store_true", help="Report only; keep nothing.")
        parser.add_argument("--district", default="", metavar="SLUG", help="Where the document does not say.")
        parser.add_argument(
            "--not-duplicate-of",
            action="append",
            default=[],
            metavar="SLUG",
            help="A policy that looks alike and has been compared; this is remembered. May repeat.",
        )

    def handle(self, *, paths: list[Path], district: str, dry_run: bool, **options: object) -> None:
        if district and not District.objects.filter(slug=district).exists():
            raise CommandError(f"--district: there is no district {district!r}")
        tally = report.Tally()
        others = options["not_duplicate_of"]
        for outcome in bring_in(paths, district=district, not_duplicate_of=others, dry_run=dry_run):
            tally.add(outcome)
            self.stdout.write("\n".join(report.lines(outcome)))
        self.stdout.write("\n".join(tally.lines()))
        if dry_run:
            self.stdout.write("Nothing was kept (--dry-run).")
        if not tally.documents:
            raise CommandError("No file to import was found.")
        if tally.undone:
            raise CommandError(f"{tally.undone} of {tally.documents} files were not imported.")
