"""How long nobody is answered while the portal is reloaded: `python -m tests.reloading`.

One gunicorn after the other, four gentle readers each; between two answers to any of them lies what they wait. The first
row is how it was before: without `preload_app`, new workers load the portal while the old ones have stopped already.
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import pairwise
from pathlib import Path

from tests.serving import CONFIGURED, ROOT, Server, gunicorn

SHIPPED = ROOT / CONFIGURED[-1]
READERS = 4
# Between two questions of one reader.
PAUSE_SECONDS = 0.03
RELOADS = 3
WORKERS = 2
# A busy machine needs this long for a start.
MOST_SECONDS = 60.0
SECRET = "only-for-measuring-0123456789-abcdefghijklmnopqrstuvwxyz"


@dataclass
class Watch:
    """What all readers see."""

    port: int
    answered: list[float] = field(default_factory=list)
    slowest: float = 0.0
    failed: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        while not self.over.wait(PAUSE_SECONDS):
            began = time.monotonic()
            try:
                fine = _status(self.port) == 200
            except OSError:
                fine = False
            now = time.monotonic()
            self.slowest = max(self.slowest, now - began)
            if fine:
                self.answered.append(now)
            else:
                self.failed += 1

    @property
    def longest_gap(self) -> float:
        moments = sorted(self.answered)
        return max((after - before for before, after in pairwise(moments)), default=float("inf"))


def _status(port: int) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/about/")
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def master_of(server: Server) -> int:
    """The master of the day: USR2 has another one each time."""
    return int(_pid_file(server).read_text())


def _pid_file(server: Server) -> Path:
    return server.log.with_name("pid")


def _wait_for_workers(server: Server, gone: int) -> None:
    """Until so many have gone, as many as there should be have come instead, and one master is left."""
    deadline = time.monotonic() + MOST_SECONDS
    while time.monotonic() < deadline:
        log = server.log.read_text()
        came, went = log.count("Booting worker"), log.count("Worker exiting")
        changed = went == gone and came == gone + WORKERS
        if changed and _pid_file(server).exists() and not server.log.with_name("pid.2").exists():
            return
        time.sleep(0.1)
    raise TimeoutError(f"the reload did not end:\n{server.log.read_text()}")


def reloaded(config: Path, sent: signal.Signals, *, times: int = RELOADS) -> Watch:
    """Readers before, during and after each reload. The directory is thrown away."""
    with tempfile.TemporaryDirectory(prefix="portal-reload-") as name:
        directory = Path(name)
        options = ("-c", str(config), "-p", str(directory / "pid"))
        variables = {"DJANGO_SECRET_KEY": SECRET, "PORTAL_WORKERS": str(WORKERS)}
        with gunicorn(directory, options=options, **variables) as server:
            watch = Watch(server.port)
            readers = [threading.Thread(target=watch.read) for _ in range(READERS)]
            for reader in readers:
                reader.start()
            try:
                for done in range(1, times + 1):
                    os.kill(master_of(server), sent)
                    _wait_for_workers(server, WORKERS * done)
            finally:
                watch.over.set()
                for reader in readers:
                    reader.join()
                with suppress(OSError):
                    os.kill(master_of(server), signal.SIGTERM)
    return watch


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="portal-reload-") as name:
        before = Path(name) / "before.py"
        before.write_text(f"exec(open({str(SHIPPED)!r}).read())\npreload_app = False\n")
        rows = [
            ("HUP, workers load the portal", before, signal.SIGHUP),
            ("HUP", SHIPPED, signal.SIGHUP),
            ("USR2, a new version", SHIPPED, signal.SIGUSR2),
        ]
        print(f"{'what':30} {'answers':>8} {'failed':>7} {'longest gap':>12} {'slowest answer':>15}")
        for what, config, sent in rows:
            watch = reloaded(config, sent)
            figures = f"{watch.longest_gap:10.2f} s {watch.slowest:13.2f} s"
            print(f"{what:30} {len(watch.answered):8} {watch.failed:7} {figures}", flush=True)


if __name__ == "__main__":
    main()
