"""A throw-away PostgreSQL server for the second half of the suite."""

from __future__ import annotations

import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.ports import free_port

# Where packages put the programs, because they seldom put them on the PATH.
FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
START_SECONDS = 60
# Somebody else may take the free port before the server does.
ATTEMPTS = 3


class UnavailableError(Exception):
    """Says in one line why there is no server."""


@dataclass
class Server:
    """May be stopped, frozen and started again on the same port and data."""

    command: list[str | Path]
    port: int
    log: Path
    identity: dict[str, object]
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> bool:
        """Whether it answers."""
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # Ctrl-C is for the tests, which then still have a database to drop.
                start_new_session=True,
                **self.identity,
            )
        return _answers(self.process, self.url)

    def stop(self) -> None:
        # SIGTERM would wait for clients to leave; SIGINT disconnects them.
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def kill(self) -> None:
        """Every process of it, as if the machine lost its power."""
        self._signal(signal.SIGKILL)
        self.process.wait()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """As on a disk that has stalled: its kernel acknowledges what is sent, and nothing is answered."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        # The postmaster first: it must not replace what stops. Each of its children leads a group of its own.
        self.process.send_signal(number)
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for child in children.split():
            with suppress(ProcessLookupError):
                os.kill(int(child), number)


@contextmanager
def running() -> Iterator[str]:
    """Start a server, yield its DATABASE_URL, stop it and leave nothing behind."""
    with server() as it:
        yield it.url


@contextmanager
def server() -> Iterator[Server]:
    programs = _programs()
    try:
        # /tmp, because whoever the server runs as must be able to walk to its data; TMPDIR may forbid it.
        directory = Path(tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp"))
    except OSError as error:
        raise UnavailableError(f"no directory for its data: {error}") from None
    try:
        identity = _unprivileged(directory)
        _create(programs, directory / "data", identity)
        with _serving(programs, directory, identity) as it:
            yield it
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _programs() -> Path:
    on_path = [str(Path(found).parent) for found in [shutil.which("initdb")] if found]
    installed = [folder for pattern in FOLDERS for folder in glob.glob(pattern)]
    newest_first = sorted(
        installed, key=lambda folder: [int(n) for n in re.findall(r"\d+", folder)], reverse=True
    )
    for folder in map(Path, on_path + newest_first):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise UnavailableError("the programs initdb and postgres were not found")


def _unprivileged(directory: Path) -> dict[str, object]:
    """How to start a program, in `directory` and as its owner: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {"cwd": directory}
    import pwd

    accounts = {account.pw_name: account for account in pwd.getpwall()}
    account = accounts.get("postgres") or accounts.get("nobody")
    if account is None:
        raise UnavailableError("running as root, and there is no user postgres or nobody to run it as")
    os.chown(directory, account.pw_uid, account.pw_gid)
    return {"cwd": directory, "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _create(programs: Path, data: Path, identity: dict[str, object]) -> None:
    locale = "C" if sys.platform == "darwin" else "C.UTF-8"
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", f"--locale={locale}", "--no-sync"]
    done = subprocess.run(
        [programs / "initdb", f"--pgdata={data}", *options],
        capture_output=True,
        text=True,
        check=False,
        **identity,
    )
    if done.returncode:
        raise UnavailableError(f"initdb failed: {_last_line(done.stderr)}")


@contextmanager
def _serving(programs: Path, directory: Path, identity: dict[str, object]) -> Iterator[Server]:
    log = directory / "log"
    for _ in range(ATTEMPTS):
        port = free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            # TCP alone: the path of a socket may be 103 characters long and no more.
            "unix_socket_directories": "",
            "fsync": "off",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        it = Server([programs / "postgres", "-D", directory / "data", *options], port, log, identity)
        try:
            if it.start():
                yield it
                return
        finally:
            it.stop()
    raise UnavailableError(f"the server did not start: {_last_line(log.read_text(errors='replace'))}")


def _answers(server: subprocess.Popen, url: str) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _last_line(output: str) -> str:
    return next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "it said nothing")
