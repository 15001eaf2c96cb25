"""The journal also records the moves of a policy's state."""

from django.db import migrations, models

KINDS = [
    ("sign-in", "登录"),
    ("sign-in-failed", "登录失败"),
    ("sign-in-refused", "登录被拒绝"),
    ("sign-out", "退出"),
    ("idle-sign-out", "久未操作，自动退出"),
    ("unlock", "解除登录限制"),
    ("hand-in", "政策交审"),
    ("send-back", "政策改回草稿"),
    ("publish", "政策发布"),
    ("withdraw", "政策撤下"),
    ("correct", "政策更正"),
]


class Migration(migrations.Migration):
    dependencies = [("policies", "0015_shown_revision")]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=32, verbose_name="事情"),
        ),
    ]
