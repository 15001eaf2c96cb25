"""Who may write rounds, benefits and materials, and who looks after service points and areas."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

VERBS = ("view", "add", "change", "delete")
# Written on the page of a policy, so who may not change the policy may not change them either.
ROWS = [
    f"{verb}_{model}" for model in ("round", "benefit", "material", "policyservicepoint") for verb in VERBS
]
# These have no draft: what is saved is public.
SHARED = ("servicepoint", "area", "areadistrict")
ALLOWED = {
    "编辑": [*ROWS, *(f"view_{model}" for model in SHARED)],
    "审核": [*ROWS, *(f"{verb}_{model}" for model in SHARED for verb in VERBS)],
}


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
        ("policies", "0018_answers"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
