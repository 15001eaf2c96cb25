"""The list as a page: what was found, with the words and addresses of what could be asked instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Self

from django.core.paginator import Paginator
from django.http import QueryDict

from policies import glossary
from policies.filters import PolicyFilter
from policies.glossary import Term
from policies.lookup.engine import Engine, Lookup
from policies.lookup.index import UnavailableError
from policies.pages import facets
from policies.pages.by_sound import HeardAs, heard_as
from policies.pages.common import STALE, UNAVAILABLE, Link, Row
from policies.pages.facets import Facet, FacetValue
from policies.pages.groups import ListPart, in_numbers, list_parts, narrower
from policies.pages.no_results import ONLY, DistrictWays, WayOut, in_other_districts, way_out
from policies.results import Listing
from policies.results.alternatives import AlsoTried, Offer, quoted
from policies.text.glued import bare
from policies.text.normalize import clean
from policies.vocabulary import SectionKind, Sort

PAGE_SIZE = 20
# What a line holds on a telephone. What is said of how words were understood is folded where it takes more.
LINE_CHARS = 24
# Of an address that somebody pasted.
NO_SUCH_ADDRESS = "本库没有收录这个网址的政策。可以换成政策的标题或文号再查。"
BY_TITLE = "本库没有收录这个网址，下面是按一起粘贴的标题或文号查到的。"


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter; following `url` takes it away."""

    facet: str
    label: str
    url: str
    count: int | None = None
    """Of a district: what it has of its own."""


@dataclass(frozen=True, slots=True)
class NamedDistrict:
    """A district whose list this is because the words name it; `url` asks the same without its name."""

    label: str
    url: str
    former: str
    """As it was called before, where the words name it so."""


@dataclass(frozen=True, slots=True)
class TriedToo:
    """Other words that were looked up as well; `url` asks for the word as typed and nothing else, if that finds any."""

    word: str
    others: tuple[str, ...]
    url: str

    @property
    def size(self) -> int:
        """Characters of the sentence that says so, which names the word twice: see `_understood.html`."""
        return len(f"“{self.word}”同时查了：{'、'.join(self.others)}。只查“{self.word}”")


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
    last_url: str = ""

    @property
    def is_beyond(self) -> bool:
        """Whether a page behind the last one was asked for."""
        return self.number > self.pages


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
    placed_by: tuple[NamedDistrict, ...]
    heard_as: tuple[HeardAs, ...]
    tried_too: tuple[TriedToo, ...]
    unheld: tuple[str, ...]
    """Words that no policy holds, beside those that were found."""
    only_ranked: tuple[str, ...]
    """Words that only put the policies in order: districts, and what very many policies hold."""
    is_sentence: bool
    """Whether it was asked in a sentence, so that the list is what is most like it."""
    usual_sort: Sort
    """The order without a `sort` in the address."""
    sorts: tuple[Link, ...]
    parts: tuple[ListPart, ...]
    """The rows of this page, by the groups of the list; one part without a heading where it has none."""
    in_numbers: str
    """How the groups add up to the total: 徐汇区 5，全市适用 63; empty where the list has none."""
    only_own_url: str
    """The list with no more than what the districts have of their own; empty where that changes nothing."""
    only_own: bool
    pagination: Pagination
    print_url: str
    """The whole list on one paper."""
    ways_out: tuple[WayOut, ...]
    other_districts: DistrictWays | None = None
    """Other districts that have what those that were asked for have not."""
    missed: str = ""
    """What is counted of a question that found nothing; who keeps the page keeps it too (`policies.misses.count_search`)."""
    available: bool = True
    """False while there is no index: the newest policies, and nothing asked for is heeded."""

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for part in self.parts for row in part.rows)

    @property
    def understood_in_short(self) -> str:
        """How the words were understood, in a few of them; empty where all that is to be said of it is a line or less.

        More than that would push the first answer off the screen of a telephone.
        """
        told = [f"{district.label}适用" for district in self.placed_by]
        lines = len(self.placed_by) + bool(self.only_ranked) + self.is_sentence
        if self.is_sentence:
            told.append("整句话")
        if self.tried_too:
            told.append("意思相近的词")
            lines += len(self.tried_too) + (sum(word.size for word in self.tried_too) > LINE_CHARS)
        if self.only_ranked:
            told.append("有的词只排先后")
        return "、".join(told) if self.total and lines > 1 else ""

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
    def build(cls, data: QueryDict, on: date) -> Self:
        """A page behind the last one has no rows, and leads to the last: `pagination.is_beyond`."""
        try:
            engine = Engine.on(on)
            asked = PolicyFilter.of(data, engine)
            number = read_page(data, asked.notices)
            listing = Listing.of(engine, asked.lookup, number, PAGE_SIZE, on)
        except UnavailableError:
            return cls._without_index(data, on)
        return cls._of(listing, asked, on)

    @classmethod
    def _of(cls, listing: Listing, asked: PolicyFilter, on: date) -> Self:
        params, lookup = asked.data, listing.lookup
        every_facet = facets.dressed(listing.facets, params, listing.city_wide)
        every_chip = chips(params, lookup, every_facet)
        return cls(
            heading=heading(params, every_facet),
            query=params.get("q", ""),
            scope=lookup.scope,
            sort=lookup.sort,
            total=listing.total,
            facets=every_facet,
            chips=every_chip,
            notices=notices(listing, asked),
            offers=tuple(_offer(offer, params) for offer in listing.offers),
            placed_by=tuple(_anywhere(offer, params) for offer in listing.placed_by),
            heard_as=tuple(heard_as(word, params) for word in listing.by_sound),
            tried_too=tuple(_tried_too(word, params) for word in listing.also_tried),
            unheld=listing.unheld,
            only_ranked=listing.only_ranked,
            is_sentence=listing.is_sentence,
            usual_sort=asked.sorts[0],
            sorts=_sorts(params, asked.sorts, lookup.sort),
            parts=list_parts(listing, on),
            in_numbers=in_numbers(listing),
            only_own_url=facets.with_only_own(params) if narrower(listing) else "",
            only_own=lookup.only_own,
            pagination=_pagination(params, listing),
            print_url=facets.print_address(params),
            ways_out=tuple(way_out(each, params, every_chip) for each in listing.alternatives),
            other_districts=in_other_districts(listing.other_districts, params),
            missed=listing.missed,
        )

    @classmethod
    def _without_index(cls, data: QueryDict, on: date) -> Self:
        """The newest policies, and the plain word that nothing was looked up."""
        listing = Listing.without_index(PAGE_SIZE, on)
        return cls(
            heading="最新的政策",
            query=clean(data.get("q", ""))[:100],
            scope=None,
            sort=Sort.NEWEST,
            total=listing.total,
            facets=(),
            chips=(),
            notices=(UNAVAILABLE,),
            offers=(),
            placed_by=(),
            heard_as=(),
            tried_too=(),
            unheld=(),
            only_ranked=(),
            is_sentence=False,
            usual_sort=Sort.NEWEST,
            sorts=(),
            parts=list_parts(listing, on),
            in_numbers="",
            only_own_url="",
            only_own=False,
            pagination=Pagination(1, 1, facets.address(QueryDict())),
            print_url=facets.print_address(QueryDict()),
            ways_out=(),
            available=False,
        )


def notices(listing: Listing, asked: PolicyFilter) -> tuple[str, ...]:
    told = [STALE] if listing.is_stale else []
    if listing.address_is_unknown:
        told.append(BY_TITLE if listing.total else NO_SUCH_ADDRESS)
    return (*told, *asked.notices)


def heading(params: QueryDict, every_facet: tuple[Facet, ...]) -> str:
    """Names the list by what was chosen, so that tabs and history can be told apart."""
    words = [f"“{params['q']}”"] if params.get("q") else []
    words += ["、".join(value.label for value in facet.selected) for facet in every_facet if facet.selected]
    return " · ".join(words) or "全部政策"


def chips(params: QueryDict, lookup: Lookup, every_facet: tuple[Facet, ...]) -> tuple[Chip, ...]:
    told: list[Chip] = []
    if query := params.get("q"):
        told.append(Chip("关键词", query, facets.without(params, "q")))
    if lookup.scope:
        told.append(Chip("范围", lookup.scope.label, facets.without(params, "in")))
    for term, left in lookup.typed.inclusions():
        told.append(Chip("不含", term, facets.asking(params, left)))
    for facet in every_facet:
        told += [_chip(facet, value) for value in facet.selected]
    if lookup.only_own:
        told.append(Chip(ONLY, "本区", facets.without(params, "only")))
    return tuple(told)


def _chip(facet: Facet, value: FacetValue) -> Chip:
    count = value.count if facet.name == "district" else None
    return Chip(facet.label, value.label, value.url, count)


def _offer(offer: Offer, params: QueryDict) -> Link:
    params = facets.with_words(params, offer.rest)
    for option in offer.options:
        params.appendlist(offer.facet, option.value)
    return Link(_name_of(offer), facets.address(params))


def _name_of(offer: Offer) -> str:
    """Of several values, which are a row of years, the first and the last: 2021年至2023年."""
    names = [option.full_name for option in offer.options]
    return names[0] if len(names) == 1 else f"{names[0]}至{names[-1]}"


def _anywhere(offer: Offer, params: QueryDict) -> NamedDistrict:
    params = facets.with_words(params, offer.rest)
    params.pop("only", None)
    return NamedDistrict(_name_of(offer), facets.address(params), offer.former)


def _tried_too(word: AlsoTried, params: QueryDict) -> TriedToo:
    if not word.stands:
        return TriedToo(word.word, word.others, "")
    params = facets.with_words(params, quoted(word.word))
    params.pop("sort", None)
    if word.districts:
        params.setlist("district", [*word.districts])
    return TriedToo(word.word, word.others, facets.address(params))


def _sorts(params: QueryDict, sorts: tuple[Sort, ...], chosen: Sort) -> tuple[Link, ...]:
    links = []
    for sort in sorts:
        params = params.copy()
        params.pop("sort", None)
        if sort is not sorts[0]:
            params["sort"] = sort.value
        links.append(Link(sort.label, facets.address(params), sort is chosen))
    return tuple(links)


def read_page(data: QueryDict, notices: list[str]) -> int:
    raw = bare(data.get("page", ""))
    if not raw or (raw.isascii() and raw.isdigit() and raw.strip("0")):
        # More digits than any list has pages: int() must not be asked to read 60,000 of them.
        return int(raw.lstrip("0")[:9]) if raw else 1
    notices.append(f"没有第“{clean(raw)[:30]}”页，现在显示第 1 页。")
    return 1


def _pagination(params: QueryDict, listing: Listing) -> Pagination:
    number, pages = listing.number, listing.pages

    def url(page: int) -> str:
        target = params.copy()
        if page > 1:
            target["page"] = page
        return facets.address(target)

    paginator = Paginator(range(pages), 1)
    elided = paginator.get_elided_page_range(min(number, pages), on_each_side=2, on_ends=1)
    return Pagination(
        number=number,
        pages=pages,
        url=url(number),
        previous_url=url(number - 1) if number > 1 else "",
        next_url=url(number + 1) if number < pages else "",
        links=tuple(
            None if page == paginator.ELLIPSIS else Link(str(page), url(page), page == number)
            for page in elided
        ),
        last_url=url(pages),
    )
