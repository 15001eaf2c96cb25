"""Amounts in the few characters that a card or a row has room for."""

import pytest

from policies.pages.in_short import amount_of, in_yuan
from policies.results.answers import BenefitResult
from policies.vocabulary import BenefitKind, BenefitPer, SectionKind


@pytest.mark.parametrize(
    ("amount", "kind", "cap", "per", "shown"),
    [
        ("8万元", "cash", 80_000, "once", "8万元"),
        ("", "cash", 80_000, "once", "最高8万元"),
        ("", "cash", None, "once", ""),
        ("30万元、50万元", "cash", 500_000, None, "30万元、50万元，最高50万元"),
        ("30万至80万元，最高80万元", "purchase", 800_000, "once", "30万至80万元，最高80万元"),
        ("每人每月300元，最长12个月", "cash", 300, "month", "每人每月300元，最长12个月"),
        ("1500元", "rent", 1500, "month", "每月1500元"),
        ("社会保险费的50%", "cash", None, "year", "每年社会保险费的50%"),
        ("日租金不超过1元每平方米", "in_kind", 5_000_000, None, "日租金不超过1元每平方米"),
        ("", "in_kind", 2000, "month", ""),
    ],
)
def test_an_amount_in_short(amount, kind, cap, per, shown):
    benefit = BenefitResult(
        uid="b1",
        who="",
        what="补贴",
        amount=amount,
        kind=BenefitKind(kind),
        cap_yuan=cap,
        per=BenefitPer(per) if per else None,
        section=SectionKind.SUPPORT,
        quote="补贴",
        stands=True,
    )
    assert amount_of(benefit) == shown


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        (900, "900元"),
        (15_000, "1.5万元"),
        (12_345, "12345元"),
        (3_000_000, "300万元"),
        (120_000_000, "1.2亿元"),
        (123_456_700, "12345.67万元"),
        (12_345_670_000, "1234567万元"),
        (1_234_567_000_000, "12345.67亿元"),
        (9_223_372_036_854_775_800, "922337203685477.58万元"),
    ],
)
def test_yuan_in_words(yuan, words):
    assert in_yuan(yuan) == words
