"""What a policy has to do with others, in both directions, and what replaced it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from policies.models import Policy
from policies.pages.cited import Mention
from policies.pages.common import Link
from policies.querysets import ENDING
from policies.results.others import Reference, StatedRelation, StatedRelations, kinds_with_content
from policies.text.dates import in_chinese
from policies.vocabulary import RelationKind, SectionKind

GONE = "本站已撤下"


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
    """A policy that replaces or repeals this one; `words` say which and, if it is still to come, when."""

    mention: Mention
    before: str
    after: str
    replaces: bool
    """Only what replaces this policy, and can be read, says the same things anew; a repeal puts nothing there."""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Relations:
    groups: tuple[RelationGroup, ...] = ()
    successors: tuple[Successor, ...] = ()
    more: bool = False
    """There are more than are shown."""

    counterparts: Mapping[str, Link] = field(default_factory=dict)
    """Kind of a section -> the same one of the policy that replaces this, where there is something to read."""

    @property
    def name_titles_of_ours(self) -> bool:
        return any(each.mention.title_is_ours for each in self.successors)

    @classmethod
    def build(cls, policy: Policy, on: date) -> Relations:
        """1 query, and 1 more for what was replaced."""
        found = StatedRelations.of(policy)
        successors = tuple(_successors(found.stated, on))
        return cls(
            groups=tuple(_groups(found.stated)),
            successors=successors,
            more=found.more,
            counterparts=_counterparts([each for each in successors if each.replaces]),
        )


def _counterparts(replacing: Sequence[Successor]) -> dict[str, Link]:
    """None where no one policy, or more than one, replaces this."""
    if len(replacing) != 1:
        return {}
    [new] = replacing
    kinds = map(SectionKind, kinds_with_content(new.id))
    return {kind.value: Link(f"新政策的{kind.label}", f"{new.mention.url}#{kind.value}") for kind in kinds}


def _groups(stated: Iterable[StatedRelation]) -> Iterable[RelationGroup]:
    found: dict[tuple[RelationKind, bool], list[RelationView]] = {}
    for each in stated:
        found.setdefault((each.kind, each.is_source), []).append(
            RelationView(Mention.of(each.other), _note(each))
        )
    for kind in RelationKind:
        for own in (True, False):
            if views := found.get((kind, own)):
                yield RelationGroup(kind.on_source if own else kind.on_target, tuple(views))


def _note(stated: StatedRelation) -> str:
    return "；".join(filter(None, (stated.note, "" if stated.other.is_published else GONE)))


def _successors(stated: Iterable[StatedRelation], on: date) -> Iterable[Successor]:
    """One for each policy, which may both replace and repeal this one."""
    found: dict[Reference, set[RelationKind]] = defaultdict(set)
    for each in stated:
        if not each.is_source and each.kind in ENDING:
            found[each.other].add(each.kind)
    for other, kinds in found.items():
        yield _successor(other, kinds, on)


def _successor(other: Reference, kinds: Collection[RelationKind], on: date) -> Successor:
    done = "并".join(kind.label for kind in ENDING if kind in kinds)
    after = f"{done}。" if other.is_published else f"（{GONE}）{done}。"
    # Of what was withdrawn there is nothing to read in the place of this one.
    replaces = RelationKind.REPLACES in kinds and other.is_published
    return Successor(Mention.of(other), _until(other.effective_on, on), after, replaces, other.id)


def _until(begins: date | None, on: date) -> str:
    if begins and begins > on:
        return f"本政策将从{in_chinese(begins)}起被"
    return "本政策已被"
