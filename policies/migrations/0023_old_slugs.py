"""Slugs that a policy had before, and a kind of event for the change."""

import django.core.validators
import django.db.models.deletion
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
    ("copy", "开始修改已发布的政策"),
    ("renew-copy", "修改稿重新对照"),
    ("discard-copy", "放弃修改稿"),
    ("rename", "政策改网址标识"),
]
SLUG = django.core.validators.RegexValidator(
    "^[a-z0-9]+(-[a-z0-9]+)*\\Z", "只能用小写英文字母、数字和连字符，例如 xuhui-2015-15。"
)


class Migration(migrations.Migration):
    dependencies = [("policies", "0022_withdrawals")]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=32, verbose_name="事情"),
        ),
        migrations.AlterField(
            model_name="policy",
            name="slug",
            field=models.CharField(
                help_text="出现在网址里，例如 xuhui-2015-15。保存后要改，请用“改网址标识”，原来的网址会转到新的。",
                max_length=80,
                unique=True,
                validators=[SLUG],
                verbose_name="网址标识",
            ),
        ),
        migrations.CreateModel(
            name="OldSlug",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.CharField(
                        max_length=80, unique=True, validators=[SLUG], verbose_name="以前的网址标识"
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_slugs",
                        to="policies.policy",
                        verbose_name="政策",
                    ),
                ),
            ],
            options={
                "verbose_name": "以前的网址标识",
                "verbose_name_plural": "以前的网址标识",
                "ordering": ["id"],
                "default_permissions": (),
            },
        ),
    ]
