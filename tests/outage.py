"""The database does not answer, within one process of tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

from portal.databases.postgresql.connection import AwayError


@contextmanager
def away() -> Iterator[None]:
    def refuse(*args: object) -> None:
        raise OperationalError("the database is away") from AwayError()

    with connection.execute_wrapper(refuse):
        yield
