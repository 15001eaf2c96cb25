"""What was worked out once for a revision of the database, and is the same for everyone who asks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

# Answers kept for each kind of question: more than there are values to filter by.
MOST_RECENT = 256

T = TypeVar("T")


class Memory:
    """Threads share it. Two that ask at once may both work an answer out; either will do."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}
        self._recent: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def remember(self, name: str, work_out: Callable[[], T]) -> T:
        """The answer of that name, kept for as long as the memory is."""
        if name not in self._kept:
            self._kept[name] = work_out()
        return self._kept[name]

    def remember_recent(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """The answer to one of many questions: only those that were asked for last are kept."""
        with self._lock:
            if key in self._recent:
                self._recent.move_to_end(key)
                return self._recent[key]
        answer = work_out()
        with self._lock:
            self._recent[key] = answer
            if len(self._recent) > MOST_RECENT:
                self._recent.popitem(last=False)
        return answer

    def clear(self) -> None:
        self._kept.clear()
        self._recent.clear()
