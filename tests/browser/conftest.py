"""A real Chromium, and pages that fail their test when they misbehave.

A test asks for `page`, or calls `new_page(width=390, javascript=False)` for a page of another kind.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
MAC_PROGRAM = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
# Nothing that the browser does of its own accord may reach the network. Playwright itself switches the
# sandbox off, which root could not use.
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


# For this folder only: while Playwright runs, its event loop is there for every other test too.
@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, (*PROGRAMS, MAC_PROGRAM))), None)
    if program is None:
        reason = "no Chromium: install it (apt-get install chromium) to run the browser tests"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    connection = connections["default"]
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Where an event loop runs, Django refuses the database, and would open a second connection to it:
        # one that does not know the rows of the migrations, and stands in the way of dropping it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        connections["default"] = connection
        chromium = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


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


@pytest.fixture
def new_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """A function that opens pages; at the end of the test all of them must have behaved."""
    watch = Watch(urlsplit(live_server.url).netloc)
    contexts: list[BrowserContext] = []

    def open_page(*, width: int = 1280, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
        )
        contexts.append(context)
        watch.follow(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    if problems := watch.report():
        pytest.fail("\n".join(problems), pytrace=False)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()
