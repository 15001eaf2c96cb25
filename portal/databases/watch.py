"""Is the database there? One watch for each process, so that not every request has to find out by waiting.

Who has waited a moment in vain lets a thread of its own ask the database something that needs nothing but its being
there. While that gets no answer, all requests are told at once, and the same thread goes on asking until it is back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.apps import apps
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from portal.databases import patience
from portal.databases.patience import Patience

log = logging.getLogger("django.portal.database")

# An ordinary page has all its answers in a fifth of this.
SUSPICIOUS_SECONDS = 0.1
# So long without an answer, and pages that need no database must not wait for a thread any more.
CROWDED_SECONDS = 0.5
# So long, and whoever can be shown a copy of the page gets it: all in all after a second at most, for which the rest of
# these must leave time. A wrong guess costs little: the next request asks again.
LATE_SECONDS = 0.3
# A slow statement is no reason to ask again and again.
CALM_SECONDS = 0.5
PAUSE_SECONDS = 0.2


class Watch:
    def __init__(self, probe: Callable[[], None], threads: int) -> None:
        """`probe` raises OperationalError or InterfaceError where the database is away; `threads` answer requests here."""
        self._probe = probe
        self._threads = threads
        self._waiting = 0
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._asked_at = self._answered_at = float("-inf")
        self._away_since: float | None = None

    @property
    def is_away(self) -> bool:
        return self._away_since is not None

    def begin(self, asker: Patience) -> None:
        """A thread asks the database, and does nothing else until `end`."""
        with self._lock:
            self._waiting += asker.of_a_person

    def end(self, asker: Patience) -> None:
        with self._lock:
            self._waiting -= asker.of_a_person

    def waits_in_vain(self, asker: Patience, waited: float) -> bool:
        """Whether to give up now, after so many seconds without an answer."""
        if asker.is_over(waited):
            return True
        if asker.of_a_person and waited >= SUSPICIOUS_SECONDS:
            self.look()
            self._keep_a_thread_free()
            if self._is_late() and asker.has_copy():
                return True
        return asker.of_a_person and self.is_away

    def look(self) -> None:
        """Ask the database in a thread, unless one is at it or just was."""
        with self._lock:
            if self._thread or time.monotonic() - self._answered_at < CALM_SECONDS:
                return
            self._asked_at = time.monotonic()
            thread = threading.Thread(target=self._ask, name="database-watch", daemon=True)
            # One that cannot be started must not be waited for.
            thread.start()
            self._thread = thread

    def _is_late(self) -> bool:
        return self._thread is not None and time.monotonic() - self._asked_at >= LATE_SECONDS

    def _keep_a_thread_free(self) -> None:
        if self._waiting >= self._threads:
            self._leave(f"no answer, and all {self._threads} threads wait", CROWDED_SECONDS)

    def _ask(self) -> None:
        with patience.having(patience.probe()):
            while (problem := self._problem()) is not None:
                self._leave(problem)
                time.sleep(PAUSE_SECONDS)
        self._return()

    def _problem(self) -> str | None:
        try:
            self._probe()
        except (OperationalError, InterfaceError) as error:
            return str(error).strip().partition("\n")[0]
        except Exception:
            # It was there to say so, or this is our own mistake: neither may keep everybody away for ever.
            log.exception("The database was asked in vain whether it is there")
        return None

    def _leave(self, problem: str, after: float = 0.0) -> None:
        """While the thread asks, and has had no answer for so many seconds: without it nobody would say that it is back."""
        with self._lock:
            now = time.monotonic()
            if self._away_since is not None or self._thread is None or now - self._asked_at < after:
                return
            self._away_since = now
        log.error("The database is away: %s", problem)

    def _return(self) -> None:
        with self._lock:
            since, self._away_since = self._away_since, None
            self._answered_at = time.monotonic()
            self._thread = None
        if since is not None:
            log.warning("The database is back after %.1f seconds", time.monotonic() - since)


def ask_the_tables() -> None:
    """Over a connection of its own, a look into every table of ours: so one that is locked elsewhere is found too."""
    tables = [model._meta.db_table for model in apps.get_app_config("policies").get_models()]
    looks = ", ".join(f"EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})" for table in tables)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {looks}")
    finally:
        connection.close()


watch = Watch(ask_the_tables, settings.THREADS)
