"""How much, when and where in few words: what a row of a list says of a policy, and how a card says an amount."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from policies.results.answers import Answer, BenefitResult
from policies.rounds import RoundVerdict
from policies.vocabulary import BenefitKind, BenefitPer, OpenState, SectionKind

# A row has one line for it on a desk.
MOST_AMOUNTS = 2

# What is given as money; a price, a room or a right is no sum that one gets.
_MONEY = {BenefitKind.CASH, BenefitKind.RENT, BenefitKind.PURCHASE, BenefitKind.LOAN, BenefitKind.TAX}
# An amount that says by one of these how far it reaches needs no 最高.
_LIMITS = ("最高", "上限", "不超过", "以内", "以下", "封顶")
# What is paid, not given: 人才公寓租金（由承租人支付）.
_PRICES = re.compile("租金|房租|租价|价格|售价|收费")
_OFTEN = {BenefitPer.MONTH: "月", BenefitPer.YEAR: "年"}
_SUMS = re.compile(r"\d[\d,.]*(?=\s*(?:[万亿元至到～~、-]|$))")
_WAN, _YI = 10_000, 100_000_000


def in_yuan(yuan: int) -> str:
    """In full, whatever the number of its digits.

    >>> in_yuan(30_000), in_yuan(1_500), in_yuan(200_000_000)
    ('3万元', '1500元', '2亿元')
    """
    for unit, word in ((_YI, "亿元"), (_WAN, "万元")):
        if yuan >= unit and yuan % (unit // 100) == 0:
            number = (Decimal(yuan) / unit).normalize()
            return f"{number:f}{word}"
    return f"{yuan}元"


def amount_of(benefit: BenefitResult) -> str:
    """How much one gets, in short: with 最高 where the cap stands for a whole scale, and how often where the words do not say it."""
    if _is_price(benefit):
        return ""
    amount, often = benefit.amount, _OFTEN.get(benefit.per)
    is_sum = benefit.cap_yuan is not None and benefit.kind in _MONEY
    if is_sum and not amount:
        amount = f"最高{in_yuan(benefit.cap_yuan)}"
    elif is_sum and _is_scale(amount):
        amount = f"{amount}，最高{in_yuan(benefit.cap_yuan)}"
    return f"每{often}{amount}" if amount and often and often not in amount else amount


def _is_price(benefit: BenefitResult) -> bool:
    """Whether the sum is paid by whom it is for, and its words alone do not say so."""
    if benefit.kind in _MONEY or "元" not in benefit.amount or _PRICES.search(benefit.amount):
        return False
    return _PRICES.search(benefit.what) is not None


def _is_scale(amount: str) -> bool:
    """Whether it names several sums, and none of them as the highest."""
    sums = set(_SUMS.findall(amount))
    has_a_limit = any(word in amount for word in _LIMITS)
    return len(sums) > 1 and not has_a_limit


def tag_of(state: OpenState) -> str:
    """The state as a word of its own; empty for 未查到, which by itself does not say what was not found."""
    return "" if state is OpenState.UNKNOWN else state.label


def beside_state(verdict: RoundVerdict) -> str:
    """Its sentence without the word that stands before it."""
    return verdict.sentence.removeprefix(tag_of(verdict.state)).lstrip("，")


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """A few words, and the address of the record that they come from."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What is not known is left out, and False where nothing is."""

    amounts: tuple[ShortAnswer, ...] = ()
    more_amounts: int = 0
    state: OpenState = OpenState.UNKNOWN
    call: ShortAnswer | None = None
    place: ShortAnswer | None = None
    more_places: int = 0

    def __bool__(self) -> bool:
        return bool(self.amounts or self.call or self.place)

    @property
    def own_words(self) -> str:
        return f"{self.state.label}{self.call.words}" if self.call else ""

    @classmethod
    def of(cls, answer: Answer, url: str) -> Self:
        """`url`: of the page of the policy. Of one that is over nothing is offered."""
        if answer.is_over:
            return cls()
        offers = answer.offers
        return cls(
            amounts=tuple(_amount(offer, url) for offer in offers[:MOST_AMOUNTS]),
            more_amounts=max(len(offers) - MOST_AMOUNTS, 0),
            state=answer.window.state,
            call=_call(answer.window, url),
            place=_place(answer, url),
            more_places=0 if answer.points_by_district else max(len(answer.points) - 1, 0),
        )


def _amount(offer: BenefitResult, url: str) -> ShortAnswer:
    words = f"{offer.what} {amount_of(offer)}".rstrip()
    return ShortAnswer(words, f"{url}#benefit-{offer.uid}")


def _call(verdict: RoundVerdict, url: str) -> ShortAnswer | None:
    if verdict.state is OpenState.UNKNOWN or not verdict.window:
        return None
    return ShortAnswer(beside_state(verdict), f"{url}#round-{verdict.window.uid}")


def _place(answer: Answer, url: str) -> ShortAnswer | None:
    if answer.points_by_district:
        return ShortAnswer(
            f"{len(answer.points_by_district)} 个区有受理点", f"{url}#{SectionKind.SERVICE.value}"
        )
    first = next(iter(answer.points), None)
    return ShortAnswer(first.name, f"{url}#point-{first.uid}") if first else None
