"""What each account was told by its daily mail. Nobody's right: each looks after his own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0032_section_labels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DailyMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("off", models.BooleanField(default=False, verbose_name="不要邮件")),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="最近一封的日期")),
                ("told_until", models.BigIntegerField(default=0)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "每日邮件",
                "verbose_name_plural": "每日邮件",
                "default_permissions": (),
            },
        ),
    ]
