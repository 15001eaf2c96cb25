"""What a person typed into a form, read from the POST field by field, whether or not it is any good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.formsets import DEFAULT_MAX_NUM, DELETION_FIELD_NAME, TOTAL_FORM_COUNT
from django.http import HttpRequest

from policies.admin.checkpoint import Rows, digest


def read_value(field: forms.Field, raw: Any) -> Any:
    """As a column holds it: the key of a row, the sorted keys of several. ValidationError where it is no value."""
    value = field.clean(raw)
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, models.QuerySet):
        return sorted(value.values_list("pk", flat=True))
    return value


@dataclass(frozen=True, slots=True)
class TypedField:
    raw: Any
    """As the form shows it again."""
    digest: str
    """Comparable with that of the database; empty where what was typed is no value."""

    @classmethod
    def of(cls, field: forms.Field, request: HttpRequest, name: str) -> Self:
        raw = field.widget.value_from_datadict(request.POST, request.FILES, name)
        try:
            return cls(raw, digest(read_value(field, raw)))
        except ValidationError:
            return cls(raw, "")


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row of an inline. What was added on the page and left empty is none."""

    name: str
    """Of the row that it was made from; empty for a new one."""
    raw: Mapping[str, Any]
    value: Mapping[str, Any] | None
    """None where something that was typed is no value."""
    deleted: bool

    @property
    def initial(self) -> dict[str, Any]:
        return {**self.raw, DELETION_FIELD_NAME: True} if self.deleted else dict(self.raw)


def typed_rows(formset: forms.BaseInlineFormSet, rows: Rows, request: HttpRequest) -> Iterator[TypedRow]:
    """`formset` is that of the page to be shown, not bound to what was sent."""
    sample = formset.empty_form
    shown = [column.name for column in rows.columns if column.name in sample.fields]
    fields = {name: sample.fields[name] for name in shown}
    for index in range(_number_sent(formset, rows, request)):
        prefix = formset.add_prefix(index)
        raw = _raw(fields, request, prefix)
        key = _key_sent(formset, rows, request, index)
        if not key and not _was_filled(sample, raw):
            continue
        name = f"{rows.prefix}-{key}" if key else ""
        deleted = f"{prefix}-{DELETION_FIELD_NAME}" in request.POST
        yield TypedRow(name, raw, _read_row(fields, raw), deleted)


def _raw(fields: Mapping[str, forms.Field], request: HttpRequest, prefix: str) -> dict[str, Any]:
    sent = request.POST, request.FILES
    return {
        name: field.widget.value_from_datadict(*sent, f"{prefix}-{name}") for name, field in fields.items()
    }


def _was_filled(sample: forms.ModelForm, raw: Mapping[str, Any]) -> bool:
    """Otherwise than a row that was only added to the page."""
    for name, value in raw.items():
        field = sample.fields[name]
        if field.has_changed(sample.get_initial_for_field(field, name), value):
            return True
    return False


def _number_sent(formset: forms.BaseInlineFormSet, rows: Rows, request: HttpRequest) -> int:
    if rows.by_position:
        return formset.total_form_count()
    sent = request.POST.get(f"{formset.prefix}-{TOTAL_FORM_COUNT}", "")
    return min(int(sent), DEFAULT_MAX_NUM) if sent.isdecimal() and len(sent) < 9 else 0


def _key_sent(formset: forms.BaseInlineFormSet, rows: Rows, request: HttpRequest, index: int) -> str:
    if rows.by_position:
        return getattr(formset.forms[index].instance, rows.named_by)
    return request.POST.get(f"{formset.add_prefix(index)}-{rows.model._meta.pk.name}", "")


def _read_row(fields: Mapping[str, forms.Field], raw: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        return {name: read_value(field, raw[name]) for name, field in fields.items()}
    except ValidationError:
        return None
