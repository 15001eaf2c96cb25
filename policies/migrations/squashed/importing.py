"""Files that were brought in, and long work."""

from django.db import models
from django.db.migrations import CreateModel
from django.utils import timezone

from policies.migrations.squashed.columns import ID, account, check, named, once, one_of

JOB_STATES = [
    ("incoming", "正在收下"),
    ("waiting", "等待处理"),
    ("running", "正在处理"),
    ("stopped", "已停止"),
    ("done", "处理完了"),
]
PICTURE_TYPES = [
    ("image/png", "PNG"),
    ("image/jpeg", "JPEG"),
    ("image/gif", "GIF"),
    ("image/bmp", "BMP"),
    ("image/webp", "WebP"),
]

TABLES = [
    CreateModel(
        name="ImportedSource",
        fields=[
            ID,
            ("name", models.CharField("文件名", max_length=255)),
            ("kind", models.CharField("格式", max_length=20)),
            ("sha256", models.CharField("校验值", max_length=64, db_index=True)),
            ("raw", models.BinaryField("原始内容")),
            ("imported_at", models.DateTimeField("导入时间", default=timezone.now)),
            ("doubts", models.JSONField("疑点", blank=True, default=list)),
            ("decisions", models.JSONField("处理结果", blank=True, default=dict)),
            ("details", models.JSONField("其他信息", blank=True, default=dict)),
            (
                "policy",
                models.ForeignKey(
                    "policies.policy",
                    models.CASCADE,
                    blank=True,
                    null=True,
                    related_name="imported_sources",
                    verbose_name="政策",
                ),
            ),
            ("brought_by", account("谁交来的", models.SET_NULL, blank=True, null=True)),
            ("key", models.CharField("来自", max_length=500, db_index=True, blank=True)),
        ],
        options=named(
            "导入的原件",
            ordering=["-imported_at", "-id"],
            constraints=[
                once("imported_source_once_per_policy", "policy", "sha256", message="这份原件已经导入过。")
            ],
        ),
    ),
    CreateModel(
        name="Picture",
        fields=[
            ID,
            ("number", models.PositiveIntegerField("序号")),
            ("line", models.PositiveIntegerField("行")),
            ("words", models.CharField("这一行的开头", max_length=60, blank=True)),
            ("alt", models.CharField("说明", max_length=300, blank=True)),
            ("media_type", models.CharField("格式", max_length=20, choices=PICTURE_TYPES)),
            ("sha256", models.CharField("校验值", max_length=64)),
            ("data", models.BinaryField("内容")),
            (
                "source",
                models.ForeignKey(
                    "policies.importedsource", models.CASCADE, related_name="pictures", verbose_name="原件"
                ),
            ),
        ],
        options=named(
            "原件里的图片",
            ordering=["source", "number"],
            default_permissions=(),
            constraints=[
                once("picture_once", "source", "number"),
                check("picture_type_known", one_of("media_type", PICTURE_TYPES)),
            ],
        ),
    ),
    CreateModel(
        name="Job",
        fields=[
            ID,
            ("kind", models.CharField("种类", max_length=20, choices=[("import", "导入文件")])),
            ("name", models.CharField("名称", max_length=255)),
            ("arguments", models.JSONField("参数", blank=True, default=dict)),
            (
                "state",
                models.CharField(
                    "状态", max_length=20, db_index=True, default="incoming", choices=JOB_STATES
                ),
            ),
            ("made_at", models.DateTimeField("交办时间", db_index=True, default=timezone.now)),
            ("started_at", models.DateTimeField("开始时间", blank=True, null=True)),
            ("ended_at", models.DateTimeField("结束时间", blank=True, null=True)),
            ("runner", models.CharField(max_length=100, blank=True)),
            ("beat_at", models.DateTimeField(blank=True, null=True)),
            ("total", models.PositiveIntegerField("总数", default=0)),
            ("done", models.PositiveIntegerField("已处理", default=0)),
            ("by", account("交办的人", blank=True, null=True)),
            ("reason", models.CharField("停止的原因", max_length=200, blank=True)),
        ],
        options=named(
            "批量任务",
            ordering=["-made_at", "-id"],
            default_permissions=(),
            constraints=[check("job_state_known", one_of("state", JOB_STATES))],
        ),
    ),
    CreateModel(
        name="JobItem",
        fields=[
            ID,
            ("number", models.PositiveIntegerField("序号")),
            ("name", models.TextField("名称")),
            ("key", models.CharField("来自", max_length=500, blank=True)),
            ("data", models.BinaryField("原始内容", blank=True, null=True)),
            ("attempts", models.PositiveSmallIntegerField(default=0)),
            ("outcome", models.CharField("结果", max_length=20, blank=True)),
            ("reason", models.CharField("原因", max_length=100, blank=True)),
            ("report", models.JSONField("报告", blank=True, default=dict)),
            ("job", models.ForeignKey("policies.job", models.CASCADE, related_name="items")),
            (
                "policy",
                models.ForeignKey(
                    "policies.policy",
                    models.SET_NULL,
                    blank=True,
                    null=True,
                    related_name="+",
                    verbose_name="政策",
                ),
            ),
        ],
        options={
            "ordering": ["job", "number"],
            "default_permissions": (),
            "constraints": [
                once("job_item_once", "job", "number"),
            ],
        },
    ),
]
