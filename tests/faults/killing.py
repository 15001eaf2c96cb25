"""Workers die in the middle of saves."""

from __future__ import annotations

import itertools
import os
import random
import signal
import threading
import time
from pathlib import Path

from tests.faults.environments import Portal
from tests.faults.table import Seen, fault
from tests.faults.traffic import Browser

SECONDS, EDITORS, EVERY_SECONDS = 10.0, 4, 2.0
NEW = "/admin/policies/policy/add/"
TITLES = (
    "from policies.models import Policy; print(*Policy.objects.values_list('title', flat=True), sep='\\n')"
)


class Editor(threading.Thread):
    """Adds one draft after the other. What was acknowledged is a promise."""

    def __init__(self, browser: Browser, name: str, until: float) -> None:
        super().__init__(daemon=True)
        self.browser, self.prefix, self.until = browser, name, until
        self.promised: list[str] = []
        self.odd: list[int] = []

    def run(self) -> None:
        for number in itertools.count():
            if time.monotonic() > self.until:
                return
            title = f"{self.prefix}的第{number}条"
            page = self.browser.ask(NEW)
            if page.status != 200:
                continue
            status = self.browser.save(page, title).status
            if status == 302:
                self.promised.append(title)
            # A worker that dies takes its answer with it.
            elif status != 0:
                self.odd.append(status)


def kill_a_worker(portal: Portal) -> None:
    master = portal.server.process.pid
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    if workers:
        os.kill(int(random.choice(workers)), signal.SIGKILL)


def _saves_are_all_there(portal: Portal, seen: Seen) -> None:
    desks = [portal.at_the_desk() for _ in range(EDITORS)]
    until = time.monotonic() + SECONDS
    editors = [Editor(desk, f"编辑{number}", until) for number, desk in enumerate(desks)]
    for editor in editors:
        editor.start()
    kills = 0
    while time.monotonic() < until - EVERY_SECONDS:
        time.sleep(EVERY_SECONDS)
        kill_a_worker(portal)
        kills += 1
    for editor in editors:
        editor.join()
    promised = {title for editor in editors for title in editor.promised}
    odd = sorted(status for editor in editors for status in editor.odd)
    kept = set(portal.manage("shell", "-v0", "-c", TITLES).stdout.splitlines())
    lost = len(promised - kept)
    seen.note(f"{kills} kills, {len(promised)} acknowledged, {lost} lost", bool(promised) and not lost)
    seen.note(f"other answers {odd or 'none'}", not odd)
    check = portal.manage("rebuild_index", "--check")
    seen.note(check.stdout.strip() or "index not in step", check.returncode == 0)


@fault(
    "kill -9, SQLite",
    environment="on_sqlite",
    did=f"a worker killed every {EVERY_SECONDS} s, {EDITORS} editors for {SECONDS:.0f} s",
    expected="every acknowledged save is there, index and database agree",
)
def killed_on_sqlite(portal: Portal, seen: Seen) -> None:
    _saves_are_all_there(portal, seen)


@fault(
    "kill -9, PostgreSQL",
    environment="on_postgresql",
    did=f"a worker killed every {EVERY_SECONDS} s, {EDITORS} editors for {SECONDS:.0f} s",
    expected="every acknowledged save is there, index and database agree",
)
def killed_on_postgresql(portal: Portal, seen: Seen) -> None:
    _saves_are_all_there(portal, seen)
