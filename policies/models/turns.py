"""Turns: whoever writes waits for the one before, and writes in one transaction (`in_turn`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from policies.models import triggers

# PostgreSQL's lock_not_available.
_LOCK_NOT_AVAILABLE = "55P03"


class BusyError(Exception):
    """Somebody else is writing, and was not done in time. Nothing was written."""


@contextmanager
def in_turn(patience: float | None = None) -> Iterator[None]:
    """A transaction that holds the counter from its beginning: whoever writes locks rows before the first is written.

    `patience`, in seconds, is how long others are waited for before a BusyError; None leaves it to the database.
    """
    connection = transaction.get_connection()
    with ExitStack() as leaving:
        try:
            _TAKING[connection.vendor](connection, leaving, patience)
        except OperationalError as error:
            if patience is not None and _is_busy(error):
                raise BusyError from error
            raise
        yield


def _take_on_sqlite(connection: BaseDatabaseWrapper, leaving: ExitStack, patience: float | None) -> None:
    # The transaction begins with the lock (IMMEDIATE). Within another one it is held already.
    if patience is None or connection.in_atomic_block:
        leaving.enter_context(transaction.atomic())
        return
    with connection.cursor() as cursor:
        [usual] = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
        try:
            leaving.enter_context(transaction.atomic())
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def _take_on_postgresql(connection: BaseDatabaseWrapper, leaving: ExitStack, patience: float | None) -> None:
    leaving.enter_context(transaction.atomic())
    if patience is None:
        triggers.lock_counter(connection)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        [usual] = cursor.fetchone()
        # Both for this transaction only.
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{int(patience * 1000)}ms"])
        triggers.lock_counter(connection)
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])


_TAKING = {"sqlite": _take_on_sqlite, "postgresql": _take_on_postgresql}


def _is_busy(error: OperationalError) -> bool:
    cause = error.__cause__
    if isinstance(cause, sqlite3.OperationalError):
        # The lower byte; the others say more precisely why.
        return cause.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return getattr(cause, "sqlstate", "") == _LOCK_NOT_AVAILABLE
