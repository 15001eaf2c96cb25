"""The database is away while people read: what each of them gets, how soon, and when all is well again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.environments import Portal
from tests.faults.table import Seen
from tests.faults.traffic import ALONE, ASKING, KEPT_SECONDS, Answer, Browser, crowd, slowest

WORKERS = 2
BEFORE_SECONDS, AFTER_SECONDS = 2.0, 4.0
# The limits that are promised (README), beyond what the machine is slow by: see `slow_by` in `Outage.judge`.
ALONE_LIMIT, COPY_LIMIT, KNOWN_LIMIT, FRESH_LIMIT, BACK_LIMIT = 0.5, 1.0, 1.0, 3.0, 3.0
# By then each worker has noticed.
NOTICED_SECONDS = 2.5

READERS = "6 + 2 + 2 readers"
PROMISE = (
    "kept pages 200 in ≤ 1 s, all with 数据截至 after a second; others 503 in ≤ 3 s, when it is known in ≤ 1 s; pages without "
    "database ≤ 0.5 s; back in ≤ 3 s; one line a worker when it goes and when it is back"
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

    def judge(self, seen: Seen, *, tells: bool = True) -> None:
        """`tells`: whether the log has not told so often in this minute already that it tells no more."""
        slow_by = slowest(self.people.of(ALONE, 0, self.since - ALONE_LIMIT))
        self._judge_copies(seen, slow_by)
        self._judge_fresh(seen, slow_by)
        alone = self.people.of(ALONE, self.since, self.until)
        told = f"{len(alone)} without database ≤ {slowest(alone):.2f} s (before ≤ {slow_by:.2f})"
        seen.note(told, bool(alone) and slowest(alone) <= ALONE_LIMIT + slow_by)
        seen.note(f"back in {self._back():.1f} s", self._back() <= BACK_LIMIT + slow_by)
        gone, returned = (now - before for now, before in zip(self._lines(), self.lines_before, strict=True))
        seen.note(f"{gone} lines away, {returned} back", not tells or 1 <= gone == returned <= WORKERS)
        tracebacks = self.portal.log_lines("Traceback")
        seen.note(f"{tracebacks} tracebacks", not tracebacks)

    def _judge_copies(self, seen: Seen, slow_by: float) -> None:
        kept = [one for one in self.people.of(ASKING, self.since, self.until) if one.ended < self.until]
        # For a second longer a process may answer with the pages that it keeps, as if nothing had happened.
        late = [one for one in kept if one.began - self.since > KEPT_SECONDS]
        copies = sum(one.is_a_copy for one in late)
        statuses = sorted({one.status for one in kept})
        told = f"{len(kept)} kept {statuses} ≤ {slowest(kept):.2f} s, {copies} of {len(late)} copies"
        right = statuses == [200] and copies == len(late) > 0
        seen.note(told, right and slowest(kept) <= COPY_LIMIT + slow_by)

    def _judge_fresh(self, seen: Seen, slow_by: float) -> None:
        fresh = [one for one in self.people.fresh(self.since, self.until) if one.ended < self.until]
        known = [one for one in fresh if one.began - self.since > NOTICED_SECONDS]
        statuses = sorted({one.status for one in known})
        told = (
            f"{len(fresh)} not kept ≤ {slowest(fresh):.2f} s, when known {statuses} ≤ {slowest(known):.2f} s"
        )
        quick = slowest(fresh) <= FRESH_LIMIT + slow_by and slowest(known) <= KNOWN_LIMIT + slow_by
        seen.note(told, statuses == [503] and quick)

    def _back(self) -> float:
        """When the last page failed or was a copy, after the database was there again."""
        failed = [one.ended for one in self.people.answers if one.path in ASKING and self._is_failed(one)]
        return max(0.0, max(failed, default=self.until) - self.until)

    @staticmethod
    def _is_failed(one: Answer) -> bool:
        return one.status != 200 or one.is_a_copy

    def _lines(self) -> tuple[int, int]:
        return tuple(self.portal.log_lines(f"The database is {word}") for word in ("away", "back"))
