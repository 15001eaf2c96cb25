"""The pictures that imported files carry, for staff to look at."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0034_preview_links"),
    ]

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="序号")),
                ("line", models.PositiveIntegerField(verbose_name="行")),
                ("words", models.CharField(blank=True, max_length=60, verbose_name="这一行的开头")),
                ("alt", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "media_type",
                    models.CharField(
                        choices=[
                            ("image/png", "PNG"),
                            ("image/jpeg", "JPEG"),
                            ("image/gif", "GIF"),
                            ("image/bmp", "BMP"),
                            ("image/webp", "WebP"),
                        ],
                        max_length=20,
                        verbose_name="格式",
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                ("data", models.BinaryField(verbose_name="内容")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="policies.importedsource",
                        verbose_name="原件",
                    ),
                ),
            ],
            options={
                "verbose_name": "原件里的图片",
                "verbose_name_plural": "原件里的图片",
                "ordering": ["source", "number"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("source", "number"), name="picture_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "media_type__in",
                                ["image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp"],
                            )
                        ),
                        name="picture_type_known",
                    ),
                ],
            },
        ),
    ]
