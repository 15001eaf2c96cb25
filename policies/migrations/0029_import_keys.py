"""What an imported file is known by. Of those that are here only the bare name is known, which tells nothing: they stay without."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0028_writers")]

    operations = [
        migrations.AddField(
            model_name="importedsource",
            name="key",
            field=models.CharField(
                blank=True, db_index=True, default="", max_length=500, verbose_name="来自"
            ),
            preserve_default=False,
        ),
    ]
