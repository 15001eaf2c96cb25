"""Where a policy comes from, and a year of its own that is entered."""

from django.db import migrations, models


def keep_the_years_that_were_entered(apps, schema_editor):
    """Until now one column held both: a year that no date gives was entered by somebody."""
    undated = apps.get_model("policies", "Policy").objects.using(schema_editor.connection.alias)
    undated = undated.filter(published_on=None, issued_on=None, year__isnull=False)
    undated.update(year_entered=models.F("year"))


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0010_topic_wish"),
    ]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="source_grade",
            field=models.CharField(
                blank=True,
                choices=[("", "未注明"), ("high", "高"), ("medium", "中"), ("low", "低")],
                help_text="看到官方原文或官方平台的，选“高”；看到机构、媒体的引用或存档副本的，选“中”；其他选“低”。",
                max_length=6,
                verbose_name="来源可靠程度",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="source_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "未注明"),
                    ("official", "官方原文"),
                    ("english", "官方英文版"),
                    ("institutional", "机构资料"),
                    ("third_party", "转载资料"),
                ],
                help_text="内容是看什么整理的。选“转载资料”的，网页上写明未与原文核对，不显示来源网址，也不算现行有效。不清楚就不选。",
                max_length=13,
                verbose_name="来源类别",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="title_is_ours",
            field=models.BooleanField(
                blank=True,
                choices=[(False, "不是"), (True, "是")],
                default=False,
                help_text="标题不是照文件抄录，是本站为一项服务或者一年一次的申报拟的，选“是”。",
                verbose_name="本站拟题",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="uncertain_reason",
            field=models.CharField(
                blank=True,
                help_text="内容靠不住的地方，例如 只见到 2019 年的报道，不知道后来有没有调整。填了就显示为待核实，并写明这个原因。",
                max_length=200,
                verbose_name="存疑原因",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="year_entered",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="标题写明年份，或者只知道年份时填写，例如 2015；填了就按它归入年份。没有填写时，按发布日期或成文日期的年份。",
                null=True,
                verbose_name="标题上的年份",
            ),
        ),
        migrations.AlterField(
            model_name="policy",
            name="year",
            field=models.PositiveSmallIntegerField(
                db_index=True, editable=False, null=True, verbose_name="年份"
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("year_entered__isnull", True), ("year_entered__range", (1949, 2100)), _connector="OR"
                ),
                name="policy_year_entered_plausible",
                violation_error_message="年份应在 1949 到 2100 之间，例如 2015。",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source_kind__in", ["", "official", "english", "institutional", "third_party"])
                ),
                name="policy_source_kind_known",
                violation_error_message="没有这个来源类别。",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(("source_grade__in", ["", "high", "medium", "low"])),
                name="policy_source_grade_known",
                violation_error_message="没有这个可靠程度。",
            ),
        ),
        # On the way back `year` holds it already.
        migrations.RunPython(keep_the_years_that_were_entered, migrations.RunPython.noop),
    ]
