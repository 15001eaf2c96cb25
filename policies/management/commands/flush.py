"""Django's flush, which empties every table on the operator's word: what guards or keeps the history makes way for it."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from policies.models import triggers


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        triggers.remove(connection)
        try:
            super().handle(**options)
        finally:
            triggers.install(connection)
