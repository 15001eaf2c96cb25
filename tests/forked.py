"""Processes that are forked from one which has the portal in memory, as gunicorn forks its workers.

One that begins with an interpreter of its own needs a second of CPU until it has imported the portal.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from threading import Timer
from typing import TextIO

_METHOD = multiprocessing.get_context("forkserver")
_METHOD.set_forkserver_preload(["tests.in_memory"])


class Forked:
    """Calls a function of a module elsewhere. What is used of `subprocess.Popen` with pipes of text."""

    def __init__(self, function: Callable[..., object], *args: object) -> None:
        its_stdin, stdin = _METHOD.Pipe(duplex=False)
        stdout, its_stdout = _METHOD.Pipe(duplex=False)
        with its_stdin, its_stdout:
            arguments = (its_stdin, its_stdout, function, args)
            self.process = _METHOD.Process(target=_call, args=arguments, daemon=True)
            self.process.start()
        self.stdin, self.stdout = _file(stdin, "w"), _file(stdout, "r")

    @property
    def returncode(self) -> int | None:
        """None while it goes on; less than 0 where a signal ended it."""
        return self.process.exitcode

    def kill(self) -> None:
        self.process.kill()

    def communicate(self, timeout: float) -> tuple[str, None]:
        """What it still says until it ends. One that takes longer than `timeout` seconds is killed."""
        late = Timer(timeout, self.kill)
        late.start()
        self.stdin.close()
        with self.stdout:
            said = self.stdout.read()
        self.process.join()
        late.cancel()
        return said, None


def _file(end: Connection, mode: str) -> TextIO:
    with end:
        return os.fdopen(os.dup(end.fileno()), mode)


def _call(stdin: Connection, stdout: Connection, function: Callable[..., object], args: tuple) -> None:
    for end, number in ((stdin, 0), (stdout, 1)):
        with end:
            os.dup2(end.fileno(), number)
    sys.stdin = os.fdopen(0)
    function(*args)
