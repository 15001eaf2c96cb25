"""The earlier states of a policy's sections: their list, one of them, and what the next one changed.

Only what residents could read comes here (`VersionQuerySet.shown_of`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.urls import reverse
from django.utils import timezone

from policies.models import Policy, Section, SectionVersion
from policies.pages.changes import Block, Changes, as_it_was
from policies.pages.common import Link
from policies.pages.parts import Pager, PolicyText
from policies.querysets import VersionQuerySet
from policies.text.dates import in_chinese
from policies.vocabulary import SectionKind, SectionState

# A longer list helps nobody; what is before it is reached from version to version.
LISTED = 500


def _day(moment: datetime) -> str:
    return in_chinese(timezone.localdate(moment))


def _address(page: str, policy: Policy, *number: int) -> str:
    return reverse(f"policies:{page}", args=[policy.slug, *number])


@dataclass(frozen=True, slots=True)
class UpdateNote:
    """The line in a section of the policy's page that has earlier states."""

    day: str
    changes_url: str
    list_url: str

    @classmethod
    def of(cls, policy: Policy, section: Section | None) -> Self | None:
        """`section` as `SectionQuerySet.with_last_version` gives it."""
        if section is None or section.last_version is None:
            return None
        changes_url = _address("changes", policy, section.last_version)
        return cls(_day(section.replaced_at), changes_url, _address("versions", policy))


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
    changes_url: str
    current_url: str
    """The present text of this section."""

    @classmethod
    def of(cls, policy: Policy, version: SectionVersion, current_url: str = "") -> Self:
        return cls(
            number=version.number,
            label=SectionKind(version.kind).label,
            state=SectionState(version.state),
            day=_day(version.replaced_at),
            url=_address("version", policy, version.number),
            changes_url=_address("changes", policy, version.number),
            current_url=current_url or f"{policy.get_absolute_url()}#{version.kind}",
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
    blocks: tuple[Block, ...]
    pager: Pager
    neighbours: tuple[Link, ...]
    """The state of this section before it, and the one after it."""

    @classmethod
    def build(cls, policy: Policy, version: SectionVersion, text: PolicyText, shown: int) -> Self:
        """Of the text of `version` the part `shown`."""
        number = version.number
        earlier = _beside(policy, version).filter(number__lt=number).first()
        later = _beside(policy, version).filter(number__gt=number).last()
        return cls(
            subject=Subject.of(policy),
            version=Version.of(policy, version, _present(policy, version)),
            blocks=as_it_was(text.shown_of(SectionKind(version.kind), shown)),
            pager=text.pager(shown),
            neighbours=tuple(
                Link(label.format(other.number), _address("version", policy, other.number))
                for label, other in (("更早的旧版 {}", earlier), ("后来的旧版 {}", later))
                if other
            ),
        )


def _present(policy: Policy, version: SectionVersion) -> str:
    """Where the present text of its section begins: 1 query."""
    return PolicyText.of(policy).address_of(SectionKind(version.kind))


def text_of(policy: Policy, version: SectionVersion) -> PolicyText:
    """The text of an earlier state, at the address of its page."""
    return PolicyText(_address("version", policy, version.number), {SectionKind(version.kind): version.body})


def _beside(policy: Policy, version: SectionVersion) -> VersionQuerySet:
    return SectionVersion.objects.shown_of(policy).filter(kind=version.kind).defer("body")


@dataclass(frozen=True, slots=True)
class ChangesPage:
    subject: Subject
    version: Version
    other: Link
    """What the version is compared with: a later one, or the present text."""
    restated: str
    changes: Changes
    identical: bool

    @classmethod
    def build(cls, policy: Policy, version: SectionVersion) -> Self:
        later = (
            SectionVersion.objects.shown_of(policy)
            .filter(kind=version.kind, number__gt=version.number)
            .last()
        )
        view = Version.of(policy, version, _present(policy, version))
        if later:
            other = Link(f"旧版 {later.number}", _address("version", policy, later.number))
        else:
            later = policy.sections.filter(kind=version.kind).first() or Section(kind=version.kind)
            other = Link("现在的版本", view.current_url, current=True)
        state = SectionState(later.state)
        changes = Changes.of(version.body, later.body)
        return cls(
            subject=Subject.of(policy),
            version=view,
            other=other,
            restated=f"这一栏从“{view.state.label}”改为“{state.label}”。" if state != view.state else "",
            changes=changes,
            identical=changes.identical and state == view.state,
        )
