"""Do the long work that waits in the table of jobs."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser

from policies import jobs
from policies.importing.storing import batch
from policies.management.base import PagelessCommand
from policies.models import Job
from policies.vocabulary import JobKind

KINDS: dict[str, jobs.Begin] = {JobKind.IMPORT: batch.work_at}


class Command(PagelessCommand):
    help = (
        "Do the jobs that wait, one after the other, and wait for more; SIGTERM ends it after the row it is at."
        " Any number may run, on any host."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="End when no job waits.")

    def handle(self, *, once: bool, **options: object) -> None:
        stopping = threading.Event()
        before = {
            number: signal.signal(number, lambda *_: stopping.set())
            for number in (signal.SIGTERM, signal.SIGINT)
        }
        try:
            for job in jobs.serve(KINDS, stopping, once=once):
                self.stdout.write(_in_words(job))
                self.stdout.flush()
        finally:
            # Whoever called it from a program of his own can still be stopped.
            for number, handler in before.items():
                signal.signal(number, handler)


def _in_words(job: Job) -> str:
    """One line; why it ended before its time stands behind it, as the person reads it at the desk."""
    words = f"job {job.pk} {job.state}: {job.done} of {job.total} rows of {job.name}"
    return f"{words}; it could not be done, and its person reads: {job.reason}" if job.reason else words
