"""The database does not answer, within one process of tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

from portal.databases.postgresql.connection import AwayError


@contextmanager
def away() -> Iterator[None]:
    def refuse(*args: object) -> None:
        raise OperationalError("the database is away") from AwayError()

    with connection.execute_wrapper(refuse):
        yield


@contextmanager
def away_at_the_check() -> Iterator[None]:
    """Once, at the check of a constraint, and until Django has tried to go back: both failures it passes over."""
    met = []

    def refuse(execute: Callable, sql: str, *args: object) -> object:
        if len(met) < 2 and ('"_check"' in sql or (met and sql.startswith("ROLLBACK TO"))):
            met.append(sql)
            raise OperationalError("the database is away") from AwayError()
        return execute(sql, *args)

    with connection.execute_wrapper(refuse):
        yield
