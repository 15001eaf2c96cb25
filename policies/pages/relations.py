"""What a policy has to do with others, in both directions, and what took its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from policies.models import Policy, Relation
from policies.pages.cited import Mention
from policies.text.dates import in_chinese
from policies.vocabulary import RelationKind

# More relations than these are not read one by one.
MOST_SHOWN = 100

# What is said at the top of the page of a policy to which this was done.
_AT_THE_TOP = (RelationKind.REPLACES, RelationKind.REPEALS)


@dataclass(frozen=True, slots=True)
class RelationView:
    mention: Mention
    note: str


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """The relations of one kind and direction, under a heading that says which."""

    heading: str
    relations: tuple[RelationView, ...]


@dataclass(frozen=True, slots=True)
class Successor:
    """A published policy that replaces or repeals this one; `words` say which and, if it is still to come, when."""

    mention: Mention
    before: str
    after: str
    replaces: bool
    """Only what replaces this policy says the same things anew; a repeal says nothing in their place."""


@dataclass(frozen=True, slots=True)
class Relations:
    groups: tuple[RelationGroup, ...] = ()
    successors: tuple[Successor, ...] = ()
    more: bool = False
    """There are more than are shown."""

    @property
    def replaced_by(self) -> Mention | None:
        """Where each section points to its counterpart; None where no one policy, or more than one, replaces this."""
        found = [each.mention for each in self.successors if each.replaces]
        return found[0] if len(found) == 1 else None

    @classmethod
    def build(cls, policy: Policy, on: date) -> Relations:
        """1 query. Residents are told of published policies only."""
        rows = list(Relation.objects.of(policy)[: MOST_SHOWN + 1])
        shown = rows[:MOST_SHOWN]
        return cls(
            groups=tuple(_groups(policy, shown)),
            successors=tuple(
                _successor(row, on) for row in shown if row.target_id == policy.pk and row.kind in _AT_THE_TOP
            ),
            more=len(rows) > MOST_SHOWN,
        )


def _groups(policy: Policy, rows: Iterable[Relation]) -> Iterable[RelationGroup]:
    found: dict[tuple[RelationKind, bool], list[RelationView]] = {}
    for row in rows:
        own = row.source_id == policy.pk
        other = row.target if own else row.source
        found.setdefault((RelationKind(row.kind), own), []).append(RelationView(Mention.of(other), row.note))
    for kind in RelationKind:
        for own in (True, False):
            if views := found.get((kind, own)):
                yield RelationGroup(kind.on_source if own else kind.on_target, tuple(views))


def _successor(row: Relation, on: date) -> Successor:
    kind = RelationKind(row.kind)
    begins = row.source.effective_on
    before = f"本政策将从{in_chinese(begins)}起被" if begins and begins > on else "本政策已被"
    return Successor(Mention.of(row.source), before, f"{kind.label}。", kind is RelationKind.REPLACES)
