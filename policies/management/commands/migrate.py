"""Django's command, which looks over the tables alone and not over all pages."""

from __future__ import annotations

from django.core.checks import Tags
from django.core.management.commands import migrate


class Command(migrate.Command):
    # To look over the desk and every address takes as long as all migrations of a new database. `manage.py check
    # --deploy` belongs to every rollout.
    requires_system_checks = (Tags.models, Tags.database)
