"""Django's backend for PostgreSQL, with limits on every wait.

No pool: each thread keeps its connection, which Django checks before the first query of a request and replaces where it
is dead. A pool of psycopg hands out dead ones after a cut, waits by itself, and tries again after ever longer pauses.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base

from portal.databases import patience
from portal.databases.broken import SaysWhatBroke
from portal.databases.postgresql.connection import Connection


class DatabaseWrapper(SaysWhatBroke, base.DatabaseWrapper):
    # What Django takes from psycopg: its errors, and how to connect.
    Database = SimpleNamespace(**{**vars(psycopg), "connect": Connection.connect})

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        limits = patience.current().server_options()
        # What the operator set stands last, and wins.
        return {**params, "options": f"{limits} {params.get('options', '')}".strip()}
