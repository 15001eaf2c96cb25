"""The base class of commands that show no page: they start without looking over templates and addresses."""

from __future__ import annotations

from django.core.management.base import BaseCommand


class PagelessCommand(BaseCommand):
    """A backup is made, and what is due is published, also while an address or a page of this version is broken; and
    without looking all of them over it starts in half the time. `manage.py check --deploy` belongs to every rollout."""

    requires_system_checks = ()
