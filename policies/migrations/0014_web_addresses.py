"""Addresses that residents are sent to begin with http:// or https://."""

from django.db import migrations, models
from django.db.models import Q

MESSAGE = "请输入以 https:// 或 http:// 开头的完整网址，例如 https://www.shanghai.gov.cn/。"


def is_web_address(column):
    return (
        Q((column, "")) | Q((f"{column}__istartswith", "http://")) | Q((f"{column}__istartswith", "https://"))
    )


def keep_others_in_words(apps, schema_editor):
    """An ftp:// address was taken until now. It stays in words, and is no link any more."""
    policies = apps.get_model("policies", "Policy").objects.using(schema_editor.connection.alias)
    for column in ("official_url", "source_url"):
        for policy in policies.exclude(is_web_address(column)):
            told = f"原来填写的网址：{getattr(policy, column)}"
            note = f"{policy.source_note}\n{told}" if policy.source_note else told
            policies.filter(pk=policy.pk).update(**{column: "", "source_note": note})


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0013_plain_constraints"),
    ]

    operations = [
        migrations.RunPython(keep_others_in_words, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=is_web_address("official_url"),
                name="policy_official_url_is_web_address",
                violation_error_message=MESSAGE,
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=is_web_address("source_url"),
                name="policy_source_url_is_web_address",
                violation_error_message=MESSAGE,
            ),
        ),
    ]
