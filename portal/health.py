"""For whoever watches the portal: does the process answer (`/healthz`), and can it do its work (`/readyz`)?

Both stand before everything else: no session, no host name to be allowed, no way to HTTPS. A probe comes by an address
of the machine, and a redirect would tell it nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import cache

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from policies.lookup.index import UnavailableError, index
from policies.models import triggers
from policies.views import READING

log = logging.getLogger("django.portal.health")

# Whoever probes gets an answer within this time, even of a database that is frozen.
DEADLINE_SECONDS = 2.0
# Nobody can make the portal look more often than this.
KEPT_SECONDS = 1.0


class NotReadyError(Exception):
    """Something is not as it has to be. Its words are for the log."""


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations() -> None:
    missing = _known_migrations() - MigrationRecorder(connection).applied_migrations().keys()
    if missing:
        raise NotReadyError(f"{len(missing)} to be applied: manage.py migrate")


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Without squashed ones, which are recorded with the last of those that they replace, or by the next `migrate`."""
    loader = MigrationLoader(None)
    return frozenset(loader.disk_migrations.keys() - loader.replacements.keys())


def _triggers() -> None:
    if missing := triggers.missing(connection):
        raise NotReadyError(f"{len(missing)} missing: manage.py migrate")


def _index() -> None:
    index().reader(timezone.localdate())
    if index().is_stale:
        raise NotReadyError("it does not follow the database: is its disk full?")


# Each needs those before it.
STAGES: tuple[tuple[str, Callable[[], None]], ...] = (
    ("database", _database),
    ("migrations", _migrations),
    ("triggers", _triggers),
    ("index", _index),
)


class HealthCheck:
    """One look at everything, in a thread of its own: a frozen database never lets go of who asks it."""

    def __init__(self) -> None:
        self.wrong = STAGES[0][0]
        """The stage that failed or has not ended yet; empty when all is well."""
        self.ended = threading.Event()
        self.began_at = time.monotonic()
        threading.Thread(target=self._run, name="readyz", daemon=True).start()

    def result(self) -> str:
        left = self.began_at + DEADLINE_SECONDS - time.monotonic()
        self.ended.wait(max(left, 0.0))
        return self.wrong

    @property
    def is_over(self) -> bool:
        return self.ended.is_set() and time.monotonic() - self.began_at > KEPT_SECONDS

    def _run(self) -> None:
        try:
            for name, look in STAGES:
                self.wrong = name
                look()
            self.wrong = ""
        except (OperationalError, InterfaceError) as error:
            self.wrong = "database"
            log.warning("not ready, database: %s", error)
        except (NotReadyError, UnavailableError, DatabaseError) as error:
            log.warning("not ready, %s: %s", self.wrong, error)
        except Exception:
            log.exception("not ready, %s", self.wrong)
        finally:
            # Of this thread alone; a pool takes it back.
            connection.close()
            self.ended.set()


class Readiness:
    """One look at a time. While it lasts, and a moment longer, everybody gets its result."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._look: HealthCheck | None = None

    def wrong(self) -> str:
        """The name of what is wrong, or nothing. Within DEADLINE_SECONDS."""
        with self._lock:
            if self._look is None or self._look.is_over:
                self._look = HealthCheck()
            look = self._look
        return look.result()


class HealthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.readiness = Readiness()
        self.answers = {"/healthz": self._alive, "/readyz": self._ready}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.answers.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        if request.method not in READING:
            return _plain("only GET and HEAD", 405, Allow=", ".join(READING))
        return answer()

    @staticmethod
    def _alive() -> HttpResponse:
        return _plain("ok", 200)

    def _ready(self) -> HttpResponse:
        wrong = self.readiness.wrong()
        return _plain(wrong, 503) if wrong else _plain("ok", 200)


def _plain(word: str, status: int, **headers: str) -> HttpResponse:
    line = f"{word}\n"
    fixed = {"Cache-Control": "no-store", "Content-Length": str(len(line))}
    kind = "text/plain; charset=utf-8"
    return HttpResponse(line, status=status, content_type=kind, headers=fixed | headers)
