"""What tells one count of changes from another is an epoch, as elsewhere."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("policies", "0016_publishing_events")]

    operations = [
        migrations.RenameField(model_name="revision", old_name="era", new_name="epoch"),
        migrations.RenameField(model_name="fingerprinted", old_name="era", new_name="epoch"),
    ]
