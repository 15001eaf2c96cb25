"""Put a draft into the library: created, updated, unchanged, or not at all, and why. One file is one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Q

from policies import revising
from policies.acting import Actor, record, writing
from policies.importing.drafting import Doubt, Draft
from policies.importing.storing import duplicates, fingerprints, precursors
from policies.importing.storing.findings import Findings
from policies.importing.storing.precursors import Precursor
from policies.importing.storing.rows import Original, write
from policies.models import NotDuplicate, Policy
from policies.models.turns import in_turn
from policies.permissions import Act, may
from policies.vocabulary import EventKind, PublicationState, Vocabulary

# Who stores where nobody sits at the desk.
COMMAND = Actor.of_command("import_policy")
IN_A_COPY = "这条政策已发布，改动写进了修改稿，发布修改稿以后居民才看到。"


class ImportVerdict(Vocabulary):
    CREATED = "created", "已新建"
    UPDATED = "updated", "已更新"
    UNCHANGED = "unchanged", "没有变化"
    SKIPPED = "skipped", "已跳过"
    REFUSED = "refused", "未导入"
    PASSED_OVER = "passed-over", "没有读"
    """No document, as the styles of a page that was saved with them."""
    FAILED = "failed", "程序出错"

    @property
    def is_done(self) -> bool:
        """Nothing is left for a person to do."""
        return self not in (ImportVerdict.SKIPPED, ImportVerdict.REFUSED, ImportVerdict.FAILED)

    @property
    def is_rare(self) -> bool:
        """Not told where there is none."""
        return self in (ImportVerdict.PASSED_OVER, ImportVerdict.FAILED)


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    verdict: ImportVerdict
    name: str
    slug: str = ""
    title: str = ""
    reasons: tuple[str, ...] = ()
    """In Chinese; why nothing was done, where nothing was done."""
    doubts: tuple[Doubt, ...] = ()
    removed: tuple[tuple[str, int], ...] = ()
    remarks: tuple[str, ...] = ()
    # Not compared: a dry run has used a number of the sequence, which no rollback gives back.
    key: int = field(default=0, compare=False)
    """Of the policy that holds the draft now: of a working copy, where `slug` is that of its original."""
    findings: Findings = Findings()  # noqa: RUF009 it is frozen
    """Of a file of a folder or archive."""

    @property
    def done(self) -> bool:
        return self.verdict.is_done


def store(
    draft: Draft,
    original: Original,
    *,
    actor: Actor = COMMAND,
    not_duplicate_of: Sequence[str] = (),
    newer_of: str = "",
    follows_key: bool = True,
    dry_run: bool = False,
) -> ImportOutcome:
    """Store all of the draft or nothing.

    The bytes that it was last made of change nothing. A file of the same key is a newer state of what it made before where both
    are one document, unless staff have edited that since, or decided its doubts; without `follows_key` nothing is updated but
    `newer_of`, the slug of the policy that a person has named. `not_duplicate_of` are slugs of policies that a person has
    compared; this is remembered.
    """
    # Before the lock of any row. So of two imports of the same file at once the second sees what the first has done.
    with in_turn():
        fingerprints.follow()
        before = _before(draft, original, not_duplicate_of, newer_of, follows_key=follows_key)
        outcome = _store(draft, original, before, not_duplicate_of, actor)
        if dry_run:
            transaction.set_rollback(True)
    return outcome


def _before(
    draft: Draft, original: Original, not_duplicate_of: Sequence[str], newer_of: str, *, follows_key: bool
) -> Precursor | None:
    if newer_of:
        return precursors.chosen(newer_of)
    return precursors.by_key(draft, original.key, apart_from=not_duplicate_of) if follows_key else None


def _store(
    draft: Draft,
    original: Original,
    before: Precursor | None,
    not_duplicate_of: Sequence[str],
    actor: Actor,
) -> ImportOutcome:
    if same := precursors.made_of(original.sha256):
        return _unchanged(draft, original, same.policy, actor)
    others = list(Policy.objects.filter(slug__in=not_duplicate_of))
    if missing := sorted(set(not_duplicate_of) - {policy.slug for policy in others}):
        return _outcome(
            ImportVerdict.REFUSED, draft, original, reasons=(f"没有这条政策：{'、'.join(missing)}",)
        )
    policy = before.policy if before else Policy()
    if reason := _protected(before, actor) if before else "":
        return _outcome(
            ImportVerdict.SKIPPED, draft, original, policy, (f"{policy.known_as} {reason}，没有覆盖。",)
        )
    if stopped := _alike(draft, policy, others, actor):
        return _outcome(ImportVerdict.REFUSED, draft, original, reasons=stopped)
    try:
        with transaction.atomic():
            policy = _in_a_copy(policy, actor)
            with _recorded(policy, original, actor):
                write(policy, draft, original, before and before.source, actor)
    except ValidationError as error:
        return _outcome(ImportVerdict.REFUSED, draft, original, reasons=tuple(_reasons(error)))
    _remember(policy, draft, others)
    return _outcome(ImportVerdict.UPDATED if before else ImportVerdict.CREATED, draft, original, policy)


def _unchanged(draft: Draft, original: Original, policy: Policy, actor: Actor) -> ImportOutcome:
    if actor.account and not may(actor.account, Act.SEE, policy):
        return _outcome(ImportVerdict.UNCHANGED, draft, original, reasons=(duplicates.MADE_ELSEWHERE,))
    return _outcome(ImportVerdict.UNCHANGED, draft, original, policy)


def _in_a_copy(policy: Policy, actor: Actor) -> Policy:
    """What residents read is never written over: its working copy is, and waits for whoever goes on."""
    if policy.state != PublicationState.PUBLISHED:
        return policy
    [made] = revising.start_copy(Policy.objects.filter(pk=policy.pk), actor).moved
    return made


@contextmanager
def _recorded(policy: Policy, original: Original, actor: Actor) -> Iterator[None]:
    """A new draft by that alone; of one that was there what the file changes in it."""

    def told(policy: Policy) -> dict[str, str]:
        return {"file": original.name}

    if policy.pk:
        with writing([policy], actor, told=told):
            yield
    else:
        yield
        record(EventKind.CREATED, [policy], actor, told)


def _reasons(error: ValidationError) -> Iterator[str]:
    """Under the label of the field, where it is about one."""
    for name, messages in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{Policy._meta.get_field(name).verbose_name}："
        yield from (f"{label}{message}" for message in messages)


def _protected(before: Precursor, actor: Actor) -> str:
    """Why this is not to be written over, in Chinese; empty where it may be."""
    if work := precursors.work_of_staff(before):
        return work
    is_public = before.policy.state == PublicationState.PUBLISHED
    if actor.account and not may(actor.account, Act.REVISE if is_public else Act.EDIT, before.policy):
        return "不在您的权限里"
    reason = revising.why_no_copy(before.policy, actor) if is_public else ""
    return f"已发布，{reason.rstrip('。')}" if reason else ""


def _outcome(
    verdict: ImportVerdict,
    draft: Draft,
    original: Original,
    policy: Policy | None = None,
    reasons: tuple[str, ...] = (),
) -> ImportOutcome:
    slug, key = (policy.known_as, policy.pk) if policy else ("", 0)
    removed = tuple(draft.removed.items())
    remarks = (*draft.remarks, *([IN_A_COPY] if policy and policy.is_copy else []))
    return ImportOutcome(
        verdict, original.name, slug, draft.title, reasons, draft.doubts, removed, remarks, key
    )


def _alike(draft: Draft, policy: Policy, others: list[Policy], actor: Actor) -> tuple[str, ...]:
    """What stops the draft: each candidate, then the paragraphs in which it differs."""
    own = policy.copy_of_id or policy.pk
    apart = {own, *(other.pk for other in others)}
    if own:
        apart |= _told_apart(own)
    found = duplicates.candidates(draft.title, draft.doc_number, draft.original, apart_from=apart)
    if actor.account:
        found = duplicates.as_seen_by(actor.account, found)
    reasons: list[str] = []
    for candidate in found:
        reasons += [str(candidate), *candidate.difference]
    return tuple(reasons)


def _told_apart(policy: int) -> set[int]:
    """The keys of those of which somebody said that they are other policies, and its own."""
    pairs = NotDuplicate.objects.filter(Q(first=policy) | Q(second=policy))
    return set(chain.from_iterable(pairs.values_list("first", "second")))


def _remember(policy: Policy, draft: Draft, others: list[Policy]) -> None:
    """Only of what looks alike: over a folder the same slugs are given for each of its files."""
    own = policy.copy_of_id or policy.pk
    keys = {other.pk for other in others} - {own}
    alike = duplicates.among(keys, draft.title, draft.doc_number, draft.original)
    pairs = [sorted((own, each.policy)) for each in alike]
    NotDuplicate.objects.bulk_create(
        (NotDuplicate(first_id=first, second_id=second) for first, second in pairs), ignore_conflicts=True
    )
