"""The journal of events, and how often somebody has tried to sign in."""

import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KINDS = [
    ("sign-in", "登录"),
    ("sign-in-failed", "登录失败"),
    ("sign-in-refused", "登录被拒绝"),
    ("sign-out", "退出"),
    ("idle-sign-out", "久未操作，自动退出"),
    ("unlock", "解除登录限制"),
]


def grant(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """审核 may read the journal."""
    # Permissions are normally made after all migrations; the group needs this one now.
    config = apps.get_app_config("policies")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Permission = apps.get_model("auth", "Permission")
    # A group that the operator renamed or deleted is left alone.
    for group in apps.get_model("auth", "Group").objects.filter(name="审核"):
        group.permissions.add(
            *Permission.objects.filter(content_type__app_label="policies", codename="view_event")
        )


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0011_source_and_year"),
        # Its table is guarded too.
        ("admin", "0003_logentry_add_action_flag_choices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SignInCount",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="时间"
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=32, verbose_name="事情")),
                ("actor", models.CharField(blank=True, max_length=150, verbose_name="账号名")),
                ("address", models.CharField(blank=True, max_length=45, verbose_name="网络地址")),
                ("target", models.CharField(blank=True, max_length=200, verbose_name="对象")),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="详情")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "操作记录",
                "verbose_name_plural": "操作记录",
                "ordering": ["-id"],
                "default_permissions": ("view",),
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
