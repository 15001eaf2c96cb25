"""The faults of one environment, in a process of their own: its rows as JSON.

Environments stand side by side; but while a fault measures how long something takes, nothing happens in the others.
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
def _turn(turns: str, *, alone: bool) -> Iterator[None]:
    """Either one that is alone, or any number of others, of all processes that have this file."""
    with open(turns) as file:
        fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


def main(turns: str, *names: str) -> None:
    faults = [fault for fault in FAULTS if fault.name in names]
    with ExitStack() as standing:
        with _turn(turns, alone=False):
            portal = standing.enter_context(getattr(environments, faults[0].environment)())
        rows = [_row(fault, portal, turns) for fault in faults]
        with _turn(turns, alone=False):
            standing.close()
    print(json.dumps([asdict(row) for row in rows]))


def _row(fault: Fault, portal: environments.Portal, turns: str) -> Row:
    with _turn(turns, alone=fault.measures):
        return fault.row(portal)


if __name__ == "__main__":
    main(*sys.argv[1:])
