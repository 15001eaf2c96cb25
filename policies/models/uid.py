"""The permanent mark of a row: by it fixtures, calendars and later copies find the row again."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, Q

from policies.models.taxonomy import validate_slug


def new_uid() -> str:
    """12 hexadecimal digits: among a million rows, two are the same with a chance of 1 in 500."""
    return secrets.token_hex(6)


class UidField(models.CharField):
    """To migrations it is a text like any other. Nobody types it, and nothing changes it."""

    def __init__(self, **options: Any) -> None:
        shared = {
            "verbose_name": "固定编号",
            "max_length": 32,
            "default": new_uid,
            "editable": False,
            "validators": [validate_slug],
        }
        super().__init__(**(shared | options))

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options


def uid_has_its_form(name: str) -> CheckConstraint:
    return CheckConstraint(
        condition=Q(uid__slug_form=True),
        name=name,
        violation_error_message="固定编号只能用小写英文字母、数字和连字符。",
    )
