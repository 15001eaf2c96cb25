from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = "人才政策"

    def ready(self) -> None:
        post_migrate.connect(install_triggers, sender=self)


def install_triggers(using: str, **kwargs: object) -> None:
    # Models can be imported only once all apps are loaded.
    from policies.models import triggers

    connection = connections[using]
    # Also sent after a migration back to a time before these tables.
    if {source.table for source in triggers.SOURCES} <= set(connection.introspection.table_names()):
        triggers.install(connection)
