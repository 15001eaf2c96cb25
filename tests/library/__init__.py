"""The tests' own library: 107 real entries and their taxonomy, fixed while `fixtures/` goes on growing.

See README.md beside this file. A fixture file is a list of `{"model": …, "fields": …}` that names other rows by
their natural keys; this module loads such files into an empty database far faster than `loaddata`, which reads and
writes row by row because rows of its files may be there already.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import models, transaction

from policies.management.commands.demo import FIXTURES
from policies.models import Policy

LIBRARY = Path(__file__).parent
SHIPPED = LIBRARY.parents[1] / "fixtures"
PARTS = ("districts", "topics", "audiences", "policies", "relations", "exceptions", "synonyms")

# Model and natural key -> the row that has it.
Known = dict[tuple[type[models.Model], tuple], models.Model]


def load_library(*parts: str) -> None:
    """Put the library, or only these parts of it, into an empty database."""
    _load(rows(LIBRARY, *(parts or PARTS)))


def load_shipped() -> None:
    """The same for all of `fixtures/`. That `loaddata` itself can load them is tested in tests/test_fixtures.py."""
    _load(rows(SHIPPED, *FIXTURES))


def rows(folder: Path, *names: str) -> list[dict[str, Any]]:
    """The rows of some fixture files, as the files hold them."""
    return [
        row for name in names for row in json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    ]


def _load(rows: Iterable[dict[str, Any]]) -> None:
    """Write each table at once. Its triggers count what is written, as they count any other change."""
    by_model: dict[type[models.Model], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_model[apps.get_model(row["model"])].append(row["fields"])
    # A model comes after those that it points to.
    in_order = serializers.sort_dependencies([(apps.get_app_config("policies"), None)])
    known: Known = {}
    with transaction.atomic():
        for model in in_order:
            instances = [_instance(model, fields, known) for fields in by_model.pop(model, ())]
            model._default_manager.bulk_create(instances)
            known |= {(model, instance.natural_key()): instance for instance in instances}
    assert not by_model, "rows of another app cannot be loaded here"


def _instance(model: type[models.Model], fields: dict[str, Any], known: Known) -> models.Model:
    values: dict[str, Any] = {}
    for name, value in fields.items():
        column = model._meta.get_field(name)
        if column.is_relation and value is not None:
            values[name] = known[column.related_model, tuple(value)]
        else:
            values[name] = column.to_python(value)
    instance = model(**values)
    if isinstance(instance, Policy):
        # `loaddata` does so too: a file may leave out what follows from other columns.
        instance.derive()
    return instance
