"""What all tests share: the database they run on, and an index of their own."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.core.management import call_command
from django.core.signals import setting_changed
from django.db import connection
from django.http import HttpRequest
from django.template import Template
from django.template.backends.jinja2 import Template as PageTemplate
from django.test import TransactionTestCase
from django.test.signals import template_rendered
from django.test.utils import instrumented_test_render
from jinja2 import StrictUndefined

from policies import misses
from policies.kept import PAGES
from policies.lookup import index as lookup_index

# The addresses put the desk together, which many tests look at without asking for a page.
from portal import copies, jinja, keeping, urls  # noqa: F401
from portal.databases import patience, watch
from tests import as_migrated
from tests.data import clear
from tests.library import load_shipped
from tests.lookup.home import Forking, Home, copied, furnish, new
from tests.plugin import DATA_DIR
from tests.serving import Server, gunicorn


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """SQLite in a file, as in real life: in memory there is no WAL, and threads share one connection."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(DATA_DIR / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Callable[[], None]:
    """As pytest-django makes the database. What a test has committed is taken back by what this gives."""
    with django_db_blocker.unblock():
        take_back = as_migrated.keep()
    TransactionTestCase._fixture_teardown = lambda case: take_back()
    return take_back


RENDER = Template._render


@pytest.fixture(scope="session", autouse=True)
def templates_unwatched(django_test_environment) -> None:
    """Django's test client copies the context of every template that is rendered, a thousand for one page of the
    desk: a sixth of its time. A test that looks at `response.context` asks for `contexts`."""
    Template._render = RENDER


@pytest.fixture
def contexts(templates_unwatched, monkeypatch) -> None:
    print_page = PageTemplate.render

    def watched(self: PageTemplate, context: dict | None = None, request: HttpRequest | None = None) -> str:
        context = {} if context is None else context
        html = print_page(self, context, request)
        template_rendered.send(sender=self, template=self.template, context=context)
        return html

    monkeypatch.setattr(Template, "_render", instrumented_test_render)
    monkeypatch.setattr(PageTemplate, "render", watched)


@pytest.fixture(scope="session", autouse=True)
def templates_are_strict() -> None:
    """No test passes over a name that nobody handed to a page, whatever DEBUG is."""
    jinja.undefined = lambda: StrictUndefined


@pytest.fixture(scope="session")
def new_directory(tmp_path_factory) -> Callable[[], Path]:
    """Makes an empty directory at each call. `mktemp` looks over all that it made before to find the next number, which
    takes 18 s of CPU for 7,000 tests."""
    parent, numbers = tmp_path_factory.mktemp("indexes"), count()

    def make() -> Path:
        directory = parent / str(next(numbers))
        directory.mkdir()
        return directory

    return make


@pytest.fixture(scope="session", autouse=True)
def index_is_never_behind() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookup_index, "CHECK_SECONDS", 0.0)
        yield


@pytest.fixture(autouse=True)
def own_index(new_directory) -> Iterator[None]:
    """Each test begins without an index, without a page that is kept, and with nothing that was missed.

    The database of most tests is rolled back at their end, which none of these can know. The settings are set as they
    are: `override_settings` would tell everybody four times for each test.
    """
    PAGES.clear()
    copies.WITHDRAWALS.forget()
    before = portal.SEARCH_INDEX_DIR, portal.PAGES_DIR
    own = new_directory()
    portal.SEARCH_INDEX_DIR, portal.PAGES_DIR = own, own / "pages"
    yield
    portal.SEARCH_INDEX_DIR, portal.PAGES_DIR = before
    # An open index holds files.
    lookup_index._at.cache_clear()
    misses.TALLY.take()


@pytest.fixture(scope="module")
def index_once(tmp_path_factory) -> Callable[[date], None]:
    """`index_once(day)`, where all tests of a module begin with the same rows: the first builds their index, and those
    after it are given a copy, to go on from as they like."""
    kept = tmp_path_factory.mktemp("index-of-the-module")

    def begin(day: date) -> None:
        own = portal.SEARCH_INDEX_DIR
        if any(kept.iterdir()):
            shutil.copytree(kept, own, dirs_exist_ok=True)
        else:
            lookup_index.index().rebuild(day)
            shutil.copytree(own, kept, dirs_exist_ok=True)

    return begin


@pytest.fixture(scope="module")
def rows_that_are_shipped(django_db_setup, django_db_blocker) -> Iterator[None]:
    """All of `fixtures/`, loaded once for a module whose tests write nothing that lasts."""
    with django_db_blocker.unblock():
        load_shipped()
        yield
        clear()


@pytest.fixture(scope="session", autouse=True)
def public_pages_are_the_same_for_everyone() -> Iterator[None]:
    """No test passes over a public page that sets a cookie, or depends on one."""

    def fail(problem: str) -> None:
        raise keeping.PrivateError(problem)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeping, "complain", fail)
        yield


@pytest.fixture
def made_anew(monkeypatch):
    """Every page is made when it is asked for, for a test that counts what that takes."""
    monkeypatch.setattr(keeping, "_stamp", lambda follows: "")


@setting_changed.connect
def forget_pages(**kwargs: object) -> None:
    """A process never meets other settings than those it began with; a test does."""
    PAGES.clear()


@pytest.fixture(scope="module", autouse=True)
def unhurried() -> Iterator[None]:
    """No page is refused because the machine is busy. What the limits do is asked in `test_patience`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watch, "SUSPICIOUS_SECONDS", 60.0)
        patch.setattr(patience, "PUBLIC_SECONDS", 60.0)
        yield


@pytest.fixture(scope="session")
def inside(django_db_blocker) -> Callable[[Home], AbstractContextManager[None]]:
    """`with inside(portal):` what a program of the portal would do is done here."""

    @contextmanager
    def enter(portal: Home) -> Iterator[None]:
        with django_db_blocker.unblock(), portal.entered():
            yield

    return enter


@pytest.fixture(scope="session")
def migrated(inside, tmp_path_factory) -> Iterator[Home]:
    """A portal without any policy, to be copied."""
    with new(tmp_path_factory.mktemp("migrated") / "home", "migrated") as portal:
        with inside(portal):
            call_command("migrate", verbosity=0)
        yield portal


@pytest.fixture(scope="session")
def furnished(migrated, inside, tmp_path_factory) -> Iterator[Home]:
    """A portal that is copied for every test that asks for one: three policies, and their index."""
    directory = tmp_path_factory.mktemp("furnished") / "home"
    with copied(migrated, directory, "furnished") as portal:
        with inside(portal):
            furnish()
        yield portal


@pytest.fixture
def home(furnished, tmp_path) -> Iterator[Home]:
    with copied(furnished, tmp_path / "home", "home") as portal:
        yield Forking(portal.directory, portal.url)


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    """A real one without tables, behind a proxy, for whoever asks it something and changes nothing."""
    secret = secrets.token_urlsafe(60)
    directory = tmp_path_factory.mktemp("server")
    with gunicorn(directory, DJANGO_SECRET_KEY=secret, DJANGO_BEHIND_PROXY="on") as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def nothing_is_written_behind_a_test() -> Iterator[None]:
    """What was missed is written when a test says so: a timer would come into the database of a later one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(misses, "SECONDS", 86_400.0)
        yield
