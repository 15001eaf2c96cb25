"""Moves that are set for a time to come, and kinds of events for them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("sign-in", "登录"),
    ("sign-in-failed", "登录失败"),
    ("sign-in-refused", "登录被拒绝"),
    ("sign-out", "退出"),
    ("idle-sign-out", "久未操作，自动退出"),
    ("unlock", "解除登录限制"),
    ("hand-in", "政策交审"),
    ("send-back", "政策改回草稿"),
    ("publish", "政策发布"),
    ("withdraw", "政策撤下"),
    ("correct", "政策更正"),
    ("copy", "开始修改已发布的政策"),
    ("renew-copy", "修改稿重新对照"),
    ("discard-copy", "放弃修改稿"),
    ("rename", "政策改网址标识"),
    ("schedule", "政策排定"),
    ("unschedule", "政策取消排定"),
    ("schedule-refused", "排定的没有做成"),
]


def to_policy(name: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(to="policies.policy", verbose_name=name, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0024_withdrawn_revision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=32, verbose_name="事情"),
        ),
        migrations.CreateModel(
            name="Scheduled",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "move",
                    models.CharField(
                        choices=[("publish", "发布"), ("withdraw", "撤下")],
                        max_length=12,
                        verbose_name="做什么",
                    ),
                ),
                ("due_at", models.DateTimeField(db_index=True, verbose_name="时间")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="原因")),
                ("content", models.CharField(blank=True, max_length=16)),
                ("refused", models.CharField(blank=True, max_length=500, verbose_name="没有做成的原因")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="排定的人",
                    ),
                ),
                (
                    "policy",
                    to_policy("政策", on_delete=django.db.models.deletion.CASCADE, related_name="scheduled"),
                ),
                (
                    "successor",
                    to_policy(
                        "接替它的政策",
                        on_delete=django.db.models.deletion.SET_NULL,
                        null=True,
                        blank=True,
                        related_name="+",
                    ),
                ),
            ],
            options={
                "verbose_name": "排定的发布和撤下",
                "verbose_name_plural": "排定的发布和撤下",
                "ordering": ["due_at", "id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("policy", "move"), name="scheduled_once"),
                    models.CheckConstraint(
                        condition=models.Q(("move__in", ["publish", "withdraw"])),
                        name="scheduled_move_known",
                    ),
                ],
            },
        ),
    ]
