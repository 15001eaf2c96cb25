"""The journal knows of which policy it tells, and keeps what a save changes. Of earlier events the slug tells it."""

from django.db import migrations, models

KINDS = [
    ("sign-in", "登录"),
    ("sign-in-failed", "登录失败"),
    ("sign-in-refused", "登录被拒绝"),
    ("sign-out", "退出"),
    ("idle-sign-out", "久未操作，自动退出"),
    ("unlock", "解除登录限制"),
    ("hand-in", "政策交审"),
    ("send-back", "政策退回或改回草稿"),
    ("publish", "政策发布"),
    ("withdraw", "政策撤下"),
    ("correct", "政策更正"),
    ("copy", "开始修改已发布的政策"),
    ("renew-copy", "修改稿重新对照"),
    ("discard-copy", "放弃修改稿"),
    ("create", "新建政策"),
    ("edit", "修改政策"),
    ("restore", "恢复以前的内容"),
    ("delete", "删除政策"),
    ("rename", "政策改网址标识"),
    ("schedule", "政策排定"),
    ("unschedule", "政策取消排定"),
    ("schedule-refused", "排定的没有做成"),
]

# A policy keeps the slugs under which residents knew it. No account has a slug for its name that a policy has by
# chance, but events of signing in are left out all the same.
_NAMED = """
    UPDATE policies_event SET policy_id = COALESCE(
        (SELECT id FROM policies_policy WHERE slug = policies_event.target),
        (SELECT policy_id FROM policies_oldslug WHERE slug = policies_event.target)
    )
    WHERE target <> '' AND kind IN (
        'hand-in', 'send-back', 'publish', 'withdraw', 'correct', 'copy', 'renew-copy', 'discard-copy',
        'rename', 'schedule', 'unschedule', 'schedule-refused'
    )
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0030_jobs")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="policy_id",
            field=models.BigIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="changes",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=32, verbose_name="事情"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["policy_id", "-id"], name="event_by_policy"),
        ),
        migrations.RunSQL(_NAMED, migrations.RunSQL.noop),
    ]
