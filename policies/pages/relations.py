"""What a policy has to do with others, in both directions, and what replaced it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from policies.models import Policy
from policies.pages.cited import Mention
from policies.results.others import ENDING, Reference, StatedRelation, StatedRelations
from policies.text.dates import in_chinese
from policies.vocabulary import RelationKind


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
    """Only what replaces this policy says the same things anew; a repeal puts nothing there."""


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

    @property
    def name_titles_of_ours(self) -> bool:
        return any(each.mention.title_is_ours for each in self.successors)

    @classmethod
    def build(cls, policy: Policy, on: date) -> Relations:
        """1 query."""
        found = StatedRelations.of(policy)
        return cls(
            groups=tuple(_groups(found.stated)),
            successors=tuple(_successors(found.stated, on)),
            more=found.more,
        )


def _groups(stated: Iterable[StatedRelation]) -> Iterable[RelationGroup]:
    found: dict[tuple[RelationKind, bool], list[RelationView]] = {}
    for each in stated:
        found.setdefault((each.kind, each.is_source), []).append(
            RelationView(Mention.of(each.other), each.note)
        )
    for kind in RelationKind:
        for own in (True, False):
            if views := found.get((kind, own)):
                yield RelationGroup(kind.on_source if own else kind.on_target, tuple(views))


def _successors(stated: Iterable[StatedRelation], on: date) -> Iterable[Successor]:
    """One for each policy, which may both replace and repeal this one."""
    found: dict[Reference, set[RelationKind]] = defaultdict(set)
    for each in stated:
        if not each.is_source and each.kind in ENDING:
            found[each.other].add(each.kind)
    for other, kinds in found.items():
        done = "并".join(kind.label for kind in ENDING if kind in kinds)
        replaces = RelationKind.REPLACES in kinds
        yield Successor(Mention.of(other), _until(other.effective_on, on), f"{done}。", replaces)


def _until(begins: date | None, on: date) -> str:
    if begins and begins > on:
        return f"本政策将从{in_chinese(begins)}起被"
    return "本政策已被"
