"""What the journal tells of a policy, in the words of staff: who, when, what, and each old and new value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db import models

from policies.acting import ENDED
from policies.admin.differing import FieldChange, around_difference
from policies.admin.event import in_words as detail_in_words
from policies.admin.refill import NOTHING, all_in_words
from policies.models import Event, Section
from policies.values import OWN, Change, Columns, model_of
from policies.vocabulary import SectionKind, SectionState

# In a list of events each names so many things, and of a long value shows so many characters.
LISTED, LISTED_CHARS = 12, 120
# Of no use to whoever wants to know what changed.
_UNTOLD = {"uid", "policy_id", "source_id"}

# A model and a key -> what the row is called.
Names = Mapping[tuple[type[models.Model], Any], str]


@dataclass(frozen=True, slots=True)
class TextTold:
    """A section that changed: what it was and is in words; its text is a page further on."""

    kind: SectionKind
    before: str
    after: str

    @property
    def label(self) -> str:
        return self.kind.label


@dataclass(frozen=True, slots=True)
class EventTold:
    event: Event
    what: str
    who: str
    details: tuple[tuple[str, str], ...] = ()
    """Label and words: the reason, the state that was left."""
    fields: tuple[FieldChange, ...] = ()
    texts: tuple[TextTold, ...] = ()
    left_out: int = 0
    """How many changes are not listed."""

    @classmethod
    def each_of(cls, events: Collection[Event], *, whole: bool = False) -> list[Self]:
        """A query for each kind of row that the changes point to. `whole` leaves nothing out."""
        names = _names(events)
        return [cls._of(event, names, whole) for event in events]

    @classmethod
    def _of(cls, event: Event, names: Names, whole: bool) -> Self:
        changes = [each for each in event.changes or [] if not is_text(each)]
        fields = [told for each in changes for told in _told(each, names)]
        shown = fields if whole else [_short(each) for each in fields[:LISTED]]
        return cls(
            event=event,
            what=what(event),
            who=who(event),
            details=tuple(
                detail_in_words(name, value) for name, value in event.details.items() if name not in _SAID
            ),
            fields=tuple(shown),
            texts=tuple(text_told(each) for each in event.changes or [] if is_text(each)),
            left_out=len(fields) - len(shown),
        )


# These are said by `what` and `who`.
_SAID = ("copy", "called", "command", ENDED)


def what(event: Event) -> str:
    """退回, where that is what it was; of what was done to a working copy, that."""
    named = event.details.get("called") or event.get_kind_display()
    return f"修改稿：{named}" if event.details.get("copy") else str(named)


def who(event: Event) -> str:
    if command := event.details.get("command"):
        return f"命令 {command}"
    return event.actor or "系统"


def is_text(change: Change) -> bool:
    return model_of(change["of"]) is Section


def text_told(change: Change) -> TextTold:
    kind = SectionKind(change["of"].partition(" ")[2])
    before, after = change["before"], change["after"]
    return TextTold(kind, _text_in_words(before), _text_in_words(after))


def _text_in_words(side: Columns | None) -> str:
    if side is None:
        return SectionState.PENDING.label
    if side["state"] != SectionState.CONTENT:
        return SectionState(side["state"]).label
    return f"{side['length']} 字"


def _told(change: Change, names: Names) -> Iterator[FieldChange]:
    model = model_of(change["of"])
    label = _label(model, change)
    before, after = change["before"], change["after"]
    if before is None or after is None:
        yield FieldChange(label, _row(model, before, names), _row(model, after, names))
    else:
        yield from _field_by_field(model, label, before, after, names)


def _field_by_field(
    model: type[models.Model], label: str, before: Columns, after: Columns, names: Names
) -> Iterator[FieldChange]:
    of_row = f"{label}：" if label else ""
    for column, value in _told_of(model, after):
        old = _in_words(column, before.get(column.attname), names)
        new = _in_words(column, value, names)
        yield FieldChange(f"{of_row}{column.verbose_name}", *around_difference(old, new))


def _label(model: type[models.Model], change: Change) -> str:
    """Of the row; empty for the policy itself."""
    if change["of"] == OWN:
        return ""
    if change["label"]:
        return change["label"]
    whole = change["after"] or change["before"] or {}
    told = whole.get("name") or whole.get("what") or ""
    return f"{model._meta.verbose_name}“{told}”" if told else str(model._meta.verbose_name)


def _row(model: type[models.Model], columns: Columns | None, names: Names) -> str:
    """Empty for a row that is not there."""
    told = []
    for column, value in _told_of(model, columns or {}):
        if column.attname != "order" and value not in (None, "", False):
            told.append(f"{column.verbose_name}：{_in_words(column, value, names)}")
    return "；".join(told)


def _told_of(model: type[models.Model], columns: Columns) -> Iterator[tuple[models.Field, Any]]:
    """The columns that the model still has and that are told, each with its value."""
    for name, value in columns.items():
        column = _column(model, name)
        if column and name not in _UNTOLD:
            yield column, value


def _column(model: type[models.Model], name: str) -> models.Field | None:
    """None for a column that the model has no more."""
    columns = (each for each in model._meta.concrete_fields if each.attname == name)
    return next(columns, None)


def _in_words(column: models.Field, value: Any, names: Names) -> str:
    if value in (None, ""):
        return NOTHING
    if column.is_relation:
        return names.get((column.related_model, value), "已经删除的一项")
    return all_in_words(column.model(**{column.attname: column.to_python(value)}), column)


def _names(events: Collection[Event]) -> dict[tuple[type[models.Model], Any], str]:
    """Of all rows that the changes point to: 1 query for each of their models."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for event in events:
        for change in event.changes or []:
            for model, key in _pointed_at(change):
                wanted.setdefault(model, set()).add(key)
    found = {}
    for model, keys in wanted.items():
        rows = model._default_manager.filter(pk__in=keys)
        found |= {(model, row.pk): str(row) for row in rows}
    return found


def _pointed_at(change: Change) -> Iterator[tuple[type[models.Model], Any]]:
    model = model_of(change["of"])
    for side in (change["before"], change["after"]):
        for name, value in (side or {}).items():
            column = _column(model, name)
            if column and column.is_relation and value is not None:
                yield column.related_model, value


def _short(change: FieldChange) -> FieldChange:
    return FieldChange(change.label, _beginning(change.before), _beginning(change.after))


def _beginning(words: str) -> str:
    return words if len(words) <= LISTED_CHARS else f"{words[:LISTED_CHARS]}……"
