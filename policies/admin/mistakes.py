"""What is wrong in a form that came back, as a list above it: a form of policies is several windows long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.helpers import InlineAdminFormSet
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
            name = _name(inline, row, number)
            yield from _of_fields(row, f"{name}：")


def _of_fields(form: forms.ModelForm, row: str = "") -> Iterator[Mistake]:
    wrong = (field for field in form if field.errors and not field.is_hidden)
    for field in wrong:
        told = "".join(field.errors)
        yield Mistake(f"{row}{field.label}", told, _anchor(field))


def _anchor(field: BoundField) -> str:
    return field.id_for_label or field.auto_id


def _name(inline: InlineAdminFormSet, row: forms.ModelForm, number: int) -> str:
    if isinstance(row.instance, Section):
        return row.instance.get_kind_display()
    return f"{inline.opts.verbose_name}第 {number} 条"
