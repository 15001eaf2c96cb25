"""The file of a backup: a zip archive with a manifest and one JSON line for each row.

It holds what the tables hold, not how one database keeps it, so either database can be restored from the other's.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

# 2 since the epoch is no longer called era.
FORMAT = 2
# What is restored in one step: so many rows, and bytes of their lines. A few rows may hold large files.
BATCH_ROWS, BATCH_BYTES = 500, 8_000_000
MANIFEST = "manifest.json"


class BackupError(Exception):
    """Says in one line what is wrong."""


@dataclass(frozen=True, slots=True)
class TableEntry:
    name: str
    columns: list[str]
    rows: int
    sha256: str
    last_id: int
    """The highest key ever given; 0 where the database gives none."""

    @property
    def member(self) -> str:
        return f"{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    made_at: str
    database: str
    django: str
    migrations: list[list[str]]
    """App and name of each that was applied."""
    revision: int
    epoch: str
    tables: list[TableEntry] = field(default_factory=list)
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


class _Sum:
    """Counts and sums up the lines of one table."""

    def __init__(self) -> None:
        self.rows = 0
        self._digest = hashlib.sha256()

    def add(self, line: bytes) -> None:
        self.rows += 1
        self._digest.update(line)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class ArchiveWriter:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._tables: list[TableEntry] = []

    def add(self, name: str, columns: list[str], last_id: int, rows: Iterable[Iterable[Any]]) -> None:
        total = _Sum()
        with self._archive.open(f"{name}.jsonl", "w", force_zip64=True) as member:
            for row in rows:
                line = _line(row)
                total.add(line)
                member.write(line)
        entry = TableEntry(name, columns, total.rows, total.sha256, last_id)
        self._tables.append(entry)

    def finish(self, manifest: Manifest) -> None:
        manifest.tables.extend(self._tables)
        said = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
        self._archive.writestr(MANIFEST, said)


def _line(row: Iterable[Any]) -> bytes:
    text = json.dumps(list(row), ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode()


@contextmanager
def writing(path: Path) -> Iterator[ArchiveWriter]:
    """Write beside, and give the file its name only when all of it is on the disk and has been read back."""
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    try:
        # It holds what staff have not published, and hashes of their passwords.
        with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                yield ArchiveWriter(archive)
            file.flush()
            os.fsync(file.fileno())
        verify(partial)
        os.replace(partial, path)
        _fsync_directory(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def _fsync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def reading(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError:
        raise BackupError(f"{path}: there is no such file.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise BackupError(f"{path}: damaged, or no backup ({error}).") from None


def verify(path: Path) -> Manifest:
    """Read every row, and compare with what the manifest says."""
    with reading(path) as archive:
        manifest = _manifest(path, archive)
        for table in manifest.tables:
            total = _Sum()
            for line in _lines(archive, table):
                total.add(line)
            if (total.rows, total.sha256) != (table.rows, table.sha256):
                raise BackupError(f"{path}: damaged in {table.member}.")
    return manifest


def batches(archive: zipfile.ZipFile, table: TableEntry) -> Iterator[list[list[Any]]]:
    """The rows of a table, a few at a time: however large they are, memory stays small."""
    batch: list[list[Any]] = []
    size = 0
    for line in _lines(archive, table):
        batch.append(json.loads(line))
        size += len(line)
        if len(batch) >= BATCH_ROWS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _lines(archive: zipfile.ZipFile, table: TableEntry) -> Iterator[bytes]:
    with archive.open(table.member) as member:
        yield from member


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        said = _in_this_format(json.loads(archive.read(MANIFEST)))
        if said["format"] != FORMAT:
            raise BackupError(f"{path}: of format {said['format']}, which this code does not know.")
        tables = [TableEntry(**entry) for entry in said["tables"]]
        manifest = Manifest(**{**said, "tables": tables})
    except (KeyError, TypeError, ValueError):
        raise BackupError(f"{path}: no backup, its manifest is missing or damaged.") from None
    if missing := {table.member for table in manifest.tables} - set(archive.namelist()):
        raise BackupError(f"{path}: damaged, {min(missing)} is missing.")
    return manifest


def _in_this_format(said: dict[str, Any]) -> dict[str, Any]:
    if said["format"] != 1:
        return said
    epoch = said["era"]
    others = {name: value for name, value in said.items() if name != "era"}
    return {**others, "epoch": epoch, "format": FORMAT}
