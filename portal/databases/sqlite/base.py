"""Django's backend for SQLite, for connections that stay open.

A thread that keeps its connection goes on reading while the disk is full: to open the file anew, SQLite must write
beside it. The price is that the file may be exchanged meanwhile, so it is looked at before the first query of a request.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from portal.databases import patience
from portal.databases.broken import SaysWhatBroke

Identity = tuple[int, int] | None


class DatabaseWrapper(SaysWhatBroke, base.DatabaseWrapper):
    opened: Identity = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        if patience.is_serving():
            conn_params = {**conn_params, "database": _that_is_there(conn_params["database"])}
        connection = super().get_new_connection(conn_params)
        self.opened = self._file()
        return connection

    def is_usable(self) -> bool:
        """Django asks before the first query of a request (CONN_HEALTH_CHECKS)."""
        return self._file() == self.opened

    def _file(self) -> Identity:
        """Which file is there; None for a database in memory."""
        try:
            seen = Path(self.settings_dict["NAME"]).stat()
        except OSError:
            return None
        return seen.st_dev, seen.st_ino


def _that_is_there(name: str | Path) -> str:
    """As an address that SQLite opens only where the file is there.

    In the place of one that was lost it would make an empty one, and residents would read that nothing is published.
    Only commands make a database.
    """
    return f"{Path(name).absolute().as_uri()}?mode=rw"
