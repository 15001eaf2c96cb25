"""Database triggers that count the changes of everything lookup shows (see `policies.models.revision`).

`install` runs after every `migrate`, because Django's SQLite migrations rebuild a table to alter it and drop
its triggers with the old one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from policies.models import archive
from policies.models.revision import Revision, new_era


@dataclass(frozen=True, slots=True)
class Source:
    """A table whose rows lookup shows, and the policies that a changed row concerns."""

    table: str
    key: str
    """The column of the changed row that leads to policies."""
    concerned: str = "{keys}"
    """SQL that selects these as `policy_id`; `{keys}` stands for a SELECT of `key` from the changed rows."""


_IN_DISTRICT = "SELECT id AS policy_id FROM policies_policy WHERE district_id IN ({keys})"

SOURCES = (
    Source("policies_policy", "id"),
    *(
        Source(f"policies_{name}", "policy_id")
        for name in ("section", "policytopic", "policyaudience", "policyissuer")
    ),
    *(
        Source(
            f"policies_{name}",
            "id",
            f"SELECT policy_id FROM policies_policy{name} WHERE {name}_id IN ({{keys}})",
        )
        for name in ("topic", "audience", "issuer")
    ),
    Source("policies_district", "id", _IN_DISTRICT),
    Source("policies_formerdistrict", "district_id", _IN_DISTRICT),
    # Concern no policy, only what was remembered of them.
    *(
        Source(f"policies_{name}", "id", "SELECT 0 AS policy_id WHERE 1 = 0")
        for name in ("synonymgroup", "citationexception")
    ),
)

EVENTS = ("insert", "update", "delete")

# What every trigger does. The UPDATE takes the lock that makes numbers visible in their order.
_COUNT = """
    UPDATE policies_revision SET number = number + 1;
    INSERT INTO policies_change (policy_id, revision)
    SELECT concerned.policy_id, policies_revision.number
    FROM (SELECT DISTINCT * FROM ({concerned}) AS each_one) AS concerned, policies_revision
    WHERE concerned.policy_id IS NOT NULL
    ON CONFLICT (policy_id) DO UPDATE SET revision = excluded.revision;
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the counter's row and every trigger anew. Safe to repeat.

    Where a trigger was missing, something may have changed uncounted: a new era makes whatever was derived outdated.
    """
    rows = Revision.objects.using(connection.alias)
    _, created = rows.get_or_create(pk=1)
    if not created and not _present(connection).issuperset(_COUNTERS):
        rows.update(era=new_era())
    write = _DIALECTS[connection.vendor]
    with connection.cursor() as cursor:
        for source in SOURCES:
            for event in EVENTS:
                for statement in write(source, event):
                    cursor.execute(statement)
    archive.install(connection)


def hold(connection: BaseDatabaseWrapper) -> None:
    """Until the transaction ends, keep others from writing what is counted; they may read.

    For whoever writes many rows at once. On PostgreSQL a single edit holds its row while it waits for the counter,
    and whoever holds the counter and then wants that row would wait for ever. SQLite has one writer in any case.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(source.table for source in SOURCES)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take away every trigger, those of the archive too. `install` brings back what this takes."""
    archive.remove(connection)
    with connection.cursor() as cursor:
        for name, table in _COUNTERS.items():
            cursor.execute(archive.dropping(connection, name, table))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that are not in the database, where they should be; those of the archive too."""
    present = _present(connection)
    return [name for name in (*_COUNTERS, *archive.TRIGGERS) if name not in present]


def _present(connection: BaseDatabaseWrapper) -> set[str]:
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def _name(source: Source, event: str) -> str:
    return f"{source.table}_{event}_counts"


_COUNTERS = {_name(source, event): source.table for source in SOURCES for event in EVENTS}


def _sqlite(source: Source, event: str) -> tuple[str, ...]:
    """Row by row: SQLite has no other triggers, and the counter stays in its page cache."""
    old, new = (f"SELECT {row}.{source.key} AS policy_id" for row in ("OLD", "NEW"))
    keys = {"insert": new, "update": f"{old} UNION {new}", "delete": old}[event]
    count = _COUNT.format(concerned=source.concerned.format(keys=keys))
    name = _name(source, event)
    return (
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} AFTER {event} ON {source.table} BEGIN {count} END",
    )


def _postgresql(source: Source, event: str) -> tuple[str, ...]:
    """Statement by statement: one row updated a million times in one transaction would grow slower each time."""
    old, new = (f"SELECT {source.key} AS policy_id FROM {rows}" for rows in ("old_rows", "new_rows"))
    keys = {"insert": new, "update": f"{old} UNION {new}", "delete": old}[event]
    rows = {
        "insert": "NEW TABLE AS new_rows",
        "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "delete": "OLD TABLE AS old_rows",
    }[event]
    count = _COUNT.format(concerned=source.concerned.format(keys=keys))
    name = _name(source, event)
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF EXISTS ({keys}) THEN {count} END IF; RETURN NULL; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {source.table}",
        f"CREATE TRIGGER {name} AFTER {event} ON {source.table} REFERENCING {rows} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    )


_DIALECTS: dict[str, Callable[[Source, str], tuple[str, ...]]] = {
    "sqlite": _sqlite,
    "postgresql": _postgresql,
}
