"""The faults of one environment, in a process of their own: its rows as JSON.

Environments stand side by side. What measures how long something takes begins when all of them stand and the rest is
done; then a few readers ask in each, which leaves the processors idle.
"""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict

from tests.faults import environments, mounting
from tests.faults.catalogue import FAULTS
from tests.faults.table import Fault, Row
from tests.serving import ROOT


class Apart:
    """`faults`, all of one environment, from the moment this is made. `turns` is a file that all of these share."""

    def __init__(self, faults: Sequence[Fault], turns: str) -> None:
        self.faults = faults
        self.process: subprocess.Popen[str] | None = None
        [environment] = {fault.environment for fault in faults}
        mounts = environment in mounting.ENVIRONMENTS
        if mounts and not mounting.is_allowed():
            return
        command = [sys.executable, "-m", "tests.faults.apart", turns, *(fault.name for fault in faults)]
        if mounts:
            command = [*mounting.COMMAND, *command]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def rows(self) -> list[Row]:
        if self.process is None:
            return [mounting.not_shown(fault) for fault in self.faults]
        told, _ = self.process.communicate()
        if self.process.returncode:
            why = f"its process ended with {self.process.returncode}"
            return [Row(fault.name, fault.did, fault.expected, why, False) for fault in self.faults]
        return [Row(**row) for row in json.loads(told)]


@contextmanager
def _at_work(turns: str) -> Iterator[None]:
    with open(turns) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def _wait_for_the_others(turns: str) -> None:
    """Until no environment is at work."""
    with open(turns) as file:
        fcntl.flock(file, fcntl.LOCK_EX)


def main(turns: str, *names: str) -> None:
    faults = [fault for fault in FAULTS if fault.name in names]
    with ExitStack() as standing:
        with _at_work(turns):
            portal = standing.enter_context(getattr(environments, faults[0].environment)())
            rows = [fault.row(portal) for fault in faults if not fault.measures]
        _wait_for_the_others(turns)
        rows += [fault.row(portal) for fault in faults if fault.measures]
    print(json.dumps([asdict(row) for row in rows]))


if __name__ == "__main__":
    main(*sys.argv[1:])
