"""The last copy of a page, for while the database does not answer: up to a day old, and it says so.

A copy may name what was withdrawn since, in a list too. So what was last seen withdrawn, by any process that shares a store
with this one, ends all copies from before. What somebody has set a time for is withdrawn at that time, whether or not the
database is there to say so.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse
from django.template import loader
from django.utils import timezone
from django.utils.formats import date_format

from policies.kept import key_of
from policies.lookup.noticing import look
from policies.lookup.stamp import origin
from policies.models import Revision
from portal.caching import NEVER, encoded
from portal.coding import Coding
from portal.page import Page
from portal.sharing import KEPT_SECONDS, NOTES_ON_DISK, SHARED, OuterStore

AS_OF = "X-Portal-As-Of"
_NOTED = key_of("the last withdrawal")
# Where a page begins for whoever reads it, and for who has it read out.
_MAIN = re.compile(rb"<main\b[^>]*>")


@dataclass(frozen=True, slots=True)
class LastWithdrawal:
    """Which revision withdrew something last, and when that is due again."""

    epoch: str
    number: int
    """Of the revision that withdrew something; 0 where none has."""
    next_at: float | None = None
    """When the next is due, in seconds since 1970."""

    @classmethod
    def of(cls, revision: Revision) -> LastWithdrawal:
        due = revision.next_withdrawal
        return cls(revision.epoch, revision.withdrawn, due.timestamp() if due else None)

    def allows(self, page: Page) -> bool:
        """Whether it was made from a state that had nothing any more of what was withdrawn."""
        epoch, number = origin(page.stamp)
        return epoch == self.epoch and number >= self.number

    @property
    def is_overdue(self) -> bool:
        """Whether another should have been made since, of which nobody has seen that it was."""
        return self.next_at is not None and self.next_at <= time.time()

    def is_older_than(self, other: LastWithdrawal) -> bool:
        return self.epoch == other.epoch and self.number < other.number

    def packed(self) -> bytes:
        return json.dumps([self.epoch, self.number, self.next_at]).encode()

    @classmethod
    def unpacked(cls, data: bytes | None) -> LastWithdrawal | None:
        try:
            epoch, number, next_at = json.loads(data or b"")
            return cls(str(epoch), int(number), None if next_at is None else float(next_at))
        except (TypeError, ValueError):
            return None


class Withdrawals:
    """The last one that this process has seen, and the last that any other has noted."""

    def __init__(self) -> None:
        self._seen: LastWithdrawal | None = None
        self._told: LastWithdrawal | None = None

    def forget(self) -> None:
        """As a process that has just begun."""
        self._seen = self._told = None

    def note(self, revision: Revision | None) -> None:
        """With each look at the database; others are told where it is news to this process, again until each store has it."""
        if revision is None:
            return
        self._seen = seen = LastWithdrawal.of(revision)
        if seen == self._told:
            return
        told = [_tell(store, seen) for store in (NOTES_ON_DISK, SHARED)]
        if all(told):
            self._told = seen

    def look(self) -> None:
        """At once: what this process has just done must not wait for the next visitor to be seen."""
        try:
            self.note(look())
        except (DatabaseError, InterfaceError):
            # Then nobody knows whether it was done.
            return

    def allow(self, page: Page) -> bool:
        noted = [LastWithdrawal.unpacked(store.get(_NOTED)) for store in (NOTES_ON_DISK, SHARED)]
        known = [each for each in (self._seen, *noted) if each]
        # Of what is due only the newest state speaks: in an older one it was not made yet.
        newest = [each for each in known if not any(each.is_older_than(other) for other in known)]
        if any(each.is_overdue for each in newest):
            return False
        return bool(known) and all(each.allows(page) for each in known)


def _tell(store: OuterStore, seen: LastWithdrawal) -> bool:
    """Whether the store has it, or something newer."""
    noted = LastWithdrawal.unpacked(store.get(_NOTED))
    if noted and (noted == seen or seen.is_older_than(noted)):
        return True
    return store.put(_NOTED, seen.packed())


WITHDRAWALS = Withdrawals()


def last_of(pages: Iterable[Page | None]) -> Page | None:
    """The youngest that may be shown."""
    oldest = time.time() - KEPT_SECONDS
    young = [page for page in pages if page and page.began_at > oldest]
    last = max(young, key=lambda page: page.began_at, default=None)
    return last if last and WITHDRAWALS.allow(last) else None


def answer(page: Page, coding: Coding, *, is_in_no_mode: bool = False) -> HttpResponse:
    """With 数据截至 … at its top, for this once: no cache may have it when the database is back.

    `is_in_no_mode`: whether somebody who chose a mode has to be told that this page is in none.
    """
    moment = datetime.fromtimestamp(page.began_at, UTC).astimezone(timezone.get_current_timezone())
    plain = page.in_coding(Coding.NONE)
    context = {"moment": date_format(moment, "Y年n月j日 H:i"), "is_in_no_mode": is_in_no_mode}
    told = loader.render_to_string("_as_of.html", context).encode()
    body = _MAIN.sub(lambda main: main.group() + told, plain.body, count=1)
    headers = {
        **dict(page.headers),
        "Cache-Control": NEVER,
        "Vary": "Accept-Encoding",
        AS_OF: moment.isoformat(timespec="seconds"),
    }
    response = HttpResponse(body, headers=headers)
    return encoded(response, coding)
