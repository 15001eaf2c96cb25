"""Who may relate policies and keep the exceptions of citations."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

VERBS = ("view", "add", "change", "delete")
# A relation is written on the page of a policy, so who may not change the policy may not change it either.
RELATIONS = [f"{verb}_relation" for verb in VERBS]
EXCEPTIONS = [f"{verb}_citationexception" for verb in VERBS]
ALLOWED = {"编辑": [*RELATIONS, "view_citationexception"], "审核": [*RELATIONS, *EXCEPTIONS]}


def grant(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # Permissions are normally made after all migrations; the groups need them now.
    config = apps.get_app_config("policies")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Permission = apps.get_model("auth", "Permission")
    # A group that the operator renamed or deleted is left alone.
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ALLOWED):
        group.permissions.add(
            *Permission.objects.filter(content_type__app_label="policies", codename__in=ALLOWED[group.name])
        )


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0005_relations_and_citations"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
