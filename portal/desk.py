"""Django's admin, which is put together with the addresses (`portal/urls.py`) and not whenever Django starts.

It imports nearly all of the portal. A command that shows no page, such as `publish_due` each minute, starts in half the time
without it.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks
from django.core.checks import CheckMessage


class DeskConfig(SimpleAdminConfig):
    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        # Django's own would find no page to check while nobody has asked for the addresses.
        checks.register(check_desk, checks.Tags.admin)


def check_desk(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    admin.autodiscover()
    return check_admin_app(app_configs, **kwargs)
