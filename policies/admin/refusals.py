"""What is said of a wrong value, where Django's own words speak of a variable or a field and name no way on."""

from __future__ import annotations

from django import forms
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)

# Django's own Chinese for this speaks of an empty string, and staff look for the wrong thing.
NUL_MESSAGE = "含有看不见的空字符（NUL），不能保存。请先粘贴到记事本，再从记事本复制过来。"
NOT_LISTED = "请从列表里选，填的不在列表里。"
_OF_VALIDATORS = {
    ProhibitNullCharactersValidator: NUL_MESSAGE,
    MaxLengthValidator: "最多 %(limit_value)d 个字，现在有 %(show_value)d 个。写的都还在，请删短一些。",
    MinValueValidator: "不能小于 %(limit_value)s，例如 1。",
    MaxValueValidator: "不能大于 %(limit_value)s，例如 1。",
}
_CHOOSING = (forms.ChoiceField, forms.ModelChoiceField)


def in_plain_words(field: forms.Field) -> forms.Field:
    verb = "选择" if isinstance(field, _CHOOSING) else "填写"
    field.error_messages["required"] = f"请{verb}“{field.label}”。"
    if isinstance(field, _CHOOSING):
        field.error_messages["invalid_choice"] = NOT_LISTED
    for validator in field.validators:
        if message := _OF_VALIDATORS.get(type(validator)):
            validator.message = message
    return field
