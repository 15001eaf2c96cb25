"""The two groups of staff: 编辑 write drafts, 审核 publish."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TAXONOMY = ["district", "formerdistrict", "topic", "audience", "issuer"]
CONTENT = ["policy", "section", "policyissuer"]

EDITOR = [
    *(f"{verb}_{model}" for verb in ("add", "change", "view") for model in CONTENT),
    "delete_policyissuer",
    *(f"view_{model}" for model in TAXONOMY),
    "add_issuer",
]
REVIEWER = [
    *EDITOR,
    "publish_policy",
    "delete_policy",
    "delete_section",
    *(f"{verb}_{model}" for verb in ("add", "change") for model in TAXONOMY if model != "district"),
]


def make_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # Permissions are normally made after all migrations; the groups need them now.
    for label in ("auth", "contenttypes", "policies"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in (("编辑", EDITOR), ("审核", REVIEWER)):
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(
            Permission.objects.filter(content_type__app_label="policies", codename__in=codenames)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
