"""Set up a portal on this machine and serve it: what a newcomer runs first."""

from __future__ import annotations

import secrets
import threading
from argparse import ArgumentParser

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from policies import jobs
from policies.management.commands.run_jobs import KINDS
from policies.models import Policy

FIXTURES = (
    *("districts", "areas", "service_points", "topics", "audiences"),
    *("policies", "relations", "exceptions", "synonyms"),
)
STAFF_NAME = "demo"


class Command(BaseCommand):
    help = (
        "Migrate, load the fixtures into an empty database, make a local staff login, and serve the portal."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("addrport", nargs="?", default="127.0.0.1:8000", help="Port, or address:port.")

    def handle(self, *, addrport: str, **options: object) -> None:
        if not settings.DEBUG:
            raise CommandError("demo makes a staff login and is for development only: DJANGO_DEBUG is off.")
        call_command("migrate", verbosity=0)
        if not Policy.objects.exists():
            call_command("loaddata", *FIXTURES, verbosity=0)
        address = addrport if ":" in addrport else f"127.0.0.1:{addrport}"
        self.stdout.write(f"Policies: {Policy.objects.published().count()} published.")
        self.stdout.write(self._staff_login())
        self.stdout.write(f"Portal:   http://{address}/\nAdmin:    http://{address}/admin/\n")
        self.stdout.flush()
        threading.Thread(target=_run_jobs, daemon=True).start()
        # From here on residents' error pages are shown, not the debugger's.
        settings.DEBUG = False
        call_command("runserver", address, use_reloader=False, insecure_serving=True)

    def _staff_login(self) -> str:
        users = get_user_model().objects
        if users.exists():
            return f"Staff:    login as before ({STAFF_NAME}: the password was printed at the first start)."
        password = secrets.token_urlsafe(12)
        users.create_superuser(STAFF_NAME, password=password)
        return f"Staff:    {STAFF_NAME} / {password}   (printed only this once)"


def _run_jobs() -> None:
    """As `manage.py run_jobs` does elsewhere; it ends with the server, and what it was at waits for the next start."""
    for _ in jobs.serve(KINDS, threading.Event()):
        pass
