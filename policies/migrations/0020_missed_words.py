"""Words that were looked up and not found, counted. Whoever may see synonyms may see them, so there is no right to grant."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0019_answer_roles")]

    operations = [
        migrations.CreateModel(
            name="MissedWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=40, unique=True, verbose_name="词")),
                ("times", models.PositiveIntegerField(verbose_name="次数")),
                ("first_on", models.DateField(verbose_name="最早")),
                ("last_on", models.DateField(db_index=True, verbose_name="最近")),
            ],
            options={
                "verbose_name": "没查到的词",
                "verbose_name_plural": "没查到的词",
                "ordering": ["-times", "-last_on", "word"],
                "default_permissions": (),
            },
        ),
    ]
