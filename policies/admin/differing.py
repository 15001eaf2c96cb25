"""All in which two states of a policy differ, in words: what a working copy changes, or what a new draft holds.

Values are compared as they are stored, never as they are shown. Of a long value the page shows all that differs, and
says what it leaves out before and behind that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from django.db import models
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from policies.admin.excerpts import around_difference
from policies.admin.refill import all_in_words
from policies.models import Policy, Section
from policies.models.working_copy import PARTS, TYPED, Content, Part, Rows
from policies.pages.changes import Changes
from policies.vocabulary import SectionKind, SectionState


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    before: str
    """In words; empty for what was not there. Likewise `after`."""
    after: str


@dataclass(frozen=True, slots=True)
class TextChange:
    label: str
    before: str
    """The state of the section, in words: 有内容, 待补, 原文未规定."""
    after: str
    changes: Changes

    @property
    def html(self) -> SafeString:
        """The changes as residents would see them."""
        return mark_safe(render_to_string("_compared.html", {"changes": self.changes}))


@dataclass(frozen=True, slots=True)
class PolicyChanges:
    """What differs between two states of a policy, in the order of the form."""

    fields: tuple[FieldChange, ...]
    texts: tuple[TextChange, ...]
    rows: tuple[FieldChange, ...]
    """Of topics, rounds, benefits and the like: a row that is new or gone in words, of others each field."""

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """Of a copy against its original, of a new draft against nothing."""
        original = policy.copy_of or Policy()
        contents = Content.of_all([policy, original] if policy.is_copy else [policy])
        before = contents.get(original.pk) or Content(original, {part: {} for part in PARTS})
        return cls.between(before, contents[policy.pk])

    @classmethod
    def between(cls, before: Content, after: Content) -> Self:
        return cls(tuple(_fields(before, after)), tuple(_texts(before, after)), tuple(_rows(before, after)))

    @property
    def nothing(self) -> bool:
        return not (self.fields or self.texts or self.rows)


def _fields(before: Content, after: Content) -> Iterator[FieldChange]:
    for name in TYPED:
        column = Policy._meta.get_field(name)
        if getattr(before.policy, name) != getattr(after.policy, name):
            words = (all_in_words(each.policy, column) for each in (before, after))
            yield FieldChange(str(column.verbose_name), *around_difference(*words))


def _texts(before: Content, after: Content) -> Iterator[TextChange]:
    part = next(part for part in PARTS if part.model is Section)
    for kind in SectionKind:
        old, new = (each.rows[part].get((kind.value,)) or Section(kind=kind) for each in (before, after))
        if (old.state, old.body) != (new.state, new.body):
            states = [SectionState(each.state).label for each in (old, new)]
            yield TextChange(kind.label, *states, Changes.of(old.body, new.body))


def _rows(before: Content, after: Content) -> Iterator[FieldChange]:
    for part in PARTS:
        if part.model is not Section:
            yield from _rows_of(part, before.rows[part], after.rows[part])


def _rows_of(part: Part, before: Rows, after: Rows) -> Iterator[FieldChange]:
    columns = _columns(part)
    label = str(part.model._meta.verbose_name)
    for identity in {**before, **after}:
        was = before.get(identity)
        now = after.get(identity)
        if was is None or now is None:
            yield FieldChange(label, _row(was, columns), _row(now, columns))
        elif part.value(was) != part.value(now):
            yield from _field_by_field(part.label(now), was, now, columns)


def _columns(part: Part) -> list[models.Field]:
    """A uid says nothing to a reader."""
    names = [name for name in part.columns if name != "uid"]
    return [part.model._meta.get_field(name) for name in names]


def _row(row: models.Model | None, columns: list[models.Field]) -> str:
    """Empty for a row that is not there."""
    if row is None:
        return ""
    filled = [column for column in columns if not _is_empty(getattr(row, column.attname))]
    return "；".join(f"{column.verbose_name}：{all_in_words(row, column)}" for column in filled)


def _field_by_field(
    label: str, was: models.Model, now: models.Model, columns: list[models.Field]
) -> Iterator[FieldChange]:
    """What differs in one row, each under the name of the row: 申报轮次“2025年”：截止日期."""
    for column in columns:
        if getattr(was, column.attname) != getattr(now, column.attname):
            words = around_difference(all_in_words(was, column), all_in_words(now, column))
            yield FieldChange(f"{label}：{column.verbose_name}", *words)


def _is_empty(value: object) -> bool:
    """0 is a value: a limit of 0 yuan is another than none."""
    return value is None or value is False or value == ""
