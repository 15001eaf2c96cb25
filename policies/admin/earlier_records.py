"""Rounds, benefits, materials and links to service points as they were, in words that staff read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models

from policies.models import RecordVersion, ServicePoint
from policies.vocabulary import PublicationState

# Of no use to whoever wants to know what stood there.
_UNTOLD = {"id", "policy", "uid", "order", "sequence"}


@dataclass(frozen=True, slots=True)
class EarlierRecord:
    replaced_at: datetime
    label: str
    """What it was: 申报轮次."""
    values: tuple[tuple[str, str], ...]
    """Label and value of each field that was filled."""
    state: str
    """That of the policy at that moment; 已发布 alone means that residents could read it."""

    @classmethod
    def each_of(cls, versions: Iterable[RecordVersion]) -> list[Self]:
        """1 query, for the names of service points."""
        versions = list(versions)
        uids = {version.uid for version in versions if version.model == "policyservicepoint"}
        names = dict(ServicePoint.objects.filter(uid__in=uids).values_list("uid", "name"))
        return [cls._of(version, names) for version in versions]

    @classmethod
    def _of(cls, version: RecordVersion, names: dict[str, str]) -> Self:
        model = apps.get_model("policies", version.model)
        label = str(model._meta.verbose_name)
        if version.model == "policyservicepoint":
            # A point that is gone by now has left its mark.
            values = ((label, names.get(version.uid, version.uid)),)
        else:
            values = tuple(_told(model, version.record))
        state = PublicationState.parse(version.policy_state)
        return cls(version.replaced_at, label, values, state.label if state else "")


def _told(model: type[models.Model], record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for field in model._meta.concrete_fields:
        value = record.get(field.column)
        if field.name not in _UNTOLD and value not in (None, "", False):
            yield str(field.verbose_name), _in_words(field, value)


def _in_words(field: models.Field, value: Any) -> str:
    if value is True:
        return "是"
    return str(dict(field.choices or ()).get(value, value))
