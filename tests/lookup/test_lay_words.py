"""Words that residents use find what is shipped under the words of officials."""

import pytest

from tests.data import ON
from tests.lookup.library import ask

pytestmark = [pytest.mark.django_db, pytest.mark.shipped]


@pytest.fixture
def shipped(rows_that_are_shipped, own_index, index_once):
    index_once(ON)


def first_title(page):
    return "".join(part.text for part in page.rows[0].title)


@pytest.mark.parametrize(
    ("typed", "titled"),
    [
        ("人才公寓", ["人才公寓"]),
        ("居转户", ["居转户"]),
        ("签证", ["签证"]),
        ("安家费", ["安家补贴"]),
        ("租赁补贴", ["房租补贴", "租金补贴", "租房补贴"]),
        ("租房补贴", ["租房补贴"]),
        ("大学生", ["大学生"]),
        ("luohu", ["落户", "户口"]),
        ("hukou", ["落户", "户口"]),
        ("rcgy", ["人才公寓"]),
        ("落hu", ["落户", "户口"]),
        ("residence permit", ["居住证", "居留证件", "居留许可"]),
        ("work permit", ["工作许可"]),
        ("rent subsidy", ["租金补贴", "租房补贴"]),
        ("xuhui zufangbutie", ["租房补贴"]),
    ],
)
def test_a_word_of_residents_leads_to_a_title_that_answers(shipped, typed, titled):
    page = ask(typed)
    assert any(word in first_title(page) for word in titled), first_title(page)


@pytest.mark.parametrize(
    ("typed", "official"),
    [
        ("luohu", "落户"),
        ("rcgy", "人才公寓"),
        ("落hu", "落户"),
        ("work permit", "工作许可"),
    ],
)
def test_it_finds_what_the_official_word_finds(shipped, typed, official):
    assert ask(typed).total == ask(official).total > 0


@pytest.mark.parametrize("typed", ["居转户", "持有居住证人员申办本市常住户口"])
def test_the_rule_that_has_another_name_is_found(shipped, typed):
    titles = ["".join(part.text for part in row.title) for row in ask(typed).rows]
    assert "持有《上海市居住证》人员申办本市常住户口办法（2019年）" in titles


@pytest.mark.parametrize(("typed", "meant"), [("落卢", "落户"), ("人材引进", "人才引进"), ("积份", "积分")])
def test_a_mistyped_word_is_offered_with_its_count(shipped, typed, meant):
    page = ask(typed)
    assert page.total == 0
    way = page.ways_out[0]
    assert way.label == f"您要找的是不是“{meant}”"
    assert way.count == ask(meant).total > 0
