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

from policies.accounts.held import kept_for, told_by
from policies.daily_mail.pending import Pending
from policies.models import Event, HeldPost
from policies.publishing import ALONE
from policies.vocabulary import EventKind

# So many days are counted.
COUNTED_DAYS = 30


@dataclass(frozen=True, slots=True)
class Waiting:
    pending: Pending
    alone: int | None
    """None for who does not publish, or may not read the journal."""
    held: Sequence[tuple[HeldPost, str]]
    """What this person sent when nobody was signed in any more, and has not saved since, with its first words."""
    days: int = COUNTED_DAYS

    @classmethod
    def for_person(cls, person: AbstractBaseUser) -> Self:
        """2 queries beside those of `Pending`."""
        pending = Pending.of(person, timezone.now())
        counts = pending.publishes and person.has_perm("policies.view_event")
        return cls(
            pending=pending,
            alone=_alone() if counts else None,
            held=[(post, told_by(post)) for post in kept_for(person)],
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
