"""The revision also says when residents last saw something change."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0014_web_addresses")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="shown",
            field=models.BigIntegerField(default=0),
        ),
    ]
