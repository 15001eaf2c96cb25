"""Where the index lies on the disk: one directory for each time it was built anew, and the name of the current one.

    SEARCH_INDEX_DIR/current      the name of a generation, replaced as a whole
                     g-<random>/  a tantivy index
                     build.lock   held by whoever builds

A generation is built beside the others and becomes current by a rename. Readers that still have an old one
open go on with it: on POSIX a removed file lives until it is closed.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tantivy import Index

from policies.lookup import schema


class Generations:
    """Every method raises OSError where the disk refuses, and ValueError for what is no index of this version."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @property
    def current(self) -> str:
        """The name of the current generation; empty when there is none."""
        try:
            name = (self.directory / "current").read_text(encoding="ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return ""
        return name if name.startswith("g-") and name.replace("-", "").isalnum() else ""

    def open(self, name: str) -> Index:
        path = self.directory / name
        if not name or not path.is_dir():
            raise ValueError("there is no index")
        index = Index.open(str(path))
        return schema.prepare(index)

    def create(self) -> tuple[str, Index]:
        self.directory.mkdir(parents=True, exist_ok=True)
        name = f"g-{schema.VERSION}-{secrets.token_hex(6)}"
        path = self.directory / name
        path.mkdir()
        return name, schema.prepare(Index(schema.build(), str(path)))

    def make_current(self, name: str) -> None:
        """Point readers to `name`, then remove every other generation."""
        draft = self.directory / "current.new"
        with draft.open("w", encoding="ascii") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.directory / "current")
        self.clean_up()

    def discard(self, name: str) -> None:
        """Let nobody open `name` again."""
        with suppress(OSError):
            if self.current == name:
                (self.directory / "current").unlink()

    def clean_up(self) -> None:
        """Remove what is not current: old generations, and what a killed process left half-built."""
        current = self.current
        for path in self.directory.glob("g-*"):
            if path.name != current:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def building(self, *, wait: bool) -> Iterator[bool]:
        """Whether this process may build now: one at a time, and the lock of a killed process is free."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with (self.directory / "build.lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
                return
            yield True
