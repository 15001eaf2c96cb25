"""A facet is one row of the table, and one function."""

from dataclasses import replace

import pytest

from policies import canonical
from policies.admin.policy import PolicyAdmin
from policies.filters import PolicyFilter
from policies.lookup import facets
from policies.lookup.engine import Engine, Lookup
from policies.lookup.facets import FacetDefinition, Option, Seen, Values
from policies.lookup.memory import MOST_RECENT, Memory
from policies.models import District, Policy
from tests.data import ON, make_district
from tests.lookup.library import ask, make, slugs

pytestmark = pytest.mark.django_db

# 虹桥 lies in two districts, and what the city decides applies in every area.
QUARTERS_OF = {
    "xuhui": ["riverside", "hongqiao"],
    "jingan": ["hongqiao"],
    "shanghai": ["riverside", "hongqiao"],
}


def quarters():
    return Values((Option("riverside", "徐汇滨江"), Option("hongqiao", "虹桥", aliases=("虹桥商务区",))))


def of_quarters(record, on):
    return QUARTERS_OF.get(record.district, [])


QUARTER = FacetDefinition(
    "quarter", "片区", Seen.RESIDENTS, measure="个片区", values=quarters, held=of_quarters
)


@pytest.fixture
def with_quarters(settings, tmp_path, monkeypatch):
    """The table with one more row, and an index of its own; 甲 of 徐汇, 乙 of 静安, 丙 of the city, 丁 of 普陀."""
    settings.SEARCH_INDEX_DIR = tmp_path
    monkeypatch.setattr(facets, "TABLE", (*facets.TABLE, QUARTER))
    monkeypatch.setattr(PolicyFilter, "base_filters", PolicyFilter.get_filters())
    # What a list reads is read off the table when the portal is loaded.
    listed = replace(canonical.PAGES["policies:list"], reads=(*PolicyFilter.base_filters, "page"))
    monkeypatch.setitem(canonical.PAGES, "policies:list", listed)
    District.objects.create(slug="shanghai", name="上海市", short="市级", code="310000")
    for slug in ("xuhui", "jingan", "putuo"):
        make_district(slug)
    cast = {"jia": "xuhui", "yi": "jingan", "bing": "shanghai", "ding": "putuo"}
    for slug, district in cast.items():
        make(slug, f"{slug}办法", district=District.objects.get(slug=district)).save()


def quarter_of(page):
    return next(facet for facet in page.facets if facet.name == "quarter")


def test_a_new_facet_filters_counts_and_is_shown(with_quarters, client):
    assert slugs(quarter="hongqiao") == {"jia", "yi", "bing"}
    assert slugs(quarter="riverside") == {"jia", "bing"}
    assert slugs(quarter="riverside", district="shanghai") == {"bing"}
    assert {value.label: value.count for value in quarter_of(ask()).values} == {"徐汇滨江": 2, "虹桥": 3}
    page = ask(quarter="虹桥商务区", district="xuhui")
    assert [(chip.facet, chip.label) for chip in page.chips] == [("区", "徐汇"), ("片区", "虹桥")]
    assert {value.label: value.url for value in quarter_of(page).values} == {
        "徐汇滨江": "/policies/?district=xuhui&quarter=hongqiao&quarter=riverside",
        "虹桥": "/policies/?district=xuhui",
    }
    assert ask(quarter="浦江").notices == ("片区没有“浦江”这个选项，已忽略。",)
    html = client.get("/policies/?quarter=riverside").content.decode()
    assert '<input type="checkbox" name="quarter" value="riverside" checked' in " ".join(html.split())


def test_a_policy_that_holds_several_values_is_counted_once_in_the_total(with_quarters):
    lookup = Lookup(facets={"quarter": ("riverside", "hongqiao")})
    counts = Engine.on(ON).counts(lookup)
    assert counts.total == 3
    assert counts.by_facet["quarter"] == {"riverside": 2, "hongqiao": 3}
    assert counts.by_facet["district"] == {"xuhui": 1, "jingan": 1, "shanghai": 1}


def test_every_row_that_residents_see_says_how_its_values_are_counted():
    assert all(facet.measure for facet in facets.public())
    assert len(facets.names()) == len(set(facets.names()))


def test_the_desk_filters_by_the_rows_that_staff_see():
    assert PolicyAdmin.list_filter == facets.columns()
    fields = {field.name for field in Policy._meta.get_fields()}
    assert {*facets.columns()} <= fields


def test_counts_of_one_value_are_worked_out_once_for_a_revision(with_quarters):
    engine = Engine.on(ON)
    one, two = (Lookup(facets={"district": (slug,)}) for slug in ("xuhui", "putuo"))
    assert engine.counts(one) is Engine.on(ON).counts(one)
    # What the city decides stands in both lists.
    assert engine.counts(one).by_facet["quarter"] == {"riverside": 2, "hongqiao": 2}
    assert engine.counts(two).by_facet["quarter"] == {"riverside": 1, "hongqiao": 1}
    make("wu", "戊办法", district=District.objects.get(slug="xuhui")).save()
    assert Engine.on(ON).counts(one).total == 3


def test_of_many_answers_only_the_last_are_kept():
    memory, worked_out = Memory(), []
    for number in [*range(MOST_RECENT + 1), MOST_RECENT, 0]:
        memory.remember_recent(number, lambda number=number: worked_out.append(number) or number)
    assert worked_out == [*range(MOST_RECENT + 1), 0]
