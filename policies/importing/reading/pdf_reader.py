"""Hands PDF files to `pdf_process`, each to one process, and keeps a process that is done for the next file.

A file that kills its process or makes it hang is refused, and the next one gets a new process: only starting it is saved.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import signal
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import IO, Any

from policies.importing.reading.rejection import TOO_LONG, BrokenOff, RejectedSource

log = logging.getLogger("django.policies.importing")

PROCESS = Path(__file__).with_name("pdf_process.py")
# Longer than the CPU seconds it may take, for a machine that is busy.
SECONDS = 20
# As many as read at once; what is more ends when its file is read.
MOST_WAITING = 2

_LENGTH = struct.Struct(">Q")
_REFUSALS = {
    "password": "这个 PDF 加了密码，读不了。请去掉密码后另存再导入。",
    "broken": "PDF 文件损坏，读不了。请打开后另存再导入，或复制全文粘贴。",
    "pages": "PDF 超过 300 页，不像一份政策，没有读。",
    "long": TOO_LONG,
}
_TOO_MUCH = "这个 PDF 太复杂或者已损坏，没有读完。请打开后复制全文粘贴，或另存为 Word（.docx）再导入。"
_BROKEN_OFF = "读这个 PDF 时程序被停下了，没有读完。请再试一次。"
# By these a person or a service ends a process.
_ENDED_BY = (-signal.SIGTERM, -signal.SIGINT)


def taken_apart(data: bytes) -> list[dict[str, Any]]:
    """The pages, as `pdf_process` tells them. Raises RejectedSource."""
    process = _waiting() or _Process()
    answer = process.answer(data)
    if answer is None and process.has_retired:
        # It ended before it took this file.
        process.end()
        process = _Process()
        answer = process.answer(data)
    if answer is None:
        raise process.refusal()
    _keep(process)
    told = json.loads(answer)
    if refused := told.get("refused"):
        raise RejectedSource(_REFUSALS[refused])
    return told["pages"]


class _Process:
    def __init__(self) -> None:
        self._owner = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(PROCESS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # Whoever ends this process by its group or terminal lets it finish the row it is at.
            start_new_session=True,
        )

    @property
    def can_go_on(self) -> bool:
        """Whether it lives; what was forked after it was started leaves it alone."""
        return self._owner == os.getpid() and self._process.poll() is None

    def answer(self, data: bytes) -> bytes | None:
        """None where it has ended instead."""
        watch = Timer(SECONDS, self._process.kill)
        watch.start()
        try:
            self._send(data)
            answer = self._received()
        except BrokenPipeError:
            answer = None
        finally:
            watch.cancel()
        if answer is None:
            self._process.wait()
        return answer

    def _send(self, data: bytes) -> None:
        stdin = _pipe(self._process.stdin)
        stdin.write(_LENGTH.pack(len(data)))
        stdin.write(data)
        stdin.flush()

    def _received(self) -> bytes | None:
        stdout = _pipe(self._process.stdout)
        head = stdout.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return None
        [length] = _LENGTH.unpack(head)
        answer = stdout.read(length)
        return answer if len(answer) == length else None

    @property
    def has_retired(self) -> bool:
        """It has waited or read for long enough, and left by itself."""
        return self._process.poll() == 0

    def refusal(self) -> RejectedSource:
        """Why there is no answer, once it has ended. A mistake of ours looks the same to whoever brought the file, and is logged."""
        code = self._process.returncode
        told = _pipe(self._process.stderr).read().decode("utf-8", "replace").strip()
        self.end()
        if code in _ENDED_BY:
            return BrokenOff(_BROKEN_OFF)
        last = told.rpartition("\n")[2] or f"it ended with {code}"
        log.warning("importing: a PDF could not be taken apart: %s", last)
        return RejectedSource(_TOO_MUCH)

    def end(self) -> None:
        """Its input ends, and so does it."""
        self.forget()
        self._process.wait()

    def forget(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            # What was sent to it last, it may never have taken.
            with suppress(BrokenPipeError):
                _pipe(pipe).close()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


_kept: list[_Process] = []


def _waiting() -> _Process | None:
    """One that waits for a file. Taking it out of the list is what keeps two threads from it."""
    while _kept:
        process = _kept.pop()
        if process.can_go_on:
            return process
        process.forget()
    return None


def _keep(process: _Process) -> None:
    if len(_kept) < MOST_WAITING:
        _kept.append(process)
    else:
        process.end()


@atexit.register
def end_those_that_wait() -> None:
    while process := _waiting():
        process.end()
