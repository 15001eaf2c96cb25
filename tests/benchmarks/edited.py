"""What the editors of `tests.benchmarks.editors` work on, and what must be there when they have gone.

Both run in a process of their own, on the database of their portal, and print JSON.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policies.models import (
    District,
    Event,
    Material,
    Policy,
    RecordVersion,
    Section,
    SectionVersion,
    Topic,
)
from policies.values import text_mark
from policies.vocabulary import EventKind, PublicationState
from tests.benchmarks.editing import MARKER
from tests.people import account

SHARED = 3
"""So many drafts, and so many published entries, are written by everybody."""
TOPIC = "biaoji"
# What a save of a form, a new entry and an import are in the journal.
WRITTEN = (EventKind.EDITED, EventKind.CREATED)

Saves = list[dict[str, Any]]


def prepare(names: list[str], password: str) -> None:
    """The accounts, every fourth of which publishes; prints the keys of what all of them write."""
    for number, name in enumerate(names):
        account(name, "编辑" if number % 4 else "审核", password=password, is_staff=True)
    topic = Topic.objects.create(slug=TOPIC, name="批量主题")
    published = Policy.objects.filter(state=PublicationState.PUBLISHED).order_by("pk")[:SHARED]
    drafts = [_draft_like(policy) for policy in published]
    keys = {"published": [each.pk for each in published], "drafts": [each.pk for each in drafts]}
    print(json.dumps({**keys, "topic": topic.pk}))


def _draft_like(policy: Policy) -> Policy:
    district = District.objects.get(slug="xuhui")
    draft = Policy.objects.create(
        slug=f"draft-{policy.pk}", title=f"大家都写的第{policy.pk}条", district=district, source_note="测试"
    )
    texts = [(each.kind, each.body) for each in policy.sections.all() if each.body]
    for kind, body in texts:
        Section.objects.create(policy=draft, kind=kind, body=body, state="content")
    draft.ensure_sections()
    Material.objects.create(policy=draft, uid="m1", name="身份证")
    return draft


# What must be there


@dataclass(frozen=True, slots=True)
class Written:
    """A marker that an event of the journal names."""

    by: str
    replaced: frozenset[str]
    """The markers that stood there before."""


def judge(file: str) -> None:
    """Prints what is wrong, by what it is against; `file` holds the saves as `tests.benchmarks.editing` notes them."""
    saves: Saves = json.loads(Path(file).read_text())
    found = Journal()
    marked = [save for save in saves if save["marker"]]
    done = {save["marker"]: save for save in marked if save["status"] == 302}
    refused = {save["marker"] for save in marked if save["status"] == 409} - done.keys()
    unknown = {save["marker"] for save in marked if save["status"] not in (302, 409)}
    wrong = {
        "one event each": [name for name, save in done.items() if not found.has_one(name, save["who"])],
        "its text is there": sorted(done.keys() - found.final - found.kept),
        "what it replaced was on the page": list(filter(None, map(found.unseen, done.values()))),
        "gone only by a later event": sorted(done.keys() - found.final - found.replaced),
        "nothing of a refused save": sorted((refused - unknown) & (found.final | found.written.keys())),
        "an event for each of a bulk change": list(_miscounted(saves, "bulk", found.altered)),
        "an event for each publication": list(_miscounted(saves, "publish", found.published)),
    }
    print(json.dumps({"events": found.number, "wrong": wrong}, ensure_ascii=False))


def _miscounted(saves: Saves, what: str, recorded: Counter[str]) -> Iterator[str]:
    """Whoever has fewer events than were acknowledged, or more than were sent."""
    ours = [save for save in saves if save["what"] == what and save["status"] != 409]
    for who in {save["who"] for save in ours}:
        sent = [save for save in ours if save["who"] == who]
        most = sum(save["number"] for save in sent)
        least = sum(save["number"] for save in sent if save["status"] == 302)
        if not least <= recorded[who] <= most:
            yield f"{who}: {recorded[who]} events for {least} to {most}"


class Journal:
    """All that the database knows of markers, read once."""

    def __init__(self) -> None:
        self.texts = {json.dumps(text_mark(body)): markers_in(body) for body in _texts()}
        self.titles = dict(Policy.objects.values_list("pk", "title"))
        self.final = markers_in(_stored(Section, "body"), _stored(Material, "note"), _stored(Policy, "title"))
        kept = (_stored(SectionVersion, "body"), _stored(RecordVersion, "record"), _stored(Event, "changes"))
        self.kept = markers_in(*kept)
        self.written: dict[str, list[Written]] = defaultdict(list)
        self.replaced: set[str] = set()
        self.altered: Counter[str] = Counter()
        self.published: Counter[str] = Counter()
        topic = f"policytopic {Topic.objects.get(slug=TOPIC).pk}"
        events = list(Event.objects.order_by("pk"))
        self.number = len(events)
        for event in events:
            changes = event.changes or []
            self.published[event.actor] += event.kind == EventKind.CORRECTED
            is_written = event.kind in WRITTEN
            self.altered[event.actor] += is_written and topic in (each["of"] for each in changes)
            self._read(event, changes, is_written=is_written)

    def _read(self, event: Event, changes: list[dict[str, Any]], *, is_written: bool) -> None:
        for change in changes:
            before, after = (self._markers_of(change[side]) for side in ("before", "after"))
            self.replaced |= before - after
            for marker in (after - before) if is_written else ():
                self.written[marker].append(Written(event.actor, frozenset(before)))
        if event.kind == EventKind.CREATED:
            for marker in markers_in(self.titles.get(event.policy_id, "")):
                self.written[marker].append(Written(event.actor, frozenset()))

    def _markers_of(self, side: dict[str, Any] | None) -> set[str]:
        """Of a text the journal has its mark and its length, by which it is found."""
        side = side or {}
        text = json.dumps({name: side[name] for name in ("mark", "length") if name in side})
        return markers_in(json.dumps(side, ensure_ascii=False)) | self.texts.get(text, set())

    def has_one(self, marker: str, who: str) -> bool:
        return [each.by for each in self.written[marker]] == [who]

    def unseen(self, save: dict[str, Any]) -> str:
        """What the save replaced, and its writer had not before him; empty where all is well."""
        replaced = {marker for each in self.written[save["marker"]] for marker in each.replaced}
        unseen = sorted(replaced - set(save["shown"]))
        return f"{save['what']} {save['marker']} instead of {', '.join(unseen)}" if unseen else ""


def markers_in(*texts: str | Iterable[str]) -> set[str]:
    return {
        marker
        for text in texts
        for marker in MARKER.findall(text if isinstance(text, str) else "\n".join(text))
    }


def _stored(model: type, column: str) -> list[str]:
    values = model.objects.values_list(column, flat=True)
    return [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values]


def _texts() -> list[str]:
    return _stored(Section, "body") + _stored(SectionVersion, "body")
