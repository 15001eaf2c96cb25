"""The journal also records who gave out a link to an entry that is not published, and who took it back."""

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
    ("preview-link", "生成预览链接"),
    ("end-preview-link", "收回预览链接"),
]


class Migration(migrations.Migration):
    dependencies = [("policies", "0033_daily_mail")]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=32, verbose_name="事情"),
        ),
    ]
