"""三步找政策: three questions, each answered by a link. What was answered stands in the address and nowhere else.

A parameter that is there without a value says 都可以; one that is missing is asked for next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.http import QueryDict

from policies import glossary
from policies.filters import PolicyFilter
from policies.glossary import Term
from policies.lookup import facets as facet_table
from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError
from policies.pages import facets
from policies.pages.common import STALE, path_of
from policies.results.start import Narrowed

ANY = "都可以"
# Said where counts would have stood.
UNCOUNTED = "查找功能正在恢复，条数暂时数不出来；照样可以选。"


@dataclass(frozen=True, slots=True)
class Step:
    """One question; `facets` are those that an answer may belong to."""

    heading: str
    hint: str
    facets: tuple[str, ...]


STEPS = (
    Step(
        "我是谁",
        f"条数只算写明了适用人群的政策；没有写明的，选“{ANY}”就能看到。",
        ("audience",),
    ),
    Step("在哪个区", "选工作、居住或者单位注册的区；选了区，全市适用的政策也会列出来。", ("district",)),
    Step("想要什么", "按主题选，或者按给什么选。选好就看到政策。", ("topic", "benefit")),
)
# The last step leads to the list, so its answer never stands in the address of these pages.
ANSWERED_HERE = tuple(name for step in STEPS[:-1] for name in step.facets)


@dataclass(frozen=True, slots=True)
class StartChoice:
    label: str
    count: int | None
    """None while there is no index to count."""
    url: str


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    name: str
    label: str
    choices: tuple[StartChoice, ...]
    city_wide: int = 0
    """Of districts: how many policies apply in each of them, beside those that are counted."""

    @property
    def found(self) -> tuple[StartChoice, ...]:
        return tuple(choice for choice in self.choices if choice.count != 0 or self.city_wide)

    @property
    def empty(self) -> tuple[StartChoice, ...]:
        """Choosing one of these would find nothing."""
        return tuple(choice for choice in self.choices if choice not in self.found)


@dataclass(frozen=True, slots=True)
class StepView:
    """A step in the row of all: `answer` is empty where it has not been answered; `url` asks it again."""

    heading: str
    answer: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class StartPage:
    number: int
    """Of the step that is asked, from 1."""
    step: Step
    steps: tuple[StepView, ...]
    groups: tuple[ChoiceGroup, ...]
    total: int | None
    url: str
    """The address of this page, without what was not understood."""
    any_url: str
    back_url: str
    """The step before; empty at the first."""
    notices: tuple[str, ...]
    any_label: str = ANY

    @property
    def is_last(self) -> bool:
        return self.number == len(STEPS)

    @property
    def title(self) -> str:
        """Tells in tabs and in the history which step this is, and what was chosen before."""
        chosen = [step.answer for step in self.steps if step.answer]
        return "，".join([f"第 {self.number} 步：{self.step.heading}", *chosen])

    @property
    def terms(self) -> tuple[Term, ...]:
        labels = (choice.label for group in self.groups for choice in group.choices)
        return glossary.used_in(self.step.hint, *labels)

    @classmethod
    def build(cls, data: QueryDict, on: date) -> Self:
        known = _only_answers(data)
        try:
            engine = Engine.on(on)
            asked = PolicyFilter(known, values=engine.values)
            narrowed = Narrowed.of(engine, asked.lookup)
        except UnavailableError:
            asked = PolicyFilter(known, values=facet_table.load())
            narrowed = Narrowed.without_index()
        return _Asking(known, asked, narrowed).page()


def _only_answers(data: QueryDict) -> QueryDict:
    known = QueryDict(mutable=True)
    for name in ANSWERED_HERE:
        if name in data:
            known.setlist(name, data.getlist(name))
    return known


def _answers(sent: QueryDict, asked: PolicyFilter) -> QueryDict:
    """What the filter took, and empty what any answer will do for."""
    answers = QueryDict(mutable=True)
    for name in ANSWERED_HERE:
        if values := asked.data.getlist(name):
            answers.setlist(name, values)
        elif name in sent and not any(sent.getlist(name)):
            answers[name] = ""
    return answers


class _Asking:
    """The next question, from what the address says."""

    def __init__(self, sent: QueryDict, asked: PolicyFilter, narrowed: Narrowed) -> None:
        self.asked, self.narrowed = asked, narrowed
        self.params = _answers(sent, asked)
        unanswered = (number for number, step in enumerate(STEPS, 1) if not self.is_answered(step))
        self.number = next(unanswered, len(STEPS))
        self.step = STEPS[self.number - 1]

    def is_answered(self, step: Step) -> bool:
        return any(name in self.params for name in step.facets)

    def page(self) -> StartPage:
        steps = tuple(self.steps())
        return StartPage(
            number=self.number,
            step=self.step,
            steps=steps,
            groups=tuple(map(self.group, self.step.facets)),
            total=self.narrowed.total,
            url=_address(self.params),
            any_url=self.answered(self.step.facets[0], ""),
            back_url=steps[self.number - 2].url if self.number > 1 else "",
            notices=tuple(self.notices()),
        )

    def steps(self) -> Iterator[StepView]:
        for step in STEPS:
            answer, url = "", ""
            if self.is_answered(step):
                [name] = step.facets
                answer, url = self.answer(name), self.without(name)
            yield StepView(step.heading, answer, url, step is self.step)

    def answer(self, name: str) -> str:
        known = self.asked.values[name].by_value
        return "、".join(known[value].label for value in filter(None, self.params.getlist(name))) or ANY

    def without(self, name: str) -> str:
        params = self.params.copy()
        del params[name]
        return _address(params)

    def answered(self, name: str, value: str) -> str:
        """Where the answer leads: to the next question, or from the last one to the list."""
        params = self.params.copy()
        params[name] = value
        if self.step is not STEPS[-1]:
            return _address(params)
        chosen = QueryDict(mutable=True)
        for facet, values in params.lists():
            if any(values):
                chosen.setlist(facet, values)
        return facets.address(chosen)

    def group(self, name: str) -> ChoiceGroup:
        labels = {facet.name: facet.label for facet in facet_table.public()}
        values = self.narrowed.facet(name).values
        choices = (StartChoice(each.name, each.count, self.answered(name, each.value)) for each in values)
        city_wide = self.narrowed.city_wide if name == "district" else 0
        return ChoiceGroup(name, labels[name], tuple(choices), city_wide)

    def notices(self) -> Iterator[str]:
        if self.narrowed.total is None:
            yield UNCOUNTED
        if self.narrowed.is_stale:
            yield STALE
        yield from self.asked.notices


def _address(params: QueryDict) -> str:
    query = params.urlencode()
    return path_of("policies:start") + (f"?{query}" if query else "")
