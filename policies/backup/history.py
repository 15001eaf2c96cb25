"""Which migrations a database has seen, and its models as they were then.

So a backup can be made before new code migrates, and an old one be restored by newer code.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

Key = tuple[str, str]


def applied(connection: BaseDatabaseWrapper) -> list[Key]:
    return sorted(MigrationRecorder(connection).applied_migrations())


def loader_for(connection: BaseDatabaseWrapper, keys: Iterable[Key]) -> MigrationLoader:
    """Its graph is that of a database which has seen these migrations, whatever the one at hand has seen.

    A squashed migration stands in it where all that it replaces are among these; else those that it replaces do.
    """
    seen = set(keys)
    loader = MigrationLoader(connection, replace_migrations=False)
    for key, squashed in loader.replacements.items():
        if seen.issuperset(squashed.replaces):
            loader.graph.remove_replaced_nodes(key, squashed.replaces)
        else:
            loader.graph.remove_replacement_node(key, squashed.replaces)
    return loader


def told(loader: MigrationLoader, keys: Iterable[Key]) -> list[Key]:
    """Without squashed migrations: they say nothing but what those say that they replace, and older code has none."""
    return [key for key in keys if key not in loader.replacements]


def last_of_each_app(loader: MigrationLoader, keys: Iterable[Key]) -> list[Key]:
    """Of these migrations, as the graph has them, those that no other one of the same app among them follows."""
    graph, last = loader.graph, []
    chosen = {*keys, *loader.replacements} & graph.nodes.keys()
    for app, ours in groupby(sorted(chosen), key=lambda key: key[0]):
        for key in ours:
            followers = {child.key for child in graph.node_map[key].children} & chosen
            if all(other_app != app for other_app, _ in followers):
                last.append(key)
    return last


def models_after(loader: MigrationLoader, keys: Iterable[Key]) -> list[type[Model]]:
    """The models that have tables after these migrations, in the order of their tables' names."""
    state = loader.project_state(last_of_each_app(loader, keys))
    models = state.apps.get_models(include_auto_created=True)
    stored = [model for model in models if model._meta.managed and not model._meta.proxy]
    return sorted(stored, key=lambda model: model._meta.db_table)


def unknown(loader: MigrationLoader, keys: Iterable[Key]) -> list[Key]:
    """Those that are not here. What a squashed migration replaces is known by it, though its own file may be gone."""
    seen, known = set(keys), set(loader.disk_migrations)
    for squashed in loader.replacements.values():
        if seen.issuperset(squashed.replaces):
            known.update(squashed.replaces)
    return sorted(seen - known)
