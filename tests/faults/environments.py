"""Portals of their own, in which faults happen: a database, gunicorn with two workers, the shipped entries, one account."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import postgres
from tests.faults.traffic import Browser
from tests.serving import ROOT, Server, gunicorn
from tests.shared import shared

NAME, PASSWORD = "xiaobian", "Baoyu-1754-Daguan"
SECRET = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
DISK_MB = 48
ENTRIES = (
    *("districts", "areas", "service_points", "topics", "audiences"),
    *("policies", "relations", "exceptions", "synonyms"),
)
PUBLISH = """
from policies.models import District, Policy
Policy.objects.create(slug="{slug}", title="{title}", district=District.objects.get(slug="xuhui"),
                      state="published", source_note="测试")
"""


@dataclass(frozen=True, slots=True)
class Portal:
    server: Server
    environment: dict[str, str]
    index: Path
    database: Path | None
    """SQLite's file."""
    postgresql: postgres.Server | None

    def manage(self, *command: str) -> subprocess.CompletedProcess[str]:
        return manage(self.environment, *command)

    def publish(self, slug: str, title: str) -> bool:
        return not self.manage("shell", "-v0", "-c", PUBLISH.format(slug=slug, title=title)).returncode

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
        portal(Path(directory), server.url, postgresql=server) as it,
    ):
        yield it


@contextmanager
def on_sqlite() -> Iterator[Portal]:
    with tempfile.TemporaryDirectory() as directory, portal(Path(directory)) as it:
        yield it


@contextmanager
def on_small_disks() -> Iterator[Portal]:
    """The database and the index on a disk each. Needs the right to mount (`tests.faults.mounting`)."""
    with tempfile.TemporaryDirectory() as directory, ExitStack() as disks:
        folder = Path(directory)
        database, index = (disks.enter_context(small_disk(folder / name)) for name in ("database", "index"))
        with portal(folder, f"sqlite:///{database}/portal.sqlite3", index=index / "v") as it:
            yield it


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def portal(
    directory: Path, url: str = "", *, index: Path | None = None, postgresql: postgres.Server | None = None
) -> Iterator[Portal]:
    index = index or directory / "index"
    database = None if postgresql else Path(url.removeprefix("sqlite:///") or directory / "portal.sqlite3")
    variables = {
        "DATABASE_URL": url,
        "DJANGO_SECRET_KEY": SECRET,
        "DJANGO_SSL_REDIRECT": "off",
        "PORTAL_WORKERS": "2",
        "SEARCH_INDEX_DIR": str(index),
    }
    environment = {**_little(directory), **variables}
    if postgresql:
        furnish(environment)
    else:
        furnished = shared("furnished", _furnish_on_sqlite)
        shutil.copy(furnished / "portal.sqlite3", database)
        shutil.copytree(furnished / "index", index)
    with gunicorn(directory, **variables) as serving:
        yield Portal(serving, environment, index, database, postgresql)


def _little(directory: Path) -> dict[str, str]:
    """Only what is needed: no variable of whoever runs this may change what is seen."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_DEBUG": "off",
        "DJANGO_ALLOWED_HOSTS": "127.0.0.1",
        "DJANGO_SECRET_KEY": SECRET,
        "PORTAL_DATA_DIR": str(directory),
    }


def _furnish_on_sqlite(directory: Path) -> None:
    """Two environments begin with a copy of this."""
    furnish({**_little(directory), "SEARCH_INDEX_DIR": str(directory / "index")})


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
