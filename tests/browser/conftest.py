"""Real browsers, and pages that fail their test when they misbehave.

A test asks for `page`, or calls `new_page(width=390, javascript=False)` for a page of another kind, or `same_page` if it
leaves nothing behind in a browser. Its rows are those of `library`, loaded once for all tests that leave them as they
found them; any other test asks for `transactional_db`, and begins with an empty database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Response,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from policies.models import District, Policy, Section
from policies.vocabulary import SectionState
from tests.browser import browsers
from tests.browser.site import DAY, HOST, give_a_history, give_a_withdrawal, give_answers
from tests.data import clear
from tests.library import load_library

# Five parts of the suite share the machine. How long a page takes is no matter of these tests.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.getreports("skipped")
    if any(browsers.NO_88 in str(report.longrepr) for report in skipped):
        line = "!" * 80
        terminalreporter.write_line(
            f"{line}\nThe pages were NOT looked at in a browser of 2020.\nWhy: {browsers.NO_88}.\n{line}"
        )


# For this folder only: while Playwright runs, its event loop is there for every other test too.
@pytest.fixture(scope="package")
def playwright(db: None) -> Iterator[Playwright]:
    connection = connections["default"]
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Where an event loop runs, Django refuses the database, and would open a second connection to it:
        # one that does not know the rows of the migrations, and stands in the way of dropping it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        connections["default"] = connection
        yield playwright


@pytest.fixture(scope="package")
def todays_chromium(playwright: Playwright) -> Iterator[Browser]:
    with browsers.todays(playwright) as browser:
        yield browser


@pytest.fixture(scope="package")
def chromium_88(playwright: Playwright) -> Iterator[Browser]:
    with browsers.version_88(playwright) as browser:
        yield browser


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Browser:
    """Today's Chromium; the other where the test is marked so (see `browsers`)."""
    return request.getfixturevalue(getattr(request, "param", "todays_chromium"))


@pytest.fixture(scope="package")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In this folder not pytest-django's: what a server is to show must be committed, not rolled back."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="package")
def portal(db: None) -> Iterator[LiveServer]:
    """The portal being served. pytest-django's own server empties the database after each test that asks for it."""
    with override_settings(ROOT_URLCONF="tests.browser.urls"):
        server = LiveServer(HOST)
        yield server
        server.stop()


class Shelf:
    """The rows of tests/library, one text with a history, and an index of them: there from the first test that reads
    them to the next that begins with an empty database."""

    def __init__(self, index: Path) -> None:
        self.index = index
        self.filled = False

    def fill(self) -> None:
        if not self.filled:
            self.filled = True
            load_library()
            give_a_history()
            give_answers()
            give_a_withdrawal()

    def empty(self) -> None:
        if self.filled:
            self.filled = False
            clear()


@pytest.fixture(scope="package")
def shelf(db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path_factory.mktemp("index-of-the-library"))
    yield shelf
    shelf.empty()


def look_on(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be this day for every part of the portal: were it another for one of them, each page would turn the index
    to that day and back, and whoever asks at the moment of a turn is told that there is none."""
    convert = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda *given: convert(*given) if given else day)


@pytest.fixture
def library(shelf: Shelf, own_index: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is loaded once is indexed once, and looked at on one day."""
    shelf.fill()
    settings.SEARCH_INDEX_DIR = shelf.index
    look_on(DAY, monkeypatch)


@pytest.fixture
def transactional_db(shelf: Shelf, transactional_db: None) -> None:
    shelf.empty()


@pytest.fixture
def written(library: None) -> Iterator[Callable[..., Policy]]:
    """A policy of this test alone; `written(support="…")` puts a text into a section of it."""
    policy = Policy.objects.create(
        slug="test",
        title="测试政策",
        doc_number="测试〔2026〕1号",
        district=District.objects.get(slug="xuhui"),
        state="published",
        source_note="测试数据",
    )

    def write(**texts: str) -> Policy:
        for kind, body in texts.items():
            Section.objects.update_or_create(
                policy=policy, kind=kind, defaults={"state": SectionState.CONTENT, "body": body}
            )
        return policy

    yield write
    policy.delete()


class Watch:
    """Collects what no page of the portal may do."""

    def __init__(self, own_host: str) -> None:
        self.own_host = own_host
        self.problems: list[str] = []
        self.console: list[tuple[str, str]] = []
        self.documents: set[str] = set()

    def follow(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.request(request.url))
        context.on("response", self.response)
        context.on("console", self.message)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))

    def request(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in {"data", "blob", "about"} and address.netloc != self.own_host:
            self.problems.append(f"request to another host: {url}")

    def response(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.documents.add(response.url)

    def message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.console.append((message.location["url"], message.text))

    def report(self) -> list[str]:
        # Chromium also logs a document with a status of 400 or above, which is the test's to judge, and
        # the icon that it asks for by itself where a page names none.
        innocent = self.documents | {f"http://{self.own_host}/favicon.ico"}
        return self.problems + [
            f"console error: {text} ({url})"
            for url, text in self.console
            if not (url in innocent and text.startswith("Failed to load resource"))
        ]


@contextmanager
def opening(browser: Browser, portal: LiveServer) -> Iterator[Callable[..., Page]]:
    """A function that opens pages; at the end all of them must have behaved."""
    watch = Watch(urlsplit(portal.url).netloc)
    contexts: list[BrowserContext] = []

    def open_page(
        *,
        width: int = 1280,
        height: int = 800,
        javascript: bool = True,
        within: Browser = browser,
        **more: Any,
    ) -> Page:
        context = within.new_context(
            base_url=portal.url,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            **more,
        )
        contexts.append(context)
        watch.follow(context)
        return browsers.open_page(context)

    yield open_page
    for context in contexts:
        context.close()
    if problems := watch.report():
        pytest.fail("\n".join(problems), pytrace=False)


@pytest.fixture
def new_page(browser: Browser, portal: LiveServer) -> Iterator[Callable[..., Page]]:
    with opening(browser, portal) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def same_page(todays_chromium: Browser, portal: LiveServer) -> Iterator[Callable[..., Page]]:
    """As `new_page`, but whoever asks for the same kind of page is given the one that is there: for tests of a module
    that begin with an address and leave nothing in a browser. A page that has to be opened costs three visits."""
    with opening(todays_chromium, portal) as open_page:
        yield cache(open_page)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()
