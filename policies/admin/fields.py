"""Fields and widgets of the admin: forgiving about dress, strict about meaning, and in Chinese."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, ChangeList
from django.contrib.admin.widgets import (
    AdminDateWidget,
    AdminTextareaWidget,
    AdminTextInputWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import ValidationError
from django.db import DataError, models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from policies.admin.counted import UNCUT, CountedArea
from policies.admin.refusals import NUL_MESSAGE, in_plain_words
from policies.lookup.index import UnavailableError, index
from policies.models.policy import FIRST_YEAR, LAST_YEAR
from policies.text import dates, storable
from policies.text.amounts import YUAN, amounts
from policies.text.normalize import clean, fold_case
from policies.text.telephones import is_telephone

# The first two are Django's, named so that ours comes after them.
CALENDAR = ("admin/js/calendar.js", "admin/js/admin/DateTimeShortcuts.js", "js/calendar_zh.js")

# The longest number that surely fits the 64-bit column of a key.
MAX_KEY_DIGITS = 18


# What stands behind a date that was copied out of a sentence.
_BEHIND = "。．.，,；;、"
# 20150814. Fewer digits could be two days: 2015111.
_DIGITS_OF_A_DAY = 8


def _day_in(text: str) -> date | None:
    """None where it is no day, or where Django's formats may still know it."""
    text = text.rstrip(_BEHIND)
    if len(text) == _DIGITS_OF_A_DAY and text.isascii() and text.isdecimal():
        with suppress(ValueError):
            return date.fromisoformat(text)
    return dates.parse(text)


class DayField(forms.DateField):
    """A day in any dress that staff type or paste: 2015-08-14, 2015.8.14, 2015年8月14日, 二〇一五年八月十四日, 20150814."""

    input_formats = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
    default_error_messages = {
        "invalid": "请输入真实的日期，例如 2015-08-14。",
        "range": f"年份应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间，例如 2015-08-14。",
    }

    def to_python(self, value: Any) -> date | None:
        typed = clean(value).replace(" ", "") if isinstance(value, str) else value
        day = isinstance(typed, str) and _day_in(typed)
        day = day or super().to_python(typed)
        # `Policy.derive` copies the year after validation, where only the database would refuse it.
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["range"], code="range")
        return day


class PlainTextField(forms.CharField):
    """Official text: newlines as \\n, blank lines at both ends removed, everything else as pasted."""

    def __init__(self, **kwargs: Any) -> None:
        # Two full-width spaces that open a paragraph belong to the text.
        super().__init__(**{**kwargs, "strip": False})

    def to_python(self, value: Any) -> str:
        lines = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        filled = [index for index, line in enumerate(lines) if line.strip()]
        return "\n".join(lines[filled[0] : filled[-1] + 1]) if filled else ""


class LinesField(forms.Field):
    """A list of strings, one per line; blank lines and repetitions are dropped."""

    widget = AdminTextareaWidget(attrs={"rows": 8})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        if storable.has_nul(value or ""):
            raise ValidationError(NUL_MESSAGE, code="null_characters_not_allowed")
        lines: dict[str, str] = {}
        for line in filter(None, map(str.strip, (value or "").splitlines())):
            lines.setdefault(fold_case(line), line)
        return list(lines.values())

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


class TelephonesField(LinesField):
    default_error_messages = {
        "telephone": "“%(line)s”不是电话号码。每行一个，例如 021-64872222，有分机的写 021-64872222转8012。"
    }

    def to_python(self, value: Any) -> list[str]:
        lines = super().to_python(value)
        for line in lines:
            if not is_telephone(line):
                # Not the whole of it, which can be a page.
                params = {"line": line[:40]}
                raise ValidationError(self.error_messages["telephone"], code="telephone", params=params)
        return lines


class YuanField(forms.IntegerField):
    """A sum in yuan, as a number or as it is printed: 30000, 30,000元, 3万元."""

    widget = AdminTextInputWidget
    default_error_messages = {
        "invalid": "请填多少元，例如 30000，也可以写 3万元。",
        "min_value": "金额不能小于 0，例如 30000。",
        "max_value": "金额太大，例如 30000。",
    }

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and value.strip():
            printed = f"{value.strip().removesuffix('元')}元"
            found = amounts(printed)
            if [(each.start, each.end, each.unit) for each in found] == [(0, len(printed), YUAN)]:
                value = int(found[0].value)
        return super().to_python(value)


class _OnlyKeys:
    """An autocomplete widget that survives any value: Django's looks up what is in the address or the POST."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        if keys := [key for key in value if is_key(key)]:
            return super().optgroups(name, keys, attrs)
        # Django would ask the database for none of them.
        may_be_empty = not (self.is_required or self.allow_multiple_selected)
        empty = [self.create_option(name, "", "", False, 0)] if may_be_empty else []
        return [(None, empty, 0)]


class ChooseOne(_OnlyKeys, AutocompleteSelect):
    pass


class ChooseMany(_OnlyKeys, AutocompleteSelectMultiple):
    pass


class ManyField(forms.ModelMultipleChoiceField):
    def clean(self, value: Any) -> models.QuerySet:
        # SQLite stops with an error at a number that is longer than its integers.
        if strange := [each for each in value or () if not is_key(each)]:
            message = self.error_messages["invalid_choice"]
            raise ValidationError(message, code="invalid_choice", params={"value": strange[0][:40]})
        return super().clean(value)


def _look_again() -> None:
    """Bring the index in step with what was just saved. Should it fail, the next question does it."""
    lookup = index()
    lookup.forget()
    with suppress(UnavailableError):
        lookup.reader(timezone.localdate())


def is_key(value: Any) -> bool:
    return str(value).isdecimal() and len(str(value)) <= MAX_KEY_DIGITS


class ForgivingList:
    """For ModelAdmin: a list whose address asks what no database can answer shows everything, and says so.

    Staff may write any lookup there: Django tries a value against its column, but not against NUL, which PostgreSQL
    refuses, nor against numbers and years that are too large. The search box and the address that completes what is
    typed are tried against nothing.
    """

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, storable.to_look_for(search_term))

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        try:
            return super().get_changelist_instance(request)
        except (IncorrectLookupParameters, DataError, ValueError, OverflowError) as error:
            if ERROR_FLAG in request.GET or not request.GET:
                raise
            self.message_user(request, "地址里的筛选条件无效，已经忽略，现在显示全部。", messages.WARNING)
            raise IncorrectLookupParameters from error


class ChineseFields:
    """For ModelAdmin and inlines: fields that accept what staff paste, and say in Chinese what is wrong."""

    empty_value_display = "未填"
    formfield_overrides = {
        **UNCUT,
        models.DateField: {"form_class": DayField, "widget": AdminDateWidget(format="%Y-%m-%d")},
        models.TextField: {"form_class": PlainTextField, "widget": CountedArea},
        models.PositiveBigIntegerField: {"form_class": YuanField, "widget": AdminTextInputWidget},
        models.PositiveSmallIntegerField: {"error_messages": {"invalid": "请输入整数，例如 1。"}},
    }

    # Whatever staff do is logged, so here every act of theirs passes by.

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        transaction.on_commit(_look_again, robust=True)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        transaction.on_commit(_look_again, robust=True)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: models.QuerySet) -> Any:
        transaction.on_commit(_look_again, robust=True)
        return super().log_deletions(request, queryset)

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            in_plain_words(field)
            field.widget.is_told = not isinstance(self, admin.TabularInline)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # One slip next to a policy must not rename or delete a value that other policies share.
            field.widget.can_change_related = field.widget.can_delete_related = False
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ChooseOne(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
