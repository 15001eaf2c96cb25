"""What a policy consists of: its sections, when one can apply, what one gets, what to bring, where to go."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.migrations import CreateModel
from django.db.models import Q

from policies.migrations.squashed.columns import (
    ID,
    OF_POLICY,
    ROW,
    SECTIONS,
    SLUG,
    TEXT_STATES,
    check,
    named,
    not_before,
    once,
    one_of,
    uid_form,
    web_address,
)
from policies.models import uid

BENEFITS = [
    ("cash", "现金"),
    ("rent", "租房"),
    ("purchase", "购房"),
    ("loan", "贷款与贴息"),
    ("tax", "税收"),
    ("status", "资格或身份"),
    ("service", "服务"),
    ("in_kind", "实物"),
]
PERIODS = [("", "未注明"), ("once", "一次"), ("month", "每月"), ("year", "每年")]

TABLES = [
    CreateModel(
        name="Section",
        fields=[
            ID,
            ("kind", models.CharField("栏目", max_length=12, choices=SECTIONS)),
            (
                "state",
                models.CharField(
                    "状态",
                    max_length=8,
                    default="pending",
                    choices=TEXT_STATES,
                    help_text="文件里确实没有规定的，选“原文未规定”；还没有录入的，选“待补”。",
                ),
            ),
            (
                "body",
                models.TextField(
                    "内容",
                    blank=True,
                    help_text="直接粘贴纯文本，每段一行，保留“一、（一）”等编号。不要改动官方原文。",
                ),
            ),
            (
                "policy",
                models.ForeignKey(
                    "policies.policy", models.CASCADE, related_name="sections", verbose_name="政策"
                ),
            ),
        ],
        options=named(
            "栏目",
            plural="六个栏目",
            constraints=[
                once("section_once_per_policy", "policy", "kind", message="同一条政策的同一栏目只能有一份。"),
                check("section_kind_known", one_of("kind", SECTIONS), "没有这个栏目。"),
                check(
                    "section_state_matches_body",
                    (Q(state="content") & ~Q(body="")) | (Q(state__in=["pending", "absent"]) & Q(body="")),
                    "“有内容”必须填写内容；“待补”和“原文未规定”不能有内容。",
                ),
            ],
        ),
    ),
    CreateModel(
        name="Round",
        fields=[
            ID,
            *ROW,
            ("name", models.CharField("名称", max_length=100, help_text="例如 2025年、2025年第一批。")),
            ("opens_on", models.DateField("开始日期", blank=True, null=True, help_text="可以申报的第一天。")),
            (
                "closes_on",
                models.DateField("截止日期", blank=True, null=True, help_text="可以申报的最后一天。"),
            ),
            (
                "open_all_year",
                models.BooleanField(
                    "常年受理",
                    default=False,
                    help_text="文件写明随时可以申报的才选。没有截止日期、又没有选这一项的，不会显示为正在申报。",
                ),
            ),
            ("notice_url", models.URLField("申报通知网址", max_length=500, blank=True)),
            ("note", models.CharField("说明", max_length=500, blank=True)),
            (
                "source",
                models.CharField(
                    "来源",
                    max_length=300,
                    blank=True,
                    help_text="日期从哪里来，例如 徐汇区人社局2025年3月的申报通知。",
                ),
            ),
            ("sequence", models.PositiveIntegerField("改期次数", default=0, editable=False)),
            OF_POLICY,
        ],
        options=named(
            "申报轮次",
            ordering=["order", "id"],
            constraints=[
                once("round_uid_once", "policy", "uid"),
                uid_form("round"),
                check(
                    "round_closes_after_opening",
                    not_before("closes_on", "opens_on"),
                    "截止日期不能早于开始日期。",
                ),
                check(
                    "round_all_year_never_closes",
                    Q(open_all_year=False) | Q(closes_on__isnull=True),
                    "常年受理的没有截止日期：请去掉截止日期，或者不选常年受理。",
                ),
                web_address("round_notice_url_is_web_address", "notice_url"),
            ],
        ),
    ),
    CreateModel(
        name="Benefit",
        fields=[
            ID,
            *ROW,
            ("who", models.CharField("给谁", max_length=200, blank=True, help_text="例如 应届博士毕业生。")),
            ("what", models.CharField("给什么", max_length=200, help_text="例如 租房补贴。")),
            (
                "amount",
                models.CharField(
                    "给多少",
                    max_length=120,
                    blank=True,
                    help_text="照文件的说法写短，例如 每月3000元。没有写明就留空。",
                ),
            ),
            ("kind", models.CharField("方式", max_length=8, choices=BENEFITS)),
            (
                "cap_yuan",
                models.PositiveBigIntegerField(
                    "最多多少元",
                    blank=True,
                    null=True,
                    help_text="只填数字，例如 30000。没有上限或者不知道就留空。",
                ),
            ),
            (
                "per",
                models.CharField(
                    "怎么给",
                    max_length=5,
                    blank=True,
                    choices=PERIODS,
                    help_text="一次付清，还是每月、每年给。",
                ),
            ),
            ("section", models.CharField("摘自哪一栏", max_length=12, default="support", choices=SECTIONS)),
            (
                "quote",
                models.TextField(
                    "摘录",
                    max_length=500,
                    help_text="从那一栏照抄一句，一字不差，例如 每月给予3000元租房补贴。",
                    validators=[MaxLengthValidator(500)],
                ),
            ),
            OF_POLICY,
        ],
        options=named(
            "待遇",
            ordering=["order", "id"],
            constraints=[
                once("benefit_uid_once", "policy", "uid"),
                uid_form("benefit"),
                check("benefit_kind_known", one_of("kind", BENEFITS), "没有这种方式。"),
                check("benefit_per_known", one_of("per", PERIODS), "只能是一次、每月或者每年。"),
                check("benefit_section_known", one_of("section", SECTIONS), "没有这个栏目。"),
                check("benefit_quotes_something", ~Q(quote=""), "必须从政策里照抄一句。"),
            ],
        ),
    ),
    CreateModel(
        name="Material",
        fields=[
            ID,
            *ROW,
            ("name", models.CharField("名称", max_length=200, help_text="例如 居住证。")),
            (
                "note",
                models.CharField(
                    "说明",
                    max_length=300,
                    blank=True,
                    help_text="原件还是复印件、几份、谁开具、什么情况才要，例如 复印件1份。",
                ),
            ),
            OF_POLICY,
        ],
        options=named(
            "申报材料",
            ordering=["order", "id"],
            constraints=[
                once("material_uid_once", "policy", "uid"),
                uid_form("material"),
            ],
        ),
    ),
    CreateModel(
        name="ServicePoint",
        fields=[
            ID,
            (
                "uid",
                models.CharField(
                    "固定编号",
                    max_length=32,
                    unique=True,
                    default=uid.new_uid,
                    editable=False,
                    validators=[SLUG],
                ),
            ),
            ("name", models.CharField("名称", max_length=120, help_text="用全称，例如 徐汇区人才服务中心。")),
            (
                "handles",
                models.CharField(
                    "办什么", max_length=300, blank=True, help_text="例如 人才引进落户、居住证积分。"
                ),
            ),
            ("address", models.CharField("地址", max_length=200, blank=True)),
            (
                "hours",
                models.CharField(
                    "时间", max_length=200, blank=True, help_text="例如 周一至周五9:00-11:30、13:30-17:00。"
                ),
            ),
            (
                "telephones",
                models.JSONField("电话", blank=True, default=list, help_text="每行一个，例如 12345。"),
            ),
            ("online_url", models.URLField("网上办理网址", max_length=500, blank=True)),
            (
                "seen_on",
                models.DateField(
                    "信息日期",
                    blank=True,
                    null=True,
                    help_text="资料是哪一天的。不知道就留空，网页上会请居民先打电话。",
                ),
            ),
            (
                "source",
                models.CharField(
                    "来源", max_length=300, blank=True, help_text="地址、电话、时间是看什么填写的。"
                ),
            ),
            ("note", models.CharField("说明", max_length=300, blank=True, help_text="写给居民看的话。")),
            (
                "is_district_window",
                models.BooleanField(
                    "本区人才服务窗口", default=False, help_text="一条政策没有填写受理点时，请居民到这里问。"
                ),
            ),
            ("edited_at", models.DateTimeField("最近编辑", blank=True, null=True, editable=False)),
            (
                "district",
                models.ForeignKey(
                    "policies.district",
                    models.PROTECT,
                    blank=True,
                    null=True,
                    related_name="service_points",
                    verbose_name="区",
                    help_text="在哪个区；受理全市的选“上海市”。",
                ),
            ),
        ],
        options=named(
            "受理点",
            ordering=["district__order", "name", "id"],
            constraints=[
                uid_form("service_point"),
                web_address("service_point_online_url_is_web_address", "online_url"),
            ],
        ),
    ),
]
