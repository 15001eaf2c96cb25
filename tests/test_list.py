"""`/policies/`: filters, exact counts, and what the words of a question name."""

import random
import re
from collections import Counter

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from policies.models import District, FormerDistrict, Policy
from policies.pages import ListPage
from policies.pages.facets import Facet, FacetValue
from policies.vocabulary import OpenState, Sort, Validity
from tests.data import ON, clear, fill, give_points, make_answers, make_policies

pytestmark = pytest.mark.django_db

FACETS = ("district", "year", "topic", "audience", "validity")


def build(query=""):
    return ListPage.build(QueryDict(query), ON)


@pytest.fixture(scope="module")
def offers_of_many(django_db_setup, django_db_blocker):
    """300 seeded policies and what each one offers to the facets, worked out without the database's help."""
    with django_db_blocker.unblock():
        make_policies(300, seed=7)
        yield {
            policy.slug: {
                "district": {policy.district.slug},
                "year": {str(policy.year)} - {"None"},
                "topic": {topic.slug for topic in policy.topics.all()},
                "audience": {audience.slug for audience in policy.audiences.all()},
                "validity": {policy.validity(ON).validity.value},
                "title": policy.title,
            }
            for policy in Policy.objects.published()
            .prefetch_related("topics", "audiences")
            .select_related("district")
        }
        clear()


@pytest.fixture
def many(offers_of_many, own_index, index_once):
    index_once(ON)
    return offers_of_many


def naive(offers, chosen, *, without=""):
    """OR inside a facet, AND across facets, one policy after the other."""
    return [
        slug
        for slug, offer in offers.items()
        if all(offer[name] & set(values) for name, values in chosen.items() if name != without)
    ]


def some_choice(random_, offers):
    sample = random_.choice(list(offers.values()))
    chosen = {}
    for name in random_.sample(FACETS, random_.randint(0, 3)):
        others = {value for offer in random_.sample(list(offers.values()), 3) for value in offer[name]}
        values = sorted(sample[name] | others)
        if values:
            chosen[name] = random_.sample(values, random_.randint(1, min(3, len(values))))
    return chosen


@pytest.mark.parametrize("seed", range(25))
def test_lists_and_counts_equal_a_naive_count(many, seed):
    chosen = some_choice(random.Random(seed), many)
    params = QueryDict(mutable=True)
    for name, values in chosen.items():
        params.setlist(name, values)
    page = build(params.urlencode())
    assert page.total == len(naive(many, chosen))
    assert {row.url.split("/")[2] for row in page.rows} <= set(naive(many, chosen))
    for facet in (facet for facet in page.facets if facet.name in FACETS):
        expected = Counter(
            value for slug in naive(many, chosen, without=facet.name) for value in many[slug][facet.name]
        )
        assert {value.value: value.count for value in facet.values if value.count} == dict(expected)
        assert [value.value for value in facet.selected] == [
            value.value for value in facet.values if value.value in chosen.get(facet.name, [])
        ]


@pytest.mark.parametrize("seed", range(5))
def test_following_a_value_shows_exactly_its_count(many, seed):
    random_ = random.Random(seed)
    name, *_ = random_.sample(FACETS, 1)
    base = QueryDict(mutable=True)
    base["district"] = "xuhui" if name != "district" else ""
    for facet in build(base.urlencode()).facets:
        for value in facet.values:
            if not facet.selected:
                assert build(value.url.partition("?")[2]).total == value.count, (facet.name, value)


def test_a_selected_value_can_be_taken_away_again(many):
    page = build("district=xuhui&district=jingan&topic=topic-1&page=2")
    chip = next(chip for chip in page.chips if chip.label == "徐汇")
    assert chip.url == "/policies/?district=jingan&topic=topic-1"
    assert build(chip.url.partition("?")[2]).chips == tuple(build("district=jingan&topic=topic-1").chips)


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST])
def test_pages_hold_every_policy_once_in_order(many, sort):
    rows = []
    for number in range(1, build().pagination.pages + 1):
        page = build(f"sort={sort.value}&page={number}")
        assert len(page.rows) == min(20, len(many) - len(rows))
        assert page.first_number == len(rows) + 1
        rows += [row.url.split("/")[2] for row in page.rows]
    assert sorted(rows) == sorted(many)
    years = [int(next(iter(many[slug]["year"]), 0)) for slug in rows]
    known = [year for year in years if year]
    assert known == sorted(known, reverse=sort is Sort.NEWEST)
    assert years[len(known) :] == [0] * (len(years) - len(known))


def test_words_are_found_and_the_number_in_any_dress(many):
    slug, _ = next((slug, offer) for slug, offer in many.items() if "（试行）" in offer["title"])
    policy = Policy.objects.get(slug=slug)
    printed = policy.doc_number.replace("〔", "[").replace("〕", "]").removesuffix("号")
    for words in (printed, f"积分 {policy.doc_number}", f"（试行） {printed}", f"(试行) {policy.doc_number}"):
        assert slug in [row.url.split("/")[2] for row in build(f"q={words}").rows], words
    assert build("q=没有这个词").total == 0
    assert build("q=公租房").total == sum("公租房" in offer["title"] for offer in many.values())


@pytest.mark.parametrize("q", ['"', "...、。！？", "🙂", "%", "_", "\\", "'", "(", "*"])
def test_a_query_without_a_word_is_no_query(many, q):
    params = QueryDict(mutable=True)
    params["q"] = q
    page = ListPage.build(params, ON)
    assert (page.total, page.query) == (len(many), "")
    assert page.notices == ("关键词里没有可以查找的字，没有按关键词查找。",)


@pytest.mark.parametrize("q", ["百%", "NEAR(", "a-b", "t:", "title:x", "[a TO b]", "a^9", "x~1"])
def test_signs_of_query_languages_are_text(many, q):
    params = QueryDict(mutable=True)
    params["q"] = q
    assert build(params.urlencode()).total == 0


def test_an_excluded_word_takes_its_policies_away(many):
    everything, kept = build("q=管理办法"), build("q=管理办法 -公租房")
    assert everything.total == len(many)
    assert kept.total == len(many) - build("q=公租房").total


def test_a_phrase_is_found_as_it_stands(many):
    assert build("q=“公租房管理办法”").total == build("q=公租房").total
    assert build("q=“管理办法公租房”").total == 0


def test_years_in_the_query_are_offered_as_filters_and_districts_are_filters(many):
    FormerDistrict.objects.create(district=District.objects.get(slug="jingan"), name="闸北区", slug="zhabei")
    page = build("q=公租房 徐汇 2015年 闸北区&topic=topic-1")
    [offer] = page.offers
    assert (offer.label, QueryDict(offer.url.partition("?")[2])) == (
        "2015年",
        QueryDict("q=公租房 徐汇 闸北区&topic=topic-1&year=2015"),
    )
    assert [(named.label, QueryDict(named.url.partition("?")[2])) for named in page.placed_by] == [
        ("徐汇区", QueryDict("q=公租房 2015年 闸北区&topic=topic-1")),
        ("静安区", QueryDict("q=公租房 徐汇 2015年&topic=topic-1")),
    ]
    assert build("q=徐汇&district=xuhui").offers == ()
    assert [offer.label for offer in build("q=公租房 徐汇&district=jingan").offers] == ["徐汇区"]


@pytest.mark.parametrize(
    ("q", "named", "offered"),
    [
        ("徐汇公租房怎么申请", [("徐汇区", "公租房怎么申请")], []),
        ("公租房2015年徐汇区", [("徐汇区", "公租房2015年")], [("2015年", "公租房徐汇区")]),
        ("徐汇区和静安区公租房", [("徐汇区", "静安区公租房"), ("静安区", "徐汇区公租房")], []),
        ("我住在徐汇的公租房", [("徐汇区", "公租房")], []),
        ("2015年的公租房", [], [("2015年", "公租房")]),
        # Of those before only the years that there are.
        ("2017年以前的公租房", [], [("2015年至2016年", "公租房")]),
        # 在 and 和 are part of another word.
        ("现在徐汇公租房", [("徐汇区", "现在公租房")], []),
        ("徐汇和平路公租房", [("徐汇区", "和平路公租房")], []),
        ("电话20154321", [], []),
        ("2025-2027", [], [("2025年至2027年", None)]),
        ("“徐汇” -静安", [], []),
    ],
)
def test_they_are_heard_inside_a_question_too(many, q, named, offered):
    page = build(f"q={q}")
    for links, expected in ((page.placed_by, named), (page.offers, offered)):
        assert [(link.label, QueryDict(link.url.partition("?")[2]).get("q")) for link in links] == expected


def test_a_word_that_names_nothing_offers_nothing(many):
    assert build("q=公租房").offers == ()


def test_an_empty_list_says_what_to_loosen(many):
    page = build("q=没有这个词&district=xuhui")
    assert page.total == 0
    assert [(way.label, way.count) for way in page.ways_out] == [
        ("去掉“关键词：没有这个词”", build("district=xuhui").total)
    ]
    assert build(page.ways_out[0].url.partition("?")[2]).total == page.ways_out[0].count


def test_values_without_a_hit_are_told_in_one_line_and_none_is_lost(many):
    district, _area, year, topic, audience, validity, open_, benefit = build(
        "q=没有这个词&district=xuhui&validity=repealed"
    ).facets
    assert [value.label for value in district.found] == ["徐汇"]
    assert district.told_empty == f"另有 {len(district.values) - 1} 个区没有结果"
    assert [value.label for value in validity.found] == ["已废止"]
    assert validity.told_empty == f"另有 {len(Validity) - 1} 种效力没有结果"
    assert year.values == benefit.values == ()
    assert open_.told_empty == f"{len(OpenState)} 种申报时间没有结果"
    for facet, words in ((topic, "个主题"), (audience, "类人群")):
        assert facet.found == ()
        assert facet.told_empty == f"{len(facet.values)} {words}没有结果"
    for facet in build("district=xuhui").facets:
        assert all(value.count > 0 or value.selected for value in facet.found)
        assert {*facet.found, *facet.empty} == {*facet.values}


def test_what_was_not_counted_is_not_called_empty():
    value = FacetValue("a", "甲", None, False, "/policies/?topic=a")
    assert Facet("topic", "主题", (value,)).found == (value,)


def test_words_of_the_facets_are_understood_in_other_spellings(many):
    assert (
        build("district=徐汇区&district=ＸＵＨＵＩ&validity=待核实").chips
        == build("district=xuhui&validity=unverified").chips
    )


def test_a_former_district_leads_to_the_district_of_today(many):
    FormerDistrict.objects.create(
        district=District.objects.get(slug="jingan"), name="闸北区", slug="zhabei", until="2015-11-04"
    )
    for spelling in ("zhabei", "闸北区", "闸北"):
        page = build(f"district={spelling}")
        assert page.total == build("district=jingan").total
        assert page.notices == ("闸北区已并入或更名，现按“静安区”筛选。",)


def test_words_that_name_a_former_district_make_the_list_of_today_and_the_page_says_so(many, client):
    jingan = District.objects.get(slug="jingan")
    for name in ("闸北区", "南市区"):
        FormerDistrict.objects.create(district=jingan, name=name)
    for words in ("闸北公租房", "公租房 闸北区"):
        [named] = build(f"q={words}").placed_by
        assert (named.former, named.label) == ("闸北区", "静安区")
        assert named.url == build("q=公租房").pagination.url
    assert "您写了“闸北区”（现静安区），" in client.get("/policies/", {"q": "闸北公租房"}).content.decode()
    assert "您写了“静安区”，" in client.get("/policies/", {"q": "静安公租房"}).content.decode()
    # 南市 is part of other words.
    assert build("q=河南市场公租房").placed_by == ()


def test_drafts_and_withdrawn_policies_are_in_no_list(many):
    hidden = Policy.objects.exclude(state="published")
    assert hidden.exists()
    total = sum(len(build(f"page={n}").rows) for n in range(1, build().pagination.pages + 1))
    assert total == len(many) == Policy.objects.count() - hidden.count()


def test_the_validity_of_each_row_is_that_of_the_filter(many):
    for validity in Validity:
        rows = build(f"validity={validity.value}").rows
        assert rows, validity
        assert {row.verdict.validity for row in rows} == {validity}


@pytest.mark.parametrize(
    "address",
    ["/", "/policies/", "/policies/?district=xuhui&topic=topic-1&validity=unverified", "/policies/?q=公租房"],
)
def test_queries_do_not_grow_with_rows(client, made_anew, address):
    def queries():
        client.get(address)  # after which the index is in step
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def make(number, seed):
        policies = make_policies(number, seed)
        fill(policies)
        make_answers(policies, seed)
        give_points(policies)

    make(40, seed=1)
    few = queries()
    make(200, seed=2)
    assert queries() == few <= 8


def test_only_own_is_read_kept_in_links_and_said(many):
    page = build("district=xuhui&only=own")
    assert page.only_own
    assert (page.chips[-1].facet, page.chips[-1].label) == ("只看", "本区")
    assert page.chips[-1].url == "/policies/?district=xuhui"
    assert next(chip.url for chip in page.chips if chip.label == "徐汇") == "/policies/"
    assert "only=own" in page.print_url
    assert build("only=own").pagination.url == "/policies/"
    assert build("district=xuhui&only=all").notices == ("只看没有“all”这个选项，已忽略。",)


def test_the_page_prints_what_was_computed(client, many):
    html = client.get("/policies/?district=xuhui&district=nowhere").content.decode()
    page = build("district=xuhui&district=nowhere")
    assert f'共 <span class="number">{page.total}</span> 条' in html
    assert "区没有“nowhere”这个选项，已忽略。" in html
    assert re.search(r'value="xuhui" checked', html)
    assert html.count('<li class="row') == len(page.rows)
