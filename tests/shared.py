"""What several processes need, and which is always the same, is made by the first of them that asks."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

# Names a folder to processes that belong together; one without it shares with nobody.
VARIABLE = "PORTAL_TESTS_SHARED"


def shared(name: str, make: Callable[[Path], None]) -> Path:
    """The folder that `make` has filled. To be copied, not changed."""
    parent = Path(os.environ.get(VARIABLE) or _own())
    made = parent / name
    with (parent / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            # Where making it fails, the next one begins anew.
            begun = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=parent))
            make(begun)
            begun.rename(made)
    return made


@cache
def _own() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="portal-shared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
