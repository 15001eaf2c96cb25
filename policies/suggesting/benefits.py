"""Benefits that a 扶持力度 may hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from policies.text.amounts import SQUARE_METRES, YUAN, Amount, Role, amounts, clause_around, role_of
from policies.vocabulary import BenefitKind, BenefitPer

# More are not read through at a desk.
MOST = 40
QUOTE_CHARS = 200

_LIMIT = "(?:每人均|每(?:人|家|户|项|个|月|年|套|名)|人均|一次性|最高|最多|不超过|不高于|可达|按|约)"
# What stands between two of these words holds none, or a row of them could be read in thousands of ways.
_BEFORE = re.compile(rf"(?:{_LIMIT}(?:(?!{_LIMIT})[^，,。；;\d]){{0,4}})+$")
# So much before an amount may belong to it.
_BEFORE_CHARS = 30
_AFTER = re.compile(r"^(?:以内|/人|/家|/月|/年|/平方米|每月|每年|/人[·/]?[月年])+")
_GIFT = re.compile(
    "(?:(?!每|给予|享受|均为|一次性|最高|增加|次性|性|元|的|年|获)[\u4e00-\u9fff]){0,10}"
    "(?:补贴|补助|资助|奖励|奖金|津贴|贴息|贷款|经费|扶持资金|资金支持|奖学金|安家费)"
)
_KINDS = (
    (BenefitKind.PURCHASE, re.compile("购房|买房|安家")),
    (BenefitKind.RENT, re.compile("租房|租金|房租|公寓|租赁")),
    (BenefitKind.LOAN, re.compile("贷款|贴息|授信|担保|公积金")),
    (BenefitKind.TAX, re.compile("个税|所得税|税收优惠|税负|免税")),
)
_PERS = (
    (BenefitPer.MONTH, re.compile("每月|/月|／月|按月|月租|元每月|每人每月")),
    (BenefitPer.YEAR, re.compile("每年|/年|／年|按年|年度|每学年")),
    (BenefitPer.ONCE, re.compile("一次性|一次")),
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A guess. `quote`, `amount` and `what` are words of the text; the others are read out of them."""

    role: Role | None
    quote: str
    amount: str
    what: str
    kind: BenefitKind
    cap_yuan: int | None
    per: BenefitPer | None

    @property
    def yuan(self) -> int:
        """0 for what is no sum of money."""
        return self.cap_yuan or 0


def suggest(text: str) -> list[Suggestion]:
    """What the amounts in `text` may be, in order, one for each clause; budgets and targets with their role."""
    found: dict[tuple[int, int], Suggestion] = {}
    for amount in islice(amounts(text), MOST * 4):
        clause = clause_around(text, amount)
        suggestion = _suggestion(text, amount, clause)
        other = found.get(clause)
        if other is None or suggestion.yuan > other.yuan:
            found[clause] = suggestion
    return list(found.values())[:MOST]


def benefits(text: str) -> list[Suggestion]:
    """Those that seem to be given to somebody."""
    return [each for each in suggest(text) if each.role is Role.BENEFIT]


def _suggestion(text: str, amount: Amount, clause: tuple[int, int]) -> Suggestion:
    start, end = clause
    words = text[start:end]
    kinds = (kind for kind, named in _KINDS if named.search(words))
    pers = (per for per, named in _PERS if named.search(words))
    return Suggestion(
        role=role_of(text, amount) if amount.unit != SQUARE_METRES else None,
        quote=words.strip()[:QUOTE_CHARS],
        amount=_short(text, amount, clause),
        what=_what(words),
        kind=next(kinds, BenefitKind.CASH),
        cap_yuan=int(amount.value) if amount.unit == YUAN else None,
        per=next(pers, None),
    )


def _short(text: str, amount: Amount, clause: tuple[int, int]) -> str:
    """The amount with what belongs to it: 每人每月最高2000元."""
    first, last = clause
    nearest = max(first, amount.start - _BEFORE_CHARS)
    before = text[nearest : amount.start]
    behind = text[amount.end : last]
    opening = _matched(_BEFORE.search(before))
    ending = _matched(_AFTER.match(behind))
    start = amount.start - len(opening)
    end = amount.end + len(ending)
    return text[start:end].strip()


def _what(words: str) -> str:
    return _matched(_GIFT.search(words))


def _matched(match: re.Match[str] | None) -> str:
    return match[0] if match else ""
