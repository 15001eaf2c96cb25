"""Pages that all processes and hosts share, in the cache that CACHE_URL names: Redis, by Django's own backend.

It is asked after what the process itself keeps, and a page is the better for it, never the worse: what fails is logged and left
alone for a while.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches

log = logging.getLogger("django.portal.sharing")

# The last copy of a page is of use for a day.
KEPT_SECONDS = 24 * 3600
# No page waits for a cache that is away more often than so.
PAUSE_SECONDS = 5.0

Headers = tuple[tuple[str, str], ...]


class Bytes:
    """For Django's Redis backend: what is read is never run, as `pickle` would."""

    def dumps(self, value: bytes) -> bytes:
        return value

    def loads(self, data: bytes) -> bytes:
        return data


class SharedStore:
    def __init__(self) -> None:
        self._away_until = float("-inf")

    def get(self, key: bytes) -> tuple[str, Headers, bytes] | None:
        """Stamp, headers and body of a page."""
        packed = self._try(lambda: caches["default"].get(key.hex()))
        if not isinstance(packed, bytes):
            return None
        try:
            head, _, body = packed.partition(b"\n")
            stamp, headers = json.loads(head)
            return str(stamp), tuple((str(name), str(value)) for name, value in headers), body
        except (TypeError, ValueError):
            # Another program's.
            return None

    def put(self, key: bytes, stamp: str, headers: Headers, body: bytes) -> None:
        packed = json.dumps([stamp, headers]).encode() + b"\n" + body
        self._try(lambda: caches["default"].set(key.hex(), packed, KEPT_SECONDS))

    def _try(self, act: Callable[[], object]) -> object:
        if not settings.PAGES_ARE_SHARED or time.monotonic() < self._away_until:
            return None
        try:
            return act()
        except Exception as error:
            # Each backend has errors of its own.
            self._away_until = time.monotonic() + PAUSE_SECONDS
            log.warning("The shared cache is away: %s", type(error).__name__)
            return None


SHARED = SharedStore()
