"""All that 0001 to 0036 do to an empty database. One that stands at any of these goes on with them."""

from django.conf import settings
from django.db import migrations

from policies.migrations.squashed import between, counted, desk, groups, importing, policy, rows, taxonomy
from policies.migrations.squashed.together import CreateModels

PARTS = (taxonomy, policy, rows, between, counted, desk, importing)


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("policies", "0001_initial"),
        ("policies", "0002_roles"),
        ("policies", "0003_revision_and_synonyms"),
        ("policies", "0004_synonym_roles"),
        ("policies", "0005_relations_and_citations"),
        ("policies", "0006_relation_roles"),
        ("policies", "0007_history"),
        ("policies", "0008_expires_after_issued"),
        ("policies", "0009_imports"),
        ("policies", "0010_topic_wish"),
        ("policies", "0011_source_and_year"),
        ("policies", "0012_events"),
        ("policies", "0013_plain_constraints"),
        ("policies", "0014_web_addresses"),
        ("policies", "0015_shown_revision"),
        ("policies", "0016_publishing_events"),
        ("policies", "0017_epoch"),
        ("policies", "0018_answers"),
        ("policies", "0019_answer_roles"),
        ("policies", "0020_missed_words"),
        ("policies", "0021_working_copies"),
        ("policies", "0022_withdrawals"),
        ("policies", "0023_old_slugs"),
        ("policies", "0024_withdrawn_revision"),
        ("policies", "0025_scheduled"),
        ("policies", "0026_held_posts"),
        ("policies", "0027_responsibilities"),
        ("policies", "0028_writers"),
        ("policies", "0029_import_keys"),
        ("policies", "0030_jobs"),
        ("policies", "0031_history"),
        ("policies", "0032_section_labels"),
        ("policies", "0033_daily_mail"),
        ("policies", "0034_preview_links"),
        ("policies", "0035_pictures"),
        ("policies", "0036_job_reason"),
    ]

    dependencies = [
        # Its table is guarded too.
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels([table for part in PARTS for table in part.TABLES]),
        migrations.RunPython(groups.make_groups, migrations.RunPython.noop),
    ]
