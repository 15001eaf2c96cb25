"""The first page of the desk: what waits for this person, and how often somebody published what he wrote himself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from policies.models import Event, Policy
from policies.permissions import Act, may, permitted
from policies.publishing import ALONE
from policies.vocabulary import EventKind, PublicationState

# So many days are counted, and so many entries named.
COUNTED_DAYS, NAMED = 30, 10


@dataclass(frozen=True, slots=True)
class Waiting:
    returned: Sequence[Policy]
    """What was sent back to this person."""
    handed_in: int | None
    """None for who does not publish. Likewise `alone`, for who may not read the journal."""
    alone: int | None
    days: int = COUNTED_DAYS

    @classmethod
    def for_person(cls, person: AbstractBaseUser) -> Self:
        """3 queries at most."""
        drafts = permitted(person, Act.EDIT).filter(state=PublicationState.DRAFT, edited_by=person)
        returned = drafts.exclude(returned_because="").order_by("-edited_at")[:NAMED]
        publishes = may(person, Act.PUBLISH)
        review = permitted(person, Act.PUBLISH).filter(state=PublicationState.REVIEW)
        return cls(
            returned=list(returned),
            handed_in=review.count() if publishes else None,
            alone=_alone() if publishes and person.has_perm("policies.view_event") else None,
        )


def _alone() -> int:
    """Publications of what the same person wrote, in the last days."""
    since = timezone.now() - timedelta(days=COUNTED_DAYS)
    published = Event.objects.filter(kind__in=(EventKind.PUBLISHED, EventKind.CORRECTED), at__gte=since)
    return published.filter(details__has_key=ALONE).count()


def first_page(request: HttpRequest) -> HttpResponse:
    return admin.site.admin_view(_shown)(request)


def _shown(request: HttpRequest) -> HttpResponse:
    return admin.site.index(request, {"waiting": Waiting.for_person(request.user)})
