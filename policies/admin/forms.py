"""The form of a policy, with what it checks before a save, and the forms of topics and synonyms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from policies import publishing
from policies.acting import Actor
from policies.admin.counted import CountedInput
from policies.admin.districts import DistrictForm
from policies.admin.fields import CALENDAR, ChooseMany, LinesField, ManyField
from policies.admin.meanings import explain
from policies.admin.refusals import in_plain_words
from policies.models import Area, Audience, Policy, SynonymGroup, Topic
from policies.models.slugs import free_slug
from policies.text import docnumber
from policies.vocabulary import Move

SYNONYMS = Topic._meta.get_field("synonyms")
SYNONYM_WORDS = SynonymGroup._meta.get_field("words")

NO_YEAR = "请输入四位数的年份，例如 2015。"


def _choose_many(name: str, model: type[models.Model]) -> ManyField:
    field = Policy._meta.get_field(name)
    field = ManyField(
        model.objects.all(),
        label=field.verbose_name,
        required=False,
        widget=ChooseMany(field, admin.site),
        help_text="可以选多个。输入几个字就能找到。",
    )
    return in_plain_words(field)


def reason_field() -> forms.Field:
    """Why something is sent back, or published by who wrote it."""
    longest = Policy._meta.get_field("returned_because").max_length
    field = forms.CharField(
        label="理由",
        required=False,
        max_length=longest,
        widget=CountedInput(),
        help_text="退回别人交审的，要写理由，写的人看得到；发布自己写的，或者和别的政策同文号、同标题的，也要写，会记录下来。其他时候不用填。",
    )
    return in_plain_words(field)


class PolicyForm(DistrictForm):
    class Media:
        # Of the form and not of PolicyAdmin: the list of policies has no date to enter, and lacks what these scripts build on.
        js = CALENDAR

    # Set by PolicyAdmin: the move that was asked for together with the save, and by whom.
    move: Move | None = None
    actor: Actor | None = None

    topics = _choose_many("topics", Topic)
    audiences = _choose_many("audiences", Audience)
    areas = _choose_many("areas", Area)
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        explain(self.fields)
        # None of these is there when the page is for viewing only.
        if slug := self.fields.get("slug"):
            slug.required = False
            slug.help_text += "留空会按区、年份和文号（没有文号的按标题的拼音首字母）拟一个。"
        if title := self.fields.get("title"):
            title.error_messages["required"] = "请填写标题，用文件上的全称，例如 关于加快人才集聚的实施意见。"
        if year := self.fields.get("year_entered"):
            year.error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), NO_YEAR)

    @cached_property
    def changed_data(self) -> list[str]:
        """Of the policy: the reason of a move is none of it."""
        return [name for name in super().changed_data if name != "reason"]

    def clean_doc_number(self) -> str:
        value = self.cleaned_data["doc_number"]
        # NFKC can lengthen a text (㈱ becomes （株）) beyond what the derived column holds.
        limit = Policy._meta.get_field("doc_number_normalized").max_length
        if len(docnumber.normalize(value)) > limit:
            raise ValidationError("发文字号太长。请照文件上印的填写，例如 徐委〔2015〕15号。")
        return value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("slug") == "":
            cleaned["slug"] = self._propose_slug(cleaned)
        return cleaned

    def _post_clean(self) -> None:
        """Behind the model's own validation: what stands in the way of the move, as the policy would be saved."""
        super()._post_clean()
        # Whoever changes a comma and sends back is judged by who wrote it before.
        if self.changed_data and self.move is not Move.SEND_BACK:
            self.instance.edited_by = self.actor.account
        if self.move and not self.errors:
            reason = self.cleaned_data["reason"]
            if refusal := publishing.refusal(self.move, self.instance, self.actor, reason):
                done = publishing.called(self.move, self.instance, self.actor)
                self.add_error(None, f"没有{done}：{refusal}")

    def _propose_slug(self, cleaned: dict[str, Any]) -> str:
        district = cleaned.get("district")
        day = cleaned.get("published_on") or cleaned.get("issued_on")
        year = cleaned.get("year_entered") or (day.year if day else None)
        number, title = cleaned.get("doc_number", ""), cleaned.get("title", "")
        return free_slug(district.slug if district else "", year, number, title)


class SynonymGroupForm(forms.ModelForm):
    words = LinesField(label=SYNONYM_WORDS.verbose_name, help_text=SYNONYM_WORDS.help_text, required=False)


class TopicForm(forms.ModelForm):
    synonyms = LinesField(label=SYNONYMS.verbose_name, help_text=SYNONYMS.help_text, required=False)


class OneBlankRow(forms.BaseInlineFormSet):
    """A formset that makes its blank row once. A page asks for it five times, and Django makes a form each time."""

    def get_queryset(self) -> Sequence[models.Model]:
        # What is not stored yet has no rows; Django would put together the question for them.
        return () if self.instance.pk is None else super().get_queryset()

    @cached_property
    def empty_form(self) -> forms.ModelForm:
        return super().empty_form


class NamedFormSet(OneBlankRow):
    """Names a repeated value by its label; Django would show the name of the column."""

    def clean(self) -> None:
        super().clean()
        # Django leaves constraints that hold the parent unchecked here, and the database would answer with a 500.
        for form in self.forms:
            if form.is_valid() and form.has_changed() and form not in self.deleted_forms:
                try:
                    form.instance.validate_constraints()
                except ValidationError as error:
                    form.add_error(None, error)

    def get_unique_error_message(self, unique_check: tuple[str, ...]) -> str:
        labels = (
            self.model._meta.get_field(name).verbose_name for name in unique_check if name != self.fk.name
        )
        return f"“{'、'.join(labels)}”有重复，同一个只能填写一次。"
