"""The filter form of `/policies/`: which parameters there are, what they accept, and the question they make.

A value nobody knows is dropped and named in `notices`; it never widens or empties the list in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import django_filters
from django import forms
from django.http import QueryDict

from policies.lookup import schema, tokens
from policies.lookup.engine import Lookup
from policies.lookup.lexicon import LIGHT
from policies.lookup.query import MAX_CHARS, MAX_TERMS, Query
from policies.models import Audience, District, Policy, Topic
from policies.models.policy import FIRST_YEAR, LAST_YEAR
from policies.models.taxonomy import words_in
from policies.text.glued import bare
from policies.text.normalize import clean, fold
from policies.vocabulary import SectionKind, Sort, Validity

# 2015 and 2015年, but no part of a longer number, nor of a 文号 that is still being typed: 徐委〔2015〕.
_YEAR = re.compile(r"(?<![\d-])((?:19|20)\d{2})年?(?![\d\-〕\])】}〗>])")

# Enough of a strange value to recognise it, not enough to flood the page.
NAMED_VALUE_MAX_CHARS = 30


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet; `aliases` are other spellings of it that addresses may carry."""

    value: str
    label: str
    aliases: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    """Other words for it, which addresses may not carry: several values can share one."""
    wish: str = ""
    """What a resident wants who asks for it: 落户, as in 我想落户."""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.label, *self.synonyms)


@dataclass(frozen=True, slots=True)
class Offer:
    """A filter that the question names; `rest` is the question without that name."""

    facet: str
    option: Option
    rest: str


@dataclass
class Options:
    """The values of every facet, in the order in which residents see them."""

    district: list[Option]
    topic: list[Option]
    audience: list[Option]
    former_districts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Folded former name or slug -> (its name, slug of the district of today)."""

    @classmethod
    def load(cls) -> Options:
        """Read the taxonomy: 3 queries."""
        districts: dict[str, Option] = {}
        former: dict[str, tuple[str, str]] = {}
        columns = ("slug", "name", "short", "former_names__name", "former_names__slug")
        for slug, name, short, old_name, old_slug in District.objects.values_list(*columns):
            districts[slug] = Option(slug, short, (name,))
            former |= {fold(old): (old_name, slug) for old in (old_name, old_slug) if old and old != slug}
        return cls(
            district=list(districts.values()),
            topic=[
                Option(slug, name, synonyms=words_in(synonyms), wish=wish)
                for slug, name, synonyms, wish in Topic.objects.values_list(
                    "slug", "name", "synonyms", "wish"
                )
            ],
            audience=[Option(slug, name) for slug, name in Audience.objects.values_list("slug", "name")],
            former_districts=former,
        )

    @cached_property
    def year(self) -> list[Option]:
        return [Option(str(year), f"{year}年") for year in range(LAST_YEAR, FIRST_YEAR - 1, -1)]

    @cached_property
    def validity(self) -> list[Option]:
        return [Option(member.value, member.label) for member in Validity]

    @cached_property
    def district_pattern(self) -> re.Pattern[str]:
        """Every name of a district, former ones too. 上海市 alone only: nearly every title begins with it."""
        names = {name for option in self.district for name in (option.label, *option.aliases)}
        names |= {name for name, _ in self.former_districts.values()}
        whole = sorted(map(re.escape, names), key=len, reverse=True)
        inside = [name for name in whole if name not in ("上海市", "市级")]
        return re.compile("|".join([rf"^(?:{'|'.join(whole)})$", *inside]) or r"(?!)")

    @cached_property
    def known(self) -> dict[str, dict[str, str]]:
        """For each facet, every spelling of every value, folded -> the value."""
        return {
            name: {
                fold(spelling): option.value
                for option in getattr(self, name)
                for spelling in (option.value, option.label, *option.aliases)
            }
            for name in schema.FACETS
        }


class FacetFilter(django_filters.MultipleChoiceFilter):
    """Several values of one facet mean OR. The engine narrows; this is the form and its validation."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, choices=[], **kwargs)


class PolicyFilter(django_filters.FilterSet):
    """Reads the parameters of a list into one question for `policies.lookup.engine`."""

    q = django_filters.CharFilter(label="关键词", max_length=MAX_CHARS)
    district = FacetFilter(label="区")
    year = FacetFilter(label="年份")
    topic = FacetFilter(label="主题")
    audience = FacetFilter(label="适用人群")
    validity = FacetFilter(label="效力")

    FACETS = schema.FACETS

    class Meta:
        model = Policy
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        # `in` is a word of Python's own, so it cannot stand above.
        return super().get_filters() | {
            "in": django_filters.ChoiceFilter(label="范围", choices=SectionKind.choices)
        }

    def __init__(self, data: QueryDict, *, options: Options) -> None:
        self.options = options
        self.notices: list[str] = []
        known = self._read(data)
        super().__init__(known, queryset=Policy.objects.none())
        for name in self.FACETS:
            self.filters[name].extra["choices"] = [
                (option.value, option.label) for option in getattr(self.options, name)
            ]
        # `_read` let only known values through; the form converts them.
        self.form.full_clean()

    @property
    def lookup(self) -> Lookup:
        """What the engine is asked."""
        cleaned = self.form.cleaned_data
        return Lookup(
            typed=self.words,
            scope=SectionKind(cleaned["in"]) if cleaned["in"] else None,
            facets={name: tuple(cleaned[name]) for name in self.FACETS if cleaned[name]},
            sort=self.sort,
        )

    @property
    def sorts(self) -> tuple[Sort, ...]:
        """The orders that make sense for this question, the usual one first."""
        return tuple(Sort) if self.words else (Sort.NEWEST, Sort.OLDEST)

    def offers(self) -> list[Offer]:
        """Districts and years that the words name, and that are not yet chosen."""
        found: dict[tuple[str, str], Offer] = {}
        for word in self.words.words:
            for facet, value, start, end in self._named(word):
                option = next(option for option in getattr(self.options, facet) if option.value == value)
                left = word[:start] + word[end:]
                says = _says_something(left)
                # One more character makes another word: 黄浦江 is no 黄浦, and 静安寺 not 静安.
                if value not in self.selected(facet) and not (says and len(left) == 1):
                    rest = self.words.replaced(word, left if says else "")
                    # In 徐汇 的 the other words may say as little.
                    offer = Offer(facet, option, rest if _says_something(rest) else "")
                    found.setdefault((facet, value), offer)
        return list(found.values())

    def _named(self, word: str) -> Iterator[tuple[str, str, int, int]]:
        """(facet, value, start, end) of each district and year in a word: 奉贤公租房, 2022年."""
        for match in self.options.district_pattern.finditer(word):
            folded = fold(match.group())
            if value := self._known("district").get(folded) or self._former("district", folded):
                yield "district", value, *match.span()
        for match in _YEAR.finditer(word):
            if value := self._known("year").get(match[1]):
                yield "year", value, *match.span()

    def selected(self, name: str) -> list[str]:
        return self.data.getlist(name)

    def _read(self, data: QueryDict) -> QueryDict:
        """The parameters that are understood, each value once, as they stand in the address of the page."""
        known = QueryDict(mutable=True)
        words = self._read_words(data.get("q", ""))
        if words:
            known["q"] = words
        scope = self._read_scope(data.get("in", ""))
        # Without words there is nothing to look for in a section.
        if scope and words:
            known["in"] = scope.value
        for name in self.FACETS:
            values = self._read_facet(name, data.getlist(name))
            if values:
                known.setlist(name, values)
        self.sort = self._read_sort(data.get("sort", ""))
        if self.sort is not self.sorts[0]:
            known["sort"] = self.sort.value
        return known

    def _read_words(self, raw: str) -> str:
        self.words = Query.parse(raw)
        if self.words.cut:
            self.notices.append(f"关键词太长，只用了前面的部分（最多 {MAX_CHARS} 个字、{MAX_TERMS} 个词）。")
        if clean(raw) and not tokens.runs(tokens.fold(self.words.text)):
            self.words = Query()
            self.notices.append("关键词里没有可以查找的字，没有按关键词查找。")
        return self.words.text

    def _read_scope(self, raw: str) -> SectionKind | None:
        scope = SectionKind.parse(bare(raw)) if raw else None
        if raw and not scope:
            self._drop("查找范围", raw)
        return scope

    def _read_facet(self, name: str, raw_values: Iterable[str]) -> list[str]:
        known = self._known(name)
        values: dict[str, None] = {}  # a set that keeps the order of the address
        for raw in filter(None, raw_values):
            value = known.get(fold(raw)) or known.get(fold(bare(raw)))
            if not value and (value := self._former(name, raw)):
                self._tell_former(raw, value)
            if value:
                values[value] = None
            else:
                self._drop(self.base_filters[name].label, raw)
        return list(values)

    def _known(self, name: str) -> dict[str, str]:
        return self.options.known[name]

    def _former(self, name: str, raw: str) -> str | None:
        return self.options.former_districts.get(fold(raw), ("", None))[1] if name == "district" else None

    def _tell_former(self, raw: str, slug: str) -> None:
        old_name, _ = self.options.former_districts[fold(raw)]
        today = next(option for option in self.options.district if option.value == slug)
        self.notices.append(f"{old_name}已并入或更名，现按“{today.aliases[0]}”筛选。")

    def _read_sort(self, raw: str) -> Sort:
        sort = Sort.parse(bare(raw)) if raw else self.sorts[0]
        if not sort:
            self._drop("排序", raw)
        # 最相关 without words is left over from a question that had some.
        return sort if sort in self.sorts else self.sorts[0]

    def _drop(self, label: str, raw: str) -> None:
        shown = clean(raw)
        if len(shown) > NAMED_VALUE_MAX_CHARS:
            shown = shown[:NAMED_VALUE_MAX_CHARS] + "…"
        self.notices.append(f"{label}没有“{shown}”这个选项，已忽略。")


def _says_something(text: str) -> bool:
    return tokens.says_something(text) and text not in LIGHT
