"""Why a policy was withdrawn, and what came after it. What is withdrawn by now gets its day from the journal."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def remember(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    events = apps.get_model("policies", "Event").objects.filter(kind="withdraw").order_by("id")
    last = {slug: (at, account) for slug, at, account in events.values_list("target", "at", "account")}
    Withdrawal = apps.get_model("policies", "Withdrawal")
    filed = apps.get_model("policies", "PolicyTopic").objects.order_by("topic__order", "topic__id")
    withdrawn = apps.get_model("policies", "Policy").objects.filter(state="withdrawn")
    for policy in withdrawn:
        at, account = last.get(policy.slug, (None, None))
        Withdrawal.objects.create(
            policy=policy,
            title=policy.title,
            title_is_ours=policy.title_is_ours,
            district_id=policy.district_id,
            topic_slugs=[*filed.filter(policy=policy).values_list("topic__slug", flat=True)],
            at=at,
            by_id=account,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0021_working_copies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=300, verbose_name="标题")),
                ("title_is_ours", models.BooleanField(default=False, verbose_name="本站拟题")),
                (
                    "district",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="policies.district",
                        verbose_name="区",
                    ),
                ),
                ("topic_slugs", models.JSONField(default=list, verbose_name="主题")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        help_text="居民打开原来的网址会看到这句话，例如 与另一条重复，已经合并。",
                        max_length=200,
                        verbose_name="撤下的原因",
                    ),
                ),
                ("at", models.DateTimeField(null=True, verbose_name="撤下的时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤下的人",
                    ),
                ),
                (
                    "policy",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="withdrawal",
                        to="policies.policy",
                        verbose_name="政策",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        help_text="已发布的一条；居民从原来的网址可以找到它。没有就留空。",
                        limit_choices_to={"state": "published"},
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="succeeds",
                        to="policies.policy",
                        verbose_name="接替它的政策",
                    ),
                ),
            ],
            options={
                "verbose_name": "撤下的说明",
                "verbose_name_plural": "撤下的说明",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("policy", models.F("successor")), _negated=True),
                        name="withdrawal_not_succeeded_by_itself",
                        violation_error_message="接替它的不能是这条政策自己。",
                    )
                ],
            },
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
