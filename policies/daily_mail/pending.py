"""What waits for a person now: read by the first page of the desk and by the daily mail, so both say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Generic, Self, TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from policies.models import Event, Policy, Scheduled, Writer
from policies.models.scheduled import ScheduledQuerySet
from policies.permissions import Act, may, permitted
from policies.querysets import PolicyQuerySet
from policies.vocabulary import EventKind, PublicationState

# So many of each kind are named, and all are counted.
NAMED = 10

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Some(Generic[Row]):
    """The first of many."""

    named: Sequence[Row] = ()
    total: int = 0

    @classmethod
    def of(cls, rows: QuerySet) -> Self:
        """1 query, and 1 more where there are too many to be named."""
        first = list(rows[: NAMED + 1])
        total = rows.count() if len(first) > NAMED else len(first)
        return cls(first[:NAMED], total)

    @property
    def unnamed(self) -> int:
        return self.total - len(self.named)


@dataclass(frozen=True, slots=True)
class Pending:
    publishes: bool
    """Whether this person is waited for by who hands in; if not, there is nothing in these two."""
    to_review: Some[Policy]
    """Each with `handed_in_by`, a name, and `handed_in_at`; both may be None."""
    own_in_review: int
    """Of what waits to be published, how much is for others to publish, because this person wrote a part of it."""
    returned: Some[Policy]
    """What this person handed in and was sent back."""
    due: Some[Scheduled]
    """What concerns this person and is set for today or tomorrow."""
    not_made: Some[Scheduled]
    """What concerns this person and could not be made at its time."""

    @classmethod
    def of(cls, person: AbstractBaseUser, now: datetime) -> Self:
        """6 queries, and 4 more where there is too much to be named."""
        publishes = may(person, Act.PUBLISH)
        review = permitted(person, Act.PUBLISH).filter(state=PublicationState.REVIEW)
        own = _for_others_to_publish(person)
        scheduled = _scheduled_for(person)
        return cls(
            publishes=publishes,
            to_review=Some.of(_with_who_handed_in(review.exclude(own))),
            own_in_review=review.filter(own).count(),
            returned=Some.of(_returned_to(person)),
            due=Some.of(scheduled.waiting().filter(due_at__lt=_end_of_tomorrow(now))),
            not_made=Some.of(scheduled.exclude(refused="")),
        )

    @property
    def total(self) -> int:
        """Of what waits for this person."""
        parts = (self.to_review, self.returned, self.due, self.not_made)
        return sum(each.total for each in parts)

    @property
    def in_review(self) -> int:
        return self.to_review.total + self.own_in_review


def wrote(person: AbstractBaseUser, policy: str = "") -> Q:
    """Who wrote a part of what is not published yet, as `publishing` judges it; `policy` is the way to it: "policy__"."""
    wrote_last = Q(**{f"{policy}edited_by": person.pk})
    parts = Writer.objects.filter(policy=OuterRef(f"{policy}pk"), account=person.pk)
    return wrote_last | Q(Exists(parts))


def _for_others_to_publish(person: AbstractBaseUser) -> Q:
    return wrote(person) if settings.FOUR_EYES else Q(pk__in=())


def _returned_to(person: AbstractBaseUser) -> PolicyQuerySet:
    drafts = permitted(person, Act.EDIT).filter(state=PublicationState.DRAFT)
    writer = Coalesce(_handed_in("account"), "edited_by", output_field=BigIntegerField())
    returned = drafts.exclude(returned_because="").annotate(writer=writer)
    return returned.filter(writer=person.pk).order_by("-edited_at", "-pk")


def _with_who_handed_in(policies: PolicyQuerySet) -> PolicyQuerySet:
    """Who has waited longest comes first."""
    known = {"handed_in_by": _handed_in("actor"), "handed_in_at": _handed_in("at")}
    return policies.annotate(**known).order_by("edited_at", "pk")


def _handed_in(column: str) -> Subquery:
    """Of the last time that somebody did so, as the journal has it."""
    known_as = Coalesce(OuterRef("copy_of"), OuterRef("pk"))
    handed_in = Event.objects.filter(kind=EventKind.HANDED_IN, policy_id=known_as).order_by("-id")
    return Subquery(handed_in.values(column)[:1])


def _scheduled_for(person: AbstractBaseUser) -> ScheduledQuerySet:
    """Set by this person, or about what he wrote."""
    traced = permitted(person, Act.TRACE)
    concerned = Q(by=person.pk) | wrote(person, "policy__")
    rows = Scheduled.objects.select_related("policy").filter(policy__in=traced.values("pk"))
    return rows.filter(concerned)


def _end_of_tomorrow(now: datetime) -> datetime:
    """In Shanghai."""
    after = timezone.localdate(now) + timedelta(days=2)
    return timezone.make_aware(datetime.combine(after, time.min))
