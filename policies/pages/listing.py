"""The list: what was asked, what was found, and what could be asked instead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from django.core.paginator import Paginator
from django.http import Http404, QueryDict

from policies import facets, glossary
from policies.facets import Facet
from policies.filters import PolicyFilter
from policies.glossary import Term
from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError
from policies.lookup.query import Query
from policies.lookup.snippets import Highlighter
from policies.models import Policy, Section
from policies.pages.common import STALE, UNAVAILABLE, Link, PassageView, Row, filled_sections
from policies.pages.no_results import WayOut, ways_out
from policies.pages.parts import PolicyText
from policies.text.glued import bare
from policies.text.normalize import clean
from policies.vocabulary import SectionKind, SectionState, Sort

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter; following `url` takes it away."""

    facet: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class TriedToo:
    """Other words that were looked up as well; `url` asks for the word as typed and nothing else, if that finds any."""

    word: str
    others: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Pagination:
    number: int
    pages: int
    url: str
    """The address of this page, without what was not understood."""
    previous_url: str = ""
    next_url: str = ""
    links: tuple[Link | None, ...] = ()
    """None stands for left-out pages."""


@dataclass(frozen=True, slots=True)
class ListPage:
    heading: str
    query: str
    scope: SectionKind | None
    sort: Sort
    total: int
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    notices: tuple[str, ...]
    offers: tuple[Link, ...]
    """Filters that words of the query name: 要按 徐汇区 筛选吗?"""
    tried_too: tuple[TriedToo, ...]
    only_ranked: tuple[str, ...]
    """Words that only put the policies in order: districts, and what very many policies hold."""
    usual_sort: Sort
    """The order without a `sort` in the address."""
    sorts: tuple[Link, ...]
    rows: tuple[Row, ...]
    pagination: Pagination
    print_url: str
    """The whole list on one paper."""
    ways_out: tuple[WayOut, ...]
    available: bool = True
    """False while there is no index: the newest policies, and nothing asked for is heeded."""

    @property
    def first_number(self) -> int:
        """The number of the first row among all that were found."""
        return (self.pagination.number - 1) * PAGE_SIZE + 1

    @property
    def last_number(self) -> int:
        return self.first_number + len(self.rows) - 1

    @property
    def terms(self) -> tuple[Term, ...]:
        """Those of the filters, of the rows, and of the head of the table on paper."""
        offered = [value.label for facet in self.facets for value in facet.values if facet.name == "validity"]
        said = chain.from_iterable(row.own_words for row in self.rows)
        return glossary.used_in("市级文号效力" if self.rows else "市级效力", *offered, *said)

    @property
    def scopes(self) -> tuple[tuple[str, str, bool], ...]:
        """The sections that words can be looked for in: (value, label, chosen)."""
        whole = ("", "全文和标题", self.scope is None)
        return (whole, *((kind.value, kind.label, kind is self.scope) for kind in SectionKind))

    @classmethod
    def build(cls, data: QueryDict, on: date) -> ListPage:
        """Raises Http404 for a page behind the last one."""
        try:
            return Listing(Engine.on(on), data, on).page()
        except UnavailableError:
            return cls._without_index(data, on)

    @classmethod
    def _without_index(cls, data: QueryDict, on: date) -> ListPage:
        """The newest policies, and the plain word that nothing was looked up."""
        policies = Policy.objects.published()
        rows = policies.sorted_by(Sort.NEWEST).for_list()[:PAGE_SIZE]
        return cls(
            heading="最新的政策",
            query=clean(data.get("q", ""))[:100],
            scope=None,
            sort=Sort.NEWEST,
            total=policies.count(),
            facets=(),
            chips=(),
            notices=(UNAVAILABLE,),
            offers=(),
            tried_too=(),
            only_ranked=(),
            usual_sort=Sort.NEWEST,
            sorts=(),
            rows=tuple(Row.of(policy, on) for policy in rows),
            pagination=Pagination(1, 1, facets.address(QueryDict())),
            print_url=facets.print_address(QueryDict()),
            ways_out=(),
            available=False,
        )


class Listing:
    """One list while it is put together."""

    def __init__(self, engine: Engine, data: QueryDict, on: date) -> None:
        self.engine, self.on = engine, on
        self.filter = PolicyFilter(data, values=engine.values)
        self.number = _read_page(data, self.filter.notices)
        self.lookup = self.filter.lookup
        self.params = self.filter.data

    def page(self) -> ListPage:
        counts = self.engine.counts(self.lookup)
        every_facet = facets.build(self.filter, counts)
        paginator = Paginator(range(counts.total), PAGE_SIZE)
        if self.number > paginator.num_pages:
            raise Http404(f"page {self.number} of {paginator.num_pages}")
        chips = self.chips(every_facet)
        return ListPage(
            heading=self.heading(every_facet),
            query=self.params.get("q", ""),
            scope=self.lookup.scope,
            sort=self.lookup.sort,
            total=counts.total,
            facets=every_facet,
            chips=chips,
            notices=self.notices,
            offers=self._offers(),
            tried_too=self._tried_too(),
            only_ranked=tuple(word.text for word in self.engine.only_ranked(self.lookup)),
            usual_sort=self.filter.sorts[0],
            sorts=self._sorts(),
            rows=self._rows() if counts.total else (),
            pagination=_pagination(self.params, paginator, self.number),
            print_url=facets.print_address(self.params),
            ways_out=() if counts.total else ways_out(self.engine, self.filter, chips),
        )

    @property
    def notices(self) -> tuple[str, ...]:
        return (*([STALE] if self.engine.is_stale else []), *self.filter.notices)

    def _rows(self) -> tuple[Row, ...]:
        keys = self.engine.page(self.lookup, (self.number - 1) * PAGE_SIZE, PAGE_SIZE)
        policies = Policy.objects.published().for_list().in_order(keys)
        if not self.lookup.typed:
            filled = filled_sections(keys)
            return tuple(Row.of(policy, self.on, filled=filled[policy.pk]) for policy in policies)
        marks = Highlighter(self.engine.matching(self.lookup).words, self.lookup.typed)
        bodies: dict[int, dict[str, str]] = {key: {} for key in keys}
        sections = Section.objects.filter(policy__in=keys, state=SectionState.CONTENT)
        for key, kind, body in sections.values_list("policy", "kind", "body"):
            bodies[key][kind] = body
        return tuple(
            Row.of(
                policy,
                self.on,
                marks.parts(policy.title),
                self._passage(marks, policy, bodies[policy.pk]),
                filled=bodies[policy.pk].keys(),
            )
            for policy in policies
        )

    def _passage(self, marks: Highlighter, policy: Policy, bodies: dict[str, str]) -> PassageView | None:
        found = marks.passage(bodies, self.lookup.scope)
        if not found:
            return None
        text = PolicyText.filled(policy, bodies)
        return PassageView(found.kind.label, text.address_of(found.kind), found.parts)

    def heading(self, every_facet: tuple[Facet, ...]) -> str:
        """Names the list by what was chosen, so that tabs and history can be told apart."""
        words = [f"“{self.params['q']}”"] if self.params.get("q") else []
        words += [
            "、".join(value.label for value in facet.selected) for facet in every_facet if facet.selected
        ]
        return " · ".join(words) or "全部政策"

    def chips(self, every_facet: tuple[Facet, ...]) -> tuple[Chip, ...]:
        query, scope = self.params.get("q"), self.lookup.scope
        words = [Chip("关键词", query, facets.without(self.params, "q"))] if query else []
        words += [Chip("范围", scope.label, facets.without(self.params, "in"))] if scope else []
        words += [self._excluded(term, text) for term, text in self.lookup.typed.inclusions()]
        chosen = (
            Chip(facet.label, value.label, value.url) for facet in every_facet for value in facet.selected
        )
        return (*words, *chosen)

    def _excluded(self, term: str, without: str) -> Chip:
        params = self.params.copy()
        params["q"] = without
        if not without:
            del params["q"]
        return Chip("不含", term, facets.address(params))

    def _offers(self) -> tuple[Link, ...]:
        links = []
        for offer in self.filter.offers():
            params = self.params.copy()
            params["q"] = offer.rest
            if not params["q"]:
                del params["q"]
            params.appendlist(offer.facet, offer.option.value)
            offered = PolicyFilter(params, values=self.filter.values)
            if self.engine.count(offered.lookup):
                links.append(Link(offer.option.full_name, facets.address(params)))
        return tuple(links)

    def _tried_too(self) -> tuple[TriedToo, ...]:
        return tuple(
            TriedToo(word.text, word.others, self._only(word.text))
            for word in self.engine.tried_too(self.lookup)
        )

    def _only(self, word: str) -> str:
        """The address that asks for the word as it stands; empty where nothing holds it."""
        phrase = f"“{word}”"
        if not self.engine.count(replace(self.lookup, typed=Query.parse(phrase))):
            return ""
        params = self.params.copy()
        params["q"] = phrase
        params.pop("sort", None)
        return facets.address(params)

    def _sorts(self) -> tuple[Link, ...]:
        links = []
        for sort in self.filter.sorts:
            params = self.params.copy()
            params.pop("sort", None)
            if sort is not self.filter.sorts[0]:
                params["sort"] = sort.value
            links.append(Link(sort.label, facets.address(params), sort is self.lookup.sort))
        return tuple(links)


def _read_page(data: QueryDict, notices: list[str]) -> int:
    raw = bare(data.get("page", ""))
    if not raw or (raw.isascii() and raw.isdigit() and raw.strip("0")):
        # More digits than any list has pages: int() must not be asked to read 60,000 of them.
        return int(raw.lstrip("0")[:9]) if raw else 1
    notices.append(f"没有第“{clean(raw)[:30]}”页，现在显示第 1 页。")
    return 1


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
        url=url(number),
        previous_url=url(number - 1) if number > 1 else "",
        next_url=url(number + 1) if number < paginator.num_pages else "",
        links=tuple(
            None if page == paginator.ELLIPSIS else Link(str(page), url(page), page == number)
            for page in elided
        ),
    )
