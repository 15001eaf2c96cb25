"""各区对照: one topic in the city and each district; what is not there is said as what it is."""

import re
from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError
from policies.models import Area, Benefit, District, Policy, PolicyArea, PolicyTopic, Section, Topic
from policies.pages.matrix import MatrixPage
from tests.data import ON, make_answers, make_district, make_policies

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    """住房, with the city, 徐汇 and 静安."""
    District.objects.create(slug="shanghai", name="上海市", short="市级", code="310000", order=0)
    make_district("xuhui", 1)
    make_district("jingan", 2)
    return Topic.objects.create(slug="housing", name="住房")


def give(slug, district, topic, **values):
    policy = Policy.objects.create(
        slug=slug,
        title=f"政策{slug}",
        district=District.objects.get(slug=district),
        source_note="测试",
        state="published",
        **values,
    )
    PolicyTopic.objects.create(policy=policy, topic=topic)
    Section.objects.create(policy=policy, kind="support", state="content", body="每月给900元。")
    Benefit.objects.create(
        policy=policy, uid="b1", what="补贴", amount="900元", kind="rent", quote="每月给900元"
    )
    return policy


def built(query="topic=housing"):
    return MatrixPage.build(QueryDict(query), ON)


def places(page):
    return {place.name: place for place in page.places}


def words(client, address="/matrix/?topic=housing"):
    main = re.search(r"<main.*?</main>", client.get(address).content.decode(), re.DOTALL)[0]
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", main))


def test_every_district_is_told_of_also_without_a_policy(client, topic):
    give("a-1", "xuhui", topic)
    assert {name: place.total for name, place in places(built()).items()} == {
        "上海市": 0,
        "徐汇区": 1,
        "静安区": 0,
    }
    told = words(client)
    assert told.count("本库未收录（截至") == 2
    assert "没有政策" not in told


def test_the_facts_of_a_policy_lead_to_where_they_come_from(client, topic):
    policy = give("a-1", "xuhui", topic)
    Section.objects.create(
        policy=policy, kind="conditions", state="content", body="|甲|乙|\n一、在本区工作满一年。\n二、其他。"
    )
    html = client.get("/matrix/?topic=housing").content.decode()
    assert re.search(r'<a href="/policies/a-1/#benefit-b1">补贴 900元</a>', html)
    assert re.search(r'href="/policies/a-1/#conditions">一、在本区工作满一年。</a>', html)
    assert "未查到" in words(client)


def test_three_of_each_district_and_the_way_to_the_rest(client, topic):
    for number in range(5):
        give(f"a-{number}", "xuhui", topic)
    xuhui = places(built())["徐汇区"]
    assert (len(xuhui.entries), xuhui.total, xuhui.more) == (3, 5, 2)
    assert xuhui.list_url == "/policies/?district=xuhui&topic=housing&only=own"
    assert "另有2条" in words(client)


def test_what_says_what_one_gets_comes_first(topic):
    told = give("a-1", "xuhui", topic, published_on=date(2010, 1, 1))
    for number in range(2, 6):
        give(f"a-{number}", "xuhui", topic, published_on=date(2026, 1, number)).benefits.all().delete()
    first, *others = places(built())["徐汇区"].entries
    assert first.row.url == told.get_absolute_url()
    assert len(others) == 2


def test_what_is_over_is_counted_and_not_offered(client, topic):
    give("a-1", "xuhui", topic, expires_on=date(2020, 1, 1))
    give("a-2", "jingan", topic, past_reason="往年的申报。")
    give("a-3", "jingan", topic)
    assert [entry.row.url for entry in places(built())["静安区"].entries] == ["/policies/a-3/"]
    told = words(client)
    assert "本库收录的都已经不能再用。看这1条" in told
    assert "另有1条" in told
    assert told.count("900元") == 1


def test_what_is_decided_for_an_area_is_never_said_to_hold_everywhere(client, topic):
    area = Area.objects.create(slug="lingang", name="临港新片区", short="临港")
    PolicyArea.objects.create(policy=give("a-1", "shanghai", topic), area=area)
    PolicyArea.objects.create(policy=give("a-2", "xuhui", topic), area=area)
    areas = {name: [entry.areas for entry in place.entries] for name, place in places(built()).items()}
    assert areas == {"上海市": ["仅限临港新片区"], "徐汇区": ["临港新片区"], "静安区": []}
    assert "全市适用" not in words(client)


def test_each_list_holds_what_its_district_counts(client, topic):
    area = Area.objects.create(slug="lingang", name="临港新片区", short="临港")
    PolicyArea.objects.create(policy=give("a-1", "shanghai", topic), area=area)
    for number, district in enumerate(["shanghai", "xuhui", "xuhui"], 2):
        give(f"a-{number}", district, topic)
    found = places(built())
    totals = {name: client.get(place.list_url).content.decode() for name, place in found.items()}
    for name, place in found.items():
        assert f'共 <span class="number">{place.total}</span> 条' in totals[name]


def test_without_a_topic_one_is_chosen(client, topic):
    assert 'href="/matrix/?topic=housing"' in client.get("/matrix/").content.decode()
    assert built("").places == ()


def test_what_is_not_understood_is_named(topic):
    Topic.objects.create(slug="luohu", name="落户")
    assert built("topic=moon").notices == ("主题没有“moon”这个选项，已忽略。",)
    both = built("topic=luohu&topic=housing")
    assert both.topic.value == "luohu"
    assert both.url == "/matrix/?topic=luohu"
    assert both.notices == ("一次对照一个主题，现在是“落户”；别的主题请在下面另选。",)


def test_without_an_index_it_says_so(client, topic, monkeypatch):
    def away(on):
        raise UnavailableError

    monkeypatch.setattr("policies.pages.matrix.Engine.on", away)
    assert "现在没有办法对照" in words(client)


def test_queries_do_not_grow_with_the_policies(client, made_anew):
    def queries():
        client.get("/matrix/?topic=topic-1")
        with CaptureQueriesContext(connection) as captured:
            client.get("/matrix/?topic=topic-1")
        return len(captured)

    make_answers(make_policies(40, seed=3), seed=3)
    few = queries()
    make_answers(make_policies(80, seed=4), seed=4)
    assert queries() == few <= 10


def test_counts_are_those_of_the_database():
    make_policies(60, seed=5)
    filed = Policy.objects.published().filter(topics__slug="topic-1")
    found = {place.anchor: place.total for place in built("topic=topic-1").places}
    assert found == {
        f"in-{slug}": filed.filter(district__slug=slug).count()
        for slug in District.objects.values_list("slug", flat=True)
    }


def test_home_leads_there(client, topic):
    assert 'href="/matrix/"' in client.get("/").content.decode()


def test_seventeen_districts_cost_three_tallies_and_a_search_or_two_each(topic, monkeypatch):
    for district in ("xuhui", "jingan"):
        for number in range(5):
            give(f"{district}-{number}", district, topic)
    tallied, paged = [], []
    tally, in_order = Engine._tally, Engine._in_order

    def counting_tally(engine, found, column):
        tallied.append(column)
        return tally(engine, found, column)

    def counting_search(engine, *asked):
        paged.append(asked)
        return in_order(engine, *asked)

    monkeypatch.setattr(Engine, "_tally", counting_tally)
    monkeypatch.setattr(Engine, "_in_order", counting_search)
    page = built()
    assert [place.total for place in page.places if place.total] == [5, 5]
    # The reaches of the library are counted once for a revision.
    assert tallied == ["reach"] * 4
    assert len(paged) == 2
