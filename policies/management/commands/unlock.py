"""Let somebody try to sign in again at once."""

from __future__ import annotations

from argparse import ArgumentParser

from policies.accounts import throttle
from policies.management.base import PagelessCommand
from policies.models import Event
from policies.vocabulary import EventKind


class Command(PagelessCommand):
    help = (
        "Forget the failed attempts to sign in of an account or an address, so that it can try again at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="+", metavar="ACCOUNT_OR_ADDRESS")

    def handle(self, *, names: list[str], **options: object) -> None:
        for name in names:
            if throttle.unlock(name):
                Event.record(EventKind.UNLOCKED, target=name)
                self.stdout.write(f"{name}: may try again.")
            else:
                self.stdout.write(f"{name}: nothing was counted.")
