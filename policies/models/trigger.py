"""A database trigger as its SQL, for either database."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Trigger:
    name: str
    table: str
    statements: tuple[str, ...]
    """They make it, where there is none of this name."""

    def make_anew(self, connection: BaseDatabaseWrapper) -> None:
        self.drop(connection)
        with connection.cursor() as cursor:
            for statement in self.statements:
                cursor.execute(statement)

    def drop(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute(dropping(connection, self.name, self.table))


def dropping(connection: BaseDatabaseWrapper, name: str, table: str) -> str:
    """The statement that takes away a trigger, where it is there."""
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {name}{on}"


def for_each_statement(name: str, table: str, when: str, body: str, rows: str = "") -> Trigger:
    """On PostgreSQL. `rows` names the transition tables: REFERENCING OLD TABLE AS old_rows."""
    made = f"CREATE TRIGGER {name} {when} ON {table} {rows} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    return Trigger(name, table, (_function(name, f"{body} RETURN NULL;"), made))


def for_each_row(name: str, table: str, when: str, body: str) -> Trigger:
    """On PostgreSQL, before the row is written: `body` may change NEW."""
    made = f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    return Trigger(name, table, (_function(name, f"{body} RETURN NEW;"), made))


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
