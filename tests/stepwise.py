"""What a database is after the migrations that a squashed one stands for, one after the other; and what it holds."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# The last ones of Django's own apps.
FOREIGN = (("admin", "0003_logentry_add_action_flag_choices"), ("sessions", "0001_initial"))

_ON_POSTGRESQL = {
    # Tables, indexes, sequences.
    "relations": "SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace",
    "columns": """
        SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, is_nullable,
            column_default, is_identity, identity_generation, collation_name
        FROM information_schema.columns WHERE table_schema = 'public'
    """,
    "constraints": """
        SELECT conrelid::regclass::text, conname, condeferrable, condeferred, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """,
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "order": """
        SELECT table_name, string_agg(column_name, ' ' ORDER BY ordinal_position)
        FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name
    """,
}


def migrate_stepwise(*targets: tuple[str, str]) -> None:
    """To these, by no squashed migration. `manage.py migrate` finds no name that one replaces."""
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    executor.migrate(list(targets))


def recorded() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


def schema() -> dict[str, list]:
    """Everything that the database says of itself, but its rows; lists, as JSON has them."""
    return _of_sqlite() if connection.vendor == "sqlite" else _of_postgresql()


def rows() -> dict[str, list]:
    """What migrations write, by names: the numbers may differ."""
    return {
        "kinds": sorted(ContentType.objects.values_list("app_label", "model")),
        "permissions": sorted(Permission.objects.values_list("content_type__model", "codename", "name")),
        "groups": [*Group.objects.order_by("pk").values_list("name", flat=True)],
        "granted": sorted(
            Group.objects.values_list("name", "permissions__content_type__app_label", "permissions__codename")
        ),
    }


def _of_postgresql() -> dict[str, list]:
    with connection.cursor() as cursor:
        return {name: _all(cursor, query) for name, query in _ON_POSTGRESQL.items()}


def _of_sqlite() -> dict[str, list]:
    with connection.cursor() as cursor:
        made = _all(cursor, "SELECT type, name, tbl_name, COALESCE(sql, '') FROM sqlite_master")
    others = [row for row in made if row[0] != "table"]
    return {
        "others": others,
        "tables": [[name, *_clauses(sql)] for kind, name, _, sql in made if kind == "table"],
    }


def _all(cursor: CursorWrapper, query: str) -> list[list]:
    cursor.execute(query)
    return sorted(map(list, cursor.fetchall()), key=repr)


def _clauses(sql: str) -> list[str]:
    """The columns and constraints of a table, in no order: SQLite makes a table anew to alter it, and Django then puts
    a column last that points to its own table or was renamed. PostgreSQL leaves each in its place."""
    clauses, depth = [""], 0
    for character in sql[sql.index("(") + 1 : sql.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and not depth:
            clauses.append("")
        else:
            clauses[-1] += character
    return sorted(clause.strip() for clause in clauses)
