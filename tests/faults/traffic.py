"""Readers and staff who go on while something breaks, and how long each waited for what."""

from __future__ import annotations

import itertools
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from http.cookiejar import CookieJar
from types import SimpleNamespace

from tests.admin.browser import form_on
from tests.serving import Server

ALONE = ("/about/", "/help/", "/privacy/", "/nothing/")
"""Pages that need no database."""
# So long may a process answer with a page that it keeps (`TRUSTED_SECONDS` of the index).
KEPT_SECONDS = 1.0
ASKING = ("/", "/policies/", "/policies/?district=xuhui", "/policies/?q=租房", "/policies/?year=2022")
# What nobody has asked for before, with a number behind it.
FRESH = "/policies/?q=头一次查"
_NUMBERS = itertools.count()
AS_OF = "X-Portal-As-Of"
# Longer than anything may take; who waits for it shows as having waited.
LIMIT_SECONDS = 30
PAUSE_SECONDS = 0.2

Fields = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    path: str
    status: int
    """0: none at all."""
    began: float
    seconds: float
    page: str = field(repr=False, default="")
    headers: dict[str, str] = field(repr=False, default_factory=dict)

    @property
    def ended(self) -> float:
        return self.began + self.seconds

    @property
    def is_a_copy(self) -> bool:
        return self.status == 200 and AS_OF in self.headers


class Browser:
    """Keeps its cookies, follows no redirect, and never raises."""

    def __init__(self, server: Server) -> None:
        self.url = server.url
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(cookies, _NoRedirects())

    def ask(self, path: str, fields: Fields | None = None) -> Answer:
        body = urllib.parse.urlencode(fields, doseq=True).encode() if fields is not None else None
        address = urllib.parse.quote(self.url + path, safe="/:?=&%")
        began = time.monotonic()
        status, page, headers = 0, "", {}
        # A worker that is killed leaves nothing, or a part of an answer.
        with suppress(OSError, HTTPException), self._opened(urllib.request.Request(address, body)) as answer:
            status, page, headers = answer.status, answer.read().decode(), dict(answer.headers)
        return Answer(path, status, began, time.monotonic() - began, page, headers)

    def _opened(self, request: urllib.request.Request) -> HTTPResponse | urllib.error.HTTPError:
        try:
            return self.opener.open(request, timeout=LIMIT_SECONDS)
        except urllib.error.HTTPError as refusal:
            return refusal

    def form(self, path: str) -> Fields:
        return fields_of(self.ask(path))

    def save(self, page: Answer, title: str) -> Answer:
        """A page of the desk, as it was opened, with this title."""
        return self.ask(page.path, {**fields_of(page), "title": title, "_save": "保存"})

    def sign_in(self, name: str, password: str) -> Answer:
        login = "/admin/login/?next=/admin/"
        return self.ask(login, {**self.form(login), "username": name, "password": password})


def fields_of(page: Answer) -> Fields:
    return form_on(SimpleNamespace(content=page.page.encode()))


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


class Crowd:
    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.going = threading.Event()

    def read(self, server: Server, paths: Iterable[str]) -> None:
        browser = Browser(server)
        for path in paths:
            if not self.going.is_set():
                return
            self.answers.append(browser.ask(path))
            time.sleep(PAUSE_SECONDS)

    def of(self, paths: tuple[str, ...], since: float, until: float) -> list[Answer]:
        """Answers to requests that began within this time."""
        return [one for one in self._within(since, until) if one.path in paths]

    def fresh(self, since: float, until: float) -> list[Answer]:
        """The same, to what nobody had asked for before."""
        return [one for one in self._within(since, until) if one.path.startswith(FRESH)]

    def _within(self, since: float, until: float) -> list[Answer]:
        return [one for one in list(self.answers) if since <= one.began < until]


@contextmanager
def crowd(server: Server) -> Iterator[Crowd]:
    """Six who read what is kept, two who ask for what is not, and two whose pages need no database."""
    people = Crowd()
    people.going.set()
    ways = [itertools.cycle(ASKING) for _ in range(6)]
    ways += [(f"{FRESH}{number}" for number in _NUMBERS) for _ in range(2)]
    ways += [itertools.cycle(ALONE) for _ in range(2)]
    threads = [threading.Thread(target=people.read, args=(server, paths)) for paths in ways]
    for thread in threads:
        thread.start()
    try:
        yield people
    finally:
        people.going.clear()
        for thread in threads:
            thread.join()


def slowest(answers: Iterable[Answer]) -> float:
    return max((answer.seconds for answer in answers), default=0.0)


def wait_until(is_so: Callable[[], bool], seconds: float) -> float:
    """How long it took; `seconds` and more where it never came."""
    began = time.monotonic()
    while not is_so() and time.monotonic() - began < seconds:
        time.sleep(0.05)
    return time.monotonic() - began
