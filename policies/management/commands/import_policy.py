"""Bring official documents into the library as drafts."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from policies import jobs
from policies.importing.storing import ImportVerdict, batch, bring_in, report
from policies.management.base import PagelessCommand
from policies.models import District, Job

# Verdict, name, and what `report.told` says of a file, and the kind of reason for which nothing was done.
Told = tuple[ImportVerdict, str, dict[str, Any], str]


class Command(PagelessCommand):
    help = (
        "Make a draft (草稿) of each file; exit code 1 if any was refused, or skipped for the work of staff."
        " The files are a job first: should this process die, run_jobs goes on with the rest."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="A file, or a folder of files."
        )
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--dry-run", action="store_true", help="Report only; keep nothing.")
        how.add_argument("--queue", action="store_true", help="Leave the work to run_jobs.")
        parser.add_argument("--district", default="", metavar="SLUG", help="Where the document does not say.")
        parser.add_argument(
            "--not-duplicate-of",
            action="append",
            default=[],
            metavar="SLUG",
            help="A policy that looks alike and has been compared; this is remembered. May repeat.",
        )

    def handle(self, *, paths: list[Path], dry_run: bool, queue: bool, **options: Any) -> None:
        chosen = {name: options[name] for name in ("district", "not_duplicate_of")}
        if chosen["district"] and not District.objects.filter(slug=chosen["district"]).exists():
            raise CommandError(f"--district: there is no district {chosen['district']!r}")
        if queue:
            job = batch.submit_paths(paths, **chosen)
            self.stdout.write(f"job {job.pk}: {job.total} files wait for run_jobs.")
            return
        files = _tried(paths, **chosen) if dry_run else _done(paths, **chosen)
        self._report(files)
        if dry_run:
            self.stdout.write("Nothing was kept (--dry-run).")

    def _report(self, files: Iterator[Told]) -> None:
        """Raises CommandError where anything is left to do."""
        tally = report.ImportTally()
        for verdict, name, told, reason in files:
            tally.add(verdict, reason)
            self.stdout.write("\n".join(report.lines_of(verdict, name, told)))
        self.stdout.write("\n".join(tally.lines()))
        if not tally.documents:
            raise CommandError("No file to import was found.")
        if tally.undone:
            raise CommandError(f"{tally.undone} of {tally.documents} files were not imported.")


def _tried(paths: list[Path], **chosen: Any) -> Iterator[Told]:
    for outcome in bring_in(paths, dry_run=True, **chosen):
        yield outcome.verdict, outcome.name, report.told(outcome), report.general(outcome)


def _done(paths: list[Path], **chosen: Any) -> Iterator[Told]:
    job = batch.submit_paths(paths, runner=jobs.new_runner(), **chosen)
    for item in jobs.run(job, batch.work_at):
        yield ImportVerdict(item.outcome), item.name, item.report, item.reason
    _must_be_over(job)


def _must_be_over(job: Job) -> None:
    job.refresh_from_db()
    if job.done < job.total:
        raise CommandError(f"job {job.pk} is {job.state}: {job.done} of {job.total} files are done.")
