"""What happens at the door: connections that are slow, and workers that are replaced."""

from __future__ import annotations

import signal
import socket
import time
from contextlib import ExitStack

from tests.faults.environments import Portal
from tests.faults.table import Seen, fault
from tests.reloading import SHIPPED, reloaded

# Twice four threads answer; these are far more.
SLOW = 50
HALF_A_HEAD = b"GET /about/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
READER_SECONDS = 1.0
# The old way was silent as long as a start: 1.4 s of CPU, and on a busy machine ten times that.
GAP_SECONDS = 3.0


@fault(
    "slow clients",
    environment="on_sqlite",
    did="50 connections straight at gunicorn that send nothing; then 50 that send half a head",
    expected="readers are answered within 1 s",
    measures=True,
)
def slow_clients(portal: Portal, seen: Seen) -> None:
    for what, sent in (("nothing", b""), ("half a head", HALF_A_HEAD)):
        with ExitStack() as held:
            for _ in range(SLOW):
                connection = held.enter_context(socket.create_connection(("127.0.0.1", portal.server.port)))
                connection.sendall(sent)
            slowest = max(_seconds_of_a_page(portal) for _ in range(10))
        seen.note(f"{what}: slowest {slowest:.2f} s", slowest <= READER_SECONDS)


def _seconds_of_a_page(portal: Portal) -> float:
    began = time.monotonic()
    status = portal.server.ask("/about/").status
    if status != 200:
        raise RuntimeError(f"a page was answered with {status}")
    return time.monotonic() - began


@fault(
    "reload",
    environment="on_sqlite",
    did="USR2 (a new version) twice, HUP twice, four readers",
    expected="nobody is refused; no moment without an answer is longer than 3 s",
    measures=True,
)
def reload(portal: Portal, seen: Seen) -> None:
    for sent in (signal.SIGUSR2, signal.SIGHUP):
        watch = reloaded(SHIPPED, sent, times=2)
        seen.note(
            f"{sent.name}: {len(watch.answered)} answers, {watch.failed} refused, longest gap {watch.longest_gap:.2f} s",
            not watch.failed and watch.longest_gap <= GAP_SECONDS,
        )
