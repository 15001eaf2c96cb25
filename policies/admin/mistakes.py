"""What is wrong in a form that came back, as a list above it: a form of policies is several windows long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.helpers import InlineAdminFormSet
from django.contrib.admin.options import InlineModelAdmin
from django.db import models
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse

from policies.models import Section


@dataclass(frozen=True, slots=True)
class Mistake:
    field: str
    """Its label; in a row of an inline, behind the words for the row."""
    told: str
    anchor: str
    """The id of the field on the page."""


class MistakesListed:
    """For ModelAdmin, before it."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if context.get("errors"):
            context["mistakes"] = list(mistakes(context["adminform"].form, context["inline_admin_formsets"]))
        return super().render_change_form(request, context, *args, **kwargs)


def mistakes(form: forms.ModelForm, inlines: Iterable[InlineAdminFormSet]) -> Iterator[Mistake]:
    """In the order of the page, which shows by itself what belongs to no field."""
    yield from _of_fields(form)
    for inline in inlines:
        for number, row in enumerate(inline.formset.forms, start=1):
            name = name_of_row(inline.opts, row.instance, number)
            yield from _of_fields(row, f"{name}：")


def _of_fields(form: forms.ModelForm, row: str = "") -> Iterator[Mistake]:
    wrong = (field for field in form if field.errors and not field.is_hidden)
    for field in wrong:
        told = "".join(field.errors)
        yield Mistake(f"{row}{field.label}", told, _anchor(field))


def _anchor(field: BoundField) -> str:
    return field.id_for_label or field.auto_id


def name_of_row(inline: InlineModelAdmin, row: models.Model, number: int) -> str:
    """By which staff know a row of the page; `number` counts from 1."""
    return row.get_kind_display() if isinstance(row, Section) else f"{inline.verbose_name}第 {number} 条"
