"""The numbers from which a database makes its next key: a key that was deleted is never given to something else."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, Model


def last_id(connection: BaseDatabaseWrapper, model: type[Model]) -> int:
    """The highest key ever given; 0 where the database gives none."""
    if not isinstance(model._meta.pk, AutoField):
        return 0
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        else:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
            [(sequence,)] = cursor.fetchall()
            cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")
        found = cursor.fetchone()
    return found[0] if found else 0


def go_on_after(connection: BaseDatabaseWrapper, model: type[Model], last: int) -> None:
    """The next key is `last` + 1, or higher where a row has a higher one."""
    if not last or not isinstance(model._meta.pk, AutoField):
        return
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
        else:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, last])
