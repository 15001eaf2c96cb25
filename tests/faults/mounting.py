"""Faults that need disks of their own run in a process that may mount, and is root in a name space of its own alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence

from tests.faults.table import Fault, Row
from tests.serving import ROOT

COMMAND = ("unshare", "--map-root-user", "--mount", "--")


def rows(faults: Sequence[Fault]) -> list[Row]:
    if not _may_mount():
        return [_not_shown(fault) for fault in faults]
    names = [fault.name for fault in faults]
    child = [*COMMAND, sys.executable, "-m", "tests.faults.mounted", *names]
    done = subprocess.run(child, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return [Row(**row) for row in json.loads(done.stdout)]


def _may_mount() -> bool:
    if not shutil.which(COMMAND[0]):
        return False
    trial = [*COMMAND, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return not subprocess.run(trial, capture_output=True, check=False).returncode


def _not_shown(fault: Fault) -> Row:
    return Row(fault.name, fault.did, fault.expected, "not shown: nothing can be mounted here", None)
