"""Long work that waits in a table, and its rows. Whoever may bring in documents sees it, so there is no right to grant."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0029_import_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("import", "导入文件")], max_length=20, verbose_name="种类"),
                ),
                ("name", models.CharField(max_length=255, verbose_name="名称")),
                ("arguments", models.JSONField(blank=True, default=dict, verbose_name="参数")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("incoming", "正在收下"),
                            ("waiting", "等待处理"),
                            ("running", "正在处理"),
                            ("stopped", "已停止"),
                            ("done", "处理完了"),
                        ],
                        db_index=True,
                        default="incoming",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="交办时间"
                    ),
                ),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="开始时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                ("runner", models.CharField(blank=True, max_length=100)),
                ("beat_at", models.DateTimeField(blank=True, null=True)),
                ("total", models.PositiveIntegerField(default=0, verbose_name="总数")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已处理")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="交办的人",
                    ),
                ),
            ],
            options={
                "verbose_name": "批量任务",
                "verbose_name_plural": "批量任务",
                "ordering": ["-made_at", "-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="JobItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="序号")),
                ("name", models.TextField(verbose_name="名称")),
                ("key", models.CharField(blank=True, max_length=500, verbose_name="来自")),
                ("data", models.BinaryField(blank=True, null=True, verbose_name="原始内容")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("outcome", models.CharField(blank=True, max_length=20, verbose_name="结果")),
                ("reason", models.CharField(blank=True, max_length=100, verbose_name="原因")),
                ("report", models.JSONField(blank=True, default=dict, verbose_name="报告")),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="policies.job"
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="policies.policy",
                        verbose_name="政策",
                    ),
                ),
            ],
            options={
                "ordering": ["job", "number"],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["incoming", "waiting", "running", "stopped", "done"])),
                name="job_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="jobitem",
            constraint=models.UniqueConstraint(fields=("job", "number"), name="job_item_once"),
        ),
    ]
