"""What a policy has to do with others, in both directions, and what replaced it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, When

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
        """1 query. Residents are told of published policies only, and first of what replaced this one."""
        at_the_top = Q(target=policy, kind__in=_AT_THE_TOP)
        ordered = Relation.objects.of(policy).order_by(Case(When(at_the_top, then=0), default=1), "id")
        rows = list(ordered[: MOST_SHOWN + 1])
        shown = rows[:MOST_SHOWN]
        return cls(
            groups=tuple(_groups(policy, shown)),
            successors=tuple(_successors(policy, shown, on)),
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


def _successors(policy: Policy, rows: Iterable[Relation], on: date) -> Iterable[Successor]:
    """One for each policy, which may both replace and repeal this one."""
    found: dict[int, list[Relation]] = {}
    for row in rows:
        if row.target_id == policy.pk and row.kind in _AT_THE_TOP:
            found.setdefault(row.source_id, []).append(row)
    for same in found.values():
        source, kinds = same[0].source, {row.kind for row in same}
        begins = source.effective_on
        before = f"本政策将从{in_chinese(begins)}起被" if begins and begins > on else "本政策已被"
        done = "并".join(kind.label for kind in _AT_THE_TOP if kind in kinds)
        yield Successor(Mention.of(source), before, f"{done}。", RelationKind.REPLACES in kinds)
