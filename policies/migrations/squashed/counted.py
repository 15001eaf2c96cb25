"""What triggers write, and what is derived from it."""

from django.db import models
from django.db.migrations import CreateModel

from policies.migrations.squashed.columns import ID, SECTIONS, TEXT_STATES, named, once
from policies.models import revision

TABLES = [
    CreateModel(
        name="Revision",
        fields=[
            ID,
            ("number", models.BigIntegerField(default=0)),
            ("epoch", models.CharField(max_length=32, default=revision.new_epoch)),
            ("shown", models.BigIntegerField(default=0)),
            ("withdrawn", models.BigIntegerField(default=0)),
        ],
        options={"default_permissions": ()},
    ),
    CreateModel(
        name="Change",
        fields=[
            ("policy_id", models.BigIntegerField(primary_key=True, serialize=False)),
            ("revision", models.BigIntegerField(db_index=True)),
        ],
        options={"default_permissions": ()},
    ),
    CreateModel(
        name="ShownSection",
        fields=[
            ("section_id", models.BigIntegerField(primary_key=True, serialize=False)),
        ],
        options={"default_permissions": ()},
    ),
    CreateModel(
        name="SectionVersion",
        fields=[
            ID,
            ("policy_id", models.BigIntegerField(db_index=True)),
            ("slug", models.CharField(max_length=80)),
            ("kind", models.CharField("栏目", max_length=12, choices=SECTIONS)),
            ("state", models.CharField("状态", max_length=8, choices=TEXT_STATES)),
            ("body", models.TextField("内容", blank=True)),
            ("replaced_at", models.DateTimeField("被替换的时间")),
            ("number", models.PositiveIntegerField("编号", null=True)),
        ],
        options=named(
            "旧版", default_permissions=(), constraints=[once("version_number_once", "slug", "number")]
        ),
    ),
    CreateModel(
        name="RecordVersion",
        fields=[
            ID,
            ("policy_id", models.BigIntegerField(db_index=True, null=True)),
            ("slug", models.CharField(max_length=80, blank=True)),
            ("policy_state", models.CharField(max_length=10, blank=True)),
            ("model", models.CharField(max_length=20)),
            ("uid", models.CharField(max_length=32)),
            ("record", models.JSONField()),
            ("replaced_at", models.DateTimeField("被替换的时间")),
        ],
        options=named(
            "旧记录",
            default_permissions=(),
            indexes=[models.Index(fields=["model", "uid"], name="record_version_by_uid")],
        ),
    ),
    CreateModel(
        name="Fingerprint",
        fields=[
            ID,
            ("policy_id", models.BigIntegerField(db_index=True)),
            ("digest", models.BigIntegerField()),
        ],
        options={
            "default_permissions": (),
            "indexes": [models.Index(fields=["digest", "policy_id"], name="fingerprint_by_digest")],
        },
    ),
    CreateModel(
        name="Fingerprinted",
        fields=[
            ID,
            ("number", models.BigIntegerField(default=0)),
            ("epoch", models.CharField(max_length=32, default="")),
        ],
        options={"default_permissions": ()},
    ),
    CreateModel(
        name="MissedWord",
        fields=[
            ID,
            ("word", models.CharField("词", max_length=40, unique=True)),
            ("times", models.PositiveIntegerField("次数")),
            ("first_on", models.DateField("最早")),
            ("last_on", models.DateField("最近", db_index=True)),
        ],
        options=named("没查到的词", ordering=["-times", "-last_on", "word"], default_permissions=()),
    ),
]
