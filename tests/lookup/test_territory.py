"""A district's list stands in groups: its own policies, those of its areas, the city's; and nobody else's."""

from functools import cache
from itertools import product

import pytest
from django.http import QueryDict

from policies.lookup import tokens
from policies.lookup.engine import Engine, Lookup
from policies.lookup.query import Typed
from policies.lookup.territory import Applies
from policies.models import Area, District, Policy, SynonymGroup, Topic
from policies.pages import HomePage, ListPage
from policies.vocabulary import Sort
from tests.data import ON
from tests.lookup.library import ask
from tests.oracle import Oracle

pytestmark = pytest.mark.django_db

KINDS = {Applies.DISTRICT: "own", Applies.AREA: "area", Applies.CITY: "city"}
WORDS = ("租房", "补贴", "落户", "博士后")
EVERY = 10_000


@pytest.fixture(autouse=True)
def indexed(rows_that_are_shipped, own_index, index_once):
    index_once(ON)


def grouped(lookup):
    """[(group, ids)], as the page shows them."""
    engine = Engine.on(ON)
    counts = engine.counts(lookup)
    keys = engine.page(lookup, 0, EVERY)
    assert len(keys) == len({*keys}) == counts.total == engine.count(lookup)
    assert sum(each.count for each in counts.groups) == counts.total
    return [
        ((KINDS[each.group.applies], each.group.value), {*keys[each.first : each.first + each.count]})
        for each in counts.groups
    ]


@cache
def known():
    """What the fixtures publish. Who changes a row does not ask for it."""
    return Oracle(ON)


def expected(chosen, holding=None, **options):
    found = known().in_groups(chosen, **options)
    if holding is None:
        return found
    left = [(group, keys & holding) for group, keys in found]
    return [(group, keys) for group, keys in left if keys or group[0] != "area"]


@cache
def holding(word):
    """Every policy in whose whole text a short word stands, or another word for it."""
    groups = [[name, *words] for name, words in SynonymGroup.objects.values_list("name", "words")]
    wanted = {word, *(other for group in groups if word in group for other in group)}
    policies = Policy.objects.published().select_related("district")
    policies = policies.prefetch_related("topics", "audiences", "issuers", "areas", "sections")
    return {policy.pk for policy in policies if any(each in _whole_text(policy) for each in wanted)}


def _whole_text(policy):
    names = [*policy.topics.all(), *policy.audiences.all(), *policy.issuers.all(), *policy.areas.all()]
    bodies = [section.body for section in policy.sections.all() if section.state == "content"]
    return tokens.closed("\n".join([policy.title, *map(str, names), *bodies]))


def slugs(model):
    return list(model.objects.values_list("slug", flat=True))


def test_the_list_of_every_district_holds_what_applies_in_it_in_groups():
    for district in slugs(District):
        assert grouped(Lookup(facets={"district": (district,)})) == expected({"district": [district]}), (
            district
        )


# Questions for every pair are asked once: of the same index, which the others see filled by both databases.
@pytest.mark.once
def test_every_district_and_topic_count_what_the_database_counts():
    for district, topic in product(slugs(District), slugs(Topic)):
        chosen = {"district": [district], "topic": [topic]}
        lookup = Lookup(facets={name: tuple(values) for name, values in chosen.items()})
        assert grouped(lookup) == expected(chosen), chosen


@pytest.mark.once
def test_every_district_and_area_show_the_area_where_it_lies():
    for district, area in product(slugs(District), slugs(Area)):
        chosen = {"district": [district], "area": [area]}
        lookup = Lookup(facets={name: tuple(values) for name, values in chosen.items()})
        assert grouped(lookup) == expected(chosen), chosen


@pytest.mark.once
def test_words_with_the_name_of_a_district_mean_the_same_as_its_filter():
    for district, word in product(District.objects.exclude(name="上海市"), WORDS):
        asked = [
            Lookup(Typed.parse(word), facets={"district": (district.slug,)}, sort=Sort.RELEVANCE),
            Lookup(Typed.parse(f"{district.short} {word}"), sort=Sort.RELEVANCE),
            Lookup(Typed.parse(f"{district.name}{word}"), sort=Sort.RELEVANCE),
        ]
        by_filter, *by_words = map(grouped, asked)
        assert by_filter == expected({"district": [district.slug]}, holding(word)), (district, word)
        assert by_words == [by_filter, by_filter], (district, word)


@pytest.mark.parametrize("before", ["", "上海市", "上海", "上海 ", "市 "])
def test_the_citys_name_before_that_of_a_district_changes_nothing(before):
    for district in District.objects.exclude(name="上海市"):
        by_filter = grouped(Lookup(facets={"district": (district.slug,)}))
        for name in (district.name, district.short):
            asked = Lookup(Typed.parse(before + name), sort=Sort.RELEVANCE)
            assert grouped(asked) == by_filter, before + name


@pytest.mark.once
def test_no_other_district_stands_in_the_list_of_one():
    filed = known().filed
    for district, word in product(District.objects.exclude(name="上海市"), WORDS):
        keys = Engine.on(ON).page(
            Lookup(Typed.parse(f"{district.short} {word}"), sort=Sort.RELEVANCE), 0, EVERY
        )
        assert {filed[key].district for key in keys} <= {district.slug, "shanghai"}, (district, word)


def test_several_districts_have_a_group_each_and_the_city_comes_once():
    chosen = {"district": ["pudong", "xuhui"]}
    groups = grouped(Lookup(facets={"district": ("pudong", "xuhui")}))
    assert groups == expected(chosen)
    assert [group for group, _ in groups].count(("city", "shanghai")) == 1
    assert {("own", "pudong"), ("own", "xuhui")} < {group for group, _ in groups}


def test_only_own_leaves_what_the_districts_decide_themselves():
    for district in slugs(District):
        lookup = Lookup(facets={"district": (district,)}, only_own=True)
        assert grouped(lookup) == expected({"district": [district]}, only_own=True)
        filed = Policy.objects.published().filter(district__slug=district)
        assert Engine.on(ON).count(lookup) == filed.count()


def test_pages_go_on_inside_a_group():
    lookup = Lookup(facets={"district": ("pudong",)})
    engine = Engine.on(ON)
    whole = engine.page(lookup, 0, EVERY)
    pages = [engine.page(lookup, first, 7) for first in range(0, len(whole), 7)]
    assert [key for page in pages for key in page] == whole
    page = ask(district="pudong", page="2")
    assert page.parts[0].is_continued
    assert page.parts[0].number == page.first_number == 21
    assert [row.url for row in page.rows] == [
        Policy.objects.get(pk=key).get_absolute_url() for key in whole[20:40]
    ]


def test_districts_show_their_own_number_and_the_citys_once():
    page = ask(district="xuhui")
    [district] = [facet for facet in page.facets if facet.name == "district"]
    own = {value.value: value.count for value in district.values}
    filed = Policy.objects.published()
    assert own == {slug: filed.filter(district__slug=slug).count() for slug in own}
    [(_, city_wide)] = [each for each in expected({"district": ["xuhui"]}) if each[0][0] == "city"]
    assert district.note == f"另有全市适用 {len(city_wide)}"
    assert page.chips[0].count == own["xuhui"]
    assert page.in_numbers.startswith(f"徐汇区 {own['xuhui']}，")
    assert page.in_numbers.endswith(f"全市适用 {len(city_wide)}")
    assert ask(district="xuhui", only="own").total == own["xuhui"]


@pytest.mark.parametrize(
    "asked", [{"q": "租房"}, {"district": "shanghai"}, {"q": "租房", "district": "shanghai"}]
)
def test_only_own_is_neither_offered_nor_said_where_it_changes_nothing(asked):
    plain, narrowed = ask(**asked), ask(**asked, only="own")
    assert plain.only_own_url == narrowed.only_own_url == ""
    assert not narrowed.only_own
    assert [chip.facet for chip in narrowed.chips] == [chip.facet for chip in plain.chips]
    assert narrowed.total == plain.total
    assert "only" not in narrowed.pagination.url + narrowed.print_url


def test_beside_the_whole_city_no_district_is_only_own():
    address = "district=xuhui&district=shanghai"
    plain, narrowed = (ListPage.build(QueryDict(query), ON) for query in (address, f"{address}&only=own"))
    assert plain.only_own_url == ""
    assert [(chip.label, chip.url) for chip in narrowed.chips] == [
        (chip.label, chip.url) for chip in plain.chips
    ]
    assert narrowed.in_numbers == plain.in_numbers


def test_a_district_that_words_name_is_only_own_too():
    page = ask("徐汇 租房", only="own")
    assert page.only_own
    assert (page.chips[-1].facet, page.chips[-1].label) == ("只看", "本区")
    assert ask("徐汇 租房").only_own_url.endswith("only=own")


def test_a_list_without_a_district_has_no_groups():
    page = ask("租房")
    assert [part.heading for part in page.parts] == [""]
    assert (page.in_numbers, page.only_own_url) == ("", "")


def test_a_district_without_own_policies_still_leads_to_the_citys():
    Policy.objects.filter(district__slug="chongming").update(state="withdrawn")
    [square] = [each for each in HomePage.build(ON).districts if each.value.value == "chongming"]
    assert (square.value.count, square.value.is_empty) == (0, False)
    page = ask(district="chongming")
    assert page.in_numbers == f"崇明区 0，全市适用 {page.total}"


def test_what_is_limited_to_several_areas_is_not_said_to_be_limited_to_one():
    asked = {"district": "pudong"}
    pages = [ask(**asked, page=str(number)) for number in range(1, ask(**asked).pagination.pages + 1)]
    parts = [part for page in pages for part in page.parts if part.heading.startswith("仅限")]
    assert "仅限临港新片区、五个新城" in {part.heading for part in parts}
    limited = {row.url: part.heading for part in parts for row in part.rows}
    for policy in Policy.objects.filter(slug__in=[url.split("/")[2] for url in limited]):
        names = "、".join(area.name for area in policy.areas.all())
        assert limited[policy.get_absolute_url()] == f"仅限{names}"
