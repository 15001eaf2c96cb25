"""Loading as Django does it, a row at a time: what the quick way is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from django.core.management.commands import loaddata
from django.db import models

from policies.loading import checks
from policies.models import Policy
from policies.models.taxonomy import KeyedManager
from policies.vocabulary import PublicationState


@contextmanager
def each_key_looked_up_once() -> Iterator[None]:
    """While rows are only saved, a natural key that named one goes on to do so: no need to ask for it with each row."""
    ask = KeyedManager.get_by_natural_key

    @cache
    def row_of(model: type[models.Model], *key: str) -> models.Model:
        return ask(model._default_manager, *key)

    with patch.object(KeyedManager, "get_by_natural_key", lambda manager, *key: row_of(manager.model, *key)):
        yield


class RowByRow(loaddata.Command):
    """Withdraws before texts change, and publishes after, as an editor would."""

    def loaddata(self, labels):
        self.to_publish = []
        rows = checks.check([Path(label) for label in labels], overwrite=True)
        policies = [row.values for row in rows if row.model is Policy]
        hidden = [values["slug"] for values in policies if values.get("state") != PublicationState.PUBLISHED]
        published = Policy.objects.filter(slug__in=hidden, state=PublicationState.PUBLISHED)
        published.update(state=PublicationState.WITHDRAWN)
        with each_key_looked_up_once():
            super().loaddata(labels)
        Policy.objects.filter(pk__in=self.to_publish).update(state=PublicationState.PUBLISHED)

    def save_obj(self, obj):
        if isinstance(obj.object, Policy):
            obj.object.derive()
            self._publish_last(obj.object)
        return super().save_obj(obj)

    def _publish_last(self, policy):
        stored = Policy.objects.filter(pk=policy.pk).values_list("state", flat=True).first()
        if policy.state == PublicationState.PUBLISHED and stored not in (None, PublicationState.PUBLISHED):
            policy.state = stored
            self.to_publish.append(policy.pk)
