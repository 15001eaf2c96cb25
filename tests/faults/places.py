"""Portals of their own, in which faults happen: a database, gunicorn with two workers, the shipped entries, one account."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import postgres
from tests.faults.traffic import Browser
from tests.serving import ROOT, Server, gunicorn

NAME, PASSWORD = "xiaobian", "Baoyu-1754-Daguan"
SECRET = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
ENTRIES = ("districts", "topics", "audiences", "policies", "relations", "exceptions", "synonyms")


@dataclass(frozen=True, slots=True)
class Portal:
    server: Server
    environment: dict[str, str]
    directory: Path
    postgresql: postgres.Server | None

    def manage(self, *command: str) -> subprocess.CompletedProcess[str]:
        return manage(self.environment, *command)

    def log_lines(self, words: str) -> int:
        return sum(words in line for line in self.server.log.read_text(errors="replace").splitlines())

    def at_the_desk(self) -> Browser:
        browser = Browser(self.server)
        answer = browser.sign_in(NAME, PASSWORD)
        if answer.status != 302:
            raise RuntimeError(f"signing in was answered with {answer.status}")
        return browser


def manage(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def on_postgresql() -> Iterator[Portal]:
    with (
        postgres.server() as server,
        tempfile.TemporaryDirectory() as directory,
        portal(Path(directory), server.url, server) as it,
    ):
        yield it


@contextmanager
def on_sqlite() -> Iterator[Portal]:
    with tempfile.TemporaryDirectory() as directory, portal(Path(directory)) as it:
        yield it


@contextmanager
def portal(directory: Path, url: str = "", server: postgres.Server | None = None) -> Iterator[Portal]:
    variables = {
        "DATABASE_URL": url,
        "DJANGO_SECRET_KEY": SECRET,
        "DJANGO_SSL_REDIRECT": "off",
        "PORTAL_WORKERS": "2",
        "SEARCH_INDEX_DIR": str(index_directory(directory)),
    }
    # Only what is needed: no variable of whoever runs this may change what is seen.
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_DEBUG": "off",
        "DJANGO_ALLOWED_HOSTS": "127.0.0.1",
        "PORTAL_DATA_DIR": str(directory),
        **variables,
    }
    furnish(environment)
    with gunicorn(directory, **variables) as serving:
        yield Portal(serving, environment, directory, server)


def index_directory(directory: Path) -> Path:
    return directory / "index"


def furnish(environment: dict[str, str]) -> None:
    account = {"DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    for command in (
        ("migrate", "-v0"),
        ("loaddata", *ENTRIES, "-v0"),
        ("createsuperuser", "--noinput", f"--username={NAME}", "--email=xiaobian@example.org"),
        ("rebuild_index",),
    ):
        done = manage({**environment, **account}, *command)
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stderr.strip()}")
