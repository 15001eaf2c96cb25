"""Where nothing is found in the list of a district, the others that have something are told, each with a true count."""

from itertools import product

import pytest
from django.http import QueryDict

from policies.models import Area, AreaDistrict, District, Policy, PolicyArea, PolicyTopic, Topic
from policies.pages import ListPage
from tests.data import ON, clear, make_district
from tests.library import load_library
from tests.lookup.asking import follow
from tests.lookup.library import ask, make

pytestmark = pytest.mark.django_db


def publish(slug, title, district):
    policy = make(slug, title, district=district)
    policy.save()
    policy.ensure_sections()
    return policy


@pytest.fixture
def cast():
    """静安 has two policies on 签证, 普陀 one and one of an area, 徐汇 none; 市级 has nothing but the area's."""
    xuhui, jingan, putuo = (make_district(slug, n) for n, slug in enumerate(("xuhui", "jingan", "putuo"), 1))
    city = District.objects.create(slug="shanghai", name="上海市", short="市级", code="310000")
    area = Area.objects.create(slug="park", name="测试园区", short="园区")
    AreaDistrict.objects.create(area=area, district=putuo)
    publish("xuhui-1", "住房办法", xuhui)
    for n in range(2):
        publish(f"jingan-{n}", "签证办法", jingan)
    publish("putuo-1", "签证规定", putuo)
    PolicyArea.objects.create(policy=publish("park-1", "签证与量子办法", city), area=area)


def told(page):
    return [(way.label, way.count) for way in page.other_districts.ways]


@pytest.mark.parametrize(
    "asked", [("签证", {"district": "xuhui"}), ("徐汇 签证", {}), ("徐汇区签证怎么办", {})]
)
def test_the_other_districts_are_told_with_their_counts(cast, asked):
    words, filters = asked
    page = ask(words, **filters)
    assert page.total == 0
    assert page.other_districts.told == "徐汇区没有，全市适用的里也没有"
    assert told(page) == [("静安区", 2), ("普陀区", 2)]
    assert all(follow(way.url).total == way.count for way in page.other_districts.ways)


def test_the_other_filters_and_the_words_stay(cast):
    topic = Topic.objects.create(slug="t", name="主题")
    PolicyTopic.objects.create(policy=Policy.objects.get(slug="jingan-0"), topic=topic)
    page = ask("签证", district="xuhui", topic="t", sort="newest")
    [way] = page.other_districts.ways
    assert (way.label, way.count) == ("静安区", 1)
    assert QueryDict(way.url.partition("?")[2]).dict() == {
        "q": "签证",
        "district": "jingan",
        "topic": "t",
        "sort": "newest",
    }


def test_of_only_own_the_own_ones_are_told(cast):
    page = ask("签证", district="xuhui", only="own")
    assert page.other_districts.told == "徐汇区没有"
    assert told(page) == [("静安区", 2), ("普陀区", 1)]
    assert all(follow(way.url).total == way.count for way in page.other_districts.ways)


def test_several_districts_are_named(cast):
    address = QueryDict("q=量子&district=xuhui&district=jingan")
    page = ListPage.build(address, ON)
    assert page.other_districts.told == "徐汇区、静安区没有，全市适用的里也没有"
    assert told(page) == [("普陀区", 1)]


def test_nothing_is_told_where_nobody_has_it_or_no_district_is_asked_for(cast):
    assert ask("没有的词", district="xuhui").other_districts is None
    assert ask("签证 -签证").other_districts is None
    assert ask("签证", district="jingan").other_districts is None


def test_they_stand_before_help_with_spelling(cast, client):
    publish("putuo-2", "居住证办法", District.objects.get(slug="putuo"))
    publish("xuhui-2", "居注证笔误", District.objects.get(slug="putuo"))
    page = client.get("/policies/", {"q": "居注证", "district": "xuhui"}).content.decode()
    assert page.index("其他区有：") < page.index("可以这样再查")


def test_every_count_is_true():
    load_library()
    seen = 0
    for district, words in product(District.objects.exclude(name="上海市"), ("租房", "博士后", "创业")):
        for filters in ({"district": district.slug}, {"district": district.slug, "only": "own"}):
            ways = ask(words, **filters).other_districts
            for way in ways.ways if ways else ():
                assert follow(way.url).total == way.count, (district, words, filters, way)
                seen += 1
    assert seen > 10
    clear()
