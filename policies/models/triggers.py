"""Database triggers that count the changes of everything residents read (see `policies.models.revision`).

`install` runs after every `migrate`, because Django's SQLite migrations rebuild a table to alter it and drop
its triggers with the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from policies.models import archive, guard, record_archive, sequence
from policies.models.counted import SOURCES, CountedTable, columns
from policies.models.revision import Revision, new_epoch
from policies.models.trigger import Trigger, for_each_statement

# What every trigger of these does. The UPDATE takes the lock that makes numbers visible in their order.
_COUNT = """
    UPDATE policies_revision
    SET number = number + 1,
        shown = CASE WHEN {seen} THEN number + 1 ELSE shown END,
        withdrawn = CASE WHEN {gone} THEN number + 1 ELSE withdrawn END;
    INSERT INTO policies_change (policy_id, revision)
    SELECT concerned.policy_id, policies_revision.number
    FROM (SELECT DISTINCT * FROM ({concerned}) AS each_one) AS concerned, policies_revision
    WHERE concerned.policy_id IS NOT NULL
    ON CONFLICT (policy_id) DO UPDATE SET revision = excluded.revision;
"""

# Nobody can say any more which policies were concerned: in another epoch everything is read anew.
_COUNT_TRUNCATED = """
    UPDATE policies_revision
    SET number = number + 1, shown = number + 1, withdrawn = number + 1, epoch = replace(gen_random_uuid()::text, '-', '');
"""

# Whoever writes holds the counter before any row. Else one would hold a row and wait for the counter, while
# another held the counter and waited for the row.
_TAKE = "1 FROM policies_revision FOR UPDATE"

_NEVER = "1 = 0"
# Of the changed rows, as PostgreSQL hands them to a trigger.
_SOME = "EXISTS (SELECT 1 FROM {rows} WHERE {condition})"
_PAIRS = "old_rows AS past FULL JOIN new_rows AS present USING (id)"


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the counter's row and every trigger anew. Safe to repeat.

    Where a trigger was missing, something may have changed uncounted: a new epoch makes whatever was derived outdated.
    """
    rows, counting = Revision.objects.using(connection.alias), _counting(connection)
    with _at_once(connection):
        _, created = rows.get_or_create(pk=1)
        if not created and not _present(connection).issuperset(trigger.name for trigger in counting):
            rows.update(epoch=new_epoch())
        for trigger in (*counting, *_of_records(connection)):
            trigger.make_anew(connection)
        archive.install(connection)
        guard.install(connection)


def lock_counter(connection: BaseDatabaseWrapper) -> None:
    """Lock the counter first: until the transaction ends, others wait to write what is counted; they may read.

    For whoever locks rows before writing the first of them. SQLite has one writer in any case.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_TAKE}")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take away every trigger, those of the archive and the guard too. `install` brings back what this takes."""
    with _at_once(connection):
        guard.remove(connection)
        archive.remove(connection)
        for trigger in (*_counting(connection), *_of_records(connection)):
            trigger.drop(connection)


def _at_once(connection: BaseDatabaseWrapper) -> AbstractContextManager[object]:
    """On SQLite all in one transaction: 160 that are written to disk one by one take two seconds.

    Not on PostgreSQL, where it would lock one table after the other, as does whoever reads several: each by itself.
    """
    is_sqlite = connection.vendor == "sqlite"
    return transaction.atomic(using=connection.alias) if is_sqlite else nullcontext()


def fit(connection: BaseDatabaseWrapper) -> bool:
    """Whether every table is there as this code knows it: `migrate` may be told to stop at an earlier state."""
    present = set(connection.introspection.table_names())
    tables = [model._meta.db_table for model in apps.get_app_config("policies").get_models()]
    if not present.issuperset(tables):
        return False
    with connection.cursor() as cursor:
        for table in tables:
            # Not by Django's introspection, which stumbles over a table that SQLite has rebuilt.
            cursor.execute(f"SELECT * FROM {table} WHERE 1 = 0")
            if not {name for name, *_ in cursor.description}.issuperset(columns(table)):
                return False
    return True


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that are not in the database, where they should be; those of the archive and the guard too."""
    present = _present(connection)
    made_here = [trigger.name for trigger in (*_counting(connection), *_of_records(connection))]
    return [name for name in (*made_here, *archive.TRIGGERS, *guard.TRIGGERS) if name not in present]


def _present(connection: BaseDatabaseWrapper) -> set[str]:
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def _of_records(connection: BaseDatabaseWrapper) -> list[Trigger]:
    """Those that keep the earlier states of rounds, benefits and the like, and count the moves of a date."""
    return [*record_archive.triggers(connection.vendor), *sequence.triggers(connection.vendor)]


def _counting(connection: BaseDatabaseWrapper) -> list[Trigger]:
    write = _DIALECTS[connection.vendor]
    return [trigger for source in SOURCES for trigger in write(source)]


def _sqlite(source: CountedTable) -> Iterator[Trigger]:
    """Row by row: SQLite has no other triggers, and the counter stays in its page cache."""
    old = f"SELECT OLD.{source.key} AS policy_id"
    new = f"SELECT NEW.{source.key} AS policy_id"
    keys = {"insert": new, "update": f"{old} UNION {new}", "delete": old}
    is_other = f"{source.values('OLD')} IS NOT {source.values('NEW')}"
    was_seen = source.is_seen("OLD")
    is_seen = source.is_seen("NEW")
    seen = {
        "insert": is_seen,
        "update": f"{is_other} AND ({was_seen} OR {is_seen})",
        "delete": was_seen,
    }
    gone = _gone_on_sqlite(source)
    for event in source.events:
        concerned = source.concerned.format(keys=keys[event])
        count = _COUNT.format(concerned=concerned, seen=seen[event], gone=gone.get(event, _NEVER))
        name = f"{source.table}_{event}_counts"
        made = f"CREATE TRIGGER {name} AFTER {event} ON {source.table} BEGIN {count} END"
        yield Trigger(name, source.table, (made,))


def _gone_on_sqlite(source: CountedTable) -> dict[str, str]:
    """Event -> SQL that says whether something cannot be read any more."""
    if not source.readable:
        return {}
    past, present = source.is_readable("OLD"), source.is_readable("NEW")
    return {"update": f"{past} AND NOT {present}", "delete": past}


def _postgresql(source: CountedTable) -> Iterator[Trigger]:
    """Statement by statement: one row updated a million times in one transaction would grow slower each time."""
    old, new = (f"SELECT {source.key} AS policy_id FROM {rows}" for rows in ("old_rows", "new_rows"))
    before = f"BEFORE {' OR '.join(source.events)}"
    yield _plpgsql(source.table, "waits", before, f"PERFORM {_TAKE};")
    seen, gone = _seen_on_postgresql(source), _gone_on_postgresql(source)
    for event in source.events:
        keys = {"insert": new, "update": f"{old} UNION {new}", "delete": old}[event]
        rows = {
            "insert": "NEW TABLE AS new_rows",
            "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
            "delete": "OLD TABLE AS old_rows",
        }[event]
        concerned = source.concerned.format(keys=keys)
        count = _COUNT.format(concerned=concerned, seen=seen[event], gone=gone.get(event, _NEVER))
        body = f"IF EXISTS ({keys}) THEN {count} END IF;"
        yield _plpgsql(source.table, f"{event}_counts", f"AFTER {event}", body, f"REFERENCING {rows}")
    yield _plpgsql(source.table, "truncate_counts", "AFTER TRUNCATE", _COUNT_TRUNCATED)


def _seen_on_postgresql(source: CountedTable) -> dict[str, str]:
    """Event -> SQL that says whether residents can see the difference that it makes."""
    is_other = f"{source.values('past')} IS DISTINCT FROM {source.values('present')}"
    either = f"({source.is_seen('past')} OR {source.is_seen('present')})"
    return {
        "insert": _SOME.format(rows="new_rows AS present", condition=source.is_seen("present")),
        "update": _SOME.format(rows=_PAIRS, condition=f"{is_other} AND {either}"),
        "delete": _SOME.format(rows="old_rows AS past", condition=source.is_seen("past")),
    }


def _gone_on_postgresql(source: CountedTable) -> dict[str, str]:
    """Event -> SQL that says whether something cannot be read any more."""
    if not source.readable:
        return {}
    past, present = source.is_readable("past"), source.is_readable("present")
    return {
        "update": _SOME.format(rows=_PAIRS, condition=f"{past} AND NOT COALESCE({present}, FALSE)"),
        "delete": _SOME.format(rows="old_rows AS past", condition=past),
    }


def _plpgsql(table: str, what: str, when: str, body: str, rows: str = "") -> Trigger:
    return for_each_statement(f"{table}_{what}", table, when, body, rows)


_DIALECTS: dict[str, Callable[[CountedTable], Iterator[Trigger]]] = {
    "sqlite": _sqlite,
    "postgresql": _postgresql,
}
