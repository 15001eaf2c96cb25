"""A lookup for the ORM: whether a column has the form of a slug, in SQL that both databases have."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Lookup
from django.db.models.sql.compiler import SQLCompiler

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-"


@CharField.register_lookup
class SlugForm(Lookup):
    """Lower-case words of ASCII letters and digits, joined by single hyphens (`SLUG_PATTERN`).

    In SQL that both databases have of themselves. SQLite borrows REGEXP from Python: with that in a constraint no
    other tool can check, copy or repair the file.
    """

    lookup_name = "slug_form"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        # LTRIM takes every letter of the alphabet away: what is left is something else.
        parts = [
            (f"{column} <> %s", ""),
            (f"LTRIM({column}, %s) = ''", _LETTERS),
            *((f"{column} NOT LIKE %s", pattern) for pattern in ("-%", "%-", "%--%")),
        ]
        sql = " AND ".join(part for part, _ in parts)
        values = [each for _, value in parts for each in (*params, value)]
        return f"({sql})", values
