"""Headings that staff tell the importer about, and who may."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

VERBS = ("view", "add", "change", "delete")
LABELS = [f"{verb}_sectionlabel" for verb in VERBS]
# As for synonyms: everybody looks, who looks after what all districts share keeps them.
ALLOWED = {"编辑": ["view_sectionlabel"], "审核": ["view_sectionlabel"], "分类": LABELS, "管理员": LABELS}


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
    dependencies = [("policies", "0031_history"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.CreateModel(
            name="SectionLabel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        help_text="文件里怎么写就怎么填，不含编号和冒号，例如 扶持内容。",
                        max_length=30,
                        unique=True,
                        verbose_name="标题用语",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("support", "扶持力度"),
                            ("conditions", "申报条件"),
                            ("procedure", "申报程序"),
                            ("materials", "提交材料"),
                            ("service", "受理服务"),
                        ],
                        help_text="以后导入时，这个标题下面的文字放进哪一栏；留空表示不属于任何一栏，只留在政策原文里。",
                        max_length=20,
                        verbose_name="归入栏目",
                    ),
                ),
            ],
            options={
                "verbose_name": "栏目标题用语",
                "verbose_name_plural": "栏目标题用语",
                "ordering": ["kind", "words"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["support", "conditions", "procedure", "materials", "service"]),
                            ("kind", ""),
                            _connector="OR",
                        ),
                        name="section_label_kind_valid",
                    )
                ],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
