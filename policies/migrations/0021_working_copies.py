"""Working copies stand beside what is published; who wrote the last change is known."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0020_missed_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="copy_base",
            field=models.JSONField(blank=True, editable=False, null=True, verbose_name="开始修改时的内容"),
        ),
        migrations.AddField(
            model_name="policy",
            name="copy_of",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="working_copy",
                to="policies.policy",
                verbose_name="修改的是",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="edited_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="最后修改的人",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="returned_because",
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name="退回的理由"),
        ),
        migrations.AlterField(
            model_name="citationexception",
            name="policy",
            field=models.ForeignKey(
                blank=True,
                help_text="这是某条政策的旧名或别名时，选那条政策；留空表示不是政策，不加链接，也不算未收录。",
                limit_choices_to={"copy_of": None},
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="other_names",
                to="policies.policy",
                verbose_name="指的是",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
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
                ],
                max_length=32,
                verbose_name="事情",
            ),
        ),
        migrations.AlterField(
            model_name="relation",
            name="target",
            field=models.ForeignKey(
                limit_choices_to={"copy_of": None},
                on_delete=django.db.models.deletion.CASCADE,
                related_name="relations_to",
                to="policies.policy",
                verbose_name="另一条政策",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("copy_of__isnull", True), ("state__in", ["draft", "review"]), _connector="OR"
                ),
                name="policy_copy_is_never_public",
                violation_error_message="修改稿本身不能发布或者撤下。",
            ),
        ),
    ]
