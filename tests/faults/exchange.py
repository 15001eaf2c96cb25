"""SQLite's file is exchanged for an older one, or cannot be opened, under the running portal, whose threads have it open."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.faults.environments import Portal
from tests.faults.table import Seen, fault
from tests.faults.traffic import ASKING, KEPT_SECONDS, Browser, slowest, wait_until

LATER = "/policies/later/"
FOUND_SECONDS = 20.0


@fault(
    "SQLite exchanged",
    environment="on_sqlite",
    did="an older copy put there by a rename, its -wal and -shm removed",
    expected="noticed by every thread within a second: what came later is 404, lists 200, saves there, index agrees",
    measures=True,
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


@fault(
    "SQLite away",
    environment="on_sqlite",
    did="a directory in the place of its file; 50 kept pages, 10 others; then the file again",
    expected="kept pages 200 in ≤ 1 s, all copies; others 503 in ≤ 1 s; no copies afterwards; a line a worker each way",
    measures=True,
)
def gone(portal: Portal, seen: Seen) -> None:
    visitor, aside = Browser(portal.server), portal.database.with_name("aside.sqlite3")
    for path in ASKING * 4:
        visitor.ask(path)
    portal.database.rename(aside)
    portal.database.mkdir()
    time.sleep(KEPT_SECONDS)
    kept = [visitor.ask(path) for path in ASKING * 10]
    fresh = [visitor.ask(f"/policies/?year=20{year}") for year in range(10, 20)]
    portal.database.rmdir()
    aside.rename(portal.database)
    for answers, name, right in ((kept, "kept", 200), (fresh, "not kept", 503)):
        statuses, copies = sorted({one.status for one in answers}), sum(one.is_a_copy for one in answers)
        told = f"{len(answers)} {name} {statuses} ≤ {slowest(answers):.2f} s, {copies} copies"
        as_promised = statuses == [right] and copies == (len(answers) if right == 200 else 0)
        seen.note(told, as_promised and slowest(answers) <= 1)
    took = wait_until(lambda: not any(visitor.ask(path).is_a_copy for path in ASKING * 2), FOUND_SECONDS)
    seen.note(f"no copies after {took:.1f} s", took < FOUND_SECONDS)
    wait_until(
        lambda: portal.log_lines("The database is away") == portal.log_lines("The database is back"), 5
    )
    away, back = (portal.log_lines(f"The database is {word}") for word in ("away", "back"))
    seen.note(f"{away} lines away, {back} back", 1 <= away == back <= 2)
