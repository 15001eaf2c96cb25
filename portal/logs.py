"""How the log is written: a line for each thing that happened, with its moment, and no flood of the same."""

from __future__ import annotations

import copy
import logging
import threading
import time
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic
from typing import TextIO

# Of the request that is being answered; also in its line of the access log and in its X-Request-ID.
request_id: ContextVar[str] = ContextVar("request_id", default="-")

# Of one kind of warning or error so many are written in so many seconds; of the others only how many there were.
MOST_OF_A_KIND = 3
SECONDS = 60.0
# Kinds that are remembered. A text that is never the same twice must not fill the memory.
MOST_KINDS = 1000

Kind = tuple[object, ...]


def escaped(text: str) -> str:
    """In one line, with nothing that a terminal would obey: `\\n`, `\\x1b`, `\\u202e`."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text
    )


class LineFormatter(logging.Formatter):
    """The form of gunicorn's own lines, and the request that a line belongs to. Only a traceback takes more lines."""

    def __init__(self) -> None:
        form = "%(asctime)s [%(process)d] [%(levelname)s] [%(number)s] %(message)s"
        super().__init__(form, "[%Y-%m-%d %H:%M:%S %z]")

    def format(self, record: logging.LogRecord) -> str:
        line = copy.copy(record)
        line.msg, line.args = escaped(record.getMessage()), None
        line.number = getattr(record, "number", "") or request_id.get()
        # Django adds where in itself it found that a host name is not allowed.
        if record.name.startswith("django.security"):
            line.exc_info = line.exc_text = None
        return super().format(line)


@dataclass(slots=True)
class Tally:
    """What came of one kind since a moment."""

    began_at: float
    first: logging.LogRecord
    count: int = 1

    @property
    def left_out(self) -> int:
        return max(self.count - MOST_OF_A_KIND, 0)


class CalmHandler(logging.StreamHandler):
    """Writes the first few of a kind of warning, and later how many like them it left out."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__(stream)
        self._tallies: dict[Kind, Tally] = {}
        self._timer: threading.Timer | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """`handle` holds the lock of this handler."""
        self._tell(monotonic() - SECONDS)
        if record.levelno < logging.WARNING or self._is_among_the_first(record):
            super().emit(record)

    def tell_overdue(self) -> None:
        with self.lock:
            self._timer = None
            self._tell(monotonic() - SECONDS)

    def close(self) -> None:
        with self.lock:
            if self._timer:
                self._timer.cancel()
            self._tell(float("inf"))
        super().close()

    def _is_among_the_first(self, record: logging.LogRecord) -> bool:
        if len(self._tallies) >= MOST_KINDS:
            self._tell(float("inf"))
        kind = _kind_of(record)
        tally = self._tallies.get(kind)
        if tally is None:
            self._tallies[kind] = Tally(monotonic(), record)
            return True
        tally.count += 1
        if tally.left_out and self._timer is None:
            # Of a flood that has ended nobody else would tell.
            self._timer = threading.Timer(SECONDS, self.tell_overdue)
            self._timer.daemon = True
            self._timer.start()
        return not tally.left_out

    def _tell(self, until: float) -> None:
        """Forget what began before `until`, and say what was left out of it."""
        over = [kind for kind, tally in self._tallies.items() if tally.began_at <= until]
        for tally in map(self._tallies.pop, over):
            if tally.left_out:
                super().emit(_summary(tally))


def _kind_of(record: logging.LogRecord) -> Kind:
    """What two records have in common that say the same of different requests."""
    what: tuple[object, ...] = (record.msg,)
    if record.exc_info and record.exc_info[0]:
        error, _, trace = record.exc_info
        while trace and trace.tb_next:
            trace = trace.tb_next
        what = (error, trace and (trace.tb_frame.f_code.co_filename, trace.tb_lineno))
    return record.name, record.levelno, *what


def _summary(tally: Tally) -> logging.LogRecord:
    summary = copy.copy(tally.first)
    summary.exc_info = summary.exc_text = None
    summary.created, summary.number = time.time(), "-"
    summary.msg = f"{tally.left_out} more like this were left out: {tally.first.getMessage()}"
    summary.args = None
    return summary
