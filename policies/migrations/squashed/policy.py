"""A policy, and what it is filed under."""

from django.db import models
from django.db.migrations import CreateModel
from django.db.models import Q

from policies.migrations.squashed.columns import (
    ID,
    ORDER,
    SLUG,
    account,
    check,
    named,
    not_before,
    once,
    one_of,
    web_address,
)

STATES = [("draft", "草稿"), ("review", "待审"), ("published", "已发布"), ("withdrawn", "已撤下")]
GRADES = [("", "未注明"), ("high", "高"), ("medium", "中"), ("low", "低")]
SOURCES = [
    ("", "未注明"),
    ("official", "官方原文"),
    ("english", "官方英文版"),
    ("institutional", "机构资料"),
    ("third_party", "转载资料"),
]

TABLES = [
    CreateModel(
        name="Policy",
        fields=[
            ID,
            (
                "slug",
                models.CharField(
                    "网址标识",
                    max_length=80,
                    unique=True,
                    help_text="出现在网址里，例如 xuhui-2015-15。保存后要改，请用“改网址标识”，原来的网址会转到新的。",
                    validators=[SLUG],
                ),
            ),
            ("title", models.CharField("标题", max_length=300, help_text="用文件上的全称。")),
            (
                "doc_number",
                models.CharField(
                    "发文字号",
                    max_length=100,
                    blank=True,
                    help_text="照文件上印的填写，例如 徐委〔2015〕15号。没有就留空。",
                ),
            ),
            (
                "doc_number_normalized",
                models.CharField("规范文号", max_length=200, db_index=True, blank=True, editable=False),
            ),
            (
                "district_printed",
                models.CharField(
                    "文件上的区名",
                    max_length=60,
                    blank=True,
                    help_text="与现在的区名不同时填写，例如 闸北区。",
                ),
            ),
            ("issued_on", models.DateField("成文日期", blank=True, null=True, help_text="文件落款的日期。")),
            (
                "published_on",
                models.DateField("发布日期", blank=True, null=True, help_text="对外公布的日期。"),
            ),
            ("effective_on", models.DateField("施行日期", blank=True, null=True)),
            (
                "expires_on",
                models.DateField("失效日期", blank=True, null=True, help_text="有效期的最后一天。"),
            ),
            (
                "repealed_on",
                models.DateField("废止日期", blank=True, null=True, help_text="从这一天起不再有效。"),
            ),
            (
                "verified_on",
                models.DateField(
                    "核实日期",
                    blank=True,
                    null=True,
                    help_text="最近一次向发文机关核实仍然有效的日期。没有核实过就留空。",
                ),
            ),
            ("year", models.PositiveSmallIntegerField("年份", db_index=True, null=True, editable=False)),
            ("official_url", models.URLField("官方原文网址", max_length=500, blank=True)),
            (
                "source_url",
                models.URLField(
                    "资料来源网址", max_length=500, blank=True, help_text="不是官方网站、但看到内容的网页。"
                ),
            ),
            (
                "source_note",
                models.TextField("来源说明", blank=True, help_text="内容从哪里来。没有官方网址时必须填写。"),
            ),
            (
                "editorial_note",
                models.TextField(
                    "编者注",
                    blank=True,
                    help_text="原网页的缺字、错字等，每行一条，显示在正文旁边。不要改动正文。",
                ),
            ),
            (
                "state",
                models.CharField("发布状态", max_length=10, db_index=True, default="draft", choices=STATES),
            ),
            ("edited_at", models.DateTimeField("最近编辑", blank=True, null=True, editable=False)),
            (
                "district",
                models.ForeignKey(
                    "policies.district",
                    models.PROTECT,
                    blank=True,
                    null=True,
                    related_name="policies",
                    verbose_name="区",
                    help_text="现在的区；全市适用的选“上海市”。",
                ),
            ),
            (
                "audiences",
                models.ManyToManyField(
                    "policies.audience",
                    blank=True,
                    through="policies.PolicyAudience",
                    verbose_name="适用人群",
                ),
            ),
            (
                "issuers",
                models.ManyToManyField(
                    "policies.issuer", blank=True, through="policies.PolicyIssuer", verbose_name="发文机关"
                ),
            ),
            (
                "topics",
                models.ManyToManyField(
                    "policies.topic", blank=True, through="policies.PolicyTopic", verbose_name="主题"
                ),
            ),
            (
                "source_grade",
                models.CharField(
                    "来源可靠程度",
                    max_length=6,
                    blank=True,
                    choices=GRADES,
                    help_text="看到官方原文或官方平台的，选“高”；看到机构、媒体的引用或存档副本的，选“中”；其他选“低”。",
                ),
            ),
            (
                "source_kind",
                models.CharField(
                    "来源类别",
                    max_length=13,
                    blank=True,
                    choices=SOURCES,
                    help_text="内容是看什么整理的。选“转载资料”的，网页上写明未与原文核对，不显示来源网址，也不算现行有效。不清楚就不选。",
                ),
            ),
            (
                "title_is_ours",
                models.BooleanField(
                    "本站拟题",
                    blank=True,
                    default=False,
                    choices=[(False, "不是"), (True, "是")],
                    help_text="标题不是照文件抄录，是本站为一项服务或者一年一次的申报拟的，选“是”。",
                ),
            ),
            (
                "uncertain_reason",
                models.CharField(
                    "存疑原因",
                    max_length=200,
                    blank=True,
                    help_text="内容靠不住的地方，例如 只见到 2019 年的报道，不知道后来有没有调整。填了就显示为待核实，并写明这个原因。",
                ),
            ),
            (
                "year_entered",
                models.PositiveSmallIntegerField(
                    "标题上的年份",
                    blank=True,
                    null=True,
                    help_text="标题写明年份，或者只知道年份时填写，例如 2015；填了就按它归入年份。没有填写时，按发布日期或成文日期的年份。",
                ),
            ),
            (
                "past_reason",
                models.CharField(
                    "不再适用的原因",
                    max_length=200,
                    blank=True,
                    help_text="这一条只供查考时填写，例如 这是2022年的申报，已经结束；或者 已由2024年的新办法取代。填了就显示为不再适用，并写明这个原因。",
                ),
            ),
            (
                "areas",
                models.ManyToManyField(
                    "policies.area", blank=True, through="policies.PolicyArea", verbose_name="功能区域"
                ),
            ),
            (
                "service_points",
                models.ManyToManyField(
                    "policies.servicepoint",
                    blank=True,
                    through="policies.PolicyServicePoint",
                    verbose_name="受理点",
                ),
            ),
            ("copy_base", models.JSONField("开始修改时的内容", blank=True, null=True, editable=False)),
            (
                "copy_of",
                models.OneToOneField(
                    "policies.policy",
                    models.CASCADE,
                    blank=True,
                    null=True,
                    editable=False,
                    related_name="working_copy",
                    verbose_name="修改的是",
                ),
            ),
            ("edited_by", account("最后修改的人", models.SET_NULL, blank=True, null=True, editable=False)),
            ("returned_because", models.CharField("退回的理由", max_length=300, blank=True, editable=False)),
        ],
        options=named(
            "政策",
            ordering=["-year", "-id"],
            permissions=[("publish_policy", "可以发布和撤下政策")],
            indexes=[models.Index(fields=["title"], name="policy_by_title")],
            constraints=[
                check("policy_state_known", one_of("state", STATES), "没有这个发布状态。"),
                check(
                    "policy_year_plausible",
                    Q(year__isnull=True) | Q(year__range=(1949, 2100)),
                    "年份应在 1949 到 2100 之间，例如 2015。",
                ),
                check(
                    "policy_expires_after_effective",
                    not_before("expires_on", "effective_on"),
                    "失效日期不能早于施行日期。",
                ),
                check(
                    "policy_repealed_after_issued",
                    not_before("repealed_on", "issued_on"),
                    "废止日期不能早于成文日期。",
                ),
                check(
                    "policy_published_is_complete",
                    ~Q(state="published")
                    | (~Q(title="") & Q(district__isnull=False) & (~Q(official_url="") | ~Q(source_note=""))),
                    "发布前必须填写标题、区，以及官方原文网址或来源说明。",
                ),
                check(
                    "policy_expires_after_issued",
                    not_before("expires_on", "issued_on"),
                    "失效日期不能早于成文日期。",
                ),
                check(
                    "policy_year_entered_plausible",
                    Q(year_entered__isnull=True) | Q(year_entered__range=(1949, 2100)),
                    "年份应在 1949 到 2100 之间，例如 2015。",
                ),
                check("policy_source_kind_known", one_of("source_kind", SOURCES), "没有这个来源类别。"),
                check("policy_source_grade_known", one_of("source_grade", GRADES), "没有这个可靠程度。"),
                check(
                    "policy_slug_form", Q(slug__slug_form=True), "网址标识只能用小写英文字母、数字和连字符。"
                ),
                web_address("policy_official_url_is_web_address", "official_url"),
                web_address("policy_source_url_is_web_address", "source_url"),
                check(
                    "policy_copy_is_never_public",
                    Q(copy_of__isnull=True) | Q(state__in=["draft", "review"]),
                    "修改稿本身不能发布或者撤下。",
                ),
            ],
        ),
    ),
    CreateModel(
        name="PolicyTopic",
        fields=[
            ID,
            ("policy", models.ForeignKey("policies.policy", models.CASCADE, verbose_name="政策")),
            ("topic", models.ForeignKey("policies.topic", models.PROTECT, verbose_name="主题")),
        ],
        options=named("政策的主题", constraints=[once("policy_topic_once", "policy", "topic")]),
    ),
    CreateModel(
        name="PolicyAudience",
        fields=[
            ID,
            ("audience", models.ForeignKey("policies.audience", models.PROTECT, verbose_name="适用人群")),
            ("policy", models.ForeignKey("policies.policy", models.CASCADE, verbose_name="政策")),
        ],
        options=named("政策的适用人群", constraints=[once("policy_audience_once", "policy", "audience")]),
    ),
    CreateModel(
        name="PolicyIssuer",
        fields=[
            ID,
            (
                "order",
                models.PositiveSmallIntegerField("顺序", default=1, help_text="联合发文时，主办机关为 1。"),
            ),
            ("issuer", models.ForeignKey("policies.issuer", models.PROTECT, verbose_name="发文机关")),
            ("policy", models.ForeignKey("policies.policy", models.CASCADE, verbose_name="政策")),
        ],
        options=named(
            "发文机关",
            plural="发文机关（按联合发文的顺序）",
            ordering=["order", "id"],
            constraints=[once("policy_issuer_once", "policy", "issuer", message="同一机关只能填写一次。")],
        ),
    ),
    CreateModel(
        name="PolicyArea",
        fields=[
            ID,
            ("area", models.ForeignKey("policies.area", models.PROTECT, verbose_name="功能区域")),
            ("policy", models.ForeignKey("policies.policy", models.CASCADE, verbose_name="政策")),
        ],
        options=named("政策的功能区域", constraints=[once("policy_area_once", "policy", "area")]),
    ),
    CreateModel(
        name="PolicyServicePoint",
        fields=[
            ID,
            ORDER,
            ("policy", models.ForeignKey("policies.policy", models.CASCADE, verbose_name="政策")),
            ("point", models.ForeignKey("policies.servicepoint", models.PROTECT, verbose_name="受理点")),
        ],
        options=named(
            "受理点",
            ordering=["order", "id"],
            constraints=[
                once("policy_service_point_once", "policy", "point", message="同一受理点只能填写一次。")
            ],
        ),
    ),
]
