"""The first page of the desk: what waits for this person, and how often somebody published what he wrote himself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import BigIntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from policies.accounts.held import kept_for, told_by
from policies.models import Event, HeldPost, Policy
from policies.permissions import Act, may, permitted
from policies.publishing import ALONE
from policies.vocabulary import EventKind, PublicationState

# So many days are counted, and so many entries named.
COUNTED_DAYS, NAMED = 30, 10


@dataclass(frozen=True, slots=True)
class Waiting:
    returned: Sequence[Policy]
    """What this person handed in and was sent back."""
    handed_in: int | None
    """None for who does not publish. Likewise `alone`, for who may not read the journal."""
    alone: int | None
    held: Sequence[tuple[HeldPost, str]]
    """What this person sent when nobody was signed in any more, and has not saved since, with its first words."""
    days: int = COUNTED_DAYS

    @classmethod
    def for_person(cls, person: AbstractBaseUser) -> Self:
        """4 queries at most."""
        drafts = permitted(person, Act.EDIT).filter(state=PublicationState.DRAFT)
        writer = Coalesce(_handed_in_by(), "edited_by", output_field=BigIntegerField())
        returned = drafts.exclude(returned_because="").annotate(writer=writer)
        mine = returned.filter(writer=person.pk).order_by("-edited_at")[:NAMED]
        publishes = may(person, Act.PUBLISH)
        review = permitted(person, Act.PUBLISH).filter(state=PublicationState.REVIEW)
        return cls(
            returned=list(mine),
            handed_in=review.count() if publishes else None,
            alone=_alone() if publishes and person.has_perm("policies.view_event") else None,
            held=[(post, told_by(post)) for post in kept_for(person)],
        )


def _handed_in_by() -> Subquery:
    """The key of the account that did so last, as the journal has it."""
    known_as = Coalesce(OuterRef("copy_of"), OuterRef("pk"))
    handed_in = Event.objects.filter(kind=EventKind.HANDED_IN, policy_id=known_as).order_by("-id")
    return Subquery(handed_in.values("account")[:1])


def _alone() -> int:
    """Publications of what the same person wrote, in the last days."""
    since = timezone.now() - timedelta(days=COUNTED_DAYS)
    published = Event.objects.filter(kind__in=(EventKind.PUBLISHED, EventKind.CORRECTED), at__gte=since)
    return published.filter(details__has_key=ALONE).count()


def first_page(request: HttpRequest) -> HttpResponse:
    return admin.site.admin_view(_shown)(request)


def _shown(request: HttpRequest) -> HttpResponse:
    return admin.site.index(request, {"waiting": Waiting.for_person(request.user)})
