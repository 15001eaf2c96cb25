"""What processes share beside the database: pages, and what was last seen withdrawn.

In the cache that CACHE_URL names, across hosts: Redis, by Django's own backend. On the disk, among the processes of one
host. Both are asked after what the process itself keeps, and an answer is the better for them, never the worse: what
fails is logged and left alone for a while.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from pathlib import Path

from django.conf import settings
from django.core.cache import caches

log = logging.getLogger("django.portal.sharing")

# The last copy of a page is of use for a day.
KEPT_SECONDS = 24 * 3600
# No page waits more often than so for a store that is away.
PAUSE_SECONDS = 5.0
# Some six thousand pages, compressed.
DISK_BYTES = 64_000_000
# How often a process looks what is too old, or too much: after so many bytes, or so many seconds.
SWEEP_BYTES, SWEEP_SECONDS = DISK_BYTES // 8, 3600.0


class Bytes:
    """For Django's Redis backend: what is read is never run, as `pickle` would."""

    def dumps(self, value: bytes) -> bytes:
        return value

    def loads(self, data: bytes) -> bytes:
        return data


class OuterStore:
    """Bytes by key, where they may be gone at any time; so may the store."""

    name = ""
    """As the log calls it."""

    def __init__(self) -> None:
        self._away_until = float("-inf")

    @property
    def is_used(self) -> bool:
        """Whether the operator wants anything to be kept here."""
        return True

    def get(self, key: bytes) -> bytes | None:
        try:
            data = self._read(key) if self._is_there() else None
        except Exception as error:
            # Each backend has errors of its own.
            data = self._leave_alone(error)
        return data if isinstance(data, bytes) else None

    def put(self, key: bytes, data: bytes) -> bool:
        """False where it failed, or is not tried for a while; a store that nobody uses has all that it should."""
        try:
            if self._is_there():
                self._write(key, data)
                return True
        except Exception as error:
            self._leave_alone(error)
        return not self.is_used

    def _is_there(self) -> bool:
        return self.is_used and time.monotonic() >= self._away_until

    def _leave_alone(self, error: Exception) -> None:
        self._away_until = time.monotonic() + PAUSE_SECONDS
        log.warning("%s is away: %s", self.name, type(error).__name__)

    def _read(self, key: bytes) -> object:
        raise NotImplementedError

    def _write(self, key: bytes, data: bytes) -> None:
        raise NotImplementedError


class SharedStore(OuterStore):
    name = "The shared cache"

    @property
    def is_used(self) -> bool:
        return settings.PAGES_ARE_SHARED

    def _read(self, key: bytes) -> object:
        return caches["default"].get(key.hex())

    def _write(self, key: bytes, data: bytes) -> None:
        caches["default"].set(key.hex(), data, KEPT_SECONDS)


class DiskStore(OuterStore):
    """A file for each key in a folder of PAGES_DIR: DISK_BYTES together, and an eighth more for each process that writes.

    What was written longest ago goes first.
    """

    name = "The store of pages on the disk"

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder
        self._written = 0
        self._swept_at = float("-inf")

    def _at(self, key: bytes) -> Path:
        return settings.PAGES_DIR / self.folder / key.hex()

    def _read(self, key: bytes) -> object:
        try:
            return self._at(key).read_bytes()
        except FileNotFoundError:
            return None

    def _write(self, key: bytes, data: bytes) -> None:
        path = self._at(key)
        # Nobody reads a file that is written in part.
        new = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
        try:
            new.write_bytes(data)
        except FileNotFoundError:
            path.parent.mkdir(0o700, parents=True, exist_ok=True)
            new.write_bytes(data)
        new.replace(path)
        self._written += len(data)
        if self._written >= SWEEP_BYTES or time.monotonic() - self._swept_at >= SWEEP_SECONDS:
            self._written, self._swept_at = 0, time.monotonic()
            self.sweep(path.parent)

    @staticmethod
    def sweep(folder: Path) -> None:
        """Take away what is of no use any more, and of the rest the oldest, where there is too much."""
        found = []
        for path in folder.iterdir():
            try:
                found.append((path.stat(), path))
            except FileNotFoundError:
                # Another process is sweeping.
                continue
        found.sort(key=lambda each: each[0].st_mtime, reverse=True)
        oldest, size = time.time() - KEPT_SECONDS, 0
        for stat, path in found:
            size += stat.st_size
            if size > DISK_BYTES or stat.st_mtime < oldest:
                path.unlink(missing_ok=True)


SHARED = SharedStore()
ON_DISK, NOTES_ON_DISK = DiskStore("pages"), DiskStore("notes")
