"""Columns that several tables have, and constraints that are written the same way in each."""

from collections.abc import Callable

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from policies.models import uid

SECTIONS = [
    ("original", "政策原文"),
    ("support", "扶持力度"),
    ("conditions", "申报条件"),
    ("procedure", "申报程序"),
    ("materials", "提交材料"),
    ("service", "受理服务"),
]
TEXT_STATES = [("content", "有内容"), ("pending", "待补"), ("absent", "原文未规定")]

SLUG = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", "只能用小写英文字母、数字和连字符，例如 xuhui-2015-15。")
WEB = "请输入以 https:// 或 http:// 开头的完整网址，例如 https://www.shanghai.gov.cn/。"

ID = ("id", models.BigAutoField("ID", auto_created=True, primary_key=True, serialize=False))
ORDER = ("order", models.PositiveSmallIntegerField("顺序", default=0, help_text="从小到大排列。"))
# A category that residents choose by.
CATEGORY = [
    (
        "slug",
        models.CharField(
            "网址标识",
            max_length=40,
            unique=True,
            help_text="出现在网址里，定下后不要再改。例如 xuhui。",
            validators=[SLUG],
        ),
    ),
    ("name", models.CharField("名称", max_length=60, unique=True)),
    ORDER,
]
# A row of one policy.
ROW = [
    (
        "uid",
        models.CharField("固定编号", max_length=32, default=uid.new_uid, editable=False, validators=[SLUG]),
    ),
    ORDER,
]
OF_POLICY = (
    "policy",
    models.ForeignKey("policies.policy", models.CASCADE, related_name="%(class)ss", verbose_name="政策"),
)


def named(name: str, plural: str = "", **options: object) -> dict[str, object]:
    """The options of a model that has a name at the desk."""
    return {"verbose_name": name, "verbose_name_plural": plural or name, **options}


def once(name: str, *fields: str, message: str | None = None) -> models.UniqueConstraint:
    return models.UniqueConstraint(name=name, fields=fields, violation_error_message=message)


def check(name: str, condition: Q, message: str | None = None) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=condition, violation_error_message=message)


def uid_form(table: str) -> models.CheckConstraint:
    return check(f"{table}_uid_form", Q(uid__slug_form=True), "固定编号只能用小写英文字母、数字和连字符。")


def account(
    name: str, on_delete: Callable[..., object] = models.PROTECT, **options: object
) -> models.ForeignKey:
    """To an account, which knows nothing of it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete, related_name="+", verbose_name=name, **options
    )


def web_address(name: str, field: str) -> models.CheckConstraint:
    begins = Q((f"{field}__istartswith", "http://")) | Q((f"{field}__istartswith", "https://"))
    return check(name, Q((field, "")) | begins, WEB)


def one_of(field: str, choices: list[tuple[str, str]]) -> Q:
    return Q((f"{field}__in", [value for value, _ in choices]))


def not_before(later: str, earlier: str) -> Q:
    """Where both days are known."""
    is_unknown = Q((f"{earlier}__isnull", True)) | Q((f"{later}__isnull", True))
    return is_unknown | Q((f"{later}__gte", F(earlier)))
