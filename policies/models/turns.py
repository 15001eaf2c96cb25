"""One writer after the other, each in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from policies.models import triggers


@contextmanager
def in_turn() -> Iterator[None]:
    """A transaction that holds the counter from its beginning: whoever writes locks rows before the first is written."""
    with transaction.atomic():
        triggers.hold(transaction.get_connection())
        yield
