"""Where the index lies on the disk: one directory for each time it was built anew, and the name of the current one.

    SEARCH_INDEX_DIR/v<VERSION>/current      the name of a generation, replaced as a whole
                                g-<random>/  a tantivy index
                                build.lock   held by whoever builds
                                used.lock    shared by every process that has one of them open

A generation is built beside the others and becomes current by a rename. Readers that still have an old one
open go on with it: on POSIX a removed file lives until it is closed.

Each version of the code keeps to a directory of its own, so two of them serve side by side while a new one is
rolled out. Whoever has built clears away those of older versions in which no process has anything open; a newer
one is never touched, so that a step back is cheap.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tantivy import Index

from policies.lookup import schema

_IN_USE = "used.lock"


class Generations:
    """Every method raises OSError where the disk refuses, and ValueError for what is no index of this version."""

    def __init__(self, root: Path) -> None:
        self.root, self.version = root, schema.VERSION
        self.directory = root / f"v{self.version}"
        self._let_go: Callable[[], object] = lambda: None

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
        self._lock_in_use()
        index = Index.open(str(path))
        return schema.prepare(index)

    def create(self) -> tuple[str, Index]:
        self.directory.mkdir(parents=True, exist_ok=True)
        self._lock_in_use()
        name = f"g-{secrets.token_hex(6)}"
        path = self.directory / name
        path.mkdir()
        return name, schema.prepare(Index(schema.build(), str(path)))

    def make_current(self, name: str) -> None:
        """Point readers to `name`, then remove what nobody needs."""
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
        """Remove old generations, what a killed process left half-built, and older versions out of use."""
        current = self.current
        for path in self.directory.glob("g-*"):
            if path.name != current:
                shutil.rmtree(path, ignore_errors=True)
        for path in self.root.glob("v*"):
            number = path.name.removeprefix("v")
            is_older = number.isdecimal() and int(number) < self.version
            if is_older and not _is_in_use(path):
                shutil.rmtree(path, ignore_errors=True)

    def _lock_in_use(self) -> None:
        """Keep this version from being cleared away, until this process ends in whatever way."""
        descriptor = os.open(self.directory / _IN_USE, os.O_CREAT | os.O_RDWR, 0o644)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        # Anew each time: the file locked before may have been removed with everything.
        self._let_go()
        self._let_go = weakref.finalize(self, os.close, descriptor)

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


def _is_in_use(directory: Path) -> bool:
    with suppress(FileNotFoundError, NotADirectoryError), (directory / _IN_USE).open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
