"""Which file made a policy before: the same bytes, or an earlier state of the same document; and what staff did since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policies.importing.drafting import Draft
from policies.importing.storing import duplicates
from policies.models import ImportedSource, Policy
from policies.text import docnumber
from policies.text.dates import in_chinese
from policies.vocabulary import PublicationState, SectionKind

# How much of the longer text a newer state has in common with the one before.
NEWER_STATE = 0.5


def made_of(sha256: str) -> ImportedSource | None:
    """The file with these bytes, where a policy is what it made: its last file, not one of before."""
    same = ImportedSource.objects.filter(policy__isnull=False, sha256=sha256)
    found = same.select_related("policy__copy_of").defer("raw")
    return next(filter(_is_last, found), None)


def _is_last(kept: ImportedSource) -> bool:
    return kept.policy.imported_sources.only("pk").first() == kept


@dataclass(frozen=True, slots=True)
class Precursor:
    """What a newer file is written into, and the last file that made it; None where staff have typed it."""

    policy: Policy
    source: ImportedSource | None


def by_key(draft: Draft, key: str, *, apart_from: Sequence[str] = ()) -> Precursor | None:
    """What the last file of this key made, where the draft is a newer state of that.

    `apart_from` are slugs of policies that a person said are others: none of these is written over.
    """
    if not key:
        return None
    known = ImportedSource.objects.filter(policy__isnull=False, key=key)
    others = known.exclude(policy__slug__in=apart_from).select_related("policy__district").defer("raw")
    before = next((each for each in others if _same(each.policy, draft)), None)
    return before and Precursor(_written_into(before.policy), before)


def chosen(slug: str) -> Precursor | None:
    """The policy that a person has named; None where there is none."""
    named = Policy.objects.filter(slug=slug).first()
    if named is None:
        return None
    policy = _written_into(named)
    sources = ImportedSource.objects.filter(policy__in=(policy, named))
    return Precursor(policy, sources.select_related("policy").defer("raw").first())


def _written_into(made: Policy) -> Policy:
    """What the file made, or the working copy of that: 1 query."""
    return Policy.objects.filter(copy_of=made).first() or made


def work_of_staff(before: Precursor) -> str:
    """What staff have done to it since the last file, in Chinese: typed, edited it, or decided its doubts. Empty if nothing.

    What is published is not written over in any case, so nothing of theirs is lost by a working copy.
    """
    policy, imported = before.policy, before.source
    if policy.state == PublicationState.PUBLISHED:
        return ""
    if imported is None:
        return "" if policy.is_copy else "是由工作人员录入的"
    if policy.edited_at and policy.edited_at > imported.imported_at:
        return f"导入以后又由工作人员编辑过（{in_chinese(policy.edited_at.date())}）"
    return f"的疑点由工作人员处理过（{len(imported.decisions)} 处）" if imported.decisions else ""


def _same(policy: Policy, draft: Draft) -> bool:
    """Are they two states of one document? Where it lay does not tell: the next page is saved over the last one.

    With one 文号 they are, unless both title and text differ: then it was read from what the document cites. With two
    they are not: the notices of two years have one title. Without, title, district, 成文 year and text must agree.
    """
    numbers = policy.doc_number_normalized, docnumber.normalize(draft.doc_number)
    if all(numbers) and numbers[0] != numbers[1]:
        return False
    one_title = duplicates.one_title(policy.title, draft.title)
    # A bare 第3号 is everybody's; only where two differ it tells.
    if all(numbers) and docnumber.DocNumber.parse(draft.doc_number):
        return one_title or _alike_in_text(policy, draft)
    places = {policy.district and policy.district.slug, draft.district} - {None, ""}
    years = {day.year for day in (policy.issued_on, draft.issued_on) if day}
    return one_title and len(places) < 2 and len(years) < 2 and _alike_in_text(policy, draft)


def _alike_in_text(policy: Policy, draft: Draft) -> bool:
    there = policy.sections.filter(kind=SectionKind.ORIGINAL).values_list("body", flat=True).first()
    return duplicates.shared(there or "", draft.original) >= NEWER_STATE
