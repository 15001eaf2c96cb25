"""Asks the database for its revision, and makes the moves that are due by then, should the timer have stopped.

It costs no query more: the next due time is read together with the revision.
"""

from __future__ import annotations

import logging
import time

from django.db import DatabaseError, InterfaceError
from django.db.models import QuerySet, Subquery
from django.utils import timezone

from policies import scheduling
from policies.models import Revision, Scheduled
from policies.models.turns import BusyError
from policies.prepared import Prepared
from policies.vocabulary import Move

logger = logging.getLogger("django.policies.lookup")

# A visitor is waiting: so long for whoever writes just now, in seconds, and no more moves than these at one look.
PATIENCE_SECONDS, AT_MOST = 0.5, 20
# After a failure nobody tries again at once.
PAUSE_SECONDS = 5.0


def look() -> Revision:
    """As it stands, with `next_due` and `next_withdrawal`: when a move is due, or a withdrawal, or None. 1 query."""
    found = _as_it_stands()
    return found[0] if found else Revision.current()


def _with_what_is_due() -> QuerySet[Revision]:
    waiting = Scheduled.objects.waiting().values("due_at")
    withdrawals = waiting.filter(move=Move.WITHDRAW)
    due = {"next_due": Subquery(waiting[:1]), "next_withdrawal": Subquery(withdrawals[:1])}
    return Revision.objects.annotate(**due).order_by("pk")[:1]


# To put its SQL together takes twenty times as long as to ask, and each POST and each process asks it again and again.
_as_it_stands = Prepared(_with_what_is_due)


class Noticing:
    """One for each process. Whoever calls it holds a lock of his own."""

    def __init__(self) -> None:
        self._not_before = float("-inf")

    def revision(self) -> Revision:
        """As it stands, when everything is made that is due. 1 query, and more where something was."""
        revision = look()
        due = revision.next_due is not None and revision.next_due <= timezone.now()
        if due and time.monotonic() >= self._not_before:
            self._make()
            return look()
        return revision

    def _make(self) -> None:
        try:
            scheduling.make_due(timezone.now(), at_most=AT_MOST, patience=PATIENCE_SECONDS)
        except Exception as error:
            # Whatever it is, a visitor who came for a page gets it.
            self._not_before = time.monotonic() + PAUSE_SECONDS
            foreseen = isinstance(error, (BusyError, DatabaseError, InterfaceError))
            logger.warning("lookup: what is due cannot be made: %r", error, exc_info=not foreseen)
