"""Database triggers that keep the history of what was done: no row is changed, none is deleted too early.

A hook in Python would be passed by a bulk update, a cascade, or SQL by hand. `manage.py flush`, which empties every table
on purpose, takes the triggers away first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

# The law on network security (网络安全法, article 21) asks for six months of logs at least.
LEAST_DAYS = 180

_LOG_COLUMNS = "action_time, user_id, object_id, object_repr, action_flag, change_message"


@dataclass(frozen=True, slots=True)
class Guarded:
    table: str
    columns: str
    """What an UPDATE may not name."""
    deleted: str = ""
    """Which rows may not be deleted, as a condition; empty: none may."""


def _guarded(vendor: str) -> tuple[Guarded, ...]:
    sqlite = f"OLD.at > strftime('%Y-%m-%d %H:%M:%f', 'now', '-{LEAST_DAYS} days')"
    postgresql = f"OLD.at > now() - interval '{LEAST_DAYS} days'"
    young = {"sqlite": sqlite, "postgresql": postgresql}[vendor]
    return (
        Guarded(
            "policies_event",
            "id, at, kind, account_id, actor, address, target, policy_id, details, changes",
            young,
        ),
        # A model that is gone takes its content type with it, so that column alone may change.
        Guarded("django_admin_log", _LOG_COLUMNS),
    )


TRIGGERS = {
    f"{table}_{act}_refused": table
    for table in ("policies_event", "django_admin_log")
    for act in ("update", "delete")
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Make every trigger anew. Safe to repeat."""
    remove(connection)
    write = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    with connection.cursor() as cursor:
        for guarded in _guarded(connection.vendor):
            for statement in write(guarded):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, table in _every(connection.vendor).items():
            if table in present:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _every(vendor: str) -> dict[str, str]:
    emptied = {f"{table}_truncate_refused": table for table in set(TRIGGERS.values())}
    return TRIGGERS | (emptied if vendor == "postgresql" else {})


def _sqlite(guarded: Guarded) -> Iterator[str]:
    table = guarded.table
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    when = f"WHEN {guarded.deleted}" if guarded.deleted else ""
    yield f"CREATE TRIGGER {table}_update_refused BEFORE UPDATE OF {guarded.columns} ON {table} {refuse}"
    yield f"CREATE TRIGGER {table}_delete_refused BEFORE DELETE ON {table} {when} {refuse}"


def _postgresql(guarded: Guarded) -> Iterator[str]:
    table = guarded.table
    function = f"{table}_refuses"
    each = f"FOR EACH ROW EXECUTE FUNCTION {function}()"
    when = f"WHEN ({guarded.deleted})" if guarded.deleted else ""
    # Its own class of error, so that Django says IntegrityError, as it does on SQLite.
    yield (
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    # Statement by statement an UPDATE of no row would be refused too.
    yield f"""CREATE TRIGGER {table}_update_refused BEFORE UPDATE OF {guarded.columns} ON {table} {each}"""
    yield f"CREATE TRIGGER {table}_delete_refused BEFORE DELETE ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {function}()"
    yield (
        f"CREATE TRIGGER {table}_truncate_refused BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )
