"""The filter form of `/policies/`: which parameters there are, what they accept, and the question they make.

A value nobody knows is dropped and named in `notices`; it never widens or empties the list in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

import django_filters
from django import forms
from django.http import QueryDict

from policies.lookup import facets as facet_table
from policies.lookup import tokens
from policies.lookup.engine import Engine, Lookup
from policies.lookup.facets import FacetDefinition, Former, Values
from policies.lookup.query import MAX_CHARS, MAX_SENT, MAX_TERMS, Typed
from policies.models import Policy
from policies.text.folding import fold
from policies.text.glued import bare
from policies.text.normalize import clean
from policies.vocabulary import SectionKind, Sort

# The one value of `only`: of a district, what it decides itself.
ONLY_OWN = "own"
# Enough of a strange value to recognise it, not enough to flood the page.
NAMED_VALUE_MAX_CHARS = 30


class FacetFilter(django_filters.MultipleChoiceFilter):
    """Several values of one facet mean OR. The engine narrows; this is the form and its validation."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, choices=[], **kwargs)


class PolicyFilter(django_filters.FilterSet):
    """Reads the parameters of a list into one question for `policies.lookup.engine`."""

    q = django_filters.CharFilter(label="关键词", max_length=MAX_SENT)

    class Meta:
        model = Policy
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        facets = {facet.name: FacetFilter(label=facet.label) for facet in facet_table.public()}
        # `in` is a word of Python's own, so it cannot stand above.
        scope = django_filters.ChoiceFilter(label="范围", choices=SectionKind.choices)
        return super().get_filters() | facets | {"in": scope}

    def __init__(self, data: QueryDict, *, values: Mapping[str, Values]) -> None:
        self.values = values
        self.notices: list[str] = []
        known = self._read(data)
        super().__init__(known, queryset=Policy.objects.none())
        for name, each in values.items():
            self.filters[name].extra["choices"] = [(option.value, option.label) for option in each.options]

    @classmethod
    def of(cls, data: QueryDict, engine: Engine) -> Self:
        """As `engine` understands it: 只看本区 stays only where districts are chosen or named."""
        read = cls(data, values=engine.values)
        if "only" in read.data and not engine.can_be_only_own(engine.read(read.lookup)[0]):
            del read.data["only"]
        return read

    @property
    def lookup(self) -> Lookup:
        """What the engine is asked."""
        # `_read` let only known values through; to validate the form as well would cost more than to read them.
        scope, chosen = self.data.get("in"), {name: self.data.getlist(name) for name in self.values}
        return Lookup(
            typed=self.words,
            scope=SectionKind(scope) if scope else None,
            facets={name: tuple(values) for name, values in chosen.items() if values},
            sort=self.sort,
            only_own="only" in self.data,
        )

    @property
    def sorts(self) -> tuple[Sort, ...]:
        """The orders that make sense for this question, the usual one first."""
        usual = Sort.RELEVANCE if self.words else Sort.USUAL
        return (usual, Sort.NEWEST, Sort.OLDEST, Sort.DEADLINE)

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
        for facet in facet_table.public():
            if values := self._read_facet(facet, data.getlist(facet.name)):
                known.setlist(facet.name, values)
        if self._read_only(data.get("only", "")) and (words or "district" in known):
            known["only"] = ONLY_OWN
        self.sort = self._read_sort(data.get("sort", ""))
        if self.sort is not self.sorts[0]:
            known["sort"] = self.sort.value
        return known

    def _read_words(self, raw: str) -> str:
        self.words = Typed.parse(raw)
        if self.words.cut:
            self.notices.append(f"关键词太长，只用了前面的部分（最多 {MAX_CHARS} 个字、{MAX_TERMS} 个词）。")
        if clean(raw) and not tokens.runs(fold(self.words.text)):
            self.words = Typed()
            self.notices.append("关键词里没有可以查找的字，没有按关键词查找。")
        return self.words.text

    def _read_scope(self, raw: str) -> SectionKind | None:
        scope = SectionKind.parse(bare(raw)) if raw else None
        if raw and not scope:
            self._drop("查找范围", raw)
        return scope

    def _read_only(self, raw: str) -> bool:
        only_own = fold(bare(raw)) in (ONLY_OWN, "只看本区")
        if raw and not only_own:
            self._drop("只看", raw)
        return only_own

    def _read_facet(self, facet: FacetDefinition, raw_values: Iterable[str]) -> list[str]:
        known = self.values[facet.name]
        chosen: dict[str, None] = {}  # a set that keeps the order of the address
        for raw in filter(None, raw_values):
            if option := known.find(raw) or known.find(bare(raw)):
                chosen[option.value] = None
            elif former := known.find_former(raw):
                chosen[former.value] = None
                self._tell_former(former, known)
            else:
                self._drop(facet.label, raw)
        return list(chosen)

    def _tell_former(self, former: Former, known: Values) -> None:
        today = known.by_value[former.value].full_name
        self.notices.append(f"{former.name}已并入或更名，现按“{today}”筛选。")

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
