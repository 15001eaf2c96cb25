"""Why a job ended before its time, for the person it is from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0035_pictures")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="停止的原因"),
        ),
    ]
