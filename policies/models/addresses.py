"""A field for web addresses that residents are sent to, checked by the form and by the database."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

SCHEMES = ("http", "https")
MESSAGE = "请输入以 https:// 或 http:// 开头的完整网址，例如 https://www.shanghai.gov.cn/。"

_validate_url = URLValidator(schemes=SCHEMES, message=MESSAGE)


def validate_web_address(value: str) -> None:
    """http or https, a host, and no name of a user before it, which a reader takes for the host."""
    _validate_url(value)
    if "@" in urlsplit(value).netloc:
        raise ValidationError(MESSAGE, code="invalid")


class WebAddressFormField(forms.URLField):
    default_validators = [validate_web_address]
    default_error_messages = {"invalid": MESSAGE}

    def to_python(self, value: Any) -> str:
        """What names no scheme is given https; but `//host/` would go to a host that nobody looked at."""
        if str(value or "").strip().startswith("//"):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class WebAddressField(models.URLField):
    """To migrations it is an address like any other; `is_web_address` is what the database enforces."""

    default_validators = [validate_web_address]

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(**{"form_class": WebAddressFormField, "assume_scheme": "https", **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.URLField", args, options


def is_web_address(column: str) -> Q:
    """By what both databases can read without a function of ours: the form and the checks look closer."""
    starts = (Q(**{f"{column}__istartswith": f"{scheme}://"}) for scheme in SCHEMES)
    empty = Q(**{column: ""})
    for start in starts:
        empty |= start
    return empty
