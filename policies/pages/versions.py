"""The earlier states of a policy's sections: their list, one of them, and what the next one changed.

Only what residents could read comes here (`VersionQuerySet.shown_of`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Self

from django.urls import reverse
from django.utils import timezone

from policies.models import Policy, Section, SectionVersion
from policies.pages.common import Link
from policies.querysets import VersionQuerySet
from policies.text import diff
from policies.text.dates import in_chinese
from policies.text.diff import Piece
from policies.vocabulary import SectionKind, SectionState

# A longer list helps nobody; what is before it is reached from version to version.
LISTED = 500
# Changed paragraphs on one page: about a book's worth.
CHANGES = 500
# Unchanged paragraphs that stay in sight beside a changed one, and how many have to be left for folding them away.
CONTEXT, FOLDED = 1, 3
# A longer unchanged stretch is counted, not printed.
PRINTED = 200


def _day(moment: datetime) -> str:
    return in_chinese(timezone.localdate(moment))


def _address(page: str, policy: Policy, *number: int) -> str:
    return reverse(f"policies:{page}", args=[policy.slug, *number])


@dataclass(frozen=True, slots=True)
class UpdateNote:
    """The line in a section of the policy's page that has earlier states."""

    day: str
    compare_url: str
    list_url: str

    @classmethod
    def of(cls, policy: Policy, section: Section | None) -> Self | None:
        """`section` as `SectionQuerySet.with_last_version` gives it."""
        if section is None or section.last_version is None:
            return None
        compare_url = _address("comparison", policy, section.last_version)
        return cls(_day(section.replaced_at), compare_url, _address("versions", policy))


@dataclass(frozen=True, slots=True)
class Subject:
    """What all these pages are about."""

    title: str
    url: str
    list_url: str

    @classmethod
    def of(cls, policy: Policy) -> Self:
        return cls(policy.title, policy.get_absolute_url(), _address("versions", policy))


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    label: str
    state: SectionState
    day: str
    """The last day on which it was the present text."""
    url: str
    compare_url: str
    current_url: str

    @classmethod
    def of(cls, policy: Policy, version: SectionVersion) -> Self:
        return cls(
            number=version.number,
            label=SectionKind(version.kind).label,
            state=SectionState(version.state),
            day=_day(version.replaced_at),
            url=_address("version", policy, version.number),
            compare_url=_address("comparison", policy, version.number),
            current_url=f"{policy.get_absolute_url()}#{version.kind}",
        )


@dataclass(frozen=True, slots=True)
class HistoryPage:
    subject: Subject
    versions: tuple[Version, ...]
    cut: bool
    """Whether there are more than are listed."""

    @classmethod
    def build(cls, policy: Policy) -> Self:
        found = SectionVersion.objects.shown_of(policy).defer("body")[: LISTED + 1]
        versions = tuple(Version.of(policy, version) for version in found)
        return cls(Subject.of(policy), versions[:LISTED], len(versions) > LISTED)


@dataclass(frozen=True, slots=True)
class VersionPage:
    subject: Subject
    version: Version
    paragraphs: tuple[str, ...]
    neighbours: tuple[Link, ...]
    """The state of this section before it, and the one after it."""

    @classmethod
    def build(cls, policy: Policy, number: int) -> Self:
        """Raises SectionVersion.DoesNotExist where there is no such state, or residents never could read it."""
        version = SectionVersion.objects.shown_of(policy).get(number=number)
        earlier = _beside(policy, version).filter(number__lt=number).first()
        later = _beside(policy, version).filter(number__gt=number).last()
        return cls(
            subject=Subject.of(policy),
            version=Version.of(policy, version),
            paragraphs=tuple(filter(None, map(str.strip, version.body.splitlines()))),
            neighbours=tuple(
                Link(label.format(other.number), _address("version", policy, other.number))
                for label, other in (("更早的旧版 {}", earlier), ("后来的旧版 {}", later))
                if other
            ),
        )


def _beside(policy: Policy, version: SectionVersion) -> VersionQuerySet:
    return SectionVersion.objects.shown_of(policy).filter(kind=version.kind).defer("body")


@dataclass(frozen=True, slots=True)
class Change:
    """One paragraph of a comparison. `word` says what happened to it: 改动, 新增, 删去, or nothing."""

    word: str
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, row: diff.Row) -> Self:
        if row.pieces:
            return cls("改动", row.pieces)
        if row.same:
            return cls("", (Piece(row.after, diff.Fate.SAME),))
        if row.before is None:
            return cls("新增", (Piece(row.after, diff.Fate.NEW),))
        return cls("删去", (Piece(row.before, diff.Fate.OLD),))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Paragraphs in a row. Folded ones are `count` in number, and too many of them are not printed."""

    changes: tuple[Change, ...]
    count: int
    folded: bool = False


@dataclass(frozen=True, slots=True)
class ComparePage:
    subject: Subject
    version: Version
    other: Link
    """What the version is compared with: a later one, or the present text."""
    restated: str
    stretches: tuple[Stretch, ...]
    changed: int
    coarse: bool
    cut: bool
    identical: bool

    @classmethod
    def build(cls, policy: Policy, number: int) -> Self:
        """Raises SectionVersion.DoesNotExist as `VersionPage.build` does."""
        version = SectionVersion.objects.shown_of(policy).get(number=number)
        later = SectionVersion.objects.shown_of(policy).filter(kind=version.kind, number__gt=number).last()
        view = Version.of(policy, version)
        if later:
            other = Link(f"旧版 {later.number}", _address("version", policy, later.number))
        else:
            later = policy.sections.filter(kind=version.kind).first() or Section(kind=version.kind)
            other = Link("现在的版本", view.current_url, current=True)
        state = SectionState(later.state)
        found = diff.compare(version.body, later.body)
        changes = [
            Change.of(row) for row in found.rows if (row.before or "").strip() or (row.after or "").strip()
        ]
        shown = _within_limit(changes)
        return cls(
            subject=Subject.of(policy),
            version=view,
            other=other,
            restated=f"这一栏从“{view.state.label}”改为“{state.label}”。" if state != view.state else "",
            stretches=tuple(_stretches(shown)),
            changed=sum(bool(change.word) for change in changes),
            coarse=found.coarse,
            cut=len(shown) < len(changes),
            identical=found.before == found.after and state == view.state,
        )


def _within_limit(changes: list[Change]) -> list[Change]:
    places = [place for place, change in enumerate(changes) if change.word]
    return changes[: places[CHANGES]] if len(places) > CHANGES else changes


def _stretches(changes: list[Change]) -> Iterator[Stretch]:
    """What changed with its neighbours in sight, what is far from it folded."""
    groups = [
        (changed, tuple(group)) for changed, group in groupby(changes, lambda change: bool(change.word))
    ]
    for place, (changed, group) in enumerate(groups):
        head = 0 if place == 0 else CONTEXT
        tail = 0 if place == len(groups) - 1 else CONTEXT
        if changed or len(group) < head + tail + FOLDED:
            yield Stretch(group, len(group))
            continue
        middle = group[head : len(group) - tail]
        yield from (Stretch(part, len(part)) for part in [group[:head]] if part)
        yield Stretch(middle if len(middle) <= PRINTED else (), len(middle), folded=True)
        yield from (Stretch(part, len(part)) for part in [group[len(group) - tail :]] if tail)
