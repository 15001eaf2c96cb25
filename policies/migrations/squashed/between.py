"""What stands between policies, what became of them, and what will."""

from django.db import models
from django.db.migrations import CreateModel
from django.db.models import F, Q
from django.utils import timezone

from policies.migrations.squashed.columns import ID, SLUG, account, check, named, once, one_of

RELATIONS = [
    ("basis", "依据"),
    ("implements", "实施细则"),
    ("revises", "修订"),
    ("repeals", "废止"),
    ("replaces", "替代"),
    ("explains", "解读"),
    ("forwards", "转发"),
]
MOVES = [("publish", "发布"), ("withdraw", "撤下")]

TABLES = [
    CreateModel(
        name="Relation",
        fields=[
            ID,
            ("kind", models.CharField("关系", max_length=12, choices=RELATIONS)),
            (
                "note",
                models.CharField(
                    "说明",
                    max_length=200,
                    blank=True,
                    help_text="依据文件里的哪一句，例如 第二十条：原办法同时废止。",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    "policies.policy", models.CASCADE, related_name="relations_from", verbose_name="政策"
                ),
            ),
            (
                "target",
                models.ForeignKey(
                    "policies.policy",
                    models.CASCADE,
                    related_name="relations_to",
                    verbose_name="另一条政策",
                    limit_choices_to={"copy_of": None},
                ),
            ),
        ],
        options=named(
            "与另一条政策的关系",
            plural="与其他政策的关系",
            ordering=["id"],
            constraints=[
                once("relation_once", "source", "target", "kind", message="同一种关系只能填写一次。"),
                check(
                    "relation_not_itself",
                    ~Q(source=F("target")),
                    "一条政策不能和它自己有关系，请选另一条政策。",
                ),
                check("relation_kind_known", one_of("kind", RELATIONS), "没有这种关系。"),
            ],
        ),
    ),
    CreateModel(
        name="CitationException",
        fields=[
            ID,
            (
                "name",
                models.CharField(
                    "名称",
                    max_length=200,
                    unique=True,
                    help_text="书名号里的文字，不带书名号。例如 居民身份证。",
                ),
            ),
            (
                "ending",
                models.BooleanField(
                    "包括以此结尾的名称",
                    default=False,
                    help_text="例如填 申请表，所有“……申请表”都不当作政策。",
                ),
            ),
            (
                "policy",
                models.ForeignKey(
                    "policies.policy",
                    models.CASCADE,
                    blank=True,
                    null=True,
                    related_name="other_names",
                    verbose_name="指的是",
                    help_text="这是某条政策的旧名或别名时，选那条政策；留空表示不是政策，不加链接，也不算未收录。",
                    limit_choices_to={"copy_of": None},
                ),
            ),
        ],
        options=named(
            "书名号例外",
            ordering=["name"],
            constraints=[
                check(
                    "exception_ending_names_no_policy",
                    Q(ending=False) | Q(policy__isnull=True),
                    "“包括以此结尾的名称”和“指的是”只能用一个。",
                ),
            ],
        ),
    ),
    CreateModel(
        name="NotDuplicate",
        fields=[
            ID,
            ("decided_at", models.DateTimeField("确认时间", default=timezone.now)),
            (
                "first",
                models.ForeignKey("policies.policy", models.CASCADE, related_name="+", verbose_name="政策"),
            ),
            (
                "second",
                models.ForeignKey(
                    "policies.policy", models.CASCADE, related_name="+", verbose_name="另一条政策"
                ),
            ),
        ],
        options=named(
            "不是重复",
            constraints=[
                once("not_duplicate_once", "first", "second"),
                check("not_duplicate_in_order", Q(first__lt=F("second"))),
            ],
        ),
    ),
    CreateModel(
        name="OldSlug",
        fields=[
            ID,
            ("slug", models.CharField("以前的网址标识", max_length=80, unique=True, validators=[SLUG])),
            (
                "policy",
                models.ForeignKey(
                    "policies.policy", models.CASCADE, related_name="old_slugs", verbose_name="政策"
                ),
            ),
        ],
        options=named("以前的网址标识", ordering=["id"], default_permissions=()),
    ),
    CreateModel(
        name="Withdrawal",
        fields=[
            ID,
            ("title", models.CharField("标题", max_length=300, blank=True)),
            ("title_is_ours", models.BooleanField("本站拟题", default=False)),
            (
                "district",
                models.ForeignKey(
                    "policies.district", models.SET_NULL, null=True, related_name="+", verbose_name="区"
                ),
            ),
            ("topic_slugs", models.JSONField("主题", default=list)),
            (
                "reason",
                models.CharField(
                    "撤下的原因",
                    max_length=200,
                    blank=True,
                    help_text="居民打开原来的网址会看到这句话，例如 与另一条重复，已经合并。",
                ),
            ),
            ("at", models.DateTimeField("撤下的时间", null=True)),
            ("by", account("撤下的人", null=True)),
            (
                "policy",
                models.OneToOneField(
                    "policies.policy", models.CASCADE, related_name="withdrawal", verbose_name="政策"
                ),
            ),
            (
                "successor",
                models.ForeignKey(
                    "policies.policy",
                    models.SET_NULL,
                    blank=True,
                    null=True,
                    related_name="succeeds",
                    verbose_name="接替它的政策",
                    help_text="已发布的一条；居民从原来的网址可以找到它。没有就留空。",
                    limit_choices_to={"state": "published"},
                ),
            ),
        ],
        options=named(
            "撤下的说明",
            default_permissions=(),
            constraints=[
                check(
                    "withdrawal_not_succeeded_by_itself",
                    ~Q(policy=F("successor")),
                    "接替它的不能是这条政策自己。",
                ),
            ],
        ),
    ),
    CreateModel(
        name="Scheduled",
        fields=[
            ID,
            ("move", models.CharField("做什么", max_length=12, choices=MOVES)),
            ("due_at", models.DateTimeField("时间", db_index=True)),
            ("reason", models.CharField("原因", max_length=300, blank=True)),
            ("content", models.CharField(max_length=16, blank=True)),
            ("refused", models.CharField("没有做成的原因", max_length=500, blank=True)),
            ("by", account("排定的人")),
            (
                "policy",
                models.ForeignKey(
                    "policies.policy", models.CASCADE, related_name="scheduled", verbose_name="政策"
                ),
            ),
            (
                "successor",
                models.ForeignKey(
                    "policies.policy",
                    models.SET_NULL,
                    blank=True,
                    null=True,
                    related_name="+",
                    verbose_name="接替它的政策",
                ),
            ),
        ],
        options=named(
            "排定的发布和撤下",
            ordering=["due_at", "id"],
            default_permissions=(),
            constraints=[
                once("scheduled_once", "policy", "move"),
                check("scheduled_move_known", one_of("move", MOVES)),
            ],
        ),
    ),
]
