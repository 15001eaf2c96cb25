"""What each page shows, computed once. Templates only print these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, QueryDict

from policies import facets
from policies.facets import Facet
from policies.filters import PolicyFilter
from policies.models import Policy
from policies.querysets import PolicyQuerySet
from policies.text import blocks
from policies.text.blocks import Block
from policies.text.dates import in_chinese
from policies.text.normalize import clean
from policies.validity import Verdict
from policies.vocabulary import SectionKind, SectionState, Sort

PAGE_SIZE = 20
NEWEST_ON_HOME = 8


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One policy in a list."""

    title: str
    url: str
    district: str
    doc_number: str
    day: str
    topics: tuple[str, ...]
    verdict: Verdict

    @classmethod
    def of(cls, policy: Policy, on: date) -> Row:
        return cls(
            title=policy.title,
            url=policy.get_absolute_url(),
            district=policy.district.short,
            doc_number=policy.doc_number_normalized,
            day=_day(policy),
            topics=tuple(topic.name for topic in policy.topics.all()),
            verdict=policy.validity(on),
        )


def _day(policy: Policy) -> str:
    """The date residents know a policy by, with its kind: 发布, else 成文, else the year alone."""
    if policy.published_on:
        return f"{in_chinese(policy.published_on)}发布"
    if policy.issued_on:
        return f"{in_chinese(policy.issued_on)}成文"
    return f"{policy.year}年" if policy.year else "日期待核实"


@dataclass(frozen=True, slots=True)
class HomePage:
    total: int
    districts: Facet
    years: Facet
    topics: Facet
    newest: tuple[Row, ...]

    @classmethod
    def build(cls, policies: PolicyQuerySet, on: date) -> HomePage:
        policy_filter = PolicyFilter(QueryDict(), queryset=policies, on=on)
        counts = facets.count(policy_filter)
        by_name = {facet.name: facet for facet in facets.build(policy_filter, counts)}
        newest = policies.sorted_by(Sort.NEWEST).for_list()[:NEWEST_ON_HOME]
        return cls(
            total=counts.total,
            districts=by_name["district"],
            years=by_name["year"],
            topics=by_name["topic"],
            newest=tuple(Row.of(policy, on) for policy in newest),
        )


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter; following `url` takes it away."""

    facet: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class WayOut:
    """What to loosen on an empty page, and how many policies that would show."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Pagination:
    number: int
    pages: int
    previous_url: str
    next_url: str
    links: tuple[Link | None, ...]
    """None stands for left-out pages."""


@dataclass(frozen=True, slots=True)
class ListPage:
    heading: str
    query: str
    sort: Sort
    total: int
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    notices: tuple[str, ...]
    offers: tuple[Link, ...]
    """Filters that words of the query name: 要按 徐汇区 筛选吗?"""
    sorts: tuple[Link, ...]
    rows: tuple[Row, ...]
    pagination: Pagination
    ways_out: tuple[WayOut, ...]

    @property
    def first_number(self) -> int:
        """The number of the first row among all that were found."""
        return (self.pagination.number - 1) * PAGE_SIZE + 1

    @classmethod
    def build(cls, policies: PolicyQuerySet, data: QueryDict, on: date) -> ListPage:
        """Raises Http404 for a page behind the last one."""
        policy_filter = PolicyFilter(data, queryset=policies, on=on)
        counts = facets.count(policy_filter)
        every_facet = facets.build(policy_filter, counts)
        number = _read_page(data, policy_filter.notices)
        found = policy_filter.filter_queryset(policies).sorted_by(policy_filter.sort).for_list()
        paginator = Paginator(found, PAGE_SIZE)
        paginator.count = counts.total  # counted with the facets, in the same query
        if number > paginator.num_pages:
            raise Http404(f"page {number} of {paginator.num_pages}")
        chips = _chips(policy_filter, every_facet)
        return cls(
            heading=_heading(policy_filter, every_facet),
            query=policy_filter.data.get("q", ""),
            sort=policy_filter.sort,
            total=counts.total,
            facets=every_facet,
            chips=chips,
            notices=tuple(policy_filter.notices),
            offers=_offers(policy_filter),
            sorts=_sorts(policy_filter),
            rows=tuple(Row.of(policy, on) for policy in paginator.page(number)) if counts.total else (),
            pagination=_pagination(policy_filter.data, paginator, number),
            ways_out=() if counts.total else _ways_out(policy_filter, chips),
        )


def _read_page(data: QueryDict, notices: list[str]) -> int:
    raw = data.get("page", "")
    if not raw or (raw.isascii() and raw.isdigit() and raw.strip("0")):
        # More digits than any list has pages: int() must not be asked to read 60,000 of them.
        return int(raw.lstrip("0")[:9]) if raw else 1
    notices.append(f"没有第“{clean(raw)[:30]}”页，现在显示第 1 页。")
    return 1


def _heading(policy_filter: PolicyFilter, every_facet: tuple[Facet, ...]) -> str:
    """Names the list by what was chosen, so that tabs and history can be told apart."""
    words = [f"“{policy_filter.data['q']}”"] if policy_filter.data.get("q") else []
    words += ["、".join(value.label for value in facet.selected) for facet in every_facet if facet.selected]
    return " · ".join(words) or "全部政策"


def _chips(policy_filter: PolicyFilter, every_facet: tuple[Facet, ...]) -> tuple[Chip, ...]:
    query = policy_filter.data.get("q")
    words = [Chip("关键词", query, facets.without(policy_filter.data, "q"))] if query else []
    return (
        *words,
        *(Chip(facet.label, value.label, value.url) for facet in every_facet for value in facet.selected),
    )


def _offers(policy_filter: PolicyFilter) -> tuple[Link, ...]:
    links = []
    for word, name, value in policy_filter.offers():
        option = next(option for option in getattr(policy_filter.options, name) if option.value == value)
        params = policy_filter.data.copy()
        params["q"] = policy_filter.words.without(word)
        if not params["q"]:
            del params["q"]
        params.appendlist(name, value)
        links.append(Link((*option.aliases, option.label)[0], facets.address(params)))
    return tuple(links)


def _sorts(policy_filter: PolicyFilter) -> tuple[Link, ...]:
    links = []
    for sort in Sort:
        params = policy_filter.data.copy()
        params.pop("sort", None)
        if sort is not Sort.NEWEST:
            params["sort"] = sort.value
        links.append(Link(sort.label, facets.address(params), sort is policy_filter.sort))
    return tuple(links)


def _ways_out(policy_filter: PolicyFilter, chips: tuple[Chip, ...]) -> tuple[WayOut, ...]:
    """Each filter that alone stands in the way, the one that frees most first."""
    ways = []
    for name in ("q", *policy_filter.FACETS):
        label = policy_filter.filters[name].label
        chosen = "、".join(chip.label for chip in chips if chip.facet == label)
        if chosen:
            found = policy_filter.filter_queryset(policy_filter.queryset, without=name).count()
            ways.append(WayOut(f"去掉“{label}：{chosen}”", found, facets.without(policy_filter.data, name)))
    return tuple(sorted((way for way in ways if way.count), key=lambda way: -way.count))


def _pagination(params: QueryDict, paginator: Paginator, number: int) -> Pagination:
    def url(page: int) -> str:
        target = params.copy()
        if page > 1:
            target["page"] = page
        return facets.address(target)

    elided = paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)
    return Pagination(
        number=number,
        pages=paginator.num_pages,
        previous_url=url(number - 1) if number > 1 else "",
        next_url=url(number + 1) if number < paginator.num_pages else "",
        links=tuple(
            None if page == paginator.ELLIPSIS else Link(str(page), url(page), page == number)
            for page in elided
        ),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a section, ready to print: a heading with its anchor, or a paragraph."""

    text: str
    level: int
    anchor: str

    @classmethod
    def of(cls, block: Block, kind: SectionKind) -> Part:
        anchor = "-".join([kind.value, *map(str, block.path)]) if block.level else ""
        return cls(block.text, block.level, anchor)


@dataclass(frozen=True, slots=True)
class SectionView:
    anchor: str
    label: str
    state: SectionState
    parts: tuple[Part, ...]

    @property
    def contents(self) -> tuple[Part, ...]:
        """The headings of the first level, where there are enough of them to need a list."""
        headings = tuple(part for part in self.parts if part.level == 1)
        return headings if len(headings) > 2 else ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the table of metadata. An empty value was not found, and says so."""

    label: str
    value: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DetailPage:
    title: str
    district: Link
    verdict: Verdict
    facts: tuple[Fact, ...]
    topics: tuple[Link, ...]
    audiences: tuple[Link, ...]
    sections: tuple[SectionView, ...]
    editorial_notes: tuple[str, ...]
    official_url: str
    source_url: str
    source_note: str

    @classmethod
    def build(cls, policy: Policy, on: date) -> DetailPage:
        return cls(
            title=policy.title,
            district=Link(policy.district.name, _facet_url("district", policy.district.slug)),
            verdict=policy.validity(on),
            facts=_facts(policy),
            topics=tuple(Link(topic.name, _facet_url("topic", topic.slug)) for topic in policy.topics.all()),
            audiences=tuple(
                Link(audience.name, _facet_url("audience", audience.slug))
                for audience in policy.audiences.all()
            ),
            sections=_sections(policy),
            editorial_notes=tuple(filter(None, map(str.strip, policy.editorial_note.splitlines()))),
            official_url=policy.official_url,
            source_url=policy.source_url,
            source_note=policy.source_note,
        )


def _facet_url(name: str, value: str) -> str:
    return facets.toggled(QueryDict(mutable=True), name, value)


def _sections(policy: Policy) -> tuple[SectionView, ...]:
    """All six, in order; one that nobody has entered is 待补."""
    by_kind = {section.kind: section for section in policy.sections.all()}
    views = []
    for kind in SectionKind:
        section = by_kind.get(kind)
        parts = tuple(Part.of(block, kind) for block in blocks.split(section.body)) if section else ()
        state = SectionState(section.state) if section else SectionState.PENDING
        views.append(SectionView(kind.value, kind.label, state, parts))
    return tuple(views)


def _facts(policy: Policy) -> tuple[Fact, ...]:
    printed, standard = policy.doc_number, policy.doc_number_normalized
    issuers = "、".join(issuing.issuer.name for issuing in policy.policyissuer_set.all())
    district_note = f"文件上为{policy.district_printed}" if policy.district_printed else ""
    return (
        Fact("发文字号", printed, note=f"规范写法：{standard}" if standard != printed else ""),
        Fact("发文机关", issuers),
        Fact("区", policy.district.name, _facet_url("district", policy.district.slug), district_note),
        Fact("年份", f"{policy.year}年", _facet_url("year", str(policy.year)))
        if policy.year
        else Fact("年份", ""),
        *(
            Fact(policy._meta.get_field(name).verbose_name, in_chinese(day) if day else "")
            for name in ("issued_on", "published_on", "effective_on", "expires_on")
            for day in [getattr(policy, name)]
        ),
        *([Fact("废止日期", in_chinese(policy.repealed_on))] if policy.repealed_on else []),
        Fact("核实日期", in_chinese(policy.verified_on))
        if policy.verified_on
        else Fact("核实日期", "", note="尚未人工核实"),
    )
