"""What a beginning may become, in characters and by sound. Nothing here asks an index."""

import pytest

from policies.lookup.beginnings import OFFERED, Beginning, Names, Titles
from policies.lookup.facets import Former, Option, Values

HOUSING = Option("zhufang", "住房安居", synonyms=("人才公寓", "租房补贴"))
SETTLING = Option("luohu", "落户")
CARD = Option("juzhuzheng", "居住证与积分")
CORRIDOR = Option("g60", "G60", ("G60科创走廊",))
VALUES = {
    "topic": Values((SETTLING, HOUSING, CARD)),
    "benefit": Values((Option("rent", "租房"),)),
    "district": Values((Option("jingan", "静安", ("静安区",)),), {"闸北区": Former("闸北区", "jingan")}),
    "area": Values((CORRIDOR,)),
}
HELD = {
    **dict.fromkeys("人才公寓住房安居租补贴", 50),
    "人才": 40,
    "公寓": 20,
    "住房": 30,
    "安居": 20,
    "租房": 20,
    "补贴": 40,
}
NAMES = Names(VALUES, lambda token: HELD.get(token, 0))


def begun(text):
    return [(named.option.label, named.name) for named in NAMES.beginning(Beginning.of([text]))]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("落", ("落户", "落户")),
        ("落户", ("落户", "落户")),
        ("luohu", ("落户", "落户")),
        ("luo", ("落户", "落户")),
        ("lh", ("落户", "落户")),
        ("落hu", ("落户", "落户")),
        ("落h", ("落户", "落户")),
        ("安居", ("住房安居", "住房安居")),  # a word in a name
        ("anju", ("住房安居", "住房安居")),
        ("rcgy", ("住房安居", "人才公寓")),
        ("人才gongyu", ("住房安居", "人才公寓")),
        ("gongyu", ("住房安居", "人才公寓")),
        ("积分", ("居住证与积分", "居住证与积分")),
        ("g60kc", ("G60", "G60科创走廊")),
        ("Ｇ60科", ("G60", "G60科创走廊")),
        ("jingan", ("静安", "静安区")),
        ("zhabei", ("静安", "闸北区")),
    ],
)
def test_a_name_is_found_by_how_it_begins(typed, found):
    assert begun(typed) == [found]


@pytest.mark.parametrize("typed", ["", "户", "hu", "才公", "落xu", "罗hu", "uohu", "落户口"])
def test_no_other_name_is_found(typed):
    assert begun(typed) == []


def test_a_name_of_its_own_comes_before_another_word_for_a_value():
    assert begun("租房") == [("租房", "租房"), ("住房安居", "租房补贴")]
    assert begun("zufang") == [("租房", "租房"), ("住房安居", "租房补贴")]


TITLES = [
    (1, "上海市居住证管理办法"),
    (2, "徐汇区人才公寓办法"),
    (3, "关于印发《2025年度长宁区落户办法》的通知"),
    (4, "人才落户"),
]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("shanghaishiju", [1]),
        ("juzhuzheng", [1]),
        ("jzz", [1]),
        ("rencai", [2, 4]),
        ("rencaigongyu", [2]),
        ("changning", [3]),
        ("luohu", [3]),
        ("lh", [3]),
        ("uhu", []),
    ],
)
def test_a_title_is_found_by_its_sound_and_by_that_of_a_word_behind_a_lead(typed, keys):
    assert Titles(TITLES).beginning(Beginning.of([typed]), 9) == keys


def test_no_more_titles_are_found_than_asked_for():
    assert Titles(TITLES).beginning(Beginning.of(["rencai"]), 1) == [2]


def test_what_was_worked_out_before_is_used_and_what_is_gone_is_forgotten():
    before = Titles(TITLES)
    after = Titles([*TITLES[2:], (5, "落户新规")], before)
    assert after.beginning(Beginning.of(["luohu"]), 9) == [3, 5]
    assert after.beginning(Beginning.of(["juzhuzheng"]), 9) == []


def test_all_facets_that_are_offered_have_names():
    assert set(OFFERED) == set(VALUES)


@pytest.mark.parametrize("typed", ["\t", "\n\r", "....", "🙂", "a" * 5000, "落" * 5000])
def test_odd_beginnings_find_nothing(typed):
    assert begun(typed) == []
    assert Titles(TITLES).beginning(Beginning.of([typed]), 9) == []
