"""The filter form of `/policies/`: which parameters there are, what they accept, and what they do to a queryset.

A value nobody knows is dropped and named in `notices`; it never widens or empties the list in silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import django_filters
from django import forms
from django.db.models import Q
from django.http import QueryDict

from policies.lookup.query import MAX_CHARS, MAX_TERMS, Query
from policies.models import Audience, District, Policy, PolicyAudience, PolicyTopic, Topic
from policies.models.policy import FIRST_YEAR, LAST_YEAR
from policies.querysets import PolicyQuerySet
from policies.text import docnumber
from policies.text.normalize import clean, fold
from policies.vocabulary import Sort, Validity

# Enough of a strange value to recognise it, not enough to flood the page.
NAMED_VALUE_MAX_CHARS = 30


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet; `aliases` are other spellings of it that addresses may carry."""

    value: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(slots=True)
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
            topic=[Option(slug, name) for slug, name in Topic.objects.values_list("slug", "name")],
            audience=[Option(slug, name) for slug, name in Audience.objects.values_list("slug", "name")],
            former_districts=former,
        )

    @property
    def year(self) -> list[Option]:
        return [Option(str(year), f"{year}年") for year in range(LAST_YEAR, FIRST_YEAR - 1, -1)]

    @property
    def validity(self) -> list[Option]:
        return [Option(member.value, member.label) for member in Validity]


class FacetFilter(django_filters.MultipleChoiceFilter):
    """Several values of one facet mean OR."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, choices=[], **kwargs)

    def filter(self, qs: PolicyQuerySet, value: list[str]) -> PolicyQuerySet:
        return self.narrow(qs, value) if value else qs

    def narrow(self, qs: PolicyQuerySet, values: list[str]) -> PolicyQuerySet:
        return qs.filter(**{f"{self.field_name}__in": values})


class TopicFilter(FacetFilter):
    # A subquery, not a join: a join would count a policy once for each topic that matched.
    def narrow(self, qs: PolicyQuerySet, values: list[str]) -> PolicyQuerySet:
        return qs.filter(pk__in=PolicyTopic.objects.filter(topic__slug__in=values).values("policy"))


class AudienceFilter(FacetFilter):
    def narrow(self, qs: PolicyQuerySet, values: list[str]) -> PolicyQuerySet:
        return qs.filter(pk__in=PolicyAudience.objects.filter(audience__slug__in=values).values("policy"))


class ValidityFilter(FacetFilter):
    def narrow(self, qs: PolicyQuerySet, values: list[str]) -> PolicyQuerySet:
        return qs.with_validity(self.parent.on).filter(validity_on_day__in=values)


class PolicyFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="关键词", method="filter_words", max_length=MAX_CHARS)
    district = FacetFilter(label="区", field_name="district__slug")
    year = FacetFilter(label="年份", field_name="year")
    topic = TopicFilter(label="主题")
    audience = AudienceFilter(label="适用人群")
    validity = ValidityFilter(label="效力")

    FACETS = ("district", "year", "topic", "audience", "validity")

    class Meta:
        model = Policy
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, queryset: PolicyQuerySet, on: date) -> None:
        self.on = on
        self.options = Options.load()
        self.notices: list[str] = []
        self.sort = self._read_sort(data.get("sort", ""))
        super().__init__(self._read(data), queryset=queryset)
        for name in self.FACETS:
            self.filters[name].extra["choices"] = [
                (option.value, option.label) for option in getattr(self.options, name)
            ]
        # `_read` let only known values through; the form converts them.
        self.form.full_clean()

    def filter_queryset(self, queryset: PolicyQuerySet, *, without: str = "") -> PolicyQuerySet:
        """Apply every filter, or every filter but one: so each facet is counted."""
        for name, value in self.form.cleaned_data.items():
            if name != without:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    def filter_words(self, queryset: PolicyQuerySet, name: str, value: str) -> PolicyQuerySet:
        """Every term must stand in the title or in the 文号; an excluded one in neither."""
        for number in self.words.numbers:
            queryset = queryset.filter(doc_number_normalized=str(number))
        for term in (*self.words.words, *self.words.phrases):
            queryset = queryset.filter(_contains(term))
        for term in self.words.excluded:
            queryset = queryset.exclude(_contains(term))
        return queryset

    def offers(self) -> list[tuple[str, str, str]]:
        """Words of the query that name a district or a year: (word, facet, value), for values not yet chosen."""
        found = []
        for word in self.words.words:
            for name in ("district", "year"):
                value = self._known(name).get(fold(word)) or self._former(name, word)
                if value and value not in self.selected(name):
                    found.append((word, name, value))
        return found

    def selected(self, name: str) -> list[str]:
        return self.data.getlist(name)

    def _read(self, data: QueryDict) -> QueryDict:
        """The parameters that are understood, each value once, as they stand in the address of the page."""
        known = QueryDict(mutable=True)
        words = self._read_words(data.get("q", ""))
        if words:
            known["q"] = words
        for name in self.FACETS:
            values = self._read_facet(name, data.getlist(name))
            if values:
                known.setlist(name, values)
        if self.sort is not Sort.NEWEST:
            known["sort"] = self.sort.value
        return known

    def _read_words(self, raw: str) -> str:
        self.words = Query.parse(raw)
        if self.words.cut:
            self.notices.append(f"关键词太长，只用了前面的部分（最多 {MAX_CHARS} 个字、{MAX_TERMS} 个词）。")
        if not self.words and clean(raw):
            self.notices.append("关键词里没有可以查找的字，现在显示全部政策。")
        return self.words.text

    def _read_facet(self, name: str, raw_values: Iterable[str]) -> list[str]:
        known = self._known(name)
        values: dict[str, None] = {}  # a set that keeps the order of the address
        for raw in filter(None, raw_values):
            value = known.get(fold(raw))
            if not value and (value := self._former(name, raw)):
                self._tell_former(raw, value)
            if value:
                values[value] = None
            else:
                self._drop(self.base_filters[name].label, raw)
        return list(values)

    def _known(self, name: str) -> dict[str, str]:
        """Every spelling of every value of a facet, folded -> the value."""
        return {
            fold(spelling): option.value
            for option in getattr(self.options, name)
            for spelling in (option.value, option.label, *option.aliases)
        }

    def _former(self, name: str, raw: str) -> str | None:
        return self.options.former_districts.get(fold(raw), ("", None))[1] if name == "district" else None

    def _tell_former(self, raw: str, slug: str) -> None:
        old_name, _ = self.options.former_districts[fold(raw)]
        today = next(option for option in self.options.district if option.value == slug)
        self.notices.append(f"{old_name}已并入或更名，现按“{today.aliases[0]}”筛选。")

    def _read_sort(self, raw: str) -> Sort:
        sort = Sort.parse(raw)
        if raw and not sort:
            self._drop("排序", raw)
        return sort or Sort.NEWEST

    def _drop(self, label: str, raw: str) -> None:
        shown = clean(raw)
        if len(shown) > NAMED_VALUE_MAX_CHARS:
            shown = shown[:NAMED_VALUE_MAX_CHARS] + "…"
        self.notices.append(f"{label}没有“{shown}”这个选项，已忽略。")


def _contains(term: str) -> Q:
    number = docnumber.normalize(term)
    return (
        Q(title__icontains=term)
        | Q(title__icontains=_full_width(term))
        | Q(doc_number__icontains=term)
        | Q(doc_number_normalized__icontains=number)
    )


def _full_width(word: str) -> str:
    """The dress in which titles print brackets and punctuation; `clean` has made them ASCII."""
    return word.translate(str.maketrans("(),:;!?", "（），：；！？"))
