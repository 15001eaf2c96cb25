"""No constraint that a plain SQLite cannot read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0012_events")]

    operations = [
        migrations.RemoveConstraint(model_name="policy", name="policy_slug_form"),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__slug_form", True)),
                name="policy_slug_form",
                violation_error_message="网址标识只能用小写英文字母、数字和连字符。",
            ),
        ),
    ]
