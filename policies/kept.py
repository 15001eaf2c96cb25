"""A cache of what was made and can be made again: bounded by bytes, what was used longest ago goes first.

Texts are kept under a key that says all they depend on, so they are never out of date. Pages are kept under their address,
and carry the stamp of what they were made from: whoever asks compares it (`portal.keeping`).
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TypeVar, cast

# Of one process. Some fifty parts of long texts, or the texts of five hundred usual policies.
MAX_BYTES = 16_000_000
# Some three thousand pages, compressed.
PAGES_BYTES = 32_000_000
# What a value costs beside itself: of a page its headers, each a string of its own, and its place in the store.
ENTRY_BYTES = 1_000
# The share of what was asked for more than once: who asks for a hundred thousand addresses, each of them once, has the rest.
PROVEN_SHARE = 0.8

Value = TypeVar("Value")
Entries = OrderedDict[bytes, tuple[object, int]]


def key_of(*parts: str | int) -> bytes:
    """A key for these parts, in this order: 16 bytes, however long they are."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = str(part).encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.digest()


class Store:
    """Values by key, of `max_bytes` together at most; for many threads.

    A segmented LRU: a value is new until it is asked for again, and what is new never pushes out what has proven itself.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.max_bytes = max_bytes
        self.bytes = self._proven_bytes = 0
        self._new: Entries = OrderedDict()
        self._proven: Entries = OrderedDict()
        self._making: dict[bytes, Lock] = {}
        self._lock = Lock()

    def get(self, key: bytes) -> object | None:
        with self._lock:
            return self._used(key)

    def put(self, key: bytes, value: object, size: int) -> None:
        """Instead of what is kept under `key`, if anything is; `size` in bytes."""
        size += ENTRY_BYTES
        if size > self.max_bytes:
            return
        with self._lock:
            proven = key in self._proven
            self._drop(key)
            self.bytes += size
            if proven:
                self._proven[key] = value, size
                self._proven_bytes += size
            else:
                self._new[key] = value, size
            self._make_room()

    def remember(self, key: bytes, make: Callable[[], tuple[Value, int]]) -> Value:
        """The value of `key`; `make` gives it and its bytes where it is not cached. Who asks meanwhile waits for it."""
        with self._lock:
            if (value := self._used(key)) is not None:
                return cast(Value, value)
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if (value := self._used(key)) is not None:
                    return cast(Value, value)
            try:
                made, size = make()
                self.put(key, made, size)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return made

    def clear(self) -> None:
        with self._lock:
            self._new.clear()
            self._proven.clear()
            self.bytes = self._proven_bytes = 0

    def __len__(self) -> int:
        return len(self._new) + len(self._proven)

    def __contains__(self, key: bytes) -> bool:
        with self._lock:
            return key in self._new or key in self._proven

    def _used(self, key: bytes) -> object | None:
        """The value of `key`, which is now proven and used last."""
        if key in self._proven:
            self._proven.move_to_end(key)
        elif key in self._new:
            self._proven[key] = entry = self._new.pop(key)
            self._proven_bytes += entry[1]
            self._demote()
        else:
            return None
        return self._proven[key][0]

    def _demote(self) -> None:
        """What has proven itself and was used longest ago is as good as new, where there is too much of it."""
        while self._proven_bytes > self.max_bytes * PROVEN_SHARE and len(self._proven) > 1:
            key, entry = self._proven.popitem(last=False)
            self._proven_bytes -= entry[1]
            self._new[key] = entry

    def _make_room(self) -> None:
        while self.bytes > self.max_bytes:
            # The last one has just come.
            least = self._new if len(self._new) > 1 or not self._proven else self._proven
            self._drop(next(iter(least)))

    def _drop(self, key: bytes) -> None:
        if entry := self._proven.pop(key, None):
            self._proven_bytes -= entry[1]
        else:
            entry = self._new.pop(key, (None, 0))
        self.bytes -= entry[1]


TEXTS = Store()
PAGES = Store(PAGES_BYTES)
