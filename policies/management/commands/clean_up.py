"""Delete what is kept for a time only."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from policies import jobs, misses
from policies.accounts import held, throttle
from policies.management.base import PagelessCommand
from policies.models import Event


class Command(PagelessCommand):
    help = (
        "Delete events older than PORTAL_EVENT_DAYS, ended sessions, outdated counts of sign-in, words that were"
        " not missed and reports of jobs for half a year, and what was held for a day for staff to sign in again. For once a day."
    )

    def handle(self, **options: object) -> None:
        now = timezone.now()
        oldest = now - timedelta(days=settings.EVENT_DAYS)
        events, _ = Event.objects.filter(at__lt=oldest).delete()
        sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
        deleted = {
            "events": events,
            "sessions": sessions,
            "counts of sign-in": throttle.forget_outdated(now),
            "missed words": misses.tidy(timezone.localdate()),
            "jobs": jobs.tidy(now),
            "held forms": held.tidy(now),
        }
        told = ", ".join(f"{number} {what}" for what, number in deleted.items())
        self.stdout.write(f"Deleted: {told}.")
