"""What belongs to the desk: the journal, accounts, what was typed."""

from django.conf import settings
from django.db import models
from django.db.migrations import CreateModel
from django.utils import timezone

from policies.migrations.squashed.columns import ID, account, named, once

EVENTS = [
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

TABLES = [
    CreateModel(
        name="Event",
        fields=[
            ID,
            ("at", models.DateTimeField("时间", db_index=True, default=timezone.now)),
            ("kind", models.CharField("事情", max_length=32, choices=EVENTS)),
            ("actor", models.CharField("账号名", max_length=150, blank=True)),
            ("address", models.CharField("网络地址", max_length=45, blank=True)),
            ("target", models.CharField("对象", max_length=200, blank=True)),
            ("details", models.JSONField("详情", blank=True, default=dict)),
            ("account", account("账号", blank=True, null=True)),
            ("policy_id", models.BigIntegerField(blank=True, null=True, editable=False)),
            ("changes", models.JSONField(blank=True, null=True, editable=False)),
        ],
        options=named(
            "操作记录",
            ordering=["-id"],
            default_permissions=("view",),
            indexes=[models.Index(fields=["policy_id", "-id"], name="event_by_policy")],
        ),
    ),
    CreateModel(
        name="SignInCount",
        fields=[
            ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
            ("attempts", models.PositiveIntegerField(default=0)),
            ("refused", models.PositiveIntegerField(default=0)),
            ("until", models.DateTimeField(db_index=True)),
        ],
        options={"default_permissions": ()},
    ),
    CreateModel(
        name="Responsibility",
        fields=[
            ID,
            (
                "account",
                models.ForeignKey(
                    settings.AUTH_USER_MODEL,
                    models.CASCADE,
                    related_name="responsibilities",
                    verbose_name="账号",
                ),
            ),
            (
                "district",
                models.ForeignKey("policies.district", models.PROTECT, related_name="+", verbose_name="区"),
            ),
        ],
        options=named(
            "负责的区",
            ordering=["district__order", "district__slug"],
            permissions=[("all_districts", "可以处理所有区的政策")],
            constraints=[
                once("responsibility_once", "account", "district", message="同一个区只能填写一次。")
            ],
        ),
    ),
    CreateModel(
        name="Writer",
        fields=[
            ID,
            ("account", account("账号", models.CASCADE)),
            (
                "policy",
                models.ForeignKey(
                    "policies.policy", models.CASCADE, related_name="writers", verbose_name="政策"
                ),
            ),
        ],
        options=named(
            "写过的人", default_permissions=(), constraints=[once("writer_once", "policy", "account")]
        ),
    ),
    CreateModel(
        name="DailyMail",
        fields=[
            ID,
            ("off", models.BooleanField("不要邮件", default=False)),
            ("sent_on", models.DateField("最近一封的日期", blank=True, null=True)),
            ("told_until", models.BigIntegerField(default=0)),
            ("taken_at", models.DateTimeField(blank=True, null=True)),
            (
                "account",
                models.OneToOneField(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="账号"
                ),
            ),
        ],
        options=named("每日邮件", default_permissions=()),
    ),
    CreateModel(
        name="HeldPost",
        fields=[
            ("key", models.CharField(max_length=32, primary_key=True, serialize=False)),
            ("owner", models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")),
            ("address", models.TextField()),
            ("content", models.BinaryField()),
            ("held_at", models.DateTimeField(db_index=True)),
        ],
        options={"default_permissions": ()},
    ),
    CreateModel(
        name="SentForm",
        fields=[
            ("token", models.CharField(max_length=64, primary_key=True, serialize=False)),
            ("content", models.CharField(max_length=64)),
            ("made", models.CharField(max_length=64)),
            ("sent_at", models.DateTimeField(db_index=True)),
        ],
        options={"default_permissions": ()},
    ),
]
