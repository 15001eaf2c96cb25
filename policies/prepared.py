"""Queries whose SQL is put together once. Django does that anew each time, which takes longer than the database to answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from threading import local
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

# No row has one of these ids, and no query another number so far below zero: where they stand in it, ids are filled in.
_FIRST_HOLE = -(2**40)
# More ids at once are rare, and reading that many rows costs more than the SQL.
MOST_KEPT = 64

Row = TypeVar("Row")


class Prepared(Generic[Row]):
    """`Prepared(lambda *ids: queryset)(3, 5)` gives the rows that the queryset of these ids would, as a list.

    The queryset must depend on nothing but how many ids there are, and take them as they are: what it is for two ids
    is asked once, in each thread, and kept with its compiler. It may hold `select_related`; what it prefetches is not
    read. A slug does as well as an id.
    """

    def __init__(self, asking: Callable[..., QuerySet[Any, Row]]) -> None:
        self._asking = asking
        self._of_thread = local()

    def __call__(self, *ids: int | str) -> list[Row]:
        number = len(ids)
        if number > MOST_KEPT:
            return list(self._asking(*ids))
        kept: dict[int, _Statement[Row]] = self._of_thread.__dict__
        statement = kept.get(number)
        if statement is None or not statement.is_of_this_connection:
            statement = _Statement(self._asking, number)
            kept[number] = statement
        return statement.rows(ids)

    def among(self, ids: Collection[int]) -> list[Row]:
        """For a queryset that looks for any of the ids: few numbers of them occur, so that few statements are kept."""
        return self(*padded(ids)) if ids else []


class _Statement(Generic[Row]):
    """The SQL for one number of ids on one connection, and the queryset that makes rows of what it finds."""

    def __init__(self, asking: Callable[..., QuerySet[Any, Row]], number: int) -> None:
        holes = range(_FIRST_HOLE, _FIRST_HOLE + number)
        self._queryset = asking(*holes)
        self._places = _places(holes)
        query = self._queryset.query
        self._compiler: SQLCompiler = query.get_compiler(self._queryset.db)
        self._sql, self._params = self._compiler.as_sql()
        self._filled: tuple[object, ...] = ()
        # Whoever makes rows asks the query for a compiler, and the compiler for its SQL.
        query.get_compiler = self._kept_compiler
        self._compiler.as_sql = self._kept_sql

    def _kept_compiler(self, *args: object, **kwargs: object) -> SQLCompiler:
        return self._compiler

    def _kept_sql(self, *args: object, **kwargs: object) -> tuple[str, tuple[object, ...]]:
        return self._sql, self._filled

    @property
    def is_of_this_connection(self) -> bool:
        return connections[self._queryset.db] is self._compiler.connection

    def rows(self, ids: Sequence[int | str]) -> list[Row]:
        places = self._places
        self._filled = tuple(ids[places[each]] if each in places else each for each in self._params)
        return list(self._queryset._iterable_class(self._queryset))


def _places(holes: Sequence[int]) -> dict[int | str, int]:
    """Which id comes where; a column of text takes a number as text."""
    places: dict[int | str, int] = {}
    for place, hole in enumerate(holes):
        places[hole] = places[str(hole)] = place
    return places


def padded(ids: Collection[int]) -> list[int]:
    """With the last id repeated to the next power of two."""
    ids = list(ids)
    missing = (1 << (len(ids) - 1).bit_length()) - len(ids)
    return ids + ids[-1:] * missing
