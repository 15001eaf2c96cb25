"""The check constraints of a row, judged in Python.

Django asks the database about each, row by row: three queries a constraint inside a transaction. That is the wrong
price for a list of five hundred policies, or a file of two thousand rows. The database enforces them in any case.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Iterator, Set
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q

from policies.models.taxonomy import SLUG_PATTERN

# Of two values, neither of them NULL.
_LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, options: value in options,
    "range": lambda value, ends: ends[0] <= value <= ends[1],
    "regex": lambda value, pattern: bool(re.search(pattern, str(value))),
    "slug_form": lambda value, wanted: bool(re.search(SLUG_PATTERN, str(value))) is wanted,
    "istartswith": lambda value, start: str(value).lower().startswith(str(start).lower()),
}


class UnknownLookupError(Exception):
    """A condition that only the database understands."""


class JudgedInPython(models.Model):
    """A model whose forms ask the database for nothing but what is unique."""

    class Meta:
        abstract = True

    def get_constraints(self) -> list[tuple[type[models.Model], list[models.BaseConstraint]]]:
        """Those that Django judges."""
        return [(model, _without_checks(given)) for model, given in super().get_constraints()]

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Raises ValidationError, as Django's own does, with the message of each that is violated."""
        broken = list(violated(self, set(exclude or ())))
        told: dict[str, list[ValidationError]] = {}
        if broken:
            told[NON_FIELD_ERRORS] = [
                ValidationError(each.get_violation_error_message(), code=each.violation_error_code)
                for each in broken
            ]
        try:
            super().validate_constraints(exclude)
        except ValidationError as others:
            told = others.update_error_dict(told)
        if told:
            raise ValidationError(told)


def _without_checks(constraints: Collection[models.BaseConstraint]) -> list[models.BaseConstraint]:
    return [each for each in constraints if not isinstance(each, CheckConstraint)]


def _columns_of(condition: Q) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _columns_of(child)
            continue
        path, wanted = child
        yield path.partition("__")[0]
        if isinstance(wanted, F):
            yield wanted.name


def violated(instance: models.Model, left_out: Set[str] = frozenset()) -> Iterator[CheckConstraint]:
    """Of a column that is left out nothing is judged: what it holds may be no value."""
    for constraint in instance._meta.constraints:
        if not isinstance(constraint, CheckConstraint):
            continue
        is_judged = left_out.isdisjoint(_columns_of(constraint.condition))
        if is_judged and not _passes(constraint, instance):
            yield constraint


def _passes(constraint: CheckConstraint, instance: models.Model) -> bool:
    try:
        # What SQL cannot tell, because something is NULL, passes.
        return holds(constraint.condition, instance) is not False
    except UnknownLookupError:
        try:
            constraint.validate(type(instance), instance)
        except ValidationError:
            return False
        return True


def holds(condition: Q, instance: models.Model) -> bool | None:
    """None is SQL's unknown."""
    parts = [
        holds(child, instance) if isinstance(child, Q) else _compare(*child, instance)
        for child in condition.children
    ]
    if condition.connector not in (Q.AND, Q.OR):
        raise UnknownLookupError(condition.connector)
    # What settles the whole, whatever the rest is.
    decisive = condition.connector == Q.OR
    if decisive in parts:
        answer = decisive
    elif None in parts:
        return None
    else:
        answer = not decisive
    return answer != condition.negated


def _compare(path: str, wanted: Any, instance: models.Model) -> bool | None:
    name, _, lookup = path.partition("__")
    if "__" in lookup and instance._meta.get_field(name).is_relation:
        related = getattr(instance, name)
        return None if related is None else _compare(lookup, wanted, related)
    value = _value(name, instance)
    if isinstance(wanted, F):
        wanted = _value(wanted.name, instance)
    if lookup == "isnull":
        return (value is None) == wanted
    compare = _LOOKUPS.get(lookup or "exact")
    if compare is None or hasattr(wanted, "resolve_expression"):
        raise UnknownLookupError(path)
    if value is None or wanted is None:
        return None
    return compare(value, wanted)


def _value(name: str, instance: models.Model) -> Any:
    return getattr(instance, instance._meta.get_field(name).attname)
