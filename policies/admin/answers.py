"""The tables of rounds, benefits, materials and service points on the form of a policy."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from policies.admin.counted import CountedArea
from policies.admin.fields import ChineseFields, PlainTextField
from policies.admin.forms import NamedFormSet
from policies.admin.sections import typed_body
from policies.models import Benefit, Material, PolicyServicePoint, Round
from policies.vocabulary import SectionKind

# With what the texts may hold, offered below the rows (`suggesting.py`).
STACKED, TABULAR = (f"admin/policies/policy/answers_{kind}.html" for kind in ("stacked", "tabular"))


class RoundInline(ChineseFields, admin.StackedInline):
    model = Round
    formset = NamedFormSet
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "order"),
                    ("opens_on", "closes_on", "open_all_year"),
                    "notice_url",
                    ("note", "source"),
                )
            },
        ),
    )
    extra = 0
    template = STACKED
    verbose_name_plural = "申报轮次（每次申报一条，往年的也留着）"


class BenefitFormSet(NamedFormSet):
    """A quote is looked for in the texts that are saved together with it."""

    def _construct_form(self, i: int, **kwargs: Any) -> forms.ModelForm:
        form = super()._construct_form(i, **kwargs)
        form.instance.sections_at_hand = self.typed_sections
        return form

    @cached_property
    def typed_sections(self) -> dict[str, str] | None:
        """Kind -> body; None where the page had no texts to type."""
        names = {kind: typed_body(kind) for kind in SectionKind.values}
        if not self.is_bound or not any(name in self.data for name in names.values()):
            return None
        read = PlainTextField(required=False).to_python
        return {kind: read(self.data.get(name, "")) for kind, name in names.items()}


class BenefitInline(ChineseFields, admin.StackedInline):
    model = Benefit
    formset = BenefitFormSet
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("what", "who", "order"),
                    ("amount", "kind"),
                    ("cap_yuan", "per"),
                    "section",
                    "quote",
                )
            },
        ),
    )
    extra = 0
    template = STACKED
    verbose_name_plural = "待遇（能得到什么，每样一条）"

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "quote":
            kwargs["widget"] = CountedArea(attrs={"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class MaterialInline(ChineseFields, admin.TabularInline):
    model = Material
    formset = NamedFormSet
    fields = ("order", "name", "note")
    extra = 0
    template = TABULAR
    verbose_name_plural = "申报材料（每样一条，网页上可以打勾）"


class PointInline(ChineseFields, admin.TabularInline):
    model = PolicyServicePoint
    formset = NamedFormSet
    fields = ("order", "point")
    autocomplete_fields = ("point",)
    extra = 0
    template = TABULAR
    verbose_name_plural = "受理点（去哪里办；没有的请审核人员先新增）"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PolicyServicePoint]:
        return super().get_queryset(request).select_related("point")
