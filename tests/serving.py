"""A real gunicorn on loopback, with the portal's own configuration and next to nothing of this environment."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.shared import shared

ROOT = Path(__file__).parent.parent
# As README starts it. Not `python -m gunicorn`, which USR2 could not start again.
GUNICORN = (str(Path(sys.executable).with_name("gunicorn")),)
CONFIGURED = ("-c", "portal/gunicorn.py")
COMMAND = (*GUNICORN, *CONFIGURED, "portal.wsgi")
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    process: subprocess.Popen
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> HTTPResponse:
        """One answer, read whole: its body is in `said`. Underscores of header names stay as they are."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.said = answer.read().decode(errors="replace")
        finally:
            connection.close()
        return answer

    def line_of(self, number: str) -> str:
        """What the log says of the answer with this X-Request-ID: written when it has gone, by whichever worker gave it."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            for line in self.log.read_text(encoding="utf-8").splitlines():
                if number in line:
                    return line
            time.sleep(0.05)
        return pytest.fail(f"no line of {number}")


@contextmanager
def gunicorn(
    directory: Path,
    *,
    options: tuple[str, ...] = CONFIGURED,
    checkout: Path = ROOT,
    application: str = "portal.wsgi",
    **variables: str,
) -> Iterator[Server]:
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_ALLOWED_HOSTS": "127.0.0.1",
        "DJANGO_SSL_REDIRECT": "off",
        "PORTAL_BIND": f"127.0.0.1:{port}",
        "PORTAL_DATA_DIR": str(directory),
        "PORTAL_WORKERS": "1",
        **variables,
    }
    shutil.copytree(collected_files(), directory / "static", dirs_exist_ok=True)
    log = directory / "log"
    with log.open("w+") as output:
        process = subprocess.Popen(
            (*GUNICORN, *options, application),
            cwd=checkout,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        try:
            server = Server(port, process, log)
            _wait_for(server)
            yield server
        finally:
            stop(process)


def collected_files() -> Path:
    """The static files as README has them collected: once, for it takes five seconds of CPU to compress them, and the
    same files serve whatever a server is asked to be, in whichever checkout."""
    return shared("static-files", _collect) / "static"


def _collect(data: Path) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_ALLOWED_HOSTS": "127.0.0.1",
            "DJANGO_DEBUG": "off",
            "DJANGO_SECRET_KEY": secrets.token_urlsafe(60),
            "PORTAL_DATA_DIR": str(data),
        },
        check=True,
    )


def _wait_for(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            server.ask("/favicon.ico")
        except ConnectionError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"gunicorn gave no answer (exit status {server.process.returncode})")


def stop(server: subprocess.Popen) -> None:
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
