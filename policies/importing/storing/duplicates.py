"""Is it in the library already? The gate before a draft: same 文号, same title, or nearly the same text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from policies.importing.storing import fingerprints
from policies.models import Policy, Section
from policies.permissions import Act, Person, permitted
from policies.text import docnumber, titles
from policies.vocabulary import SectionKind, Vocabulary

# Share of the runs of so many characters, common to both, from which two texts are nearly the same.
NEARLY, SHINGLE, COMPARED_CHARS = 0.8, 5, 100_000
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# A diff is for reading: so many paragraphs of each text are compared, and so many differences shown.
COMPARED, SHOWN, SHOWN_CHARS = 500, 20, 60

# What is told of what a person may not see, and of bytes that made it.
UNSEEN, MADE_ELSEWHERE = "别的区还没有公开的一条", "别的区已经导入过，还没有公开。"


class Likeness(Vocabulary):
    NUMBER = "number", "文号相同"
    TITLE = "title", "标题相同"
    TEXT = "text", "正文几乎相同"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A policy that may be the same one. `difference` is a paragraph diff, “- ” there and “+ ” in the draft."""

    policy: int
    slug: str
    title: str
    likeness: tuple[Likeness, ...]
    shared: float
    """0 to 1: how much of the longer text stands in the other."""
    difference: tuple[str, ...]
    is_seen: bool = True
    """Whether who is told of it may see it."""

    def __str__(self) -> str:
        reasons = "、".join(each.label for each in self.likeness)
        named = f"{self.slug}《{self.title}》" if self.is_seen else self.title
        return f"可能重复：{named}（{reasons}，正文相同 {self.shared:.0%}）"


def candidates(
    title: str, doc_number: str, text: str, *, apart_from: Collection[int] = ()
) -> list[Candidate]:
    """The policies that stop the draft, the likest first; `apart_from` are ids that a person said are others.

    A handful of queries and at most fifteen texts, whatever the size of the library.
    """
    fingerprints.follow()
    same_number = _with_number(docnumber.normalize(doc_number), apart_from) if _is_number(doc_number) else []
    same_title = fingerprints.same_title(title, apart_from=apart_from)
    near = fingerprints.near(text, apart_from=apart_from)
    return among([*same_number, *same_title, *near], title, doc_number, text)


def as_seen_by(person: Person, found: list[Candidate]) -> list[Candidate]:
    """A copy is stopped whoever may see the first; of one that `person` may not see, neither title nor text is told, nor by `str` its slug."""
    stopped = Policy.objects.filter(pk__in=[each.policy for each in found])
    seen = set(permitted(person, Act.SEE, stopped).values_list("pk", flat=True))
    return [each if each.policy in seen else _unnamed(each) for each in found]


def _unnamed(candidate: Candidate) -> Candidate:
    return replace(candidate, title=UNSEEN, difference=(), is_seen=False)


def among(keys: Iterable[int], title: str, doc_number: str, text: str) -> list[Candidate]:
    """Those of the policies with these ids that are like the draft, the likest first: 2 queries."""
    number = docnumber.normalize(doc_number) if _is_number(doc_number) else None
    found = []
    different = list(dict.fromkeys(keys))
    for policy, body in _load(different):
        same_number = policy.doc_number_normalized == number
        if not same_number and _of_another_year(policy, title, doc_number):
            continue
        if candidate := _judge(policy, body, title, text, same_number=same_number):
            found.append(candidate)
    return sorted(found, key=_likest_first)


def _likest_first(candidate: Candidate) -> tuple[float, ...]:
    return -len(candidate.likeness), -candidate.shared, candidate.policy


def _is_number(doc_number: str) -> bool:
    return docnumber.DocNumber.parse(doc_number) is not None


def _with_number(number: str, apart_from: Collection[int]) -> list[int]:
    same = Policy.objects.originals().filter(doc_number_normalized=number).exclude(pk__in=apart_from)
    return list(same.order_by("pk").values_list("pk", flat=True)[: fingerprints.MOST_CANDIDATES])


def _load(keys: list[int]) -> Iterator[tuple[Policy, str]]:
    texts = dict(
        Section.objects.filter(policy__in=keys, kind=SectionKind.ORIGINAL).values_list("policy", "body")
    )
    yield from ((policy, texts.get(policy.pk, "")) for policy in Policy.objects.in_order(keys))


def _judge(policy: Policy, body: str, title: str, text: str, *, same_number: bool) -> Candidate | None:
    """What the numbers promised, looked at: None where it does not hold."""
    share = shared(body, text)
    likeness = [Likeness.NUMBER] if same_number else []
    if one_title(policy.title, title):
        likeness.append(Likeness.TITLE)
    if share >= NEARLY:
        likeness.append(Likeness.TEXT)
    if not likeness:
        return None
    return Candidate(policy.pk, policy.slug, policy.title, tuple(likeness), share, difference(body, text))


def _of_another_year(policy: Policy, title: str, doc_number: str) -> bool:
    """Is it the notice of another year: the same title but for the year, and other years in the titles or in the 文号?

    Calls come out each year in nearly the same words, and next year's is a document of its own.
    """
    if _YEAR.sub("", titles.key(policy.title)) != _YEAR.sub("", titles.key(title)):
        return False
    named = [set(_YEAR.findall(each)) for each in (policy.title, title)]
    if all(named) and named[0] != named[1]:
        return True
    there, here = docnumber.DocNumber.parse(policy.doc_number), docnumber.DocNumber.parse(doc_number)
    return there is not None and here is not None and there.year != here.year


def one_title(there: str, here: str) -> bool:
    """One key in common, and not the titles of two districts."""
    places = {titles.place(there), titles.place(here)} - {""}
    return bool(set(titles.keys(there)) & set(titles.keys(here))) and len(places) < 2


def shared(there: str, here: str) -> float:
    """How much of the longer text stands in the other, 0 to 1; by runs of characters, so that neither other line breaks nor a changed word in each sentence hide a copy."""
    first, second = _shingles(there), _shingles(here)
    longest = max(len(first), len(second))
    return len(first & second) / longest if longest else 0.0


def _shingles(text: str) -> set[str]:
    text = fingerprints.packed(text[:COMPARED_CHARS])
    return {text[start : start + SHINGLE] for start in range(len(text) - SHINGLE + 1)}


def difference(there: str, here: str) -> tuple[str, ...]:
    """The paragraphs that differ, each cut to what can be read at a glance; a last line says how many are left out."""
    first, second = _paragraphs(there), _paragraphs(here)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    lines: list[str] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        lines += [f"- {_short(line)}" for line in first[a:b]]
        lines += [f"+ {_short(line)}" for line in second[c:d]]
    more = len(lines) - SHOWN
    if more <= 0:
        return tuple(lines)
    return (*lines[:SHOWN], f"（还有 {more} 段不同）")


def _paragraphs(text: str) -> list[str]:
    return text.split("\n")[:COMPARED] if text else []


def _short(line: str) -> str:
    return line if len(line) <= SHOWN_CHARS else f"{line[:SHOWN_CHARS]}…"
