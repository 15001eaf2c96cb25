"""One command, `python -m pytest`, runs the whole suite on SQLite and once more on PostgreSQL, in five parts at once.

On SQLite this process takes the files that lie in `tests` itself; what lies in its folders is a part of its own
(`tests.parts`), and so is what needs a browser. On PostgreSQL there are two more, of the folders, and of the files with
what is seen in a browser once more: about as long each, so that no processor waits for the last of them. With
DATABASE_URL set the suite runs once, here, on that database. pyproject.toml loads this with `-p`: a conftest would come
after pytest-django has read the settings.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from itertools import chain
from pathlib import Path

import psycopg
import pytest

from tests import parts
from tests.shared import VARIABLE as SHARED

# The settings must not see the shell that the tests run in.
for _name in list(os.environ):
    if _name.startswith(
        (
            "DJANGO_",
            "PORTAL_DATA",
            "PORTAL_BIND",
            "PORTAL_WORKERS",
            "PORTAL_THREADS",
            "SEARCH_",
            "CACHE_",
            "GUNICORN_",
        )
    ):
        del os.environ[_name]
# Five parts and a hundred programs that they start would each compile the portal anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
DATA_DIR = Path(tempfile.mkdtemp(prefix="portal-tests-"))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
os.environ["PORTAL_DATA_DIR"] = str(DATA_DIR)
# WhiteNoise warns about a missing directory, and a warning is an error here.
(DATA_DIR / "static").mkdir()
# All parts share with the first, which waits for them.
os.environ.setdefault(SHARED, str(DATA_DIR))

TESTS = Path(__file__).parent
DATABASE_URL = os.environ.get("DATABASE_URL", "").strip()
# The part that this process is, if it is one.
PART = os.environ.pop(parts.VARIABLE, "")
BESIDE = pytest.StashKey[list[str]]()
STARTED = pytest.StashKey[list[parts.Part | parts.Missing]]()
# In a browser one journey is enough to see that pages come from the other database as well.
BROWSED_AGAIN = {"test_journey.py", "test_smoke.py"}
# These start programs, which find the database in the environment. Those of `test_demo` and `test_environment` are given
# none and use SQLite, whatever database the suite runs on: once is enough.
STARTING_PROGRAMS = {"test_backup.py", "test_crash.py", "test_guessing.py"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew", action="store_true", help="keep new pictures of the pages (tests/browser/snapshots)"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Every process that runs tests keeps their folders to itself. Those of one user usually share a folder, which each
    of them tidies at its end: two at the same time fail."""
    if config.option.basetemp is None:
        config.option.basetemp = str(DATA_DIR / "tmp")


def pytest_report_header() -> str:
    where = f", {(parts.ON_SQLITE | parts.ON_POSTGRESQL)[PART]}" if PART else ""
    if not DATABASE_URL.startswith("postgres"):
        return f"database: SQLite {sqlite3.sqlite_version}{where}"
    try:
        with psycopg.connect(DATABASE_URL, connect_timeout=5) as connection:
            major, minor = divmod(connection.info.server_version, 10_000)
    except psycopg.OperationalError:
        pytest.exit("DATABASE_URL: the database does not answer", returncode=pytest.ExitCode.USAGE_ERROR)
    return f"database: PostgreSQL {major}.{minor}{where}"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A part does not import what is another's. A file that the command names must be found, and is left out later."""
    was_named = config.args_source is not pytest.Config.ArgsSource.TESTPATHS
    if not PART or was_named or TESTS not in collection_path.parents:
        return None
    top = collection_path.relative_to(TESTS).parts[0]
    is_folder = not top.endswith(".py")
    is_browser = top == "browser"
    is_of = {
        parts.FILES: not is_folder,
        parts.FILES_ON_POSTGRESQL: not is_folder or is_browser,
        parts.FOLDERS: is_folder and not is_browser,
        parts.FOLDERS_ON_POSTGRESQL: is_folder and not is_browser,
        parts.BROWSER: is_browser,
    }
    return None if is_of[PART] else True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the other parts what is theirs."""
    config.stash[BESIDE] = []
    if PART:
        _keep(config, items, lambda item: PART in _parts_of(item))
    elif not DATABASE_URL and not config.option.collectonly:
        config.stash[BESIDE] = _beside(config, items)


def _beside(config: pytest.Config, items: list[pytest.Item]) -> list[str]:
    """The parts that run beside this process. The first that has anything to do stays here, where it can be watched."""
    chosen = set(chain.from_iterable(map(_parts_of, items)))
    here, *beside = [part for part in (*parts.ON_SQLITE, *parts.ON_POSTGRESQL) if part in chosen] or [
        parts.FILES
    ]
    _keep(config, items, lambda item: here in _parts_of(item))
    return beside


def _keep(config: pytest.Config, items: list[pytest.Item], is_kept: Callable[[pytest.Item], bool]) -> None:
    config.hook.pytest_deselected(items=[item for item in items if not is_kept(item)])
    items[:] = [item for item in items if is_kept(item)]


def _parts_of(item: pytest.Item) -> Iterator[str]:
    """One on SQLite, and one on PostgreSQL if what it asserts can depend on the database."""
    is_file = item.path.parent == TESTS
    if _is_browsed(item):
        yield parts.BROWSER
    else:
        yield parts.FILES if is_file else parts.FOLDERS
    if _may_ask_the_database(item):
        in_files = is_file or _is_browsed(item)
        yield parts.FILES_ON_POSTGRESQL if in_files else parts.FOLDERS_ON_POSTGRESQL


def _is_browsed(item: pytest.Item) -> bool:
    return item.path.parent.name == "browser"


def _may_ask_the_database(item: pytest.Item) -> bool:
    if _is_browsed(item):
        return item.path.name in BROWSED_AGAIN and "chromium_88" not in item.name
    if item.get_closest_marker("shipped") or item.get_closest_marker("once"):
        return False
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db") or item.path.name in STARTING_PROGRAMS)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is imported and collected stays to the end. To look it over for garbage every few hundred objects, as
    Python does by itself, takes a twentieth of the time of the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    config = session.config
    config.stash[STARTED] = started = []
    if not session.testsfailed:
        for name in config.stash[BESIDE]:
            started.append(parts.start(name, config))
            if isinstance(started[-1], parts.Missing):
                break


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main(config: pytest.Config) -> Generator[None, int, int]:
    try:
        status = yield
    except BaseException:
        _give_up(config)
        raise
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        _give_up(config)
        return status
    # Each is waited for, whatever those before it said.
    return max([status, *(part.finish() for part in config.stash.get(STARTED, []))])


def _give_up(config: pytest.Config) -> None:
    for part in config.stash.get(STARTED, []):
        part.give_up()
