"""What residents can get, when, with what, and where: rounds, benefits, materials, service points, areas."""

import django.core.validators
import django.db.models.deletion
import policies.models.uid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0017_epoch"),
    ]

    operations = [
        migrations.CreateModel(
            name="Area",
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
                        help_text="出现在网址里，定下后不要再改。例如 xuhui。",
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*\\Z",
                                "只能用小写英文字母、数字和连字符，例如 xuhui-2015-15。",
                            )
                        ],
                        verbose_name="网址标识",
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="名称")),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="从小到大排列。", verbose_name="顺序"
                    ),
                ),
                (
                    "short",
                    models.CharField(help_text="筛选时显示，例如 临港。", max_length=20, verbose_name="简称"),
                ),
            ],
            options={
                "verbose_name": "功能区域",
                "verbose_name_plural": "功能区域",
                "ordering": ["order", "slug"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="policy",
            name="past_reason",
            field=models.CharField(
                blank=True,
                help_text="这一条只供查考时填写，例如 这是2022年的申报，已经结束；或者 已由2024年的新办法取代。填了就显示为不再适用，并写明这个原因。",
                max_length=200,
                verbose_name="不再适用的原因",
            ),
        ),
        migrations.CreateModel(
            name="AreaDistrict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="policies.area",
                        verbose_name="功能区域",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="policies.district", verbose_name="区"
                    ),
                ),
            ],
            options={
                "verbose_name": "所在的区",
                "verbose_name_plural": "所在的区",
                "ordering": ["district__order", "id"],
            },
        ),
        migrations.AddField(
            model_name="area",
            name="districts",
            field=models.ManyToManyField(
                blank=True,
                related_name="areas",
                through="policies.AreaDistrict",
                to="policies.district",
                verbose_name="所在的区",
            ),
        ),
        migrations.CreateModel(
            name="Benefit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=policies.models.uid.new_uid,
                        editable=False,
                        max_length=32,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*\\Z",
                                "只能用小写英文字母、数字和连字符，例如 xuhui-2015-15。",
                            )
                        ],
                        verbose_name="固定编号",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="从小到大排列。", verbose_name="顺序"
                    ),
                ),
                (
                    "who",
                    models.CharField(
                        blank=True, help_text="例如 应届博士毕业生。", max_length=200, verbose_name="给谁"
                    ),
                ),
                (
                    "what",
                    models.CharField(help_text="例如 租房补贴。", max_length=200, verbose_name="给什么"),
                ),
                (
                    "amount",
                    models.CharField(
                        blank=True,
                        help_text="照文件的说法写短，例如 每月3000元。没有写明就留空。",
                        max_length=120,
                        verbose_name="给多少",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cash", "现金"),
                            ("rent", "租房"),
                            ("purchase", "购房"),
                            ("loan", "贷款与贴息"),
                            ("tax", "税收"),
                            ("status", "资格或身份"),
                            ("service", "服务"),
                            ("in_kind", "实物"),
                        ],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                (
                    "cap_yuan",
                    models.PositiveBigIntegerField(
                        blank=True,
                        help_text="只填数字，例如 30000。没有上限或者不知道就留空。",
                        null=True,
                        verbose_name="最多多少元",
                    ),
                ),
                (
                    "per",
                    models.CharField(
                        blank=True,
                        choices=[("", "未注明"), ("once", "一次"), ("month", "每月"), ("year", "每年")],
                        help_text="一次付清，还是每月、每年给。",
                        max_length=5,
                        verbose_name="怎么给",
                    ),
                ),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("original", "政策原文"),
                            ("support", "扶持力度"),
                            ("conditions", "申报条件"),
                            ("procedure", "申报程序"),
                            ("materials", "提交材料"),
                            ("service", "受理服务"),
                        ],
                        default="support",
                        max_length=12,
                        verbose_name="摘自哪一栏",
                    ),
                ),
                (
                    "quote",
                    models.TextField(
                        help_text="从那一栏照抄一句，一字不差，例如 每月给予3000元租房补贴。",
                        max_length=500,
                        validators=[django.core.validators.MaxLengthValidator(500)],
                        verbose_name="摘录",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="policies.policy",
                        verbose_name="政策",
                    ),
                ),
            ],
            options={
                "verbose_name": "待遇",
                "verbose_name_plural": "待遇",
                "ordering": ["order", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=policies.models.uid.new_uid,
                        editable=False,
                        max_length=32,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*\\Z",
                                "只能用小写英文字母、数字和连字符，例如 xuhui-2015-15。",
                            )
                        ],
                        verbose_name="固定编号",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="从小到大排列。", verbose_name="顺序"
                    ),
                ),
                ("name", models.CharField(help_text="例如 居住证。", max_length=200, verbose_name="名称")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="原件还是复印件、几份、谁开具、什么情况才要，例如 复印件1份。",
                        max_length=300,
                        verbose_name="说明",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="policies.policy",
                        verbose_name="政策",
                    ),
                ),
            ],
            options={
                "verbose_name": "申报材料",
                "verbose_name_plural": "申报材料",
                "ordering": ["order", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PolicyArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="policies.area",
                        verbose_name="功能区域",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="policies.policy", verbose_name="政策"
                    ),
                ),
            ],
            options={
                "verbose_name": "政策的功能区域",
                "verbose_name_plural": "政策的功能区域",
            },
        ),
        migrations.AddField(
            model_name="policy",
            name="areas",
            field=models.ManyToManyField(
                blank=True, through="policies.PolicyArea", to="policies.area", verbose_name="功能区域"
            ),
        ),
        migrations.CreateModel(
            name="RecordVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("policy_id", models.BigIntegerField(db_index=True, null=True)),
                ("slug", models.CharField(blank=True, max_length=80)),
                ("policy_state", models.CharField(blank=True, max_length=10)),
                ("model", models.CharField(max_length=20)),
                ("uid", models.CharField(max_length=32)),
                ("record", models.JSONField()),
                ("replaced_at", models.DateTimeField(verbose_name="被替换的时间")),
            ],
            options={
                "verbose_name": "旧记录",
                "verbose_name_plural": "旧记录",
                "default_permissions": (),
                "indexes": [models.Index(fields=["model", "uid"], name="record_version_by_uid")],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=policies.models.uid.new_uid,
                        editable=False,
                        max_length=32,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*\\Z",
                                "只能用小写英文字母、数字和连字符，例如 xuhui-2015-15。",
                            )
                        ],
                        verbose_name="固定编号",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="从小到大排列。", verbose_name="顺序"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="例如 2025年、2025年第一批。", max_length=100, verbose_name="名称"
                    ),
                ),
                (
                    "opens_on",
                    models.DateField(
                        blank=True, help_text="可以申报的第一天。", null=True, verbose_name="开始日期"
                    ),
                ),
                (
                    "closes_on",
                    models.DateField(
                        blank=True, help_text="可以申报的最后一天。", null=True, verbose_name="截止日期"
                    ),
                ),
                (
                    "open_all_year",
                    models.BooleanField(
                        default=False,
                        help_text="文件写明随时可以申报的才选。没有截止日期、又没有选这一项的，不会显示为正在申报。",
                        verbose_name="常年受理",
                    ),
                ),
                ("notice_url", models.URLField(blank=True, max_length=500, verbose_name="申报通知网址")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="日期从哪里来，例如 徐汇区人社局2025年3月的申报通知。",
                        max_length=300,
                        verbose_name="来源",
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, editable=False, verbose_name="改期次数")),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="policies.policy",
                        verbose_name="政策",
                    ),
                ),
            ],
            options={
                "verbose_name": "申报轮次",
                "verbose_name_plural": "申报轮次",
                "ordering": ["order", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ServicePoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=policies.models.uid.new_uid,
                        editable=False,
                        max_length=32,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*\\Z",
                                "只能用小写英文字母、数字和连字符，例如 xuhui-2015-15。",
                            )
                        ],
                        verbose_name="固定编号",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="用全称，例如 徐汇区人才服务中心。", max_length=120, verbose_name="名称"
                    ),
                ),
                (
                    "handles",
                    models.CharField(
                        blank=True,
                        help_text="例如 人才引进落户、居住证积分。",
                        max_length=300,
                        verbose_name="办什么",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                (
                    "hours",
                    models.CharField(
                        blank=True,
                        help_text="例如 周一至周五9:00-11:30、13:30-17:00。",
                        max_length=200,
                        verbose_name="时间",
                    ),
                ),
                (
                    "telephones",
                    models.JSONField(
                        blank=True, default=list, help_text="每行一个，例如 12345。", verbose_name="电话"
                    ),
                ),
                ("online_url", models.URLField(blank=True, max_length=500, verbose_name="网上办理网址")),
                (
                    "seen_on",
                    models.DateField(
                        blank=True,
                        help_text="资料是哪一天的。不知道就留空，网页上会请居民先打电话。",
                        null=True,
                        verbose_name="信息日期",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="地址、电话、时间是看什么填写的。",
                        max_length=300,
                        verbose_name="来源",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="写给居民看的话。", max_length=300, verbose_name="说明"
                    ),
                ),
                (
                    "is_district_window",
                    models.BooleanField(
                        default=False,
                        help_text="一条政策没有填写受理点时，请居民到这里问。",
                        verbose_name="本区人才服务窗口",
                    ),
                ),
                (
                    "edited_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="最近编辑"),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        help_text="在哪个区；受理全市的选“上海市”。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_points",
                        to="policies.district",
                        verbose_name="区",
                    ),
                ),
            ],
            options={
                "verbose_name": "受理点",
                "verbose_name_plural": "受理点",
                "ordering": ["district__order", "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="PolicyServicePoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="从小到大排列。", verbose_name="顺序"
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="policies.policy", verbose_name="政策"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="policies.servicepoint",
                        verbose_name="受理点",
                    ),
                ),
            ],
            options={
                "verbose_name": "受理点",
                "verbose_name_plural": "受理点",
                "ordering": ["order", "id"],
            },
        ),
        migrations.AddField(
            model_name="policy",
            name="service_points",
            field=models.ManyToManyField(
                blank=True,
                through="policies.PolicyServicePoint",
                to="policies.servicepoint",
                verbose_name="受理点",
            ),
        ),
        migrations.AddConstraint(
            model_name="areadistrict",
            constraint=models.UniqueConstraint(
                fields=("area", "district"),
                name="area_district_once",
                violation_error_message="同一个区只能填写一次。",
            ),
        ),
        migrations.AddConstraint(
            model_name="benefit",
            constraint=models.UniqueConstraint(fields=("policy", "uid"), name="benefit_uid_once"),
        ),
        migrations.AddConstraint(
            model_name="benefit",
            constraint=models.CheckConstraint(
                condition=models.Q(("uid__slug_form", True)),
                name="benefit_uid_form",
                violation_error_message="固定编号只能用小写英文字母、数字和连字符。",
            ),
        ),
        migrations.AddConstraint(
            model_name="benefit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["cash", "rent", "purchase", "loan", "tax", "status", "service", "in_kind"])
                ),
                name="benefit_kind_known",
                violation_error_message="没有这种方式。",
            ),
        ),
        migrations.AddConstraint(
            model_name="benefit",
            constraint=models.CheckConstraint(
                condition=models.Q(("per__in", ["", "once", "month", "year"])),
                name="benefit_per_known",
                violation_error_message="只能是一次、每月或者每年。",
            ),
        ),
        migrations.AddConstraint(
            model_name="benefit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "section__in",
                        ["original", "support", "conditions", "procedure", "materials", "service"],
                    )
                ),
                name="benefit_section_known",
                violation_error_message="没有这个栏目。",
            ),
        ),
        migrations.AddConstraint(
            model_name="benefit",
            constraint=models.CheckConstraint(
                condition=models.Q(("quote", ""), _negated=True),
                name="benefit_quotes_something",
                violation_error_message="必须从政策里照抄一句。",
            ),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.UniqueConstraint(fields=("policy", "uid"), name="material_uid_once"),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(
                condition=models.Q(("uid__slug_form", True)),
                name="material_uid_form",
                violation_error_message="固定编号只能用小写英文字母、数字和连字符。",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyarea",
            constraint=models.UniqueConstraint(fields=("policy", "area"), name="policy_area_once"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(fields=("policy", "uid"), name="round_uid_once"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("uid__slug_form", True)),
                name="round_uid_form",
                violation_error_message="固定编号只能用小写英文字母、数字和连字符。",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opens_on__isnull", True),
                    ("closes_on__isnull", True),
                    ("closes_on__gte", models.F("opens_on")),
                    _connector="OR",
                ),
                name="round_closes_after_opening",
                violation_error_message="截止日期不能早于开始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("open_all_year", False), ("closes_on__isnull", True), _connector="OR"),
                name="round_all_year_never_closes",
                violation_error_message="常年受理的没有截止日期：请去掉截止日期，或者不选常年受理。",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("notice_url", ""),
                    ("notice_url__istartswith", "http://"),
                    ("notice_url__istartswith", "https://"),
                    _connector="OR",
                ),
                name="round_notice_url_is_web_address",
                violation_error_message="请输入以 https:// 或 http:// 开头的完整网址，例如 https://www.shanghai.gov.cn/。",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("uid__slug_form", True)),
                name="service_point_uid_form",
                violation_error_message="固定编号只能用小写英文字母、数字和连字符。",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("online_url", ""),
                    ("online_url__istartswith", "http://"),
                    ("online_url__istartswith", "https://"),
                    _connector="OR",
                ),
                name="service_point_online_url_is_web_address",
                violation_error_message="请输入以 https:// 或 http:// 开头的完整网址，例如 https://www.shanghai.gov.cn/。",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyservicepoint",
            constraint=models.UniqueConstraint(
                fields=("policy", "point"),
                name="policy_service_point_once",
                violation_error_message="同一受理点只能填写一次。",
            ),
        ),
    ]
