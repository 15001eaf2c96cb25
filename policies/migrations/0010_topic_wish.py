"""What residents want of a topic, for the tasks of the first page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0009_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="topic",
            name="wish",
            field=models.CharField(
                blank=True,
                default="",
                help_text="首页上写作“我想落户”，这里只填“落户”。空着就不出现在“我想”里。",
                max_length=12,
                verbose_name="我想……",
            ),
            preserve_default=False,
        ),
    ]
