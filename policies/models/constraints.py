"""The check constraints of a row, judged in Python.

Django asks the database about each, row by row: three queries a constraint inside a transaction. That is the wrong
price for a list of five hundred policies, or a file of two thousand rows. The database enforces them in any case.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
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


def violated(instance: models.Model) -> Iterator[CheckConstraint]:
    for constraint in instance._meta.constraints:
        if isinstance(constraint, CheckConstraint) and not _passes(constraint, instance):
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
