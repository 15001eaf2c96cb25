"""The revision also says when something last ceased to be public."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0023_old_slugs")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="withdrawn",
            field=models.BigIntegerField(default=0),
        ),
    ]
