"""Who may look after synonyms: 审核 may do everything, 编辑 may look."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ALLOWED = {"编辑": ["view"], "审核": ["view", "add", "change", "delete"]}


def grant(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # Permissions are normally made after all migrations; the groups need them now.
    config = apps.get_app_config("policies")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Permission = apps.get_model("auth", "Permission")
    # A group that the operator renamed or deleted is left alone.
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ALLOWED):
        codenames = [f"{verb}_synonymgroup" for verb in ALLOWED[group.name]]
        group.permissions.add(
            *Permission.objects.filter(content_type__app_label="policies", codename__in=codenames)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0003_revision_and_synonyms"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
