"""What policies are sorted by: districts, topics, audiences, and the bodies that issue them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

# \Z and not $: in Python $ also matches before a final line break.
SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"
validate_slug = RegexValidator(SLUG_PATTERN, "只能用小写英文字母、数字和连字符，例如 xuhui-2015-15。")


def words_in(stored: object) -> tuple[str, ...]:
    """The words of a JSON column that staff fill line by line; none where somebody wrote no list there by hand."""
    return tuple(map(str, stored)) if isinstance(stored, list) else ()


def validate_words(value: object) -> None:
    if not isinstance(value, list) or not all(map(_is_word, value)):
        raise ValidationError("应是一列词语，例如 户口。")


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


class WordsField(models.JSONField):
    """Other words for the same, as a list of strings. To migrations it is a JSON column like any other."""

    default_validators = [validate_words]

    def __init__(self, verbose_name: str, **options: Any) -> None:
        shared = {"default": list, "blank": True, "help_text": "居民会用的其他说法，每行一个，例如 户口。"}
        super().__init__(verbose_name, **(shared | options))

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.JSONField", args, options


class KeyedManager(models.Manager):
    """Finds a row by the natural key that fixtures use."""

    def __init__(self, *key: str) -> None:
        super().__init__()
        self.key = key

    def get_by_natural_key(self, *values: str) -> models.Model:
        return self.get(**dict(zip(self.key, values, strict=True)))


class Category(models.Model):
    """A value that residents filter by. `order` is the official order, or the one residents expect."""

    slug = models.CharField(
        "网址标识",
        max_length=40,
        unique=True,
        validators=[validate_slug],
        help_text="出现在网址里，定下后不要再改。例如 xuhui。",
    )
    name = models.CharField("名称", max_length=60, unique=True)
    order = models.PositiveSmallIntegerField("顺序", default=0, help_text="从小到大排列。")

    objects = KeyedManager("slug")

    class Meta:
        abstract = True
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class District(Category):
    """One of the 16 districts, or 上海市 for what applies to the whole city (市级)."""

    short = models.CharField("简称", max_length=20, help_text="筛选时显示，例如 徐汇、市级。")
    code = models.CharField("行政区划代码", max_length=6, unique=True, help_text="GB/T 2260，例如 310104。")

    class Meta(Category.Meta):
        verbose_name = "区"
        verbose_name_plural = "区"


class FormerDistrict(models.Model):
    """A district that was merged or renamed: its documents are filed under the district of today."""

    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="former_names", verbose_name="现属"
    )
    name = models.CharField("原名", max_length=60, unique=True, help_text="例如 闸北区。")
    slug = models.CharField("原网址标识", max_length=40, blank=True, validators=[validate_slug])
    code = models.CharField("原行政区划代码", max_length=6, blank=True)
    until = models.CharField(
        "使用至", max_length=10, blank=True, help_text="年、年-月或年-月-日，例如 2015-11-04。"
    )

    objects = KeyedManager("name")

    class Meta:
        ordering = ["name"]
        verbose_name = "原区名"
        verbose_name_plural = "原区名"

    def __str__(self) -> str:
        return f"{self.name}（现{self.district}）"

    def natural_key(self) -> tuple[str]:
        return (self.name,)


def spoken_names(former: str) -> tuple[str, ...]:
    """The name of a former district, and how it is said. 南市 is no name by itself: 河南市场 holds it.

    >>> spoken_names("闸北区"), spoken_names("南市区")
    (('闸北区', '闸北'), ('南市区',))
    """
    short = former.removesuffix("区").removesuffix("县")
    return (former,) if len(short) < 2 or short.endswith("市") else (former, short)


class Topic(Category):
    synonyms = WordsField("同义词")
    wish = models.CharField(
        "我想……",
        max_length=12,
        blank=True,
        help_text="首页上写作“我想落户”，这里只填“落户”。空着就不出现在“我想”里。",
    )

    class Meta(Category.Meta):
        verbose_name = "主题"
        verbose_name_plural = "主题"


class Audience(Category):
    class Meta(Category.Meta):
        verbose_name = "适用人群"
        verbose_name_plural = "适用人群"


class Issuer(models.Model):
    """A body that issues documents, under the name printed on them."""

    name = models.CharField(
        "名称", max_length=100, unique=True, help_text="用全称，例如 上海市徐汇区人民政府。"
    )

    objects = KeyedManager("name")

    class Meta:
        ordering = ["name"]
        verbose_name = "发文机关"
        verbose_name_plural = "发文机关"

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)


class SynonymGroup(models.Model):
    """Words that mean the same to residents: a question with one of them is answered for all of them."""

    name = models.CharField("代表词", max_length=40, unique=True, help_text="文件里最常用的说法，例如 落户。")
    words = WordsField("其他说法")

    objects = KeyedManager("name")

    class Meta:
        ordering = ["name"]
        verbose_name = "同义词"
        verbose_name_plural = "同义词"

    def __str__(self) -> str:
        return "、".join([self.name, *words_in(self.words)])

    def natural_key(self) -> tuple[str]:
        return (self.name,)
