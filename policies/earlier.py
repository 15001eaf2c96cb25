"""What a policy was after something that the journal tells of, and the way back to it: into a working copy, or its draft.

Fields and rows are had by undoing, from what is stored now, all that was recorded since; texts from the earlier texts, by
their marks. What cannot be had is named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from policies import revising
from policies.acting import Actor, MoveOutcome, content_of, writing
from policies.models import District, Event, Policy, Section, SectionVersion, Writer, working_copy
from policies.models.digests import digest
from policies.models.turns import in_turn
from policies.models.working_copy import PARTS, TYPED, Content, Part
from policies.permissions import Act, looks_after, may
from policies.publishing import in_words
from policies.values import OWN, Change, Columns, Values, holds, model_of, redo, undo, values_of
from policies.vocabulary import EventKind, PublicationState, SectionKind, SectionState

# A copy ends with either; what it was until then is not what its original was.
_ENDS = (EventKind.CORRECTED, EventKind.DISCARDED)
_MADE_PUBLIC = (EventKind.PUBLISHED, EventKind.CORRECTED)
_WRITTEN = (EventKind.CREATED, EventKind.EDITED, EventKind.RESTORED)
SECTION = next(part for part in PARTS if part.model is Section)


@dataclass(slots=True)
class EarlierState:
    content: Content
    lost: list[str] = field(default_factory=list)
    """What cannot be had, in Chinese: each a sentence."""

    def keep_what_is_lost(self, now: Content) -> None:
        """A text that is not there any more stays as it is."""
        texts = self.content.rows[SECTION]
        for identity, row in now.rows[SECTION].items():
            texts.setdefault(identity, row)


def recorded_of(policy: Policy) -> QuerySet[Event]:
    """Everything that the journal tells of this policy and its working copies, the last first."""
    return Event.objects.filter(policy_id=policy.pk).order_by("-id")


def is_recorded(event: Event) -> bool:
    """Whether what came after it is known: events that are older than the record of changes lead nowhere."""
    return event.changes is not None


def state_after(policy: Policy, event: Event) -> EarlierState:
    """What the policy was, or its working copy where the event tells of that. Queries do not grow with the events."""
    after = recorded_of(policy).filter(pk__gt=event.pk)
    later = list(after.only("kind", "details", "changes"))
    values, strange = _values_after(policy, event, later)
    strange += [each for each in event.changes or [] if not holds(values, each)]
    found = EarlierState(Content(Policy(pk=policy.pk)))
    for label in dict.fromkeys(map(label_of, strange)):
        found.lost.append(f"“{label}”在这以后被程序直接改过，操作记录里没有，取回的可能不准。")
    _fill(found, policy, values)
    return found


def _values_after(policy: Policy, event: Event, later: list[Event]) -> tuple[Values, list[Change]]:
    """`later` are the events after it, the last first."""
    if not _is_of_a_copy(event):
        return _undone(policy, _of_the_original(later))
    edits, end = _of_the_same_copy(event, later)
    if end is None:
        return _undone(policy.working_copy, edits)
    values, strange = _undone(policy, _of_the_original(each for each in later if each.pk > end.pk))
    if end.kind == EventKind.DISCARDED:
        redo(values, end.changes or [])
    return values, strange + _undo_all(values, edits)


def _is_of_a_copy(event: Event) -> bool:
    return bool(event.details.get("copy"))


def _of_the_original(later: Iterable[Event]) -> list[Event]:
    return [each for each in later if not _is_of_a_copy(each)]


def _of_the_same_copy(event: Event, later: list[Event]) -> tuple[list[Event], Event | None]:
    """What was written in it after the event, the last first, and what ended it; None while it is there."""
    if event.kind == EventKind.DISCARDED:
        return [], event
    edits: list[Event] = []
    for each in reversed(later):
        if each.kind in _ENDS:
            return edits[::-1], each
        if _is_of_a_copy(each):
            edits.append(each)
    return edits[::-1], None


def _undone(policy: Policy, later: Iterable[Event]) -> tuple[Values, list[Change]]:
    values = values_of(content_of([policy])[policy.pk])
    return values, _undo_all(values, later)


def _undo_all(values: Values, later: Iterable[Event]) -> list[Change]:
    strange: list[Change] = []
    for each in later:
        strange += undo(values, each.changes or [])
    return strange


def label_of(change: Change) -> str:
    """What staff call the thing that changed, or the first of the fields of the policy itself."""
    kind, _, identity = change["of"].partition(" ")
    if model_of(change["of"]) is Section:
        return SectionKind(identity).label
    if kind != OWN:
        return change["label"] or str(model_of(kind)._meta.verbose_name)
    names = change["after"] or change["before"] or {}
    return "、".join(str(Policy._meta.get_field(name).verbose_name) for name in names)


# From plain values to rows


def _fill(found: EarlierState, policy: Policy, values: Values) -> None:
    own, typed = found.content.policy, values[OWN]
    for name in typed.keys() & set(TYPED):
        setattr(own, name, _stored(Policy, name, typed[name]))
    own.derive()
    columns_of = _by_model(values)
    for part in PARTS:
        made = _rows(found, policy, part, columns_of[part.model])
        found.content.rows[part] = {part.of(row): row for row in made}
    _leave_out_what_is_gone(found)


def _by_model(values: Values) -> dict[type[models.Model], list[Columns]]:
    """Of the rows about a policy, without its own columns."""
    columns_of: dict[type[models.Model], list[Columns]] = {part.model: [] for part in PARTS}
    for name, columns in values.items():
        if name != OWN:
            columns_of[model_of(name)].append(columns | _kind_of(name))
    return columns_of


def _rows(found: EarlierState, policy: Policy, part: Part, columns: list[Columns]) -> Sequence[models.Model]:
    if part is SECTION:
        return _texts(found, policy, columns)
    return [_row(part, each) for each in columns]


def _kind_of(name: str) -> Columns:
    """Of a section, which is told by its name alone."""
    model, _, kind = name.partition(" ")
    return {"kind": kind} if model == "section" else {}


def _stored(model: type[models.Model], name: str, value: Any) -> Any:
    """From JSON: a date is a day again."""
    return model._meta.get_field(name).to_python(value)


def _row(part: Part, columns: Columns) -> models.Model:
    """Without the columns that the model has no more."""
    known = columns.keys() & set(part.columns)
    return part.model(**{name: _stored(part.model, name, columns[name]) for name in known})


def _texts(found: EarlierState, policy: Policy, rows: Collection[Columns]) -> list[Section]:
    """All six: what was 待补 then is so again."""
    kept = {columns["kind"]: columns for columns in rows}
    made = []
    for kind in SectionKind:
        columns = kept.get(kind.value)
        body = text_of(policy, kind, columns) if columns else ""
        if body is None:
            found.lost.append(f"“{kind.label}”那时的文字没有留下来，要保持现在的。")
            continue
        made.append(
            Section(kind=kind, state=columns["state"] if columns else SectionState.PENDING, body=body)
        )
    return made


def text_of(policy: Policy, kind: str, columns: Columns | None) -> str | None:
    """The text with this mark: in the policy, in its copy, or among its earlier texts. None where it is nowhere."""
    if not columns or not columns.get("length"):
        return ""
    keys = [policy.pk, *Policy.objects.filter(copy_of=policy.pk).values_list("pk", flat=True)]
    present = Section.objects.filter(policy__in=keys, kind=kind)
    kept = SectionVersion.objects.filter(policy_id__in=keys, kind=kind)
    for rows in (present, kept.order_by("-pk")):
        alike = rows.annotate(length=Length("body")).filter(length=columns["length"])
        for body in alike.values_list("body", flat=True).iterator():
            if digest(body) == columns["mark"]:
                return body
    return None


def _leave_out_what_is_gone(found: EarlierState) -> None:
    """Topics, districts, points or other policies that were deleted since: a query for each kind of row that points to some."""
    own = found.content.policy
    if own.district_id and not District.objects.filter(pk=own.district_id).exists():
        own.district_id = None
        found.lost.append("那时的区已经删除，要重新选。")
    for part, rows in found.content.rows.items():
        for column in part.model._meta.concrete_fields:
            if column.attname in part.columns and column.is_relation:
                _check_targets(found, part, column, rows)


def _check_targets(
    found: EarlierState, part: Part, column: models.ForeignKey, rows: dict[Any, models.Model]
) -> None:
    target_of = {name: getattr(row, column.attname) for name, row in rows.items()}
    targets = column.related_model._default_manager.filter(pk__in=set(target_of.values()))
    there = set(targets.values_list("pk", flat=True))
    gone = [name for name, target in target_of.items() if target not in there]
    for name in gone:
        del rows[name]
    if gone:
        label = part.model._meta.verbose_name
        found.lost.append(f"{label}有 {len(gone)} 项指向的内容已经删除，不能恢复。")


# Back to it


def why_not_restored(policy: Policy, event: Event, actor: Actor) -> str:
    """Why this person cannot bring back what was after the event, in Chinese; empty where he can."""
    if not is_recorded(event):
        return "这条记录是改版以前的，没有留下当时的内容。"
    if _is_of_a_copy(event) and not _is_known(policy, event):
        return "那份修改稿已经不在了，操作记录里没有它是怎样结束的。"
    if policy.state == PublicationState.PUBLISHED:
        if copy := Policy.objects.select_related("edited_by").filter(copy_of=policy).first():
            who = f"（最后修改：{copy.edited_by}）" if copy.edited_by else ""
            return f"这条政策已经有一份修改稿{who}。请先发布或者放弃它，再恢复。"
        return revising.why_no_copy(policy, actor)
    return "" if may(actor.account, Act.EDIT, policy) else "您没有修改这条政策的权限。"


def _is_known(policy: Policy, event: Event) -> bool:
    """Whether the copy that it tells of is there, or how it ended."""
    if event.kind in _ENDS or Policy.objects.filter(copy_of=policy).exists():
        return True
    return recorded_of(policy).filter(pk__gt=event.pk, kind__in=_ENDS).exists()


def restore(policy: Policy, event: Event, actor: Actor) -> MoveOutcome:
    """What was after the event becomes a new working copy, or the draft where nothing is published. One turn."""
    with in_turn():
        if why_not := why_not_restored(policy, event, actor):
            return MoveOutcome(refused=[(policy, why_not)])
        earlier = state_after(policy, event)
        if why_not := not_yours(earlier, policy, actor):
            return MoveOutcome(refused=[(policy, why_not)])
        target = policy
        if policy.state == PublicationState.PUBLISHED:
            [target] = revising.start_copy(Policy.objects.filter(pk=policy.pk), actor).moved
        with writing([target], actor, EventKind.RESTORED, lambda _: {"restored": in_words(event.at)}):
            _write(target, earlier)
            _sign(target, policy, event, actor)
        return MoveOutcome([target])


def not_yours(earlier: EarlierState, policy: Policy, actor: Actor) -> str:
    """Why what it was then is not to be brought back by this person: it was filed under the district of others."""
    then = earlier.content.policy.district
    if then is None or then == policy.district or looks_after(actor.account, then.pk):
        return ""
    return f"那时归在{then}，不是您负责的区。"


def _write(target: Policy, earlier: EarlierState) -> None:
    now = Content.of_all([target])[target.pk]
    earlier.keep_what_is_lost(now)
    working_copy.write([(now, earlier.content)])
    Policy.objects.filter(pk=target.pk).update(edited_at=timezone.now())


def _sign(target: Policy, policy: Policy, event: Event, actor: Actor) -> None:
    """What comes back was written by others too: by everybody since it was public last, as far as the event."""
    before = recorded_of(policy).filter(pk__lte=event.pk)
    made_public = before.filter(kind__in=_MADE_PUBLIC)
    last = made_public.values_list("pk", flat=True).first() or 0
    written = before.filter(pk__gt=last, kind__in=_WRITTEN)
    for person in get_user_model().objects.filter(pk__in=written.values("account")):
        Writer.sign([target], person)
    Writer.sign([target], actor.account)
