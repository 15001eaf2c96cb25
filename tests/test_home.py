"""The first page: what residents want, the map, the years, what is new."""

import random
import re
from collections import Counter
from datetime import date, timedelta

import pytest

from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError, index
from policies.models import District, Policy, Round, Section, Topic
from policies.pages.facets import FacetValue
from policies.pages.home import MAP, HomePage, _bars
from policies.results.home import CLOSES_SOON, HomeFigures
from policies.validity import OVER
from policies.vocabulary import Sort
from tests.data import ON, fill, make_policies
from tests.library import load_library

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries():
    load_library()


def test_the_map_holds_the_city_and_each_of_its_districts_once(entries):
    on_map = Counter(slug for row in MAP for slug in row if slug)
    assert on_map == Counter(District.objects.values_list("slug", flat=True))
    assert {len(row) for row in MAP} == {5}


def test_squares_stand_in_the_order_in_which_the_eye_meets_them(entries):
    squares = HomePage.build(ON).districts
    assert [(square.row, square.column) for square in squares] == sorted(
        (square.row, square.column) for square in squares
    )
    counts = {square.value.value: square.value.count for square in squares}
    published = Policy.objects.published().values_list("district__slug", flat=True)
    assert {slug: count for slug, count in counts.items() if count} == Counter(published)


def test_a_district_that_the_map_does_not_know_stands_below_it(entries, client):
    District.objects.create(slug="linshi", name="临时区", short="临时", code="310199", order=99)
    [last] = [square for square in HomePage.build(ON).districts if square.value.value == "linshi"]
    assert (last.row, last.column) == (0, 0)
    assert re.search(
        r'<li class="map__place">\s*<a class="square" href="/policies/\?district=linshi">临时',
        client.get("/").content.decode(),
    )


def test_every_year_has_a_bar_in_proportion(entries):
    bars = HomePage.build(ON).years
    years = Counter(Policy.objects.published().exclude(year=None).values_list("year", flat=True))
    assert {int(bar.value.value): bar.value.count for bar in bars} == years
    assert max(bar.share for bar in bars) == 100
    assert [bar.value.value for bar in bars] == sorted((bar.value.value for bar in bars), reverse=True)


@pytest.mark.parametrize(
    ("counts", "shares"), [([300, 150, 1], [100, 50, 1]), ([None, None], [0, 0]), ([], [])]
)
def test_the_shortest_bar_is_still_seen(counts, shares):
    values = tuple(FacetValue(str(n), f"{n}年", count, False, "/") for n, count in enumerate(counts))
    assert [bar.share for bar in _bars(values)] == shares


def test_what_residents_want_leads_to_its_topic(entries, client):
    Topic.objects.create(slug="kongde", name="没有政策的主题", wish="做没有政策的事")
    used = Topic.objects.filter(policy__in=Policy.objects.published()).exclude(wish="").distinct()
    assert [wish.wish for wish in HomePage.build(ON).wishes] == [topic.wish for topic in used]
    html = client.get("/").content.decode()
    found = re.search(
        r'href="([^"]+)"><span class="visually-hidden">我想</span><span class="wish__words">落户</span> <[^>]+>(\d+) 条',
        html,
    )
    assert found[1] == "/policies/?topic=luohu"
    assert f'id="count">共 <span class="number">{found[2]}</span> 条' in client.get(found[1]).content.decode()


def test_a_wish_that_staff_change_shows_at_once(entries, client):
    client.get("/")
    Topic.objects.filter(slug="luohu").update(wish="把户口迁到上海")
    assert "把户口迁到上海" in client.get("/").content.decode()


def lead(client):
    [said] = re.findall(r'<p class="lead">(.*?)</p>', client.get("/").content.decode())
    return re.sub(r"<[^>]+>", "", said)


@pytest.mark.parametrize(
    ("total", "filled", "said"),
    [
        (0, 0, "0 条政策。"),
        (3, 0, "3 条政策，目前只有标题等目录信息。"),
        (3, 1, "3 条政策：1 条录入了内容，另外 2 条只有标题等目录信息。"),
        (3, 3, "3 条政策。"),
    ],
)
def test_home_counts_what_can_be_read(client, total, filled, said):
    policies = make_policies(total, seed=1)
    Policy.objects.update(state="published")
    fill(policies[:filled])
    assert lead(client) == f"收录上海市和各区的 {said}"


def test_only_policies_with_content_are_shown_as_new_the_newest_first(client):
    policies = make_policies(60, seed=2)
    fill(random.Random(2).sample(policies, 30))
    page = HomePage.build(ON)
    newest = Policy.objects.published().with_content().sorted_by(Sort.NEWEST)
    assert [row.url for row in page.newest] == [policy.get_absolute_url() for policy in newest[:8]]
    assert page.with_content == newest.count() < page.total
    assert "这里只列录入了内容的政策。" in client.get("/").content.decode()


def test_a_text_that_is_taken_away_counts_no_more():
    policies = make_policies(9, seed=3)
    Policy.objects.update(state="published")
    fill(policies)
    assert HomePage.build(ON).with_content == 9
    Section.objects.filter(policy=policies[0]).update(state="absent", body="")
    Policy.objects.filter(pk=policies[1].pk).update(state="withdrawn")
    index().forget()
    assert (HomePage.build(ON).with_content, HomePage.build(ON).without_content) == (7, 1)


def test_without_an_index_home_counts_and_shows_the_same(monkeypatch):
    fill(make_policies(40, seed=4)[::2])
    with_index = HomePage.build(ON)

    def away(*args, **kwargs):
        raise UnavailableError

    monkeypatch.setattr("policies.lookup.engine.Engine.on", away)
    without = HomePage.build(ON)
    assert (without.total, without.with_content) == (with_index.total, with_index.with_content)
    assert without.newest == with_index.newest


def test_a_row_tells_which_sections_can_be_read(entries):
    for row in HomePage.build(date(2026, 11, 23)).newest:
        policy = Policy.objects.get(slug=row.url.split("/")[2])
        content = Section.objects.filter(policy=policy, state="content")
        assert set(row.filled) == {section.get_kind_display() for section in content}


def test_home_shows_first_what_closes_first(entries):
    usable = [each for each in Policy.objects.published() if each.validity(ON).validity not in OVER][:7]
    for days, policy in enumerate(usable):
        Round.objects.create(policy=policy, opens_on=ON, closes_on=ON + timedelta(days=30 - days))
    page = HomePage.build(ON)
    assert [row.url for row in page.closing] == [policy.get_absolute_url() for policy in usable[:1:-1]]
    assert {value.value: value.count for value in page.open.values} == {"now": 7, "soon": 0, "always": 0}


def test_what_closed_yesterday_is_no_longer_on_home(entries, client):
    policy = next(each for each in Policy.objects.published() if each.validity(ON).validity not in OVER)
    Round.objects.create(policy=policy, opens_on=ON, closes_on=ON)
    assert [row.url for row in HomePage.build(ON).closing] == [policy.get_absolute_url()]
    after = HomePage.build(ON + timedelta(days=1))
    assert not after.closing
    assert "暂无" in client.get("/").content.decode().split('id="open"')[1].split("</section>")[0]


def one_that_closes(in_days):
    policy = next(each for each in Policy.objects.published() if each.validity(ON).validity not in OVER)
    Round.objects.create(policy=policy, opens_on=ON, closes_on=ON + timedelta(days=in_days))
    return policy


@pytest.mark.parametrize(("beyond", "shown"), [(0, 1), (1, 0)])
def test_what_closes_far_off_is_open_but_not_near(entries, beyond, shown):
    one_that_closes(in_days=CLOSES_SOON.days + beyond)
    page = HomePage.build(ON)
    assert len(page.closing) == shown
    assert {value.value: value.count for value in page.open.values}["now"] == 1


def test_what_an_index_of_yesterday_calls_open_is_judged_today(entries):
    policy = one_that_closes(in_days=0)
    yesterdays = Engine.on(ON)
    assert [each.slug for each in HomeFigures.of(yesterdays, 8, 5, ON).closing] == [policy.slug]
    assert HomeFigures.of(yesterdays, 8, 5, ON + timedelta(days=1)).closing == ()
