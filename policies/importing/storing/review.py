"""A document between being brought in and being a draft: what was read, its doubts, and what a person decided.

It waits as an `ImportedSource` without a policy. The bytes are never changed: each time they are read anew, and
the repairs that a person accepted are made on what was read, in one go.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from enum import Enum, auto
from functools import cached_property
from pathlib import PurePath
from sys import getsizeof
from typing import Self

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Length

from policies.acting import Actor, writing
from policies.importing.drafting import (
    Doubt,
    DoubtKind,
    Draft,
    MentionedRelation,
    ReferenceData,
    doubts,
    draft_of,
)
from policies.importing.reading import RejectedSource, Source, read
from policies.importing.storing import duplicates, fingerprints, identity, intake, precursors, store
from policies.importing.storing.duplicates import Candidate
from policies.importing.storing.pictured import keep_pictures
from policies.importing.storing.reference import reference_data
from policies.importing.storing.store import ImportOutcome, ImportVerdict, Original
from policies.kept import TEXTS, key_of
from policies.models import ImportedSource, Picture, Policy, Relation
from policies.models.turns import in_turn
from policies.permissions import Act, Person, looks_after_all, may
from policies.text import docnumber
from policies.text.outline import outline
from policies.text.sequence import Hint
from policies.vocabulary import PublicationState, Vocabulary

PASTED = "粘贴的文本.txt"
# Of all persons together. What nobody goes on with must not fill the database.
WAITING_MAX, WAITING_MAX_BYTES = 500, 500_000_000
MAKE_ROOM = "请先把下面列出的原件保存为草稿，或者放弃不要的，再交一次；别人交来的，请负责所有区的人处理。"
# What a doubt takes in memory, about.
DOUBT_BYTES = 500
# Whoever leaves more unfinished has forgotten them; the page says that there are more.
WAITING_LISTED = 100


class Decision(Vocabulary):
    REPAIR = "repair", "采纳"
    KEEP = "keep", "保留原样"


class ReviewStep(Enum):
    """What became of choices that were submitted."""

    GONE = auto()
    """The document waits no longer."""
    OVERTAKEN = auto()
    """Somebody else has chosen since the page was made. Nothing was remembered."""
    REMEMBERED = auto()
    FORBIDDEN = auto()
    """Remembered, but not saved: that would write into a policy which this person may not edit."""
    SAVED = auto()
    """Or not, for a reason that the outcome tells."""


@dataclass(frozen=True, slots=True)
class RelationOffer:
    """A relation that the document states, and the one policy that it can mean; None where that is not certain."""

    mention: MentionedRelation
    target: Policy | None

    @property
    def key(self) -> str:
        """The same after a repair of other words, and of the 文号 behind the title."""
        return f"{self.mention.kind.value}:{self.mention.title or self.mention.number}"


def keep(
    name: str, data: bytes, *, person: Person | None = None, patience: float | None = None
) -> ImportedSource:
    """Keep what was brought in until somebody decides; among what `person` sees the same bytes wait once.

    Raises RejectedSource and BusyError.

    Where a policy is what these bytes made, that row is given, and none is kept.
    """
    source = read(name, data)
    draft = _draft_of(source, reference_data())
    original = Original(PurePath(name).name[-intake.NAME_CHARS :], source.kind, data)
    with in_turn(patience):
        if known := precursors.made_of(original.sha256):
            return known
        # The same bytes may wait for several persons; who has all districts gets the newest of these rows.
        if kept := waiting(person).filter(sha256=original.sha256).first():
            return kept
        _must_have_room(len(data) + sum(len(picture.data) for picture in source.pictures))
        kept = ImportedSource.objects.create(
            sha256=original.sha256,
            name=original.name,
            brought_by=person,
            kind=original.kind,
            raw=data,
            doubts=[asdict(doubt) for doubt in draft.doubts],
            details={"title": draft.title},
        )
        keep_pictures(kept, source.pictures)
        return kept


def waiting(person: Person | None = None) -> QuerySet[ImportedSource]:
    """All that waits, or what this person may go on with: what he brought in, or all with all districts."""
    found = ImportedSource.objects.filter(policy=None)
    return found if person is None or looks_after_all(person) else found.filter(brought_by=person.pk)


def give_up(
    key: int, *, person: Person | None = None, patience: float | None = None
) -> ImportedSource | None:
    """What waited under this key, now deleted; None where it waits no longer. Raises BusyError."""
    with in_turn(patience):
        kept = waiting(person).defer("raw", "doubts").select_for_update().filter(pk=key).first()
        if kept:
            kept.delete()
    return kept


def _must_have_room(size: int) -> None:
    """Raises RejectedSource where too many documents wait for one of `size` bytes to join them, its pictures included: 2 queries."""
    taken = waiting().aggregate(number=Count("pk"), size=Sum(Length("raw"), default=0))
    if taken["number"] >= WAITING_MAX:
        raise RejectedSource(f"已经有 {taken['number']} 份没有保存的原件，放满了。{MAKE_ROOM}")
    their_pictures = Picture.objects.filter(source__policy=None)
    pictures = their_pictures.aggregate(size=Sum(Length("data"), default=0))
    if taken["size"] + pictures["size"] + size > WAITING_MAX_BYTES:
        raise RejectedSource(
            f"没有保存的原件一共不能超过 {WAITING_MAX_BYTES // 1_000_000} MB，放不下了。{MAKE_ROOM}"
        )


class Review:
    """One kept document as it stands under the choices that were made so far."""

    def __init__(self, kept: ImportedSource, person: Person | None = None) -> None:
        """What `person` may not see is shown without its name. Raises RejectedSource where the document cannot be read any
        more, such as under a smaller limit."""
        self.kept = kept
        self.person = person
        self.version = _version(kept.decisions, kept.details)
        """Of the choices as they are stored; differs between any two states, so that the second person is told."""
        self.source = read(kept.name, bytes(kept.raw))
        self.reference = reference_data()
        self.doubts: tuple[Doubt, ...] = _draft_of(self.source, self.reference).doubts
        """Of the text as it was read: decisions change none of them."""

    @classmethod
    def of(cls, key: int, person: Person | None = None) -> Self | None:
        """None where it waits no longer, or not for this person: it was saved, or given up. 4 queries."""
        kept = waiting(person).filter(pk=key).first()
        return kept and cls(kept, person)

    # What a person chose

    @property
    def decisions(self) -> dict[str, Decision]:
        known = {doubt.key for doubt in self.doubts if doubt.repairable}
        decided = {key: Decision.parse(value) for key, value in self.kept.decisions.items() if key in known}
        return {key: decision for key, decision in decided.items() if decision}

    @property
    def apart(self) -> list[str]:
        """Slugs of the policies that this is no copy of."""
        return self.kept.details.get("apart", [])

    @property
    def related(self) -> list[str]:
        """Keys of the relations to be written."""
        return self.kept.details.get("related", [])

    @property
    def newer_of(self) -> str:
        """The slug of the policy of which this is a newer state; empty where it is to be a policy of its own."""
        return self.kept.details.get("newer_of", "")

    @property
    def district(self) -> str:
        """The slug of the one that was chosen for it; empty for that which it names itself."""
        return self.kept.details.get("district", "")

    def choose(
        self,
        decisions: Mapping[str, Decision],
        *,
        apart: Collection[str],
        related: Collection[str],
        newer_of: str = "",
        district: str = "",
    ) -> None:
        """Take choices over, in memory. Decisions about other doubts stay; what was not offered is dropped."""
        self.kept.details["district"] = district
        slugs = {candidate.slug for candidate in self.candidates()}
        offered = {offer.key for offer in self.relations() if offer.target}
        self.kept.details["newer_of"] = newer_of if newer_of in slugs else ""
        self.kept.details["apart"] = sorted(slugs.intersection(apart) - {newer_of})
        self.kept.details["related"] = sorted(offered.intersection(related))
        for doubt in self.doubts:
            if doubt.repairable and doubt.key in decisions:
                self.kept.decisions[doubt.key] = decisions[doubt.key].value
        for made in ("repaired", "draft"):
            self.__dict__.pop(made, None)

    def submit(
        self, version: str, actor: Actor, *, wants_save: bool, patience: float | None = None
    ) -> tuple[ReviewStep, ImportOutcome | None]:
        """Remember the choices, and make the draft where that is wanted, in one transaction. Raises BusyError.

        `version` is that of the page on which they were made: of two people the second is told.
        """
        # A long text is read before anybody has to wait for it.
        _ = self.draft
        with in_turn(patience):
            stored = self._lock()
            if stored is None:
                return ReviewStep.GONE, None
            if stored != version:
                return ReviewStep.OVERTAKEN, None
            self._remember()
            if not wants_save:
                return ReviewStep.REMEMBERED, None
            # A newer state is written into what is there.
            updated = self.updates
            if updated and not _may_write(actor, updated):
                return ReviewStep.FORBIDDEN, None
            return ReviewStep.SAVED, self._save(actor)

    def _lock(self) -> str | None:
        """Lock the row; the version that is stored now, None where it waits no longer."""
        row = waiting().select_for_update().filter(pk=self.kept.pk)
        stored = row.values_list("decisions", "details").first()
        return _version(*stored) if stored else None

    def _remember(self) -> None:
        self.kept.save(update_fields=["decisions", "details"])
        self.version = _version(self.kept.decisions, self.kept.details)

    # What is shown

    @cached_property
    def repaired(self) -> Source:
        """What was read, with the accepted repairs; pictures stand at their lines of that."""
        decisions = self.decisions
        accepted = [doubt for doubt in self.doubts if decisions.get(doubt.key) is Decision.REPAIR]
        pictures = tuple(
            replace(each, line=doubts.line_after(each.line, accepted)) for each in self.source.pictures
        )
        return replace(self.source, text=doubts.apply(self.source.text, *accepted), pictures=pictures)

    @cached_property
    def draft(self) -> Draft:
        """Of the repaired text; its title is the printed one, so far as that was not repaired."""
        repaired = self.repaired
        draft = _draft_of(repaired, self.reference, self.district)
        if all(doubt.kind is not DoubtKind.TITLE for doubt in self.doubts):
            return draft
        # The page's own title is what the draft prefers, and what the doubt is about.
        untitled = replace(repaired, title="")
        printed = _draft_of(untitled, self.reference, self.district).title
        return replace(draft, title=printed)

    @property
    def updates(self) -> Policy | None:
        """What saving would write into, because a person said so: the name of a file says nothing."""
        before = precursors.chosen(self.newer_of) if self.newer_of else None
        return before and before.policy

    def candidates(self) -> list[Candidate]:
        """Those that were ticked, and those that are left: only so many are found at once."""
        told = self.draft.title, self.draft.doc_number, self.draft.original
        slugs = [*self.apart, self.newer_of]
        ticked = set(Policy.objects.filter(slug__in=slugs).values_list("pk", flat=True))
        found = [*duplicates.candidates(*told, apart_from=ticked), *duplicates.among(ticked, *told)]
        return duplicates.as_seen_by(self.person, found) if self.person else found

    def hints(self) -> tuple[Hint, ...]:
        text = self.draft.original
        return TEXTS.remember(key_of("hints", text), lambda: _hints(text))

    def relations(self) -> list[RelationOffer]:
        fingerprints.follow()
        return [RelationOffer(mention, self._meant(mention)) for mention in self.draft.relations]

    def _meant(self, mention: MentionedRelation) -> Policy | None:
        """None too where this person may not see it."""
        found = _meant(mention)
        return found if found is None or self.person is None or may(self.person, Act.SEE, found) else None

    def _save(self, actor: Actor) -> ImportOutcome:
        """Make the draft, all or nothing."""
        key = identity.of_address(self.source.meta.get("url", ""))
        raw, pictures = bytes(self.kept.raw), self.repaired.pictures
        original = Original(self.kept.name, self.kept.kind, raw, key, pictures)
        chosen = {"not_duplicate_of": self.apart, "newer_of": self.newer_of}
        outcome = store.store(self.draft, original, actor=actor, follows_key=False, **chosen)
        if outcome.verdict is ImportVerdict.UNCHANGED and (self.decisions or self.related):
            # Brought in by somebody else in between. No choice is thrown away with a success.
            told = _told_of_choices(outcome)
            outcome = replace(outcome, verdict=ImportVerdict.SKIPPED, reasons=(told,))
        if outcome.verdict in (ImportVerdict.CREATED, ImportVerdict.UPDATED):
            policy = Policy.objects.get(pk=outcome.key)
            self._relate(policy, actor)
            # The row that waited gives way to that of the policy, and leaves it what was decided.
            rows = ImportedSource.objects.filter(policy=policy, sha256=original.sha256)
            rows.update(doubts=self.kept.doubts, decisions=self.kept.decisions)
        if outcome.done:
            self.kept.delete()
        return outcome

    def _relate(self, policy: Policy, actor: Actor) -> None:
        meant = [
            (offer.target, offer.mention.kind)
            for offer in self.relations()
            if offer.key in self.related and offer.target and offer.target != policy
        ]
        with writing([policy] if meant else [], actor):
            for target, kind in meant:
                Relation.objects.get_or_create(source=policy, target=target, kind=kind)


def _draft_of(source: Source, reference: ReferenceData, district: str = "") -> Draft:
    """Kept, for each look at a document needs it. `district` overrules what it says. Raises RejectedSource."""

    def make() -> tuple[Draft, int]:
        draft = draft_of(source, reference, district=district)
        if district:
            # Our own export names one of its own.
            draft = replace(draft, district=district)
        return draft, _bytes_of(draft)

    key = key_of("draft", repr(source), repr(reference), district)
    return TEXTS.remember(key, make)


def _bytes_of(draft: Draft) -> int:
    """Of memory, about: its texts and its doubts are nearly all of it."""
    texts = [*draft.sections.values(), draft.original]
    spots = sum(len(doubt.spots) for doubt in draft.doubts)
    return sum(map(getsizeof, texts)) + DOUBT_BYTES * spots


def _may_write(actor: Actor, policy: Policy) -> bool:
    """What is published is written in a working copy."""
    is_public = policy.state == PublicationState.PUBLISHED
    return may(actor.account, Act.REVISE if is_public else Act.EDIT, policy)


def _told_of_choices(outcome: ImportOutcome) -> str:
    """Why they were not written into what these bytes have made; that is named to who may see it."""
    if outcome.key:
        return f"同样的文件已经导入为 {outcome.slug}，您的选择没有写进去。请打开那条政策手工修改，再放弃这份原件。"
    return f"{duplicates.MADE_ELSEWHERE}您的选择没有写进去，可以放弃这份原件。"


def _hints(body: str) -> tuple[tuple[Hint, ...], int]:
    hints = outline(body).hints
    return hints, DOUBT_BYTES * len(hints)


def _version(decisions: Mapping[str, str], details: Mapping[str, object]) -> str:
    chosen = [details.get(name) or [] for name in ("apart", "related", "newer_of", "district")]
    told = json.dumps([decisions, *chosen], sort_keys=True)
    return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()


def _meant(mention: MentionedRelation) -> Policy | None:
    """The one policy with this 文号, or, where none is named, the only one of this title."""
    if mention.number:
        number = docnumber.normalize(mention.number)
        found = list(Policy.objects.originals().filter(doc_number_normalized=number)[:2])
    else:
        found = list(Policy.objects.filter(pk__in=fingerprints.same_title(mention.title))[:2])
    return found[0] if len(found) == 1 else None
