"""Districts that an account looks after, and the groups of those who look after all, after categories, after accounts."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

VERBS = ("view", "add", "change", "delete")
# What all districts share: a slip of one of them is everybody's. So far 审核 could change it.
IN_ADDRESSES = ("topic", "audience", "issuer", "formerdistrict")
OTHERS = ("area", "areadistrict", "synonymgroup", "citationexception")
CATEGORIES = [
    *(f"{verb}_{model}" for model in IN_ADDRESSES for verb in ("view", "add", "change")),
    *(f"{verb}_{model}" for model in OTHERS for verb in VERBS),
]
DELETE = [f"delete_{model}" for model in IN_ADDRESSES]
STAYS = {"add_issuer"}
DISTRICTS = [f"{verb}_district" for verb in VERBS]
RESPONSIBILITIES = [f"{verb}_responsibility" for verb in VERBS]
GROUPS = {
    "所有区": ["all_districts"],
    "分类": [*CATEGORIES, "view_district"],
    "管理员": [*CATEGORIES, *DELETE, *DISTRICTS, *RESPONSIBILITIES, "view_event"],
}
ACCOUNTS = ["view_user", "add_user", "change_user", "view_group"]


def grant(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # Permissions are normally made after all migrations; the groups need them now.
    for label in ("auth", "policies"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(
            *Permission.objects.filter(content_type__app_label="policies", codename__in=codenames)
        )
    accounts = Permission.objects.filter(content_type__app_label="auth", codename__in=ACCOUNTS)
    Group.objects.get(name="管理员").permissions.add(*accounts)
    keep_at_work(apps)
    taken = [name for name in CATEGORIES if not name.startswith("view_") and name not in STAYS]
    # A group that the operator renamed or deleted is left alone.
    for group in Group.objects.filter(name="审核"):
        group.permissions.remove(*Permission.objects.filter(codename__in=taken))


def keep_at_work(apps: Apps) -> None:
    """Whoever is there may do what he could: in every district, and 审核 with categories."""
    User = apps.get_model("auth", "User")
    Group = apps.get_model("auth", "Group")
    Group.objects.get(name="所有区").user_set.add(*User.objects.filter(is_staff=True))
    reviewers = User.objects.filter(groups__name="审核")
    Group.objects.get(name="分类").user_set.add(*reviewers)


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0026_held_posts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Responsibility",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responsibilities",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policies.district",
                        verbose_name="区",
                    ),
                ),
            ],
            options={
                "verbose_name": "负责的区",
                "verbose_name_plural": "负责的区",
                "ordering": ["district__order", "district__slug"],
                "permissions": [("all_districts", "可以处理所有区的政策")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "district"),
                        name="responsibility_once",
                        violation_error_message="同一个区只能填写一次。",
                    )
                ],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
