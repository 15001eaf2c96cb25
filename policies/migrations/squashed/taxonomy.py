"""What policies are filed under, and the words that the search and the importer know."""

from django.db import models
from django.db.migrations import CreateModel
from django.db.models import Q

from policies.migrations.squashed.columns import CATEGORY, ID, SECTIONS, SLUG, check, named, once, one_of

TABLES = [
    CreateModel(
        name="District",
        fields=[
            ID,
            *CATEGORY,
            ("short", models.CharField("简称", max_length=20, help_text="筛选时显示，例如 徐汇、市级。")),
            (
                "code",
                models.CharField(
                    "行政区划代码", max_length=6, unique=True, help_text="GB/T 2260，例如 310104。"
                ),
            ),
        ],
        options=named("区", ordering=["order", "slug"]),
    ),
    CreateModel(
        name="FormerDistrict",
        fields=[
            ID,
            ("name", models.CharField("原名", max_length=60, unique=True, help_text="例如 闸北区。")),
            ("slug", models.CharField("原网址标识", max_length=40, blank=True, validators=[SLUG])),
            ("code", models.CharField("原行政区划代码", max_length=6, blank=True)),
            (
                "until",
                models.CharField(
                    "使用至", max_length=10, blank=True, help_text="年、年-月或年-月-日，例如 2015-11-04。"
                ),
            ),
            (
                "district",
                models.ForeignKey(
                    "policies.district", models.PROTECT, related_name="former_names", verbose_name="现属"
                ),
            ),
        ],
        options=named("原区名", ordering=["name"]),
    ),
    CreateModel(
        name="Area",
        fields=[
            ID,
            *CATEGORY,
            ("short", models.CharField("简称", max_length=20, help_text="筛选时显示，例如 临港。")),
            (
                "districts",
                models.ManyToManyField(
                    "policies.district",
                    blank=True,
                    related_name="areas",
                    through="policies.AreaDistrict",
                    verbose_name="所在的区",
                ),
            ),
        ],
        options=named("功能区域", ordering=["order", "slug"]),
    ),
    CreateModel(
        name="AreaDistrict",
        fields=[
            ID,
            ("area", models.ForeignKey("policies.area", models.CASCADE, verbose_name="功能区域")),
            ("district", models.ForeignKey("policies.district", models.PROTECT, verbose_name="区")),
        ],
        options=named(
            "所在的区",
            ordering=["district__order", "id"],
            constraints=[once("area_district_once", "area", "district", message="同一个区只能填写一次。")],
        ),
    ),
    CreateModel(
        name="Topic",
        fields=[
            ID,
            *CATEGORY,
            (
                "synonyms",
                models.JSONField(
                    "同义词", blank=True, default=list, help_text="居民会用的其他说法，每行一个，例如 户口。"
                ),
            ),
            (
                "wish",
                models.CharField(
                    "我想……",
                    max_length=12,
                    blank=True,
                    help_text="首页上写作“我想落户”，这里只填“落户”。空着就不出现在“我想”里。",
                ),
            ),
        ],
        options=named("主题", ordering=["order", "slug"]),
    ),
    CreateModel(
        name="Audience",
        fields=[
            ID,
            *CATEGORY,
        ],
        options=named("适用人群", ordering=["order", "slug"]),
    ),
    CreateModel(
        name="Issuer",
        fields=[
            ID,
            (
                "name",
                models.CharField(
                    "名称", max_length=100, unique=True, help_text="用全称，例如 上海市徐汇区人民政府。"
                ),
            ),
        ],
        options=named("发文机关", ordering=["name"]),
    ),
    CreateModel(
        name="SynonymGroup",
        fields=[
            ID,
            (
                "name",
                models.CharField(
                    "代表词", max_length=40, unique=True, help_text="文件里最常用的说法，例如 落户。"
                ),
            ),
            (
                "words",
                models.JSONField(
                    "其他说法",
                    blank=True,
                    default=list,
                    help_text="居民会用的其他说法，每行一个，例如 户口。",
                ),
            ),
        ],
        options=named("同义词", ordering=["name"]),
    ),
    CreateModel(
        name="SectionLabel",
        fields=[
            ID,
            (
                "words",
                models.CharField(
                    "标题用语",
                    max_length=30,
                    unique=True,
                    help_text="文件里怎么写就怎么填，不含编号和冒号，例如 扶持内容。",
                ),
            ),
            (
                "kind",
                models.CharField(
                    "归入栏目",
                    max_length=20,
                    blank=True,
                    choices=SECTIONS[1:],
                    help_text="以后导入时，这个标题下面的文字放进哪一栏；留空表示不属于任何一栏，只留在政策原文里。",
                ),
            ),
        ],
        options=named(
            "栏目标题用语",
            ordering=["kind", "words"],
            constraints=[check("section_label_kind_valid", one_of("kind", SECTIONS[1:]) | Q(kind=""))],
        ),
    ),
]
