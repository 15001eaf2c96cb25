"""Parts that several pages show: a link, a row of a list, addresses of pages, and short words for dates, areas and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse

from policies.lookup.snippets import SnippetPart
from policies.models import Policy
from policies.pages.in_short import AnswerLine
from policies.results.reasons import Reasons
from policies.results.summaries import PolicySummary
from policies.text.dates import in_chinese
from policies.validity import OVER, Coming, Verdict
from policies.vocabulary import SectionState, SourceKind, Validity

# Said wherever the index should have answered.
UNAVAILABLE = (
    "查找功能正在恢复，通常几分钟就好。请过几分钟再查；下面先按时间列出最新的政策，关键词和筛选没有起作用。"
)
# Said beside what the index answers that has not followed the database for a while.
STALE = "查找结果可能不是最新的：最近的改动还没有进入查找，刚发布的政策可能查不到。打开每一条看到的仍然是最新的内容。"

# Of characters that stand in an address as they are, like every slug.
_ANY_SLUG = "any-slug"

# Said beside a title that no document bears.
OUR_TITLE = "本站拟题"


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class PassageView:
    """Where in the policy the words stand."""

    label: str
    url: str
    parts: tuple[SnippetPart, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """按“租房补贴”找到：租赁补贴."""

    how: str
    what: str


@dataclass(frozen=True, slots=True)
class Row:
    """One policy in a list; `title` in parts, so that the words looked for can be marked."""

    title: tuple[SnippetPart, ...]
    url: str
    district: str
    doc_number: str
    day: str
    topics: tuple[str, ...]
    areas: tuple[str, ...]
    verdict: Verdict
    passage: PassageView | None = None
    reasons: tuple[Reason, ...] = ()
    """Why it was found, beside what title and passage say."""
    coming: str = ""
    """The day soon on which it begins or ends, counted from today and with its date."""
    filled: tuple[str, ...] | None = None
    """The sections that have content; None where nobody looked."""
    title_is_ours: bool = False
    answer: AnswerLine | None = None
    compare_url: str = ""
    source: str = ""
    """What speaks against its source, in a few characters."""

    @property
    def plain_title(self) -> str:
        return "".join(part.text for part in self.title)

    @property
    def validity(self) -> Validity:
        return self.verdict.validity

    @property
    def is_over(self) -> bool:
        return self.verdict.validity in OVER

    @property
    def own_words(self) -> tuple[str, ...]:
        """What the portal says in it, title and text apart: it may have to be explained."""
        state = SectionState.PENDING.label if self.filled == () else ""
        title = OUR_TITLE if self.title_is_ours else ""
        return (
            self.verdict.validity.label,
            self.district,
            self.day,
            self.coming,
            state,
            title,
            self.source,
            self.answer.own_words if self.answer else "",
        )

    @classmethod
    def of(cls, summary: PolicySummary, on: date) -> Row:
        url = detail_url(summary.slug)
        return cls(
            title=summary.title_parts,
            url=url,
            district=summary.district,
            doc_number=summary.doc_number,
            day=known_day(summary),
            topics=summary.topics,
            areas=summary.areas,
            verdict=summary.verdict,
            passage=_passage(summary, url),
            reasons=tuple(_reasons(summary.reasons)),
            coming=coming_in_words(summary.coming, on),
            filled=None if summary.filled is None else tuple(kind.label for kind in summary.filled),
            title_is_ours=summary.title_is_ours,
            compare_url=compare_url(summary.slug),
            answer=summary.answer and AnswerLine.of(summary.answer, url),
            source=source_in_short(summary.source_kind, doubtful=summary.is_doubtful),
        )


def _passage(summary: PolicySummary, url: str) -> PassageView | None:
    found = summary.reasons.passage
    if found is None:
        return None
    address = address_in(url, summary.reasons.passage_part, found.kind.value)
    return PassageView(found.kind.label, address, found.parts)


def _reasons(reasons: Reasons) -> Iterator[Reason]:
    for each in reasons.other_words:
        yield Reason(f"按“{each.word}”找到", "、".join(each.found))
    for under, name in reasons.filed:
        yield Reason(f"按{under.value}找到", name)
    if reasons.fragments:
        yield Reason("只找到其中的词", "、".join(reasons.fragments))


@cache
def path_of(page: str) -> str:
    """The path of a page that has no arguments; Django looks for it anew each time."""
    return reverse(page)


@cache
def _around_slug() -> tuple[str, str]:
    """What stands before and behind the slug of a policy in its address."""
    before, _, after = reverse("policies:detail", args=[_ANY_SLUG]).partition(_ANY_SLUG)
    return before, after


def detail_url(slug: str) -> str:
    """Where residents read a policy."""
    before, after = _around_slug()
    return f"{before}{slug}{after}"


def compare_url(*slugs: str) -> str:
    """Where these policies stand beside each other; with one alone, others are offered to be added."""
    query = urlencode([("p", slug) for slug in slugs])
    return path_of("policies:compare") + (f"?{query}" if query else "")


def address_in(path: str, part: int, anchor: str = "") -> str:
    """Of a passage in a part of the text that is read at `path`."""
    query = f"?part={part}" if part > 1 else ""
    return f"{path}{query}{'#' if anchor else ''}{anchor}"


def source_in_short(kind: SourceKind | None, *, doubtful: bool) -> str:
    """What a row of a list says of its source: nothing where nothing speaks against it."""
    reprint = "据转载整理" if kind is SourceKind.THIRD_PARTY else ""
    return "，".join(filter(None, (reprint, "存疑" if doubtful else "")))


def coming_in_words(found: Coming | None, on: date, beside: str = "") -> str:
    """还有 12 天到期（2026年12月8日）, without the date where the words `beside` it name it."""
    if not found:
        return ""
    day = in_chinese(found.day)
    return found.in_words(on) + ("" if day in beside else f"（{day}）")


def named(title: str, *, ours: bool) -> str:
    """《title》 is the name of a document; one of ours must not pass for that."""
    return f"“{title}”（{OUR_TITLE}）" if ours else f"《{title}》"


def areas_in_words(areas: Iterable[str], *, limited: bool) -> str:
    """临港新片区、五个新城, after 仅限 where the policy is for these alone."""
    names = "、".join(areas)
    return f"仅限{names}" if limited else names


def known_day(policy: Policy | PolicySummary) -> str:
    """The date residents know a policy by, with its kind: 发布, else 成文, else the year alone."""
    if policy.published_on:
        return f"{in_chinese(policy.published_on)}发布"
    if policy.issued_on:
        return f"{in_chinese(policy.issued_on)}成文"
    return f"{policy.year}年" if policy.year else "日期未查到"
