"""Whoever wrote a part of what is not published yet is known; and who brought in a document that waits."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def know_the_last(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of earlier writers nothing was kept but the last."""
    Policy = apps.get_model("policies", "Policy")
    Writer = apps.get_model("policies", "Writer")
    written = Policy.objects.exclude(state="published").filter(edited_by__isnull=False)
    Writer.objects.bulk_create(
        (Writer(policy_id=key, account_id=by) for key, by in written.values_list("pk", "edited_by")),
        batch_size=1000,
        ignore_conflicts=True,
    )


def to(model: str, name: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, to=model, verbose_name=name, **options
    )


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0027_responsibilities"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Writer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", to(settings.AUTH_USER_MODEL, "账号", related_name="+")),
                ("policy", to("policies.policy", "政策", related_name="writers")),
            ],
            options={
                "verbose_name": "写过的人",
                "verbose_name_plural": "写过的人",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("policy", "account"), name="writer_once")],
            },
        ),
        migrations.AddField(
            model_name="importedsource",
            name="brought_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="谁交来的",
            ),
        ),
        migrations.AddIndex(
            model_name="policy", index=models.Index(fields=["title"], name="policy_by_title")
        ),
        migrations.RunPython(know_the_last, migrations.RunPython.noop),
    ]
