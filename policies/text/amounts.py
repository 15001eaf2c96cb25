"""Amounts in the words of official documents: 三十万元, 3万, 30,000元, 2000元/月, 50%, 200平方米; and what an amount seems to be.

What an amount seems to be is guessed from the words around it. A guess is for staff, who decide; it is never shown to residents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from policies.text import numerals

# Longer than any section of a real policy; what follows is not read.
READ_CHARS = 200_000

_WIDE = str.maketrans("０１２３４５６７８９．，％／", "0123456789.,%/")
_SCALES = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}

# Where a number in characters is parted into two, the larger first.
_MYRIADS = {"亿": 10**8, "万": 10**4}

# Bounded, and never begun inside another, so that the time is linear in any text.
_FIGURES = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15}(?:\.\d{1,6})?)(?![\d])"
_CHARACTERS = "一二两三四五六七八九十百千万亿零〇"
_HAN = f"[{_CHARACTERS}]{{1,12}}(?:点[{_CHARACTERS}]{{1,6}})?"
_SCALE = "(?:千万|百万|十万|亿|万|千|百)?"
_TO = r"\s?(?:至|到|[-－—–~～])\s?"
# A numeral in characters is a number only before one of these: 一次性, 一定 and 统一 hold none.
_COUNTED = "元|美元|%|个百分点|平方米|平米|个月|年|月|天|日|周岁|岁|套|间|次(?!性)|批|档|名|人|位|家|户|项|个|倍|分|学时|小时|公里|种|类|等"
_NUMBER = re.compile(
    rf"(?<![\d.])(?P<figures>{_FIGURES})\s?(?P<scale>{_SCALE})"
    rf"|(?<![{_CHARACTERS}点])(?P<han>{_HAN})(?=\s?(?:{_COUNTED})|{_TO}(?:\d|{_HAN}(?:{_COUNTED})))"
)
# What may follow 500万 where 元 was left out.
_MONEY_WORDS = "补贴|补助|资助|奖|经费|扶持|支持|津贴|贴息|[,、。;；)）]|$"
_UNIT = re.compile(
    rf"\s?(?P<unit>元(?!素)|%|个百分点|平方米|平米)|(?P<bare>(?:{_MONEY_WORDS}))", re.MULTILINE
)
_RANGE = re.compile(_TO)

YUAN, PERCENT, SQUARE_METRES = "元", "%", "平方米"
_UNITS = {"个百分点": PERCENT, "平米": SQUARE_METRES}


@dataclass(frozen=True, slots=True)
class Number:
    """A number at [start, end) of the text, with its scale: 30万 is 300000."""

    start: int
    end: int
    value: Decimal
    coefficient: Decimal
    """Without the scale: 30."""
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at [start, end) of the text. `unit` is 元, % or 平方米, whatever was printed; money is counted in 元."""

    start: int
    end: int
    value: Decimal
    unit: str


class Role(Enum):
    """What an amount seems to be."""

    BENEFIT = "benefit"
    """What somebody gets."""
    BUDGET = "budget"
    """What is spent on all together."""
    TARGET = "target"
    """What is to be reached, or was."""
    CONDITION = "condition"
    """What somebody must show first."""


def numbers(text: str) -> list[Decimal]:
    """Every number in `text`, in order, whatever its dress.

    >>> [int(number) for number in numbers("三十万元，3万，30,000元，一次性1至5万元")]
    [300000, 30000, 30000, 10000, 50000]
    """
    return [number.value for number in _numbers(_plain(text))]


def amounts(text: str) -> list[Amount]:
    """Every amount of money, share and area in `text`, in order; of a range both ends.

    >>> [(int(each.value), each.unit) for each in amounts("每月1000～4000元，租金的50%")]
    [(1000, '元'), (4000, '元'), (50, '%')]
    """
    plain = _plain(text)
    found: list[Amount] = []
    waiting: list[Number] = []
    for number in _numbers(plain):
        if waiting and not _RANGE.fullmatch(plain, waiting[-1].end, number.start):
            waiting = []
        waiting.append(number)
        unit = _unit_after(plain, number)
        if unit is None:
            continue
        name, end = unit
        found += [Amount(each.start, each.end, each.value, name) for each in waiting[:-1]]
        found.append(Amount(number.start, end, number.value, name))
        waiting = []
    return found


def _plain(text: str) -> str:
    """One character for each, so that offsets stay."""
    return text[:READ_CHARS].translate(_WIDE)


def _numbers(plain: str) -> Iterator[Number]:
    """In 1至5万元 the first number has the scale of the second."""
    before: Number | None = None
    for match in _NUMBER.finditer(plain):
        number = _read(match)
        if number is None:
            continue
        if before and _RANGE.fullmatch(plain, before.end, number.start):
            before = _scaled_as(before, number)
        if before:
            yield before
        before = number
    if before:
        yield before


def _scaled_as(number: Number, after: Number) -> Number:
    if number.scale > 1 or number.coefficient >= after.coefficient:
        return number
    value = number.coefficient * after.scale
    return Number(number.start, number.end, value, number.coefficient, after.scale)


def _read(match: re.Match[str]) -> Number | None:
    if match["figures"]:
        coefficient = Decimal(match["figures"].replace(",", ""))
        scale = _SCALES[match["scale"]]
    else:
        words = match["han"]
        scale = _MYRIADS.get(words[-1], 1)
        value = _of_characters(words)
        if value is None:
            return None
        coefficient = value / scale
    return Number(*match.span(), coefficient * scale, coefficient, scale)


def _of_characters(words: str) -> Decimal | None:
    """十二万五千, 一点五万; None for what is no number, such as 千千."""
    for name, size in _MYRIADS.items():
        above, found, below = words.rpartition(name)
        if not found:
            continue
        high = _of_characters(above or "一")
        low = _of_characters(below or "零")
        return None if high is None or low is None else high * size + low
    whole, point, fraction = words.partition("点")
    value = _whole(whole)
    if value is None or not point:
        return value
    digits = [numerals.parse(char) for char in fraction]
    if None in digits:
        return None
    return Decimal(f"{value}." + "".join(map(str, digits)))


def _whole(words: str) -> Decimal | None:
    words = words.replace("两", "二")
    if len(words) > 1:
        words = words.removeprefix("零")
    if words[:1] in ("百", "千"):
        words = f"一{words}"
    value = numerals.parse(words)
    return None if value is None else Decimal(value)


def _unit_after(plain: str, number: Number) -> tuple[str, int] | None:
    """The unit and where it ends; 500万 before a word of money is money."""
    match = _UNIT.match(plain, number.end)
    if match is None:
        return None
    if unit := match["unit"]:
        return _UNITS.get(unit, unit), match.end()
    return (YUAN, number.end) if number.scale >= _SCALES["万"] else None


# What an amount seems to be

_SENTENCE_ENDS = "。；;！!\n"
_CLAUSE_ENDS = f"{_SENTENCE_ENDS}，,"

_GIVEN = re.compile(
    "给予|补贴|补助|资助|奖励|奖金|津贴|贴息|享受|可获|扶持|支持|免租|减免|报销|发放|一次性|每人|每家|每户|每项|每个|每套|每名|每月"
)
_TO_EACH = re.compile("每人|每家|每户|每项|每个|每套|每名|每月|人均|/人|/月|/家|一次性")
_CAPPED = re.compile("最高|不超过|不高于|上限|至多|以内|封顶")
_SPENT = re.compile("投入|财政|专项资金|安排|预算|总额|共计|合计|发放|落实|基金|资金规模|资金总|年度资金|共$")
_REACHED = re.compile(
    "达到|达|突破|翻一番|增长|增速|规模|产值|产出|累计|力争|总量|总产|目标|比重|占比|占|提高到|提升|形成|20[2-9]\\d年.{0,6}前|到20\\d\\d年|超过|超$|成交|建成|新增|推出"
)
_DEMANDED = re.compile(
    "注册资金|注册资本|实缴|纳税|税收|缴纳|营业收入|主营收入|销售收入|年收入|工资|年薪|薪酬|投资额|投资不|投资总额|融资|收入|股份|持股|占股|比例不低于"
)
_AT_LEAST = re.compile("^(?:及|或)?(?:以上|之上)")
_LARGE = 10**8
# No sentence is longer; further off nothing is looked at.
_AROUND_CHARS = 300


def role_of(text: str, amount: Amount) -> Role | None:
    """What `amount`, found in `text`, seems to be; None where the words around it say nothing.

    >>> text = "产业规模达到2200亿元；每人给予30万元资助"
    >>> [role_of(text, amount) for amount in amounts(text)]
    [<Role.TARGET: 'target'>, <Role.BENEFIT: 'benefit'>]
    """
    before = text[_cut_before(text, amount.start, _CLAUSE_ENDS) : amount.start]
    after = text[amount.end : _cut_after(text, amount.end, _CLAUSE_ENDS)]
    clause, sentence = before + after, sentence_around(text, amount)
    large = amount.unit == YUAN and amount.value >= _LARGE
    if _is_demanded(before, after):
        return Role.CONDITION
    if _CAPPED.search(clause) and (_GIVEN.search(sentence) or not large):
        return Role.BENEFIT
    if not large and _GIVEN.search(clause) and (_TO_EACH.search(clause) or not _SPENT.search(before)):
        return Role.BENEFIT
    if _SPENT.search(before):
        return Role.BUDGET
    if _REACHED.search(clause):
        return Role.TARGET
    if large:
        return Role.BUDGET if _SPENT.search(sentence) else Role.TARGET
    return Role.BENEFIT if _GIVEN.search(sentence) and not _REACHED.search(sentence) else None


def _is_demanded(before: str, after: str) -> bool:
    if _GIVEN.search(before) or _GIVEN.search(after):
        return False
    return bool(_DEMANDED.search(before) or _AT_LEAST.search(after))


def sentence_around(text: str, amount: Amount) -> str:
    start, end = _cut_before(text, amount.start, _SENTENCE_ENDS), _cut_after(text, amount.end, _SENTENCE_ENDS)
    return text[start:end]


def clause_around(text: str, amount: Amount) -> tuple[int, int]:
    """Where the clause lies that holds the amount."""
    return _cut_before(text, amount.start, _CLAUSE_ENDS), _cut_after(text, amount.end, _CLAUSE_ENDS)


def _cut_before(text: str, offset: int, ends: str) -> int:
    first = max(0, offset - _AROUND_CHARS)
    return max(first, *(text.rfind(char, first, offset) + 1 for char in ends))


def _cut_after(text: str, offset: int, ends: str) -> int:
    last = min(len(text), offset + _AROUND_CHARS)
    return min(last, *(found for char in ends if (found := text.find(char, offset, last)) >= 0), last)
