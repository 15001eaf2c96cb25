"""A connection to PostgreSQL that waits for no answer longer than it may."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any, Self, TypeVar

import psycopg
from psycopg.abc import PQGen, PQGenConn

from portal.databases import patience
from portal.databases.patience import Patience
from portal.databases.watch import watch

T = TypeVar("T")


class AwayError(psycopg.OperationalError):
    """Not asked at all: the database is known to be away."""


class NoAnswerError(psycopg.OperationalError):
    """No answer in time."""


class Connection(psycopg.Connection[Any]):
    """psycopg waits in Python, in steps of a tenth of a second while nothing arrives: there the time is counted."""

    @classmethod
    def _connect_gen(cls, *args: Any, **kwargs: Any) -> PQGenConn[Self]:
        asker = patience.current()
        refuse_while_away(asker)
        try:
            return (yield from in_time(super()._connect_gen(*args, **kwargs), asker))
        except psycopg.OperationalError:
            # Refused, most likely: whoever comes next need not try.
            if asker.of_a_person:
                watch.look()
            raise

    def wait(self, gen: PQGen[T], *args: Any, **kwargs: Any) -> T:
        asker = patience.current()
        refuse_while_away(asker)
        try:
            return super().wait(in_time(gen, asker), *args, **kwargs)
        except NoAnswerError:
            # A late answer would be taken for that to the next question.
            self.pgconn.finish()
            raise


def refuse_while_away(asker: Patience) -> None:
    if asker.of_a_person and watch.is_away:
        raise AwayError("the database is away")


def in_time(steps: Generator[Any, Any, T], asker: Patience) -> Generator[Any, Any, T]:
    """The same steps, which end with NoAnswerError where the one who asks waits in vain."""
    began = time.monotonic()
    watch.begin(asker)
    try:
        wanted = next(steps)
        while True:
            ready = yield wanted
            waited = time.monotonic() - began
            if not ready and watch.waits_in_vain(asker, waited):
                raise NoAnswerError(f"no answer in {waited:.1f} seconds")
            wanted = steps.send(ready)
    except StopIteration as end:
        return end.value
    finally:
        watch.end(asker)
        asker.spend(time.monotonic() - began)
