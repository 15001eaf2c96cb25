"""Errors of a database by what they mean: away, slow, full, busy, read-only."""

from __future__ import annotations

import sqlite3
from enum import Enum, auto

import psycopg
from psycopg import errors

from portal.databases.postgresql.connection import AwayError


class Failure(Enum):
    KNOWN_AWAY = auto()
    """The watch has said so already, in one line of the log."""
    AWAY = auto()
    SLOW = auto()
    FULL = auto()
    BUSY = auto()
    READ_ONLY = auto()
    OTHER = auto()

    @classmethod
    def of(cls, error: Exception) -> Failure:
        """For an error of django.db, by the error of the database that it was raised from."""
        match error.__cause__:
            case sqlite3.Error() as cause:
                return _ON_SQLITE.get(cause.sqlite_errorcode & _PRIMARY, cls.OTHER)
            case AwayError():
                return cls.KNOWN_AWAY
            case errors.DiskFull():
                return cls.FULL
            case errors.LockNotAvailable():
                return cls.BUSY
            case errors.ReadOnlySqlTransaction():
                return cls.READ_ONLY
            case errors.QueryCanceled():
                return cls.SLOW
            case psycopg.OperationalError() as cause if (
                not cause.sqlstate or cause.sqlstate[:2] in _CONNECTION
            ):
                return cls.AWAY
        return cls.OTHER


# The lower byte of SQLite's codes; the others say more precisely where.
_PRIMARY = 0xFF
_ON_SQLITE = {
    sqlite3.SQLITE_FULL: Failure.FULL,
    # While the disk is full, this is what it says where it cannot write beside the file.
    sqlite3.SQLITE_IOERR: Failure.FULL,
    sqlite3.SQLITE_BUSY: Failure.BUSY,
    sqlite3.SQLITE_READONLY: Failure.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Failure.AWAY,
}
# Classes of SQLSTATE: connection exception, operator intervention.
_CONNECTION = {"08", "57"}
