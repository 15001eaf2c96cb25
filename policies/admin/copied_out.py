"""What was typed on a page that this person can no longer save: in the words of the page, to be copied out.

What was left as it stood, or as a new form has it, is not among it; nor is the key of what this person may not choose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from policies.admin import checkpoint
from policies.admin.checkpoint import Rows
from policies.admin.mistakes import name_of_row
from policies.admin.refill import NOTHING
from policies.admin.typed import TypedField, TypedRow, typed_rows

DELETED = "删除这一条"

Words = tuple[str, str]
"""The label of a field, and what was typed into it."""


def typed_in_words(page: admin.ModelAdmin, request: HttpRequest) -> Iterator[Words]:
    """In the order of the page."""
    made_from = checkpoint.read_token(request.POST.get(checkpoint.FIELD, ""))
    yield from _of_fields(page.get_form(request)(), request, made_from)
    for each in page.inlines:
        yield from _of_rows(page, each(page.model, page.admin_site), request, made_from)


def _of_fields(form: forms.ModelForm, request: HttpRequest, made_from: Mapping[str, str]) -> Iterator[Words]:
    for name, field in form.fields.items():
        typed = TypedField.of(field, request, name)
        if name in made_from:
            was_touched = typed.digest != made_from[name]
        else:
            was_touched = field.has_changed(form.get_initial_for_field(field, name), typed.raw)
        words = _in_words(field, typed.raw)
        # A field that was emptied is one too; one that was not on the page is none.
        if was_touched and (words or name in request.POST):
            yield str(field.label), words or NOTHING


def _of_rows(
    page: admin.ModelAdmin, inline: InlineModelAdmin, request: HttpRequest, made_from: Mapping[str, str]
) -> Iterator[Words]:
    rows = Rows.of(page.model, type(inline))
    # With the fields that are only to be read by who lost the right to change them.
    formset = inline.get_formset(request, None, exclude=None)()
    for number, row in enumerate(typed_rows(formset, rows, request), start=1):
        if _digest(row, rows) == made_from.get(row.name):
            continue
        instance = formset.forms[number - 1].instance if rows.by_position else rows.model()
        name = name_of_row(inline, instance, number)
        for label, words in _of_row(row, formset.empty_form):
            yield f"{name}：{label}", words


def _digest(row: TypedRow, rows: Rows) -> str | None:
    """None for what looks like a row that is not there."""
    return "" if row.deleted or row.value is None else rows.digest(row.value)


def _of_row(row: TypedRow, blank: forms.ModelForm) -> Iterator[Words]:
    if row.deleted:
        yield DELETED, "是"
        return
    for name, raw in row.raw.items():
        field = blank.fields[name]
        words = _in_words(field, raw)
        if words and field.has_changed(blank.get_initial_for_field(field, name), raw):
            yield str(field.label), words


def _in_words(field: forms.Field, raw: Any) -> str:
    """What a person would read in the field; empty where there is nothing."""
    if isinstance(field, forms.ModelChoiceField):
        return _names(field, raw)
    if isinstance(field, forms.BooleanField):
        return "是" if raw else "否"
    if isinstance(field, forms.ChoiceField):
        labels = {str(value): str(label) for value, label in field.choices}
        return labels.get(raw, "") if raw else ""
    return " ".join(filter(None, raw)) if isinstance(raw, list) else str(raw or "")


def _names(field: forms.ModelChoiceField, raw: Any) -> str:
    try:
        chosen = field.clean(raw)
    except ValidationError:
        return ""
    found = [chosen] if isinstance(chosen, models.Model) else chosen or ()
    return "、".join(map(str, found))
