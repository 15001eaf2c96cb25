"""Makes a database from a backup: the tables as they were then, their rows, and what newer code has changed since."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Field, Model

from policies.backup import container, history, sequences
from policies.backup.container import BackupError, Manifest, TableEntry


def restore(connection: BaseDatabaseWrapper, path: Path) -> Manifest:
    """Into an empty database only. Everything about the file is checked before the first table is made."""
    manifest = container.verify(path)
    applied = [(app, name) for app, name in manifest.migrations]
    loader = history.loader_for(connection, applied)
    if strange := history.unknown(loader, applied):
        raise BackupError(f"{path}: made by newer code, for {'.'.join(strange[0])} is not here.")
    if tables := connection.introspection.table_names():
        raise BackupError(
            f"The database is not empty, it has {len(tables)} tables. Restore makes them itself: give it a new one."
        )
    models = {model._meta.db_table: model for model in history.models_after(loader, applied)}
    try:
        # Not by the command: its signals would make rows that the backup has, and triggers that count the loading.
        executor = MigrationExecutor(connection)
        executor.loader = loader
        executor.migrate(history.last_of_each_app(loader, applied))
        with container.reading(path) as archive, transaction.atomic(using=connection.alias):
            _empty(connection, list(models))
            for table in manifest.tables:
                _load(connection, models[table.name], table, archive)
        ContentType.objects.clear_cache()
        # What is newer; and the triggers, which begin a new epoch where they were missing: the index is built anew.
        call_command("migrate", database=connection.alias, verbosity=0)
    except (DatabaseError, BackupError, ValueError) as error:
        raise BackupError(f"{error} The database is half made: delete it, and restore again.") from error
    return manifest


def _empty(connection: BaseDatabaseWrapper, tables: list[str]) -> None:
    """Migrations have made rows of their own."""
    statements = connection.ops.sql_flush(no_style(), tables, allow_cascade=True)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _load(connection: BaseDatabaseWrapper, model: type[Model], table: TableEntry, archive: ZipFile) -> None:
    columns = _columns(model, table)
    objects = model._base_manager.using(connection.alias)
    for batch in container.batches(archive, table):
        made = [model(**_values(columns, row)) for row in batch]
        objects.bulk_create(made)
    count = objects.count()
    if count != table.rows:
        raise BackupError(f"{table.name} has {count} rows, not {table.rows}.")
    sequences.go_on_after(connection, model, table.last_id)


def _columns(model: type[Model], table: TableEntry) -> list[Field]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return [fields[name] for name in table.columns]


def _values(columns: list[Field], row: list[Any]) -> dict[str, Any]:
    pairs = zip(columns, row, strict=True)
    return {column.attname: column.to_python(value) for column, value in pairs}
