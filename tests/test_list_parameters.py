"""`/policies/`: every kind of bad parameter, and questions that are cleaned before they are asked."""

import random
from html import escape

import pytest
from django.http import QueryDict

from policies.models import Policy
from policies.pages import ListPage
from policies.vocabulary import Sort
from tests.data import ON, clear, make_policies

pytestmark = pytest.mark.django_db

FACETS = ("district", "year", "topic", "audience", "validity")


def build(query=""):
    return ListPage.build(QueryDict(query), ON)


@pytest.fixture(scope="module")
def slugs(django_db_setup, django_db_blocker):
    """Of 300 seeded policies, those that are published."""
    with django_db_blocker.unblock():
        make_policies(300, seed=7)
        yield list(Policy.objects.published().values_list("slug", flat=True))
        clear()


@pytest.fixture
def many(slugs, own_index, index_once):
    index_once(ON)
    return slugs


@pytest.mark.parametrize("name", FACETS)
@pytest.mark.parametrize(
    "value", ["nonsense", "²", "-1", "1' OR 1=1", "\x00", "\u202e", "🙂", "\ud800", "x" * 5000]
)
def test_an_unknown_value_is_dropped_and_named(many, name, value):
    params = QueryDict(mutable=True)
    params.setlist(name, [value])
    page = ListPage.build(params, ON)
    assert page.total == len(many)
    assert not page.chips
    [notice] = page.notices
    assert "已忽略" in notice
    assert len(notice) < 80


def test_a_known_value_beside_an_unknown_one_still_counts(many):
    page = build("district=xuhui&district=atlantis&district=xuhui")
    assert [chip.label for chip in page.chips] == ["徐汇"]
    assert page.notices == ("区没有“atlantis”这个选项，已忽略。",)


@pytest.mark.parametrize("value", ["-1", "abc", "²", "0", "00", "1.5", " ", "１", "\x00"])
def test_a_page_that_is_no_number_is_the_first(many, value):
    params = QueryDict(mutable=True)
    params["page"] = value
    page = build(params.urlencode())
    assert page.pagination.number == 1
    assert page.rows == build().rows


@pytest.mark.parametrize("value", ["2", "02", "000000000002"])
def test_a_page_may_have_leading_zeros(many, value):
    assert build(f"page={value}").pagination.number == 2


@pytest.mark.parametrize("value", ["1e9", "later"])
def test_an_odd_page_is_named(many, value):
    assert value in build(f"page={value}").notices[0]


@pytest.mark.parametrize("value", ["999", "1000000000", "9" * 5000])
def test_a_page_behind_the_last_is_not_found_and_keeps_the_question(client, many, value):
    response = client.get("/policies/", {"topic": "topic-1", "sort": "oldest", "page": value})
    html = response.content.decode()
    last = build("topic=topic-1&sort=oldest").pagination.last_url
    assert response.status_code == 404
    assert "这份清单一共" in html
    assert f'href="{escape(last)}"' in html
    assert 'value="topic-1" checked' in html
    assert client.get(last).status_code == 200
    assert not client.get(last).content.decode().count("这份清单一共")


def test_behind_a_list_of_nothing_stand_the_ways_out_too(client, many):
    response = client.get("/policies/?q=没有这样的词&page=2")
    assert response.status_code == 404
    assert "没有第 2 页" in response.content.decode()
    assert "看全部政策" in response.content.decode()


def test_an_unknown_sort_is_named(many):
    page = build("sort=price")
    assert page.sort is Sort.USUAL
    assert page.notices == ("排序没有“price”这个选项，已忽略。",)


def test_more_parameters_than_the_limit_are_refused(client, many):
    response = client.get("/policies/?" + "&".join(f"district=d{n}" for n in range(1100)))
    assert response.status_code == 400
    assert "打不开这个网址" in response.content.decode()


@pytest.mark.parametrize(
    ("q", "kept"),
    [
        ("租" * 60_000, "租" * 100),
        (" ".join(f"词{n}" for n in range(1000)), " ".join(f"词{n}" for n in range(8))),
        ("\x00公\u200b租\u202e房", "公租房"),
    ],
)
def test_a_query_is_cleaned_and_cut_with_a_notice(many, q, kept):
    params = QueryDict(mutable=True)
    params["q"] = q
    page = ListPage.build(params, ON)
    assert page.query == kept
    assert bool(page.notices) == (len(q) > 100)


def test_a_query_in_broken_utf_8_is_answered(client, many):
    assert client.get("/policies/?q=%ff%fe%ed%a0%80").status_code == 200


def test_seeded_nonsense_never_breaks_the_page(client, many):
    random_ = random.Random(1)
    alphabet = "公租房徐汇%_'\"\\()[]〔〕&=<>\x00\u200b\u202e\ufeff🙂²①abc019-. \n"
    for _ in range(150):
        data = [
            (
                random_.choice([*FACETS, "q", "page", "sort", "in", "nonsense"]),
                "".join(random_.choices(alphabet, k=random_.randint(0, 30))),
            )
            for _ in range(random_.randint(0, 6))
        ]
        params = QueryDict(mutable=True)
        for name, value in data:
            params.appendlist(name, value)
        assert client.get(f"/policies/?{params.urlencode()}").status_code in (200, 404), data
