"""What residents looked up and no policy holds, counted by word: no person, no address, no filter.

Counted in memory, and written once a minute beside the visitors, by whichever processes there are. What cannot be
written is dropped: a count is worth no error and no waiting.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock, Timer
from urllib.parse import urlsplit

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from policies.models import MissedWord
from policies.text.personal import looks_personal

SECONDS = 60.0
# A longer question is a sentence of its own, and may tell of whoever asks.
MOST_CHARS = 20
# Different words that a process counts in a minute, and rows of the table: whoever makes words up fills neither.
MOST_WORDS = 500
MOST_ROWS = 5_000
# Staff see a word from so many times on: what one person typed once is nobody's business.
TOLD_FROM = 5
KEPT = timedelta(days=180)
"""After the last time that a word was missed."""

# How browsers, those of today and older ones, say that nobody has asked for the page yet.
_EARLY = ("Sec-Purpose", "Purpose", "X-Moz")

_ADD = """
INSERT INTO policies_missedword (word, times, first_on, last_on) VALUES {rows}
ON CONFLICT (word) DO UPDATE SET
    times = policies_missedword.times + excluded.times,
    first_on = CASE WHEN excluded.first_on < policies_missedword.first_on
        THEN excluded.first_on ELSE policies_missedword.first_on END,
    last_on = CASE WHEN excluded.last_on > policies_missedword.last_on
        THEN excluded.last_on ELSE policies_missedword.last_on END
"""

logger = logging.getLogger("django.policies.misses")


def may_be_counted(typed: str) -> bool:
    """`typed` is the whole question, before anything is taken from it."""
    return len(typed.strip()) <= MOST_CHARS and not looks_personal(typed)


def count_search(request: HttpRequest, word: str, on: date) -> None:
    """For each answer to a full search, whether its page was made just now or kept from before.

    `word` is `ListPage.missed`, which is empty where something was found. Never waits for the database.
    """
    if word and may_be_counted(request.GET.get("q", "")) and _is_a_visit(request) and not _is_again(request):
        TALLY.add(word, on)


def _is_a_visit(request: HttpRequest) -> bool:
    """Not a page that is fetched before anybody opens it, nor one that staff open from the desk."""
    early = any("prefetch" in request.headers.get(name, "") for name in _EARLY)
    desk = request.build_absolute_uri(reverse("admin:index"))
    from_the_desk = request.headers.get("Referer", "").startswith(desk)
    return request.method == "GET" and not early and not from_the_desk


def _is_again(request: HttpRequest) -> bool:
    """Whether somebody only filters or sorts what he has just looked up: he counts once."""
    before = QueryDict(urlsplit(request.headers.get("Referer", "")[:2_000]).query)
    return before.get("q") == request.GET.get("q")


@dataclass(slots=True)
class Missed:
    times: int
    first_on: date
    last_on: date

    def again(self, on: date) -> None:
        self.times += 1
        self.first_on = min(self.first_on, on)
        self.last_on = max(self.last_on, on)


class MissTally:
    """What this process has not written yet. Threads share it."""

    def __init__(self) -> None:
        self._missed: dict[str, Missed] = {}
        self._lock = Lock()
        self._timer: Timer | None = None

    def add(self, word: str, on: date) -> None:
        with self._lock:
            if known := self._missed.get(word):
                known.again(on)
            elif len(self._missed) < MOST_WORDS:
                self._missed[word] = Missed(1, on, on)
            if self._timer is None:
                self._wake_later()

    def _wake_later(self) -> None:
        timer = Timer(SECONDS, self._in_background)
        timer.daemon = True
        # The next word tries again.
        with suppress(RuntimeError):
            timer.start()
            self._timer = timer

    def take(self) -> dict[str, Missed]:
        """All of it; what is counted from now on is written the next time."""
        with self._lock:
            missed, self._missed = self._missed, {}
            if self._timer:
                self._timer.cancel()
            self._timer = None
        return missed

    def flush(self) -> None:
        missed = self.take()
        try:
            write(missed)
            tidy(timezone.localdate())
        except (DatabaseError, InterfaceError) as error:
            logger.warning("misses: not written, %d words are dropped: %s", len(missed), error)

    def _in_background(self) -> None:
        try:
            self.flush()
        finally:
            connection.close()


TALLY = MissTally()


def write(missed: Mapping[str, Missed]) -> None:
    """Add to what is counted, in one statement: whoever writes at the same time, each count is added once.

    In the order of the words, so that no two wait for each other.
    """
    if not missed:
        return
    as_stored = connection.ops.adapt_datefield_value
    rows = [
        (word, each.times, as_stored(each.first_on), as_stored(each.last_on))
        for word, each in sorted(missed.items())
    ]
    places = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(_ADD.format(rows=places), [value for row in rows for value in row])


def tidy(today: date) -> int:
    """Forget what nobody missed for long, and beyond MOST_ROWS what was missed least. How many.

    What somebody else writes just now is left for the next time: nobody is waited for.
    """
    with transaction.atomic():
        free = MissedWord.objects.select_for_update(skip_locked=True)
        gone = {*free.filter(last_on__lt=today - KEPT).values_list("pk", flat=True)}
        if MissedWord.objects.count() > MOST_ROWS:
            rarest = free.order_by("-times", "-last_on", "-pk").values_list("pk", flat=True)
            gone |= {*rarest[MOST_ROWS:]}
        MissedWord.objects.filter(pk__in=gone).delete()
    return len(gone)
