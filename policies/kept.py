"""A cache of what was made of something and can be made again: bounded by bytes, what was used longest ago goes first.

A key says all that the value depends on, so nothing here is ever out of date, and nobody has to take anything away.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TypeVar, cast

# Of one process. Some hundred parts of long texts, or the texts of a thousand usual policies.
MAX_BYTES = 32_000_000
# What a value costs beside itself.
ENTRY_BYTES = 400

Value = TypeVar("Value")


def key_of(*parts: str | int) -> bytes:
    """A key for these parts, in this order: 16 bytes, however long they are."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = str(part).encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.digest()


class Store:
    """Values by key, of `max_bytes` together at most; for many threads."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.max_bytes = max_bytes
        self.bytes = 0
        self._entries: OrderedDict[bytes, tuple[object, int]] = OrderedDict()
        self._making: dict[bytes, Lock] = {}
        self._lock = Lock()

    def remember(self, key: bytes, make: Callable[[], tuple[Value, int]]) -> Value:
        """The value of `key`; `make` gives it and its bytes where it is not cached. Who asks meanwhile waits for it."""
        with self._lock:
            if key in self._entries:
                return cast(Value, self._used(key))
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if key in self._entries:
                    return cast(Value, self._used(key))
            try:
                value, size = make()
                self._put(key, value, size + ENTRY_BYTES)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return value

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self.bytes = 0

    def __contains__(self, key: bytes) -> bool:
        with self._lock:
            return key in self._entries

    def _used(self, key: bytes) -> object:
        self._entries.move_to_end(key)
        return self._entries[key][0]

    def _put(self, key: bytes, value: object, size: int) -> None:
        if size > self.max_bytes:
            return
        with self._lock:
            self.bytes += size - self._entries.pop(key, (None, 0))[1]
            self._entries[key] = value, size
            while self.bytes > self.max_bytes:
                _, (_, gone) = self._entries.popitem(last=False)
                self.bytes -= gone


TEXTS = Store()
