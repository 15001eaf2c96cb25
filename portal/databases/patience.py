"""How long whoever asks the database waits for its answer.

PostgreSQL has time limits of its own, but a frozen server keeps none: its kernel goes on acknowledging what is sent to
it, so that no limit of TCP ends the wait either. Therefore the client counts as well (`postgresql.connection`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


def _never() -> bool:
    return False


@dataclass(slots=True)
class Patience:
    seconds: float
    """For each answer."""
    in_all: bool = False
    """For all answers together."""
    of_a_person: bool = True
    """Who looks at a page is told as soon as the database is known to be away; a program waits as long as it may."""
    has_copy: Callable[[], bool] = _never
    """Whether there is something to show without the database; asked where an answer is late. Then nobody waits long."""
    spent: float = 0.0

    def is_over(self, waited: float) -> bool:
        return waited >= self.seconds - self.spent

    def spend(self, waited: float) -> None:
        if self.in_all:
            self.spent += waited

    def server_options(self) -> str:
        """The limits that PostgreSQL itself keeps on a connection: it ends what nobody waits for any more.

        Threads serve the desk and the public over one connection, so these are the limits of the desk at least.
        """
        statement = max(self.seconds, DESK_SECONDS) if self.of_a_person else self.seconds
        lock = DESK_LOCK_SECONDS if self.of_a_person else PROGRAM_LOCK_SECONDS
        limits = {
            "statement_timeout": int(statement * 1000),
            "lock_timeout": int(lock * 1000),
            # A statement that nobody waits for any more ends too: we close the connection.
            "client_connection_check_interval": 1000,
        }
        return " ".join(f"-c {name}={value}" for name, value in limits.items())


# A resident reads in this time that the page cannot be shown.
PUBLIC_SECONDS = 2.5
# A save of a long text, an upload of fifty documents: each of their statements is far quicker.
DESK_SECONDS, DESK_LOCK_SECONDS = 10.0, 4.0
# Loads, migrations, backups.
PROGRAM_SECONDS, PROGRAM_LOCK_SECONDS = 3600.0, 60.0
# What asks only whether the database is there.
PROBE_SECONDS = 1.2


def public() -> Patience:
    return Patience(PUBLIC_SECONDS, in_all=True)


def desk() -> Patience:
    return Patience(DESK_SECONDS)


def program() -> Patience:
    return Patience(PROGRAM_SECONDS, of_a_person=False)


def probe() -> Patience:
    return Patience(PROBE_SECONDS, of_a_person=False)


_patience: ContextVar[Patience | None] = ContextVar("patience", default=None)
_usual = program()


def serve() -> None:
    """This process answers people, between two requests and in its own threads too."""
    global _usual
    _usual = desk()


def is_serving() -> bool:
    """Whether this process answers people, and is no command."""
    return _usual.of_a_person


def current() -> Patience:
    return _patience.get() or _usual


@contextmanager
def having(patience: Patience) -> Iterator[None]:
    token = _patience.set(patience)
    try:
        yield
    finally:
        _patience.reset(token)
