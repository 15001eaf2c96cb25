"""The last copy of a page, for while the database does not answer: up to a day old, and it says so.

A copy may name what was withdrawn since, in a list too. So what was last seen withdrawn, by any process that shares a store
with this one, ends all copies from before.
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

from policies.kept import key_of
from policies.lookup.stamp import origin
from policies.models import Revision
from portal.caching import NEVER, encoded
from portal.coding import Coding
from portal.page import Page
from portal.sharing import KEPT_SECONDS, NOTES_ON_DISK, SHARED

AS_OF = "X-Portal-As-Of"
_NOTED = key_of("the last withdrawal")
# Where a page begins for whoever reads it, and for who has it read out.
_MAIN = re.compile(rb"<main\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    epoch: str
    number: int
    """Of the revision that withdrew something; 0 where none has."""

    def allows(self, page: Page) -> bool:
        """Whether it was made from a state that had nothing any more of what was withdrawn."""
        epoch, number = origin(page.stamp)
        return epoch == self.epoch and number >= self.number

    def packed(self) -> bytes:
        return json.dumps([self.epoch, self.number]).encode()

    @classmethod
    def unpacked(cls, data: bytes | None) -> Withdrawal | None:
        try:
            epoch, number = json.loads(data or b"")
            return cls(str(epoch), int(number))
        except (TypeError, ValueError):
            return None


class Withdrawals:
    """The last one that this process has seen, and the last that any other has noted."""

    def __init__(self) -> None:
        self._seen: Withdrawal | None = None

    def note(self, revision: Revision | None) -> None:
        """With each look at the database; others are told where it is news to this process."""
        if revision is None:
            return
        seen = Withdrawal(revision.epoch, revision.withdrawn)
        if seen == self._seen:
            return
        self._seen = seen
        for store in (NOTES_ON_DISK, SHARED):
            noted = Withdrawal.unpacked(store.get(_NOTED))
            if noted is None or noted.epoch != seen.epoch or noted.number < seen.number:
                store.put(_NOTED, seen.packed())

    def look(self) -> None:
        """At once: what this process has just done must not wait for the next visitor to be seen."""
        try:
            self.note(Revision.current())
        except (DatabaseError, InterfaceError):
            # Then nobody knows whether it was done.
            return

    def allow(self, page: Page) -> bool:
        noted = [Withdrawal.unpacked(store.get(_NOTED)) for store in (NOTES_ON_DISK, SHARED)]
        known = [each for each in (self._seen, *noted) if each]
        return bool(known) and all(each.allows(page) for each in known)


WITHDRAWALS = Withdrawals()


def last_of(pages: Iterable[Page | None]) -> Page | None:
    """The youngest that may be shown."""
    oldest = time.time() - KEPT_SECONDS
    young = [page for page in pages if page and page.began_at > oldest]
    last = max(young, key=lambda page: page.began_at, default=None)
    return last if last and WITHDRAWALS.allow(last) else None


def answer(page: Page, coding: Coding) -> HttpResponse:
    """With 数据截至 … at its top, for this once: no cache may have it when the database is back."""
    moment = datetime.fromtimestamp(page.began_at, UTC).astimezone(timezone.get_current_timezone())
    plain = page.in_coding(Coding.NONE)
    told = loader.render_to_string("_as_of.html", {"moment": moment}).encode()
    body = _MAIN.sub(lambda main: main.group() + told, plain.body, count=1)
    headers = {
        **dict(page.headers),
        "Cache-Control": NEVER,
        "Vary": "Accept-Encoding",
        AS_OF: moment.isoformat(timespec="seconds"),
    }
    response = HttpResponse(body, headers=headers)
    return encoded(response, coding)
