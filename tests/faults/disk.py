"""The disk of the database, or of the index, is full."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.environments import NAME, PASSWORD, Portal
from tests.faults.table import Seen, fault
from tests.faults.traffic import ASKING, Answer, Browser, wait_until

FULL = "磁盘满了"
FOUND_SECONDS = 10.0
NEW = "/admin/policies/policy/add/"
DETAIL = "/policies/xuhui-2015-kechuang-zhongxin/"
CHUNK = b"\0" * 65536


@contextmanager
def full(directory: Path) -> Iterator[None]:
    """Not a byte is left on the disk of `directory`."""
    ballast = directory / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (len(CHUNK), 4096, 1):
            try:
                while True:
                    file.write(CHUNK[:size])
            except OSError:
                continue
    try:
        yield
    finally:
        ballast.unlink()


def statuses(browser: Browser, paths: tuple[str, ...]) -> list[int]:
    return sorted({browser.ask(path).status for path in paths})


@fault(
    "SQLite's disk full",
    environment="on_small_disks",
    did="not a byte left beside the database; pages, a save, a sign-in; then freed",
    expected="pages 200; save and sign-in say 磁盘满了, the save with what was typed; all well when freed",
)
def database_full(portal: Portal, seen: Seen) -> None:
    visitor, staff = Browser(portal.server), portal.at_the_desk()
    pages = (*ASKING, DETAIL, "/about/")
    before, form, login = statuses(visitor, pages), staff.ask(NEW), visitor.form("/admin/login/")
    with full(portal.database.parent):
        while_full = statuses(visitor, pages * 4)
        seen.note(f"pages {before}, while full {while_full}", before == while_full == [200])
        desk = statuses(staff, ("/admin/", "/admin/policies/policy/"))
        seen.note(f"desk {desk}", desk == [200])
        answer = staff.save(form, "写不下的一条")
        kept = FULL in answer.page and "写不下的一条" in answer.page
        seen.note(f"save {answer.status}{', told and kept' if kept else ''}", answer.status == 503 and kept)
        answer = visitor.ask("/admin/login/", {**login, "username": NAME, "password": PASSWORD})
        told = FULL in answer.page and PASSWORD not in answer.page
        seen.note(f"sign-in {answer.status}{', told' if told else ''}", answer.status == 503 and told)
    answer = staff.save(form, "又写得下的一条")
    with sqlite3.connect(portal.database) as database:
        [state] = database.execute("PRAGMA integrity_check").fetchone()
        titles = {title for (title,) in database.execute("SELECT title FROM policies_policy")}
    seen.note(f"freed: save {answer.status}, integrity {state}", (answer.status, state) == (302, "ok"))
    seen.note("nothing half-saved", "写不下的一条" not in titles and "又写得下的一条" in titles)
    errors = portal.log_lines("_session_cache") + portal.log_lines("Traceback")
    seen.note(f"{errors} tracebacks", not errors)


FILTERED = "/policies/?district=xuhui"
# Longer than an index may be behind before it is told.
BEHIND_SECONDS = 8.0


@fault(
    "index's disk full",
    environment="on_small_disks",
    did="not a byte left beside the index, something published, 8 s later a list; then freed",
    expected="list 200 from the last good index, filter held, notice, X-Portal-Index: stale; all well when freed",
)
def index_full(portal: Portal, seen: Seen) -> None:
    visitor = Browser(portal.server)
    before = visitor.ask(FILTERED)
    seen.note(f"before {_standing(before)}", _standing(before) is None)
    with full(portal.index.parent):
        seen.note("published", portal.publish("full", "满盘时发布的政策"))
        until = time.monotonic() + BEHIND_SECONDS
        statuses = set()
        while time.monotonic() < until:
            statuses.add(visitor.ask(FILTERED).status)
            time.sleep(0.2)
        seen.note(f"lists {sorted(statuses)}", statuses == {200})
        answer = visitor.ask(FILTERED)
        seen.note(f"then {_standing(answer)}", _standing(answer) == "stale")
        seen.note("notice", "查找结果可能不是最新的" in answer.page)
        seen.note("filter holds", _count(answer.page) == _count(before.page))
        page = visitor.ask("/policies/full/")
        seen.note(f"its page {page.status}", page.status == 200)
    took = wait_until(lambda: _is_found(visitor), FOUND_SECONDS * 3)
    seen.note(f"found {took:.1f} s after", took <= FOUND_SECONDS * 2)


def _standing(answer: Answer) -> str | None:
    return answer.headers.get("X-Portal-Index")


def _count(page: str) -> str:
    return re.search(r'id="count">(.*?)</h2>', page, re.DOTALL)[1]


def _is_found(visitor: Browser) -> bool:
    answers = [visitor.ask("/policies/?q=满盘时发布的政策") for _ in range(4)]
    return all("/policies/full/" in one.page and _standing(one) is None for one in answers)
