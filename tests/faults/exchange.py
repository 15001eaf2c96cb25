"""SQLite's file is exchanged for an older one under the running portal, whose threads have it open."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.faults.environments import Portal
from tests.faults.table import Seen, fault
from tests.faults.traffic import ASKING, KEPT_SECONDS, Browser, wait_until

LATER = "/policies/later/"
FOUND_SECONDS = 20.0


@fault(
    "SQLite exchanged",
    environment="on_sqlite",
    did="an older copy put there by a rename, its -wal and -shm removed",
    expected="noticed by every thread within a second: what came later is 404, lists 200, saves there, index agrees",
)
def exchanged(portal: Portal, seen: Seen) -> None:
    visitor = Browser(portal.server)
    older = portal.database.with_name("older.sqlite3")
    with closing(sqlite3.connect(portal.database)) as now, closing(sqlite3.connect(older)) as copy:
        now.backup(copy)
    portal.publish("later", "后来发布的政策")
    statuses = {visitor.ask(LATER).status for _ in range(16)}
    seen.note(f"later before {sorted(statuses)}", statuses == {200})
    older.replace(portal.database)
    for beside in ("-wal", "-shm"):
        Path(f"{portal.database}{beside}").unlink(missing_ok=True)
    # Until then a process may answer with the page that it keeps.
    time.sleep(KEPT_SECONDS)
    statuses = {visitor.ask(LATER).status for _ in range(32)}
    seen.note(f"then {sorted(statuses)}", statuses == {404})
    pages = {visitor.ask(path).status for path in ASKING * 2}
    seen.note(f"pages {sorted(pages)}", pages == {200})
    staff = portal.at_the_desk()
    saved = staff.save(staff.ask("/admin/policies/policy/add/"), "换过以后的一条").status
    with closing(sqlite3.connect(portal.database)) as database:
        [state] = database.execute("PRAGMA integrity_check").fetchone()
    seen.note(f"save {saved}, integrity {state}", (saved, state) == (302, "ok"))
    took = wait_until(lambda: not portal.manage("rebuild_index", "--check").returncode, FOUND_SECONDS)
    seen.note("index agrees", took < FOUND_SECONDS)
