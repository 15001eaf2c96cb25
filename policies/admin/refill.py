"""A page that could not be saved, shown again with what was typed.

Three states meet: what the page was made from, what is stored now, and what was typed. A part that the person did not
touch follows what is stored; what was typed stays; and where both were changed, the page says what is stored, of long
texts piece by piece.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from django import forms
from django.contrib.admin.utils import display_for_field
from django.db import models
from django.http import HttpRequest

from policies.admin.checkpoint import Checkpoint, Rows
from policies.admin.excerpts import around_difference
from policies.admin.pieces import AskedPieces, InPieces, is_long
from policies.admin.typed import TypedField, TypedRow, typed_rows
from policies.models.taxonomy import words_in

NOTHING = "未填"


class RefillVerdict(Enum):
    TYPED = auto()
    """Nobody else changed it, or to the same."""
    STORED = auto()
    """Others changed it, and this person did not."""
    BOTH = auto()


def judge(made_from: str | None, stored: str | None, typed: str | None) -> RefillVerdict:
    """All three are digests; None for what is not there."""
    if stored in (made_from, typed):
        return RefillVerdict.TYPED
    return RefillVerdict.STORED if typed == made_from else RefillVerdict.BOTH


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    stored: str
    """In words; of a long text where it differs from what was typed."""


@dataclass(slots=True)
class Refill:
    """Fills the forms of a page that is to be shown, which are bound to nothing, and tells what it found."""

    request: HttpRequest
    made_from: Mapping[str, str]
    """The digests of the token that was sent."""
    stored: Checkpoint | None
    """None where all that was typed is to stay, such as after a deletion."""
    followed: list[str] = field(default_factory=list)
    """Labels of what follows what is stored."""
    differences: list[Difference] = field(default_factory=list)
    takes: bool = False
    """Whether the pieces that are ticked are taken over now."""
    in_pieces: InPieces = field(init=False)

    def __post_init__(self) -> None:
        self.in_pieces = InPieces(AskedPieces.by(self.request), self.takes)

    def fill(self, form: forms.ModelForm) -> None:
        for name, each in form.fields.items():
            typed = TypedField.of(each, self.request, form.add_prefix(name))
            verdict = self._judge(name, typed.digest)
            if verdict is RefillVerdict.STORED:
                self.followed.append(str(each.label))
                continue
            shown = typed.raw
            if is_long(each, typed.raw) and self._is_undecided(name, verdict):
                stored = getattr(form.instance, name)
                shown = self.in_pieces.settle(name, str(each.label), stored, typed.raw)
            elif verdict is RefillVerdict.BOTH:
                column = form.instance._meta.get_field(name)
                words = _beside(form.instance, column, typed.raw)
                self.differences.append(Difference(str(each.label), words))
            form.initial[name] = shown
        self._tell_what_is_not_typed(form)

    def fill_rows(self, formset: forms.BaseInlineFormSet, rows: Rows) -> None:
        standing: dict[str, TypedRow] = {}
        added: list[TypedRow] = []
        for row in typed_rows(formset, rows, self.request):
            name = self._place_of(row, rows, standing)
            if name:
                standing[name] = row
            elif not row.deleted and self._was_touched(row, rows):
                added.append(row)
        if not rows.by_position:
            formset.initial_extra = [*(row.initial for row in added), *self.more_rows(rows)]
            formset.extra = len(formset.initial_extra)
        # Made before anybody knew how many there are.
        formset.__dict__.pop("forms", None)
        for form in formset.forms:
            if rows.by_position or form.instance.pk:
                self._settle(form, rows, standing.get(rows.name(form.instance)))

    def more_rows(self, rows: Rows) -> list[dict[str, Any]]:
        """Rows that nobody typed, to be shown below those that somebody did."""
        return []

    def _judge(self, name: str, typed: str | None) -> RefillVerdict:
        if self.stored is None:
            return RefillVerdict.TYPED
        return judge(self.made_from.get(name), self.stored.digests.get(name), typed)

    def _is_undecided(self, part: str, verdict: RefillVerdict) -> bool:
        """Whether a long text is to be shown in pieces: until nothing differs, though the token is that of now."""
        is_shown = self.stored is not None and part in self.in_pieces.asked.texts
        return is_shown or verdict is RefillVerdict.BOTH

    def _tell_what_is_not_typed(self, form: forms.ModelForm) -> None:
        """What the page shows without a field for it, or shows beside the form."""
        for each in form.instance._meta.get_fields() if self.made_from else ():
            if each.name not in form.fields and self._judge(each.name, self.made_from.get(each.name)) is (
                RefillVerdict.STORED
            ):
                plural = each.related_model._meta.verbose_name_plural if each.is_relation else ""
                self.followed.append(str(getattr(each, "verbose_name", plural)))

    # Rows

    def _place_of(self, row: TypedRow, rows: Rows, taken: Mapping[str, TypedRow]) -> str:
        """The name of the stored row in which this one stands; empty for a row of its own."""
        stored = self.stored.rows if self.stored else {}
        if rows.by_position or row.name in stored:
            return row.name
        if row.value is None or not self._was_touched(row, rows):
            return ""
        return self._same_row(row, rows, taken) if rows.identity else self._equal_row(row, rows, taken)

    def _equal_row(self, row: TypedRow, rows: Rows, taken: Mapping[str, TypedRow]) -> str:
        """One that came since the page was made and is equal in all: this person saved it before, or wants no second."""
        digest = self._digest(row, rows)
        for name, other in self._free_rows(rows, taken):
            if name not in self.made_from and rows.digest(rows.value(other)) == digest:
                return name
        return ""

    def _same_row(self, row: TypedRow, rows: Rows, taken: Mapping[str, TypedRow]) -> str:
        told = [row.value.get(column) for column in rows.identity]
        for name, other in self._free_rows(rows, taken):
            value = rows.value(other)
            if told == [value[column] for column in rows.identity]:
                return name
        return ""

    def _free_rows(self, rows: Rows, taken: Mapping[str, TypedRow]) -> Iterator[tuple[str, models.Model]]:
        stored = self.stored.rows if self.stored else {}
        for name, other in stored.items():
            if isinstance(other, rows.model) and name not in taken:
                yield name, other

    def _was_touched(self, row: TypedRow, rows: Rows) -> bool:
        return row.name not in self.made_from or self._digest(row, rows) != self.made_from[row.name]

    def _settle(self, form: forms.ModelForm, rows: Rows, row: TypedRow | None) -> None:
        name = rows.name(form.instance)
        label = _label(form.instance)
        typed = self._digest(row, rows) if row else self.made_from.get(name)
        verdict = self._judge(name, typed)
        if verdict is RefillVerdict.STORED:
            self.followed.append(label)
            return
        texts = self._texts(form, rows, row, verdict) if row else {}
        has_more = not texts or _differs_beside(form, row, texts)
        if verdict is RefillVerdict.BOTH and has_more:
            raw = row.raw if row else {}
            words = _row_in_words(form.instance, rows, raw, told=texts)
            self.differences.append(Difference(label, words))
        if row:
            form.initial.update(row.initial)
            form.initial.update(texts)

    def _texts(
        self, form: forms.ModelForm, rows: Rows, row: TypedRow, verdict: RefillVerdict
    ) -> dict[str, str]:
        """The long texts of a row that are shown in pieces, by column, as they are to stand in the form."""
        texts: dict[str, str] = {}
        if row.deleted or not row.name:
            return texts
        for column in rows.columns:
            name, typed = column.name, row.raw.get(column.name)
            part = f"{row.name}-{name}"
            if is_long(form.fields.get(name), typed) and self._is_undecided(part, verdict):
                label = f"{_label(form.instance)}：{column.verbose_name}"
                stored = getattr(form.instance, name)
                texts[name] = self.in_pieces.settle(part, label, stored, typed)
        return texts

    def _digest(self, row: TypedRow, rows: Rows) -> str | None:
        unlike_all = row.deleted or row.value is None
        return "" if unlike_all else rows.digest(row.value)


def _beside(instance: models.Model, column: models.Field, typed: Any) -> str:
    """What is stored, beside what was typed: whoever saves again has seen what that replaces."""
    text = typed.replace("\r\n", "\n") if isinstance(typed, str) else ""
    stored, _ = around_difference(all_in_words(instance, column), text)
    return stored


def all_in_words(instance: models.Model, column: models.Field) -> str:
    value = getattr(instance, column.name)
    if column.many_to_many:
        return "、".join(map(str, value.all())) or NOTHING
    if isinstance(column, models.JSONField):
        return "、".join(words_in(value)) or NOTHING
    if isinstance(column, models.BooleanField) and not column.choices:
        return "是" if value else "否"
    return str(display_for_field(value, column, NOTHING, avoid_link=True))


def _differs_beside(form: forms.ModelForm, row: TypedRow, texts: Collection[str]) -> bool:
    """Whether something else was typed than is stored, beside these texts."""
    for name in row.raw.keys() - set(texts):
        stored = form.get_initial_for_field(form.fields[name], name)
        if form.fields[name].has_changed(stored, row.raw[name]):
            return True
    return False


def _label(row: models.Model) -> str:
    return f"{row._meta.verbose_name}“{row}”"


def _row_in_words(row: models.Model, rows: Rows, typed: Mapping[str, Any], told: Collection[str] = ()) -> str:
    """`told` are the columns of which the page tells otherwise."""
    columns = [column for column in rows.columns if column.name not in told]
    filled = [column for column in columns if getattr(row, column.name) not in (None, "")]
    words = ((column.verbose_name, _beside(row, column, typed.get(column.name))) for column in filled)
    return "；".join(f"{label}：{each}" for label, each in words)
