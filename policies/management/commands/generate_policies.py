"""Fill a portal with synthetic policies, for benchmarks and demos, and empty it of them again."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from policies.importing import synthetic


class Command(BaseCommand):
    help = "Write N synthetic policies, each plainly marked as one, or remove all of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", nargs="?", type=_at_least_one, metavar="N", help="How many to write.")
        parser.add_argument("--seed", type=int, default=1, help="The same seed makes the same policies.")
        parser.add_argument("--short", action="store_true", help="Only 政策原文, of 60 to 200 characters.")
        parser.add_argument(
            "--among-real-policies",
            action="store_true",
            help="Write even though DJANGO_DEBUG is off: residents will find them among the real ones.",
        )
        parser.add_argument("--remove", action="store_true", help="Delete every synthetic policy.")

    def handle(self, *, number: int | None, short: bool, remove: bool, **options: object) -> None:
        if remove == (number is not None) or (remove and short):
            raise CommandError("Give either N, the number of policies to write, or --remove alone.")
        if remove:
            self.stdout.write(f"Removed {synthetic.remove()} synthetic policies.")
        else:
            self._write(number, short=short, **options)

    def _write(
        self, number: int, *, seed: int, short: bool, among_real_policies: bool, **options: object
    ) -> None:
        if not (settings.DEBUG or among_real_policies):
            raise CommandError(
                "Nothing was written: DJANGO_DEBUG is off, so residents would find invented policies among "
                "the real ones. If that is wanted, say --among-real-policies."
            )
        try:
            written = synthetic.generate(number, seed=seed, short=short)
        except synthetic.TaxonomyMissingError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Wrote {written} synthetic policies (seed {seed}{', short' if short else ''}).")


def _at_least_one(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return number
