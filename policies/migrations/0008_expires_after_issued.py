"""A policy does not end before its date of issue."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0007_history"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("issued_on__isnull", True),
                    ("expires_on__isnull", True),
                    ("expires_on__gte", models.F("issued_on")),
                    _connector="OR",
                ),
                name="policy_expires_after_issued",
                violation_error_message="失效日期不能早于成文日期。",
            ),
        ),
    ]
