"""Faults that need disks of their own run in a process that may mount, and is root in a name space of its own alone."""

from __future__ import annotations

import shutil
import subprocess

from tests.faults.table import Fault, Row

ENVIRONMENTS = {"on_small_disks"}
COMMAND = ("unshare", "--map-root-user", "--mount", "--")


def is_allowed() -> bool:
    if not shutil.which(COMMAND[0]):
        return False
    trial = [*COMMAND, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return not subprocess.run(trial, capture_output=True, check=False).returncode


def not_shown(fault: Fault) -> Row:
    return Row(fault.name, fault.did, fault.expected, "not shown: nothing can be mounted here", None)
