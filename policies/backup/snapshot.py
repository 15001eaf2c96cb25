"""Makes a backup: one consistent state of the database, while everybody goes on reading and writing."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import django
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BinaryField, Model
from django.utils import timezone

from policies.backup import container, history, sequences
from policies.backup.container import BackupError, Manifest
from policies.models import Revision

# Who is signed in, and who has just mistyped: of no use after a restore, and a stolen copy must let nobody in. And words
# that were looked up in vain: what staff take away there must not lie in a copy. What is held for a day belongs to a
# session that a restore ends.
LEFT_OUT = {
    *("django_session", "policies_signincount", "policies_missedword"),
    *("policies_heldpost", "policies_sentform"),
}
# Rows fetched at once; those that hold whole files are fetched one by one.
CHUNK, CHUNK_OF_FILES = 500, 1


def back_up(connection: BaseDatabaseWrapper, target: Path) -> tuple[Path, Manifest]:
    """Write a new file at `target`, or a file named after the moment if that is a directory."""
    path = target / f"portal-{timezone.now():%Y%m%dT%H%M%SZ}.zip" if target.is_dir() else target
    if path.exists():
        raise BackupError(f"{path} is there already: a backup never writes over another one.")
    if not path.parent.is_dir():
        raise BackupError(f"{path.parent}: there is no such directory.")
    with container.writing(path) as writer, _consistent(connection):
        applied = history.applied(connection)
        if not applied:
            raise BackupError("The database is empty: there is nothing to keep.")
        loader = history.loader_for(connection, applied)
        if strange := history.unknown(loader, applied):
            raise BackupError(f"The database is of newer code: {'.'.join(strange[0])} is not here.")
        models = history.models_after(loader, applied)
        manifest = _manifest(connection, history.told(loader, applied), models)
        for model in models:
            if model._meta.db_table not in LEFT_OUT:
                _add(writer, connection, model)
        writer.finish(manifest)
    return path, manifest


def _manifest(
    connection: BaseDatabaseWrapper, applied: list[history.Key], models: list[type[Model]]
) -> Manifest:
    number, epoch = _revision(connection, models)
    return Manifest(
        made_at=timezone.now().isoformat(timespec="seconds"),
        database=connection.vendor,
        django=django.get_version(),
        migrations=[list(key) for key in applied],
        revision=number,
        epoch=epoch,
    )


def _revision(connection: BaseDatabaseWrapper, models: list[type[Model]]) -> tuple[int, str]:
    """Number and epoch, by the model as the database has it: a backup can be made before newer code has migrated."""
    tables = {model._meta.db_table: model for model in models}
    model = tables.get(Revision._meta.db_table)
    row = model and model._base_manager.using(connection.alias).first()
    if not row:
        return 0, ""
    # Until migration 0017 the column had another name.
    return row.number, row.epoch if hasattr(row, "epoch") else row.era


def _add(writer: container.ArchiveWriter, connection: BaseDatabaseWrapper, model: type[Model]) -> None:
    columns = [field.attname for field in model._meta.concrete_fields]
    every = model._base_manager.using(connection.alias).order_by("pk").values_list(*columns)
    holds_files = any(isinstance(field, BinaryField) for field in model._meta.concrete_fields)
    chunk = CHUNK_OF_FILES if holds_files else CHUNK
    rows = (map(_plain, row) for row in every.iterator(chunk_size=chunk))
    writer.add(model._meta.db_table, columns, sequences.last_id(connection, model), rows)


def _plain(value: Any) -> Any:
    """As JSON can hold it; the field's `to_python` reads it again."""
    match value:
        case bytes() | memoryview():
            return base64.b64encode(value).decode("ascii")
        case date():
            return value.isoformat()
        case None | bool() | int() | float() | str() | list() | dict():
            return value
    return str(value)


@contextmanager
def _consistent(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Every query inside sees the same moment; nobody waits for it."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # Not `atomic`, which begins with IMMEDIATE and would keep every editor waiting.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(using=connection.alias):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                # Whatever limit is set for pages.
                cursor.execute("SET LOCAL statement_timeout = 0")
            yield
