"""PostgreSQL is frozen, locked, stopped, and its connections are cut."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.faults.environments import Portal
from tests.faults.table import Seen, fault
from tests.faults.traffic import ALONE, ASKING, KEPT_SECONDS, Browser, crowd, slowest

WORKERS = 2
BEFORE_SECONDS, AWAY_SECONDS, AFTER_SECONDS = 2.0, 7.0, 4.0
# The limits that are promised (portal/README.md), beyond what the machine is slow by: see `Outage.slow_by`.
ALONE_LIMIT, ASKING_LIMIT, ANY_LIMIT, BACK_LIMIT = 0.5, 3.0, 5.0, 3.0

TYPED = "冻住时写的一条"
READERS = "8 + 2 readers"
PROMISE = (
    "pages without database ≤ 0.5 s more than before; others, after a second, 503 in ≤ 3 s; none > 5 s; back in ≤ 3 s;"
    " one line a worker when it goes and when it is back"
)


class Outage:
    """Readers go on before, while and after the database is away."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.lines_before = self._lines()
        visitor = Browser(portal.server)
        for path in (*ALONE, *ASKING) * 2:
            visitor.ask(path)

    def begins(self) -> None:
        """From now on the database is away."""
        self.since = time.monotonic()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """While this lasts the database is away."""
        with crowd(self.portal.server) as self.people:
            time.sleep(BEFORE_SECONDS)
            yield
            self.until = time.monotonic()
            time.sleep(AFTER_SECONDS)

    def judge(self, seen: Seen) -> None:
        slow_by = slowest(self.people.of(ALONE, 0, self.since - ALONE_LIMIT))
        alone = self.people.of(ALONE, self.since, self.until)
        quick = slowest(alone)
        told = f"{len(alone)} without database ≤ {quick:.2f} s (before ≤ {slow_by:.2f})"
        seen.note(told, bool(alone) and quick <= ALONE_LIMIT + slow_by)
        asking = [one for one in self.people.of(ASKING, self.since, self.until) if one.ended < self.until]
        # For a second longer a process may answer with the pages that it keeps.
        late = [one for one in asking if one.began - self.since > KEPT_SECONDS]
        statuses, longest = {one.status for one in late}, slowest(asking)
        told = f"{len(asking)} others {sorted(statuses)} ≤ {longest:.2f} s"
        seen.note(told, statuses == {503} and longest <= ASKING_LIMIT + slow_by)
        longest = slowest(self.people.answers)
        seen.note(f"none > {longest:.2f} s", longest <= ANY_LIMIT + slow_by)
        seen.note(f"back in {self._back():.1f} s", self._back() <= BACK_LIMIT + slow_by)
        gone, returned = (now - before for now, before in zip(self._lines(), self.lines_before, strict=True))
        seen.note(f"{gone} lines away, {returned} back", 1 <= gone == returned <= WORKERS)
        tracebacks = self.portal.log_lines("Traceback")
        seen.note(f"{tracebacks} tracebacks", not tracebacks)

    def _back(self) -> float:
        """When the last page failed, after the database was there again."""
        late = [one.ended for one in self.people.answers if one.status != 200 and one.path in ASKING]
        return max(0.0, max(late, default=self.until) - self.until)

    def _lines(self) -> tuple[int, int]:
        return tuple(self.portal.log_lines(f"The database is {word}") for word in ("away", "back"))


@fault(
    "PostgreSQL frozen",
    environment="on_postgresql",
    did=f"SIGSTOP of all its processes for {AWAY_SECONDS:.0f} s, {READERS}",
    expected=PROMISE,
)
def frozen(portal: Portal, seen: Seen) -> None:
    staff = portal.at_the_desk()
    form = staff.ask("/admin/policies/policy/add/")
    outage = Outage(portal)
    with outage.watched(), portal.postgresql.frozen():
        outage.begins()
        time.sleep(AWAY_SECONDS / 2)
        saved = staff.save(form, TYPED)
        time.sleep(AWAY_SECONDS / 2)
    kept = saved.status == 503 and TYPED in saved.page and saved.seconds <= ASKING_LIMIT
    seen.note(f"a save {saved.status} in {saved.seconds:.2f} s with what was typed", kept)
    outage.judge(seen)


@fault(
    "table locked",
    environment="on_postgresql",
    did=f"ACCESS EXCLUSIVE on the policies and the revision for {AWAY_SECONDS:.0f} s, {READERS}",
    expected=PROMISE,
)
def locked(portal: Portal, seen: Seen) -> None:
    outage = Outage(portal)
    with outage.watched(), psycopg.connect(portal.postgresql.url) as elsewhere:
        # With the policies alone locked, pages that are kept go on: they ask for the revision and nothing else.
        elsewhere.execute("LOCK TABLE policies_policy, policies_revision IN ACCESS EXCLUSIVE MODE")
        outage.begins()
        time.sleep(AWAY_SECONDS)
    outage.judge(seen)


@fault(
    "PostgreSQL stopped",
    environment="on_postgresql",
    did=f"stopped for {AWAY_SECONDS:.0f} s and started again, {READERS}",
    expected=PROMISE,
)
def stopped(portal: Portal, seen: Seen) -> None:
    outage = Outage(portal)
    with outage.watched():
        portal.postgresql.stop()
        outage.begins()
        time.sleep(AWAY_SECONDS)
        portal.postgresql.start()
    outage.judge(seen)


@fault(
    "connections cut",
    environment="on_postgresql",
    did="pg_terminate_backend of every connection, then 24 pages",
    expected="nobody notices: 24 × 200",
)
def cut(portal: Portal, seen: Seen) -> None:
    browser = Browser(portal.server)
    for path in ASKING * 3:
        browser.ask(path)
    with psycopg.connect(portal.postgresql.url) as elsewhere:
        ended = elsewhere.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchone()[0]
    statuses = [browser.ask(path).status for path in (*ASKING, "/policies/?page=2") * 4]
    good = statuses.count(200)
    seen.note(
        f"{ended} connections cut, {good} of {len(statuses)} pages 200", ended > 0 and good == len(statuses)
    )
