"""One command, `python -m pytest`, runs the whole suite twice: on SQLite and, at the same time, on PostgreSQL.

What the second half says is printed when the first has finished. With DATABASE_URL set the suite runs once, on that database. pyproject.toml loads this with `-p`: a conftest
would come after pytest-django has read the settings.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from tests import postgres

# The settings must not see the shell that the tests run in.
for _name in list(os.environ):
    if _name.startswith(
        ("DJANGO_", "PORTAL_DATA", "PORTAL_BIND", "PORTAL_WORKERS", "PORTAL_THREADS", "SEARCH_", "GUNICORN_")
    ):
        del os.environ[_name]
DATA_DIR = Path(tempfile.mkdtemp(prefix="portal-tests-"))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
os.environ["PORTAL_DATA_DIR"] = str(DATA_DIR)
# WhiteNoise warns about a missing directory, and a warning is an error here.
(DATA_DIR / "static").mkdir()

DATABASE_URL = os.environ.get("DATABASE_URL", "").strip()
SECOND = pytest.StashKey["Half"]()
# Set for the second run of the suite: what touches no database has been tested in the first.
SECOND_HALF = os.environ.pop("PORTAL_TESTS_SECOND_HALF", "") == "1"
# In a browser one journey is enough to see that pages come from the other database as well.
BROWSED_AGAIN = {"test_journey.py", "test_smoke.py"}
# These start programs, which find the database in the environment.
STARTING_PROGRAMS = {
    "test_backup.py",
    "test_crash.py",
    "test_demo.py",
    "test_environment.py",
    "test_guessing.py",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew", action="store_true", help="keep new pictures of the pages (tests/browser/snapshots)"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    config = session.config
    if not DATABASE_URL and not config.option.collectonly and not session.testsfailed:
        config.stash[SECOND] = Half(config)


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main(config: pytest.Config) -> Generator[None, int, int]:
    try:
        status = yield
    except BaseException:
        if SECOND in config.stash:
            config.stash[SECOND].give_up()
        raise
    if SECOND not in config.stash:
        return status
    half = config.stash[SECOND]
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        half.give_up()
        return status
    again = half.finish()
    return status or again


class Half:
    """The suite on a throw-away PostgreSQL, in a process of its own from the moment this is made."""

    def __init__(self, config: pytest.Config) -> None:
        self.closing = ExitStack()
        self.reason = ""
        try:
            url = self.closing.enter_context(postgres.running())
        except postgres.UnavailableError as reason:
            self.reason = str(reason)
            return
        command = [sys.executable, "-m", "pytest"]
        if config.pluginmanager.hasplugin("cacheprovider"):
            # A cache of its own: otherwise a test that fails on one database only is forgotten by --last-failed.
            command += ["-o", "cache_dir=.pytest_cache/postgresql"]
        # libpq's own variables would change how the tests connect.
        env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        env |= {"DATABASE_URL": url, "PORTAL_TESTS_SECOND_HALF": "1"}
        self.said = (DATA_DIR / "postgresql.log").open("w+b")
        self.closing.callback(self.said.close)
        self.run = subprocess.Popen(
            [*command, *config.invocation_params.args],
            cwd=config.invocation_params.dir,
            env=env,
            stdout=self.said,
            stderr=subprocess.STDOUT,
        )

    def finish(self) -> int:
        """Print what it says until it ends; its status."""
        if self.reason:
            return _without_postgres(self.reason)
        with self.closing:
            place = 0
            while True:
                ended = self.run.poll() is not None
                # The file is shared with the run, which writes where reading stopped: so it is read by place.
                new = os.pread(self.said.fileno(), 1 << 16, place)
                place += len(new)
                sys.stdout.buffer.write(new)
                sys.stdout.flush()
                if ended and not new:
                    break
                if not new:
                    time.sleep(0.2)
        # Of what was chosen nothing asks a database.
        nothing = self.run.returncode == pytest.ExitCode.NO_TESTS_COLLECTED
        return pytest.ExitCode.OK if nothing else self.run.returncode

    def give_up(self) -> None:
        """Let it drop its database, and stop the server. After Ctrl-C it has had the same."""
        if not self.reason:
            with self.closing:
                self.run.send_signal(signal.SIGINT)
                self.run.wait()


def _without_postgres(reason: str) -> int:
    line = "!" * 80
    print(
        f"\n{line}\n"
        "The PostgreSQL half of the suite was NOT run.\n"
        f"Why: {reason}.\n"
        "To run it, install PostgreSQL (apt-get install postgresql, or brew install postgresql),\n"
        "or set DATABASE_URL to a server where the tests may create a database.\n"
        f"{line}",
        flush=True,
    )
    return pytest.ExitCode.TESTS_FAILED if os.environ.get("CI") == "true" else pytest.ExitCode.OK


def pytest_report_header() -> str:
    if not DATABASE_URL.startswith("postgres"):
        return f"database: SQLite {sqlite3.sqlite_version}"
    try:
        with psycopg.connect(DATABASE_URL, connect_timeout=5) as connection:
            major, minor = divmod(connection.info.server_version, 10_000)
    except psycopg.OperationalError:
        pytest.exit("DATABASE_URL: the database does not answer", returncode=pytest.ExitCode.USAGE_ERROR)
    return f"database: PostgreSQL {major}.{minor}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give every test that commits the rows which migrations made: the one before it emptied all tables."""
    if SECOND_HALF:
        config.hook.pytest_deselected(items=[item for item in items if not _may_ask_the_database(item)])
        items[:] = [item for item in items if _may_ask_the_database(item)]
    for item in items:
        marker = item.get_closest_marker("django_db")
        commits = {"live_server", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if commits or (marker and marker.kwargs.get("transaction")):
            mark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
            item.add_marker(mark, append=False)


def _may_ask_the_database(item: pytest.Item) -> bool:
    if item.path.parent.name == "browser":
        return item.path.name in BROWSED_AGAIN and "chromium_88" not in item.name
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db") or item.path.name in STARTING_PROGRAMS)
