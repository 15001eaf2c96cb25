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
        counts = throttle.forget_outdated(now)
        words = misses.tidy(timezone.localdate())
        told = f"{events} events, {sessions} sessions, {counts} counts of sign-in, {words} missed words"
        told += f", {jobs.tidy(now)} jobs, {held.tidy(now)} held forms"
        self.stdout.write(f"Deleted: {told}.")
