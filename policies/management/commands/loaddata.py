"""Django's loaddata, which checks every row first and never writes over the work of staff in silence."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

from django.core import serializers
from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.core.serializers.base import DeserializedObject
from django.db import connections

from policies.importing import fixtures
from policies.models import Policy, triggers
from policies.querysets import PolicyQuerySet
from policies.vocabulary import PublicationState


class Command(loaddata.Command):
    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Replace policies that staff have edited since they were loaded.",
        )

    def handle(self, *labels: str, overwrite: bool = False, **options: object) -> None:
        self.overwrite = overwrite
        super().handle(*labels, **options)

    def loaddata(self, labels: tuple[str, ...]) -> None:
        if loaddata.READ_STDIN in labels:
            raise CommandError("What standard input says cannot be checked first: give a .json file.")
        self.serialization_formats = serializers.get_public_serializer_formats()
        found = [Path(file) for label in labels for file, _, _ in self.find_fixtures(label)]
        if strange := [path.name for path in found if path.suffix != ".json"]:
            raise CommandError(f"Only .json fixtures can be checked, and so loaded: {', '.join(strange)}")
        try:
            rows = fixtures.check(found, overwrite=self.overwrite)
        except fixtures.FixtureError as error:
            raise CommandError(str(error)) from None
        triggers.hold(connections[self.using])
        self._withdraw_first(rows)
        self.to_publish: list[int] = []
        super().loaddata(labels)
        for key in self.to_publish:
            self._policies().filter(pk=key).update(state=PublicationState.PUBLISHED)

    def save_obj(self, obj: DeserializedObject) -> bool:
        if isinstance(obj.object, Policy):
            obj.object.derive()
            self._publish_last(obj.object)
        return super().save_obj(obj)

    def _withdraw_first(self, rows: Iterable[fixtures.Row]) -> None:
        """A file may list the texts before the policy that it withdraws, and they would pass for public until then."""
        slugs = [
            row.values["slug"]
            for row in rows
            if row.model is Policy and row.values.get("state") != PublicationState.PUBLISHED
        ]
        self._policies().filter(slug__in=slugs, state=PublicationState.PUBLISHED).update(
            state=PublicationState.WITHDRAWN
        )

    def _publish_last(self, policy: Policy) -> None:
        """A draft is published after its texts are written, or the archive would take the draft for public."""
        if policy.pk and policy.state == PublicationState.PUBLISHED:
            state = self._policies().filter(pk=policy.pk).values_list("state", flat=True).first()
            if state not in (None, PublicationState.PUBLISHED):
                policy.state = state
                self.to_publish.append(policy.pk)

    def _policies(self) -> PolicyQuerySet:
        return Policy.objects.using(self.using)
