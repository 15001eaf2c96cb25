"""The application: what is done when the portal starts, and after each migration."""

from pathlib import Path

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core import checks
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.template import engines
from django.utils.autoreload import BaseReloader, autoreload_started, file_changed

from policies.kept import PAGES, TEXTS


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = "人才政策"

    def ready(self) -> None:
        # Settings are complete only once all apps are loaded.
        from policies.accounts import sessions
        from policies.site import duties_are_set

        checks.register(duties_are_set)
        pre_migrate.connect(remove_triggers, sender=self)
        post_migrate.connect(install_triggers, sender=self)
        # Django's own hooks: whoever comes in or goes passes them, by whatever way.
        user_logged_in.connect(sessions.begin)
        user_logged_out.connect(sessions.end)
        autoreload_started.connect(watch_pages)
        file_changed.connect(forget_printed)


def watch_pages(sender: BaseReloader, **kwargs: object) -> None:
    """For development. Django itself watches its own templates alone."""
    for folder in engines["pages"].template_dirs:
        sender.watch_dir(folder, "**/*")


def forget_printed(file_path: Path, **kwargs: object) -> bool:
    """For development: a template was changed, and what is kept was printed by it.

    True where no new process is needed: Jinja2 reads a file again that has changed.
    """
    TEXTS.clear()
    PAGES.clear()
    return any(folder in file_path.parents for folder in engines["pages"].template_dirs)


def remove_triggers(using: str, plan: list[tuple], **kwargs: object) -> None:
    """Clear the way: SQLite rebuilds a table to alter it, and refuses while the trigger of another one names it.

    A migration backwards would leave triggers that write into tables which are gone.
    """
    # Models can be imported only once all apps are loaded.
    from policies.models import triggers

    connection = connections[using]
    ours = [backwards for migration, backwards in plan if migration.app_label == "policies"]
    if any(ours) or (ours and connection.vendor == "sqlite"):
        triggers.remove(connection)


def install_triggers(using: str, **kwargs: object) -> None:
    from policies.models import triggers

    connection = connections[using]
    # Also sent after a migration back to a time before these tables.
    if triggers.fit(connection):
        triggers.install(connection)
