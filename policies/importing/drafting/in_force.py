"""From and until when a document is in force, by its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from policies.importing.drafting.relations import MAX_SENTENCE
from policies.text import dates, numerals

_T = TypeVar("_T")
# No rule is given for longer; a larger number is that of something else.
MOST_UNITS = 60

# The document itself at the beginning of a clause: not 申请本办法补贴的…, not 按本方案执行至….
_OWN = (
    r"(?:(?<![\u4e00-\u9fff])|(?<=条))本(?:实施)?(?:办法|规定|细则|意见|条例|通知|方案|政策|措施|标准|指南|规则|规程"
    r"|制度|公告|决定|计划|规范|若干(?:措施|意见|规定|政策))(?:[（(]试行[）)])?(?:由[^，,；;]{2,40}解释[，,；;])?"
)
_ACTS = "(?:施行|实施|执行|试行|生效)"
_FROM = re.compile(f"{_OWN}[自从]$")
_NUMBER = r"(?P<number>\d{1,2}|[一二两三四五六七八九十]{1,2})(?P<unit>年|个月)"
_IN_FORCE = re.compile(f"(?:之日)?起?(?:正式|开始)?{_ACTS}(?:(?![\u4e00-\u9fff])|(?={_NUMBER}))")
_UNTIL = re.compile(
    f"{_OWN}(?:(?:[自从][^，,；;]{{2,30}}{_ACTS}[，,；;])?的?有效期[^，,；;]{{0,30}}[，,]?"
    f"|(?:[自从][^，,；;]{{2,30}})?{_ACTS}[，,]?)[至到]$"
)
# 有效期自2022年3月1日至2025年2月28日.
_TERM_FROM = re.compile(f"{_OWN}的?有效期限?(?:为|是|：)?[自从]$")
# Documents about another one, and words quoted from another one, tell when that one is in force.
_OF_ANOTHER = re.compile("解读|问答|征求意见|有效期|延长|延续|关于(?:修改|修订|废止|调整|清理|宣布)")
_SECOND = re.compile("(?:起|开始)?[至到](?P<day>[^，,；;]{6,20})")
_QUOTATION = re.compile("“[^“”]*”")


# What is made public with a letter or an order, whose sentence names it: 《…》已经…通过，现予公布，自…起施行.
_PUBLIC_FROM = re.compile("(?:公布|发布|印发给你们|印发)[，,](?:请.{0,20}[，,])?[自从]$")
_PUBLIC = re.compile("《[^《》]{4,100}》.{0,160}(?:现予|予以|现)(?:公布|发布|印发)|现将《[^《》]{4,100}》")
_OWN_TERM = re.compile(
    rf"{_OWN}(?:[^；;]{{0,60}}?[，,])?(?:的?有效期限?(?:为|是|：)?|试行期?限?(?:为|：)?|暂行)"
    rf"{_NUMBER}(?!度|[^，,；;]{{0,6}}[至到])"
)
# 试行两年 and 有效期5年 behind the day from which the document is in force, in the same sentence.
_TERM_BEHIND = re.compile(
    f"{_ACTS}(?:[，,；;](?:[^，,；;]{{0,12}}[，,；;])?(?:的?有效期限?(?:为|是|：)?|试行期?限?(?:为|：)?|暂定))?"
    rf"{_NUMBER}(?!度|内|以|后|前)"
)


@dataclass(frozen=True, slots=True)
class InForce:
    """From and until when; None where the document does not say. `computed` says in Chinese how a day was worked out that is not
    printed, or why none was.
    """

    start: date | None = None
    end: date | None = None
    computed: str = ""


def days(title: str, text: str) -> InForce:
    """By the sentences that speak of this document itself; neither day where they disagree."""
    if _OF_ANOTHER.search(title):
        return InForce()
    said = _Said()
    for sentence in re.split("[。\n]", _QUOTATION.sub("", text)):
        said.add(sentence)
    if len(said.starts) > 1 or len(said.ends) > 1:
        return InForce()
    start, end = _only(said.starts), _only(said.ends)
    if start and end and end < start:
        return InForce()
    term = _only(said.terms)
    return _reckoned(start, term) if term and not end else InForce(start, end)


@dataclass(slots=True)
class _Said:
    """What the sentences of a document have said so far; `goes_on` after one with a first day: 有效期5年 belongs to it."""

    starts: set[date] = field(default_factory=set)
    ends: set[date] = field(default_factory=set)
    terms: set[_Term] = field(default_factory=set)
    goes_on: bool = False

    def add(self, sentence: str) -> None:
        if self.goes_on and sentence.startswith(("有效期", "试行期")):
            sentence = f"本办法{sentence}"
        self.goes_on = False
        if len(sentence) > MAX_SENTENCE:
            return
        is_public = _PUBLIC.search(sentence) is not None
        if not is_public and "本" not in sentence:
            return
        for found in dates.find(sentence):
            self._add_day(found, sentence[: found.start], sentence[found.end :], is_public=is_public)
        self.terms |= set(_terms(sentence, has_start=self.goes_on))

    def _add_day(self, found: dates.FoundDate, before: str, behind: str, *, is_public: bool) -> None:
        if _UNTIL.search(before):
            self.ends.add(found.day)
            return
        last = _SECOND.match(behind)
        if last and _TERM_FROM.search(before):
            self.starts.add(found.day)
            self.ends.update(each.day for each in dates.find(last["day"]))
            return
        is_act = _IN_FORCE.match(behind) is not None
        if is_act and _leads_to_the_first_day(before, is_public=is_public):
            self.starts.add(found.day)
            self.goes_on = True


def _leads_to_the_first_day(before: str, *, is_public: bool) -> bool:
    """本办法自 stands before it, or in a sentence that makes something public 公布，自."""
    return bool(_FROM.search(before) or (is_public and _PUBLIC_FROM.search(before)))


@dataclass(frozen=True, slots=True)
class _Term:
    number: int
    unit: str

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"


def _terms(sentence: str, *, has_start: bool) -> Iterator[_Term]:
    found = _OWN_TERM.search(sentence)
    if found is None and has_start:
        found = _TERM_BEHIND.search(sentence)
    if found is None:
        return
    number = 2 if found["number"] == "两" else numerals.parse(found["number"]) or 0
    if 0 < number <= MOST_UNITS:
        yield _Term(number, found["unit"])


def _reckoned(start: date | None, term: _Term) -> InForce:
    """The last day of a term. The day of 自印发之日起 is not printed, so nothing is reckoned from it."""
    if start is None:
        return InForce(
            computed=f"文件说有效期（试行期）{term}，但没有写明从哪一天起算，失效日期没有填，请核对后补上。"
        )
    years = term.number if term.unit == "年" else 0
    last = dates.last_day(start, years=years, months=0 if years else term.number)
    computed = f"失效日期 {dates.in_chinese(last)} 是推算的：从 {dates.in_chinese(start)} 起 {term}。请核对。"
    return InForce(start, last, computed)


def _only(found: set[_T]) -> _T | None:
    return next(iter(found)) if len(found) == 1 else None
