"""What a page of the desk was made from, and which parts of that have changed since.

A change form carries the token of its `Checkpoint`. When it is sent, the checkpoint is taken again, inside the
transaction and after the counter: where the two differ, somebody else wrote meanwhile, be it a colleague, an import,
`loaddata`, a bulk update or SQL by hand. The counter itself would not do: a renamed topic moves it for each of its
policies, though no form shows anything else than before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol, Self

from django.contrib.admin.options import InlineModelAdmin
from django.db import models

from policies.models.digests import digest
from policies.prepared import Prepared

# The name under which a form carries the token.
FIELD = "version"
# Of what policy it is the working copy (`policies.admin.overtaken`).
ORIGIN = "copy_of"


class CheckedAdmin(Protocol):
    """What is asked of a ModelAdmin."""

    model: type[models.Model]
    inlines: Iterable[type[InlineModelAdmin]]
    not_in_checkpoint: Collection[str]

    def shown_beside(self, instances: Collection[models.Model]) -> Iterator[tuple[Any, str, Any]]: ...


def read_token(token: str) -> dict[str, str]:
    """Name of a part -> its digest. What is no token gives nothing, or names that no page has."""
    pairs = (word.rpartition(":") for word in token.split(" "))
    return {name: value for name, _, value in pairs if name}


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of another model that stand on a page as an inline."""

    model: type[models.Model]
    parent: models.ForeignKey
    prefix: str
    """Of their fields in the form."""
    columns: tuple[models.Field, ...]
    """What can be typed."""
    named_by: str
    """The column by which the page tells its rows apart. Where it is not the key, each value has its position."""
    blank: Mapping[str, Any] | None
    """A row of these values looks like one that is not there."""

    @classmethod
    def of(cls, parent: type[models.Model], inline: type[InlineModelAdmin]) -> Self:
        keys = (column for column in inline.model._meta.fields if column.related_model is parent)
        key = next(column for column in keys if inline.fk_name in (None, column.name))
        named_by = getattr(inline, "rows_named_by", "pk")
        columns = [column for column in editable(inline.model) if column.name not in (key.name, named_by)]
        if inline.fields is not None:
            columns = [column for column in columns if column.name in inline.fields]
        return cls(
            model=inline.model,
            parent=key,
            prefix=key.remote_field.get_accessor_name(),
            columns=tuple(columns),
            named_by=named_by,
            blank=getattr(inline, "same_as_none", None),
        )

    @property
    def by_position(self) -> bool:
        return self.named_by != "pk"

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that make two rows of one page the same; none where nothing that can be typed does."""
        paths = getattr(self.model._default_manager, "key", ())
        names = {column.name for column in self.columns}
        return tuple(column for path in paths if (column := path.partition("__")[0]) in names)

    def name(self, row: models.Model) -> str:
        return f"{self.prefix}-{getattr(row, self.named_by)}"

    def value(self, row: models.Model) -> dict[str, Any]:
        return {column.name: column.value_from_object(row) for column in self.columns}

    def digest(self, value: Mapping[str, Any]) -> str | None:
        """None for a row that looks like one that is not there."""
        return None if value == self.blank else digest(value)

    def read(self, instances: Collection[models.Model]) -> list[models.Model]:
        """Those of all of them: 1 query."""
        return _rows_of(self.model, self.parent.name).among([each.pk for each in instances])


@cache
def _rows_of(model: type[models.Model], parent: str) -> Prepared[models.Model]:
    return Prepared(lambda *keys: model._default_manager.filter(**{f"{parent}__in": keys}))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    digests: dict[str, str] = field(default_factory=dict)
    """Of each thing that can be typed, by its name: title, topics, policyissuer_set-12, sections-original."""
    rows: dict[str, models.Model] = field(default_factory=dict)
    """Those of all inlines."""

    @classmethod
    def of(cls, model_admin: CheckedAdmin, instance: models.Model) -> Self:
        return cls.of_all(model_admin, [instance])[instance.pk]

    @classmethod
    def of_all(cls, model_admin: CheckedAdmin, instances: Collection[models.Model]) -> dict[Any, Self]:
        """By their keys. The instances as they were read; a query for each inline and each choice of many."""
        found = {instance.pk: cls() for instance in instances}
        inlines = [Rows.of(model_admin.model, inline) for inline in model_admin.inlines]
        for key, name, value in _own_parts(model_admin, instances, {inline.model for inline in inlines}):
            found[key].digests[name] = digest(value)
        for inline in inlines:
            for row in inline.read(instances):
                one = found[inline.parent.value_from_object(row)]
                one.rows[inline.name(row)] = row
                if told := inline.digest(inline.value(row)):
                    one.digests[inline.name(row)] = told
        return found

    @property
    def token(self) -> str:
        return " ".join(f"{name}:{value}" for name, value in sorted(self.digests.items()))


def editable(model: type[models.Model]) -> Iterator[models.Field]:
    for column in model._meta.concrete_fields:
        if column.editable and not column.primary_key:
            yield column


def _own_parts(
    model_admin: CheckedAdmin, instances: Collection[models.Model], as_rows: Collection[type[models.Model]]
) -> Iterator[tuple[Any, str, Any]]:
    """Key, name of a part and its value."""
    for column in editable(model_admin.model):
        if column.name not in model_admin.not_in_checkpoint:
            yield from ((each.pk, column.name, column.value_from_object(each)) for each in instances)
    for choice in model_admin.model._meta.many_to_many:
        if choice.remote_field.through not in as_rows:
            for key, chosen in _chosen(choice, instances).items():
                yield key, choice.name, chosen
    yield from model_admin.shown_beside(instances)


def _chosen(choice: models.ManyToManyField, instances: Collection[models.Model]) -> dict[Any, list[Any]]:
    """Key -> the keys of what is chosen, in order: 1 query."""
    chosen: dict[Any, list[Any]] = {each.pk: [] for each in instances}
    for key, value in _choices(choice).among(list(chosen)):
        chosen[key].append(value)
    return chosen


@cache
def _choices(choice: models.ManyToManyField) -> Prepared[tuple[Any, Any]]:
    here, there = choice.m2m_column_name(), choice.m2m_reverse_name()
    rows = choice.remote_field.through._default_manager.order_by(there).values_list(here, there)
    return Prepared(lambda *keys: rows.filter(**{f"{here}__in": keys}))
