"""What staff are offered out of a 扶持力度, and what they are not."""

import json
from pathlib import Path

import pytest

from policies.suggesting import MOST, benefits, suggest
from policies.text.amounts import Role
from policies.vocabulary import BenefitKind, BenefitPer

FIXTURE = Path(__file__).parent.parent / "fixtures" / "policies.json"
SEED = "xuhui-2015-kechuang-zhongxin"


def seed_texts():
    rows = json.loads(FIXTURE.read_text(encoding="utf-8"))
    sections = [row["fields"] for row in rows if row["model"] == "policies.section"]
    return [section["body"] for section in sections if section["policy"] == [SEED] and section["body"]]


def test_the_seed_yields_no_benefit():
    found = [each for text in seed_texts() for each in suggest(text)]
    told = {each.amount: each.role for each in found}
    assert told["2200亿元"] is Role.TARGET
    assert told["30亿元"] is told["6亿元"] is Role.BUDGET
    assert [each for text in seed_texts() for each in benefits(text)] == []


@pytest.mark.parametrize(
    ("text", "amount", "what", "kind", "cap", "per"),
    [
        (
            "对博士给予每月3000元租房补贴，最多36个月。",
            "每月3000元",
            "租房补贴",
            BenefitKind.RENT,
            3000,
            BenefitPer.MONTH,
        ),
        (
            "（一）一次性给予60万元资助。",
            "一次性给予60万元",
            "资助",
            BenefitKind.CASH,
            600_000,
            BenefitPer.ONCE,
        ),
        ("每人一次性奖励5万元", "每人一次性奖励5万元", "奖励", BenefitKind.CASH, 50_000, BenefitPer.ONCE),
        ("购房补贴最高五百万元", "最高五百万元", "购房补贴", BenefitKind.PURCHASE, 5_000_000, None),
        ("最高200万元创业担保贷款", "最高200万元", "创业担保贷款", BenefitKind.LOAN, 2_000_000, None),
        (
            "高级工每人每年8000元培训补贴",
            "每人每年8000元",
            "培训补贴",
            BenefitKind.CASH,
            8000,
            BenefitPer.YEAR,
        ),
    ],
)
def test_a_benefit_is_offered_in_words_of_the_text(text, amount, what, kind, cap, per):
    [found] = benefits(text)
    assert (found.amount, found.what, found.kind) == (amount, what, kind)
    assert (found.cap_yuan, found.per) == (cap, per)
    assert found.quote in text
    assert amount in found.quote


def test_a_clause_is_offered_once_with_its_largest_amount():
    assert [each.cap_yuan for each in benefits("每月补贴1000元、1500元、2000元，最长3年")] == [2000]


def test_a_long_text_is_not_offered_without_end():
    assert len(suggest("每人奖励1万元；" * 10_000)) == MOST
    assert suggest("") == []
