"""Check fixture files before they are loaded.

Django's loaddata saves rows as they are, without the models' validation, and SQLite does not even hold
a text to its length. So every row is checked first, against its model, the other rows and the database;
each problem names file, row and field, and nothing is loaded while there is one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from policies.models import Policy, Relation

# After this many problems the rest is more of the same.
PROBLEMS_SHOWN = 20
ROW_PARTS = {"model", "pk", "fields"}
# The deepest value that a row needs is a list; Python itself ends at about a thousand.
MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Problem:
    file: str
    reason: str
    row: int = 0
    """Counted from 1; 0 for the file as a whole."""
    field: str = ""

    def __str__(self) -> str:
        place = [
            self.file,
            f"row {self.row}" if self.row else "",
            f"field {self.field}" if self.field else "",
        ]
        return f"{', '.join(filter(None, place))}: {self.reason}"


class FixtureError(Exception):
    """Carries what is wrong, one line for each problem."""

    def __init__(self, problems: list[Problem]) -> None:
        lines = [str(problem) for problem in problems[:PROBLEMS_SHOWN]]
        if len(problems) > PROBLEMS_SHOWN:
            lines.append(f"… and {len(problems) - PROBLEMS_SHOWN} more")
        super().__init__("\n".join(["Nothing was loaded.", *lines]))


@dataclass(slots=True)
class Row:
    file: str
    number: int
    model: type[models.Model]
    fields: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    """The fields of the model that are not relations, converted."""
    keys: dict[str, tuple] = field(default_factory=dict)
    """Relation -> natural key it points to."""

    def problem(self, name: str, reason: str) -> Problem:
        return Problem(self.file, reason, self.number, name)

    @property
    def natural_key(self) -> tuple:
        """The key by which fixtures find this row again, read from the fields without a query."""
        parts: list[Any] = []
        for path in getattr(self.model._default_manager, "key", ()):
            relation, _, _ = path.partition("__")
            parts += self.keys.get(relation, (None,)) if "__" in path else (self.values.get(path),)
        return tuple(parts)


def check(files: Iterable[Path], *, overwrite: bool = False) -> list[Row]:
    """The rows of all files; FixtureError unless every one could be loaded without harm.

    A policy that staff have edited is not written over unless `overwrite` says so.
    """
    problems: list[Problem] = []
    rows = [row for path in files for row in _read(path, problems)]
    for row in rows:
        problems += _check_fields(row)
    known = _check_keys(rows, problems)
    problems += [problem for row in rows for problem in _check_relations(row, known)]
    if not problems:
        problems += [problem for row in rows for problem in _check_constraints(row)]
        problems += [] if overwrite else _check_edited(rows)
    if problems:
        raise FixtureError(problems)
    return rows


def _read(path: Path, problems: list[Problem]) -> Iterator[Row]:
    name = path.name
    try:
        text = path.read_bytes().decode("utf-8")
        if text.startswith("\ufeff"):
            raise ValueError("begins with a byte order mark; save it as UTF-8 without BOM")
        items = json.loads(text)
    except UnicodeDecodeError as error:
        problems.append(Problem(name, f"is not UTF-8 (byte {error.start})"))
        return
    except ValueError as error:
        problems.append(Problem(name, f"is not complete JSON: {error}"))
        return
    except RecursionError:
        problems.append(Problem(name, "is nested too deeply"))
        return
    if not isinstance(items, list):
        problems.append(Problem(name, "must hold a list of rows"))
        return
    for number, item in enumerate(items, start=1):
        try:
            row = Row(name, number, apps.get_model(item["model"]), dict(item["fields"]))
            if row.model._meta.app_label == "policies" and item.get("pk") is not None:
                # A key of this file may be the key of somebody else's row here.
                problems.append(row.problem("pk", "must be left out: rows are found by their natural key"))
            problems += [row.problem(key, "is not a part of a row") for key in item.keys() - ROW_PARTS]
            yield row
        except (KeyError, TypeError, ValueError, LookupError, AttributeError):
            problems.append(Problem(name, "needs a known `model` and `fields`", number))


def _check_fields(row: Row) -> Iterator[Problem]:
    for name, value in row.fields.items():
        try:
            column = row.model._meta.get_field(name)
        except FieldDoesNotExist:
            yield row.problem(name, f"{row.model._meta.label} has no such field")
            continue
        if column.many_to_many or not column.concrete:
            yield row.problem(name, "is no column of its own: give its rows")
        elif reason := _why_impossible(value):
            yield row.problem(name, reason)
        elif column.is_relation:
            row.keys[name] = _natural_key(value)
        else:
            try:
                row.values[name] = column.clean(value, None)
            except ValidationError as error:
                yield row.problem(name, " ".join(error.messages))
            except (TypeError, ValueError, OverflowError):
                # Django's fields expect what forms send them: text.
                yield row.problem(name, f"cannot be {type(value).__name__}")
    for column in row.model._meta.concrete_fields:
        required = not (column.null or column.has_default() or column.blank or column.primary_key)
        if required and column.name not in row.fields:
            yield row.problem(column.name, "is missing")


def _natural_key(value: Any) -> tuple[str | int, ...]:
    """Empty for what cannot be one."""
    plain = isinstance(value, list) and all(isinstance(part, str | int) for part in value)
    return tuple(value) if plain else ()


def _why_impossible(value: Any) -> str:
    """Why not every database can hold `value`; empty when each can."""
    waiting = [(value, 1)]
    while waiting:
        part, depth = waiting.pop()
        if depth > MAX_DEPTH:
            return "is nested too deeply"
        if isinstance(part, str) and "\0" in part:
            return "holds the character NUL"
        if isinstance(part, str) and any("\ud800" <= char <= "\udfff" for char in part):
            return "holds half a character (a lone surrogate)"
        if isinstance(part, float) and not math.isfinite(part):
            return "holds a number that is too large, or none at all"
        if isinstance(part, dict):
            waiting += [(each, depth + 1) for pair in part.items() for each in pair]
        elif isinstance(part, list):
            waiting += [(each, depth + 1) for each in part]
    return ""


def _check_keys(rows: list[Row], problems: list[Problem]) -> set[tuple]:
    """(model, natural key) of every row; two rows must not share one."""
    known: set[tuple] = set()
    for row in rows:
        key = (row.model, row.natural_key)
        if row.natural_key and key in known:
            problems.append(
                row.problem(row.model._default_manager.key[-1], f"appears twice: {row.natural_key}")
            )
        known.add(key)
    return known


def _check_relations(row: Row, known: set[tuple]) -> Iterator[Problem]:
    for name, key in row.keys.items():
        column = row.model._meta.get_field(name)
        if row.fields[name] is None and column.null:
            continue
        if not key or (column.related_model, key) in known:
            if not key:
                yield row.problem(name, 'must be the natural key of another row, such as ["xuhui"]')
            continue
        try:
            column.related_model._default_manager.get_by_natural_key(*key)
        except (column.related_model.DoesNotExist, TypeError, ValueError):
            yield row.problem(
                name, f"points to {list(key)}, which is neither in these files nor in the database"
            )


def _check_constraints(row: Row) -> Iterator[Problem]:
    # One number for each key: only whether it is there, and the same as another, matters.
    numbers = {key: number for number, key in enumerate(dict.fromkeys(filter(None, row.keys.values())))}
    relations = {f"{name}_id": numbers[key] for name, key in row.keys.items() if key}
    instance = row.model(**row.values, **relations)
    if isinstance(instance, Policy):
        instance.derive()
        yield from _check_year(row, instance.year)
    for constraint in row.model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            try:
                constraint.validate(row.model, instance)
            except ValidationError as error:
                yield row.problem("", f"{constraint.name}: {' '.join(error.messages)}")


def _check_year(row: Row, derived: int | None) -> Iterator[Problem]:
    """A file may say the year, as `dumpdata` does. It is derived all the same, so it must not say another."""
    said = row.values.get("year", derived)
    if said != derived:
        yield row.problem(
            "year", f"is derived: {derived}, and not {said}. Leave it out, or give `year_entered`"
        )


def _check_edited(rows: list[Row]) -> list[Problem]:
    """Rows of policies that staff have edited, their sections, filings and relations included."""
    edited = set(Policy.objects.filter(edited_at__isnull=False).values_list("slug", flat=True))
    problems = []
    for row in rows:
        name = "slug" if row.model is Policy else "source" if row.model is Relation else "policy"
        slug = row.values["slug"] if row.model is Policy else next(iter(row.keys.get(name, ())), None)
        if slug in edited:
            reason = f"{slug} has been edited by staff; --overwrite replaces their work"
            problems.append(row.problem(name, reason))
    return problems
