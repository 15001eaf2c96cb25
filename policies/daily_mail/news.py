"""What others did with what a person wrote, and what became of the times that this person set."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from policies.daily_mail.pending import Some
from policies.models import Event, Policy
from policies.permissions import Act, permitted
from policies.vocabulary import EventKind

_PUBLICATIONS = (EventKind.PUBLISHED, EventKind.CORRECTED)
_MOVES = (*_PUBLICATIONS, EventKind.WITHDRAWN)
# What could not be made at its time waits (`pending`), so it is no news.
TOLD = (*_MOVES, EventKind.SCHEDULED, EventKind.UNSCHEDULED, EventKind.DISCARDED)
_WRITING = (EventKind.CREATED, EventKind.EDITED, EventKind.RESTORED, EventKind.HANDED_IN)


@dataclass(frozen=True, slots=True)
class News:
    events: Some[Event]
    """Of the kinds `TOLD`, the first first."""
    policies: dict[int, Policy]
    """Those that the events tell of, by their keys."""

    @classmethod
    def of(cls, person: AbstractBaseUser, after: int, until: int) -> Self:
        """Events with a key above `after` and up to `until`: 2 queries, and 1 more where there are too many to be named."""
        told = Event.objects.filter(kind__in=TOLD, id__gt=after, id__lte=until)
        seen = told.filter(policy_id__in=permitted(person, Act.SEE).values("pk"))
        events = Some.of(_concerning(person, seen).order_by("id"))
        policies = Policy.objects.in_bulk({event.policy_id for event in events.named})
        return cls(_without_deleted(events, policies), policies)


def latest() -> int:
    """The key of the last event that can be told; whatever comes later has a higher one.

    Of these kinds alone: they are recorded by one writer after the other (`models.turns`). Another event may get its key
    while an act that has a lower one is still under way.
    """
    return _last(Event.objects.filter(kind__in=TOLD))


def latest_before(moment: datetime) -> int:
    return _last(Event.objects.filter(kind__in=TOLD, at__lt=moment))


def _without_deleted(events: Some[Event], policies: Container[int]) -> Some[Event]:
    """An entry may be deleted between the query for its events and its own."""
    named = [event for event in events.named if event.policy_id in policies]
    deleted = len(events.named) - len(named)
    return Some(named, events.total - deleted)


def _last(events: QuerySet[Event]) -> int:
    return events.order_by("-id").values_list("id", flat=True).first() or 0


def _concerning(person: AbstractBaseUser, events: QuerySet[Event]) -> QuerySet[Event]:
    """Nobody is told of what he did himself, but of what was made in his name when its time had come."""
    own = Q(account=person.pk)
    made_for_him = own & Q(kind__in=_MOVES, details__has_key="due")
    written = Exists(_written_by(person))
    return events.annotate(since=_since()).filter(made_for_him | (~own & Q(written)))


def _since() -> Case:
    """What is published or given up was written since the publication before it; else whoever ever wrote is concerned."""
    published = _before().filter(kind__in=_PUBLICATIONS).order_by("-id")
    last = Subquery(published.values("id")[:1])
    ends_writing = Q(kind__in=(*_PUBLICATIONS, EventKind.DISCARDED))
    return Case(When(ends_writing, then=Coalesce(last, Value(0))), default=Value(0))


def _written_by(person: AbstractBaseUser) -> QuerySet[Event]:
    written = _before().filter(account=person.pk, kind__in=_WRITING)
    return written.filter(id__gt=OuterRef("since"))


def _before() -> QuerySet[Event]:
    """Events of the same policy."""
    return Event.objects.filter(policy_id=OuterRef("policy_id"), id__lt=OuterRef("id"))
