"""Where the words stand that a benefit rests on."""

from types import SimpleNamespace

import pytest

from policies.quotes import FROM_OUR_SUMMARY, FROM_THE_ORIGINAL, find_paragraph, label_of, stands
from policies.text.outline import outline
from policies.text.render import render

BODY = "总则说明。\n一、安居\n（一）给予每月3000元租房补贴。\n另有交通补贴500元。\n| 类 | 额 |\n|---|---|\n| 博士 | 8万元 |"
SECTION = SimpleNamespace(kind="support", body=BODY)


@pytest.mark.parametrize(
    ("quote", "is_there"),
    [
        ("每月3000元", True),
        (" 每月3000元\n", True),
        ("每月３０００元", False),
        ("每月 3000元", False),
        ("每月3000元租房补贴。另有", False),
        ("", False),
        (" ", False),
    ],
)
def test_a_quote_stands_letter_for_letter(quote, is_there):
    assert stands(quote, BODY) is is_there


@pytest.mark.parametrize(
    ("quote", "anchor"),
    [
        ("总则", "support-p1"),
        ("每月3000元", "support-1-1"),
        ("交通补贴", "support-1-1-p1"),
        ("8万元", "support-1-1-t1"),
        ("九万元", "support"),
    ],
)
def test_a_quote_leads_to_its_paragraph(quote, anchor):
    assert find_paragraph(quote, SECTION) == anchor


def test_each_paragraph_is_found_where_the_page_has_it():
    anchors = {block.anchor for block in render(outline(BODY), prefix="support-")}
    found = {find_paragraph(line.strip("|- ")[:4], SECTION) for line in BODY.split("\n") if line.strip("|- ")}
    assert found == anchors


@pytest.mark.parametrize(
    ("kind", "original", "label"),
    [
        ("original", "", FROM_THE_ORIGINAL),
        ("support", "", FROM_OUR_SUMMARY),
        ("support", "给予每月3000元补贴", FROM_THE_ORIGINAL),
        ("support", "给予每月3千元补贴", FROM_OUR_SUMMARY),
    ],
)
def test_a_label_says_whose_words_they_are(kind, original, label):
    assert label_of("每月3000元", kind, original) == label
