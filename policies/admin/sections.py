"""The six sections in the form of a policy: each a fold that says how it stands, so that nobody opens six to find one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from policies.admin.counted import CountedArea
from policies.admin.doubts import MOST_CHARS
from policies.admin.fields import ChineseFields, PlainTextField
from policies.admin.forms import OneBlankRow
from policies.importing.drafting import find_doubts
from policies.kept import TEXTS, key_of
from policies.models import Policy, Section
from policies.text.outline import outline
from policies.vocabulary import SectionKind, SectionState

# What is remembered of a text: a number.
NUMBER_BYTES = 64

read_text = PlainTextField(required=False).to_python


def typed_body(kind: str) -> str:
    """The name under which the form of a policy sends the text of a section, see `SectionFormSet`."""
    return f"sections-{SectionKind.values.index(kind)}-body"


@dataclass(frozen=True, slots=True)
class Fold:
    """What a section says of itself while it is closed."""

    filled: str
    """How long it is, or why there is nothing in it."""
    notes: tuple[str, ...]
    is_unsaved: bool
    """Whether something stands in it that is not stored."""
    is_open: bool

    @classmethod
    def of(cls, form: SectionForm) -> Self:
        text, is_wrong = form.text, bool(form.errors)
        is_unsaved = text != form.stored_text
        is_to_be_begun = form.is_open_to_change and form.instance.kind == SectionKind.ORIGINAL and not text
        return cls(
            filled=f"已填 {len(text)} 字" if text else form.state.label,
            notes=tuple(_notes(form, is_wrong=is_wrong)),
            is_unsaved=is_unsaved,
            is_open=is_wrong or is_unsaved or is_to_be_begun,
        )


def _notes(form: SectionForm, *, is_wrong: bool) -> Iterator[str]:
    if is_wrong:
        yield "有错误"
    published = form.formset.published
    if published is not None and form.text != published.get(form.instance.kind, ""):
        yield "与发布的不同"
    if number := number_of_doubts(form.text):
        yield f"{number} 处疑点"


def number_of_doubts(text: str) -> int:
    """In its words, and in its numbering."""
    if not text or len(text) > MOST_CHARS:
        return 0
    return TEXTS.remember(key_of("number of doubts", text), lambda: (_count(text), NUMBER_BYTES))


def _count(text: str) -> int:
    return len(find_doubts(text)) + len(outline(text).warnings)


class SectionForm(forms.ModelForm):
    formset: SectionFormSet

    @property
    def fold(self) -> Fold:
        return Fold.of(self)

    @property
    def is_open_to_change(self) -> bool:
        return "body" in self.fields

    @property
    def text(self) -> str:
        """As it stands in the form: what was typed, where that came back."""
        return read_text(self["body"].value()) if self.is_open_to_change else self.instance.body

    @property
    def stored_text(self) -> str:
        """Validation writes what was typed into the instance; a form that is filled again keeps it among its first values."""
        return read_text(self["body"].initial) if self.is_bound else self.instance.body

    @property
    def state(self) -> SectionState:
        typed = self["state"].value() if self.is_open_to_change else self.instance.state
        return SectionState.parse(typed or "") or SectionState.PENDING

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        body, state = cleaned.get("body"), cleaned.get("state")
        if body is None or state is None:
            return cleaned
        if body and state == SectionState.PENDING:
            cleaned["state"] = SectionState.CONTENT.value
        elif body and state == SectionState.ABSENT:
            self.add_error("state", "选了“原文未规定”，下面却有内容。请删去内容，或者把状态改为“有内容”。")
        elif not body and state == SectionState.CONTENT:
            self.add_error("body", "还没有内容。请填写内容，或者把状态改为“待补”或“原文未规定”。")
        return cleaned


class SectionFormSet(OneBlankRow):
    """Always six forms, and the position of a form is its kind.

    So nothing in a POST can say which section a text belongs to: neither a forged kind or id, nor a page
    that was opened before a colleague added the missing rows.
    """

    def initial_form_count(self) -> int:
        return 0

    @cached_property
    def published(self) -> dict[str, str] | None:
        """Of a working copy the texts that residents read, by kind: 1 query. None of any other policy."""
        if not self.instance.is_copy:
            return None
        return dict(Section.objects.filter(policy=self.instance.copy_of_id).values_list("kind", "body"))

    @cached_property
    def _stored(self) -> dict[str, Section]:
        return {row.kind: row for row in self.get_queryset()}

    def total_form_count(self) -> int:
        return len(SectionKind)

    def _construct_form(self, i: int, **kwargs: Any) -> forms.ModelForm:
        kind = SectionKind.values[i]
        kwargs["instance"] = self._stored.get(kind) or Section(kind=kind)
        form = super()._construct_form(i, **kwargs)
        form.formset = self
        return form

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        del form.fields[self._pk_field.name]

    def save_existing_objects(self, commit: bool = True) -> list[Section]:
        self.deleted_objects = []
        changed = [form for form in self.forms if form.has_changed() and form.instance.pk]
        self.changed_objects = [(form.instance, form.changed_data) for form in changed]
        return [self.save_existing(form, form.instance, commit) for form in changed]

    def save_new_objects(self, commit: bool = True) -> list[Section]:
        # Read before saving, which gives every instance a key.
        added = [form for form in self.forms if form.has_changed() and not form.instance.pk]
        self.new_objects = [self.save_new(form, commit) for form in added]
        return self.new_objects


class SectionInline(ChineseFields, admin.StackedInline):
    model = Section
    form = SectionForm
    formset = SectionFormSet
    fields = ("state", "body")
    can_delete = False
    # A section has its position, not its key; one that is not there yet is shown as 待补.
    rows_named_by = "kind"
    same_as_none = {"state": SectionState.PENDING.value, "body": ""}
    template = "admin/policies/policy/sections.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Policy | None = None) -> tuple[str, ...]:
        """All fields for who may only look: Django would leave the forms of new rows open."""
        return () if self._may_edit(request, obj) else self.fields

    def _may_edit(self, request: HttpRequest, obj: Policy | None) -> bool:
        parent = self.admin_site.get_model_admin(self.parent_model)
        allowed = parent.has_change_permission(request, obj) if obj else parent.has_add_permission(request)
        return allowed and self.has_add_permission(request, obj) and self.has_change_permission(request, obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name == "body":
            kwargs["widget"] = CountedArea(attrs={"rows": 16})
        return super().formfield_for_dbfield(db_field, request, **kwargs)
