"""One command, `python -m pytest`, runs the whole suite twice: on SQLite, then on PostgreSQL.

With DATABASE_URL set the suite runs once, on that database. pyproject.toml loads this with `-p`: a conftest
would come after pytest-django has read the settings.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Generator
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
RAN_TESTS = pytest.StashKey[bool]()
# Set for the second run of the suite: what touches no database has been tested in the first.
SECOND_HALF = os.environ.pop("PORTAL_TESTS_SECOND_HALF", "") == "1"
# In a browser one journey is enough to see that pages come from the other database as well.
BROWSED_AGAIN = {"test_journey.py", "test_smoke.py"}
# These start programs, which find the database in the environment.
STARTING_PROGRAMS = {"test_crash.py", "test_demo.py", "test_environment.py"}


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    session.config.stash[RAN_TESTS] = not session.config.option.collectonly


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main(config: pytest.Config) -> Generator[None, int, int]:
    status = yield
    finished = status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    if DATABASE_URL or not finished or not config.stash.get(RAN_TESTS, False):
        return status
    again = _again_on_postgres(config)
    return status or again


def _again_on_postgres(config: pytest.Config) -> int:
    command = [sys.executable, "-m", "pytest"]
    if config.pluginmanager.hasplugin("cacheprovider"):
        # A cache of its own: otherwise a test that fails on one database only is forgotten by --last-failed.
        command += ["-o", "cache_dir=.pytest_cache/postgresql"]
    # libpq's own variables would change how the tests connect.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    sys.stdout.flush()
    command = [*command, *config.invocation_params.args]
    try:
        with postgres.running() as url:
            env |= {"DATABASE_URL": url, "PORTAL_TESTS_SECOND_HALF": "1"}
            status = _wait(subprocess.Popen(command, cwd=config.invocation_params.dir, env=env))
    except postgres.UnavailableError as reason:
        return _without_postgres(str(reason))
    # Of what was chosen nothing asks a database.
    return pytest.ExitCode.OK if status == pytest.ExitCode.NO_TESTS_COLLECTED else status


def _wait(run: subprocess.Popen) -> int:
    try:
        return run.wait()
    except KeyboardInterrupt:
        # The run has had the same Ctrl-C, and is dropping its database.
        return run.wait()


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
        return item.path.name in BROWSED_AGAIN
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db") or item.path.name in STARTING_PROGRAMS)
