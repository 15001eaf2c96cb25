"""The rows beside the texts: benefits, windows, papers, points and areas hold what the records hold."""

import re

import pytest

from tests.content.compare import listed, shipped
from tests.content.files import BEFORE, FIXTURES, read
from tests.content.plan import Plan
from tests.content.quotes import holds
from tests.content.records import LOADED
from tests.content.table import totals
from tests.content.tokens import tokens
from tests.content.wording import plainly

PLAN = Plan.read()
VALUES = listed()
RECORDS = VALUES["records"]
ENTRIES = shipped(read(FIXTURES / "policies.json"))
POINTS = {row["fields"]["uid"]: row["fields"] for row in read(FIXTURES / "service_points.json")}
AREAS = {row["fields"]["slug"] for row in read(FIXTURES / "areas.json") if row["model"] == "policies.area"}
OVER = ("history", "overtaken")


def rows_of(key, model):
    """uid -> row, of what the record `key` gave to its entry."""
    found = ENTRIES[RECORDS[key]["slug"]].rows.get(model, [])
    return {row["uid"]: row for row in found}


def expected(key, name, section, changes):
    """Place -> row of the record as the plan changes it; what the plan leaves out, and what is not loaded, is missing."""
    if not PLAN.records[key].gives(section):
        return {}
    rows = {str(place): row for place, row in enumerate(RECORDS[key].get(name, []), start=1)}
    return {
        place: row | (changes.get(place) or {})
        for place, row in rows.items()
        if changes.get(place, {}) is not None
    }


def benefits_of(key):
    return expected(key, "benefits", "support", PLAN.records[key].benefits)


def same(row, told, *names):
    return all((row.get(name) or None) == (told[name] or None) for name in names)


def differing_benefits(rows, told):
    """uids of the benefits that are not those of the record."""
    names = ("who", "what", "amount", "kind", "cap_yuan", "per")
    uids = {f"b{place}": row for place, row in told.items()}
    return [
        uid
        for uid in rows.keys() | uids.keys()
        if uid not in rows or uid not in uids or not same(rows[uid], uids[uid], *names)
    ]


@pytest.mark.parametrize("key", RECORDS)
def test_the_benefits_are_those_of_the_record(key):
    assert differing_benefits(rows_of(key, "benefit"), benefits_of(key)) == []


def test_a_changed_cap_a_changed_amount_and_a_lost_benefit_are_noticed():
    key = "DC008"
    rows, told = rows_of(key, "benefit"), benefits_of(key)
    assert len(rows) == 12
    for change in ({"cap_yuan": 1000001}, {"amount": "最高101万元"}, {"per": "month"}, {"kind": "loan"}):
        assert differing_benefits(rows | {"b1": rows["b1"] | change}, told) == ["b1"]
    assert differing_benefits({uid: row for uid, row in rows.items() if uid != "b2"}, told) == ["b2"]


@pytest.mark.parametrize("key", [key for key in RECORDS if benefits_of(key)])
def test_each_quote_stands_in_its_section_and_holds_the_figures_of_its_amount(key):
    body = ENTRIES[RECORDS[key]["slug"]].sections["support"]
    told = benefits_of(key)
    for uid, row in rows_of(key, "benefit").items():
        quote, noted = row["quote"], told[uid.removeprefix("b")]["quote"]
        assert quote in body
        assert "\n" not in quote
        assert holds(quote, tokens(row.get("amount", "")))
        assert quote in noted or noted in quote


@pytest.mark.parametrize("key", RECORDS)
def test_the_days_of_the_windows_are_those_of_the_record(key):
    told = expected(key, "rounds", "procedure", PLAN.records[key].windows)
    rows = rows_of(key, "round")
    assert rows.keys() == {f"r{place}" for place in told}
    for place, window in told.items():
        assert same(rows[f"r{place}"], window, "name", "opens_on", "closes_on", "open_all_year")
        assert rows[f"r{place}"].get("note", "") == plainly(window["note"] or "")
        assert rows[f"r{place}"]["source"]


def test_no_day_and_no_promise_is_added_to_a_window():
    """The plan may take days away, and say in words what they are; it names none that the record does not."""
    for key, choice in PLAN.records.items():
        for place, change in choice.windows.items():
            window = RECORDS[key]["rounds"][int(place) - 1]
            for name, value in (change or {}).items():
                assert not value or name in ("name", "note")
                known = tokens(" ".join(str(each) for each in window.values())) + tokens(RECORDS[key]["may"])
                known += [*RECORDS[key]["may"].split(), *RECORDS[key].get("procedure", "").split()]
                assert set(tokens(value or "")) <= set(known), key


def test_the_papers_are_those_of_the_record():
    for key in RECORDS:
        told = expected(key, "items", "materials", {})
        rows = rows_of(key, "material")
        assert rows.keys() == {f"m{place}" for place in told}
        assert all(same(rows[f"m{place}"], item, "name", "note") for place, item in told.items())


def bare(telephone):
    """Its digits without the area code, and without the word that says what it is for."""
    return "".join(
        char for char in telephone.replace("+86-21-", "021-").removeprefix("021-") if char.isdigit()
    )


def known_of(key):
    """The columns of the point `SP001`: those of the list, and over them those of a record's contact."""
    told = dict(VALUES["points"][key])
    contact = told.pop("contact", None) or {}
    phones = [contact["phone"]] if contact.get("phone") else told.pop("phones", [])
    return told | {name: value for name, value in contact.items() if value} | {"phones": phones}


@pytest.mark.parametrize("key", PLAN.points)
def test_a_point_holds_what_its_source_says(key):
    point, known, change = POINTS[key.lower()], known_of(key), PLAN.points[key]
    assert {bare(each) for each in point.get("telephones", ())} <= {
        digits for phone in known["phones"] for digits in (bare(phone), bare(phone.partition("转")[0]))
    }
    if "telephones" not in change:
        assert len(point.get("telephones", ())) == len({bare(phone) for phone in known["phones"]})
    for name in ("address", "hours"):
        assert point.get(name, "") in (known.get(name) or ""), "the plan may only shorten it"
    assert point.get("seen_on") == known.get("seen_on")
    assert point["source"]


def test_a_point_that_is_shown_tells_where_to_go_or_whom_to_call():
    assert len(POINTS) >= 60
    assert POINTS.keys() == {key.lower() for key in PLAN.points}
    assert all(PLAN.left_points.values())
    for point in POINTS.values():
        assert point.get("address") or point.get("telephones") or point.get("online_url")
        assert ".com" not in point["source"]


def test_what_two_sources_tell_differently_is_not_shown():
    assert not {"address", "hours", "telephones"} & POINTS["sp046"].keys() - {"address"}
    assert not {"sp045", "sp048", "sp065", "sp070"} & POINTS.keys()
    assert "区一楼" not in POINTS["sp066"]["address"]


def test_points_of_a_policy_are_points_of_the_library_each_once():
    for slug, entry in ENTRIES.items():
        points = [row["point"][0] for row in entry.rows.get("policyservicepoint", [])]
        assert set(points) <= POINTS.keys()
        assert len(points) == len(set(points)), slug


def test_each_point_is_found_on_a_policy_or_as_the_window_of_its_district():
    entries = (entry.rows.get("policyservicepoint", []) for entry in ENTRIES.values())
    filed = {row["point"][0] for rows in entries for row in rows}
    windows = {uid for uid, point in POINTS.items() if point.get("is_district_window")}
    assert POINTS.keys() == filed | windows


@pytest.mark.parametrize("key", [key for key in RECORDS if RECORDS[key]["use"] in OVER])
def test_what_is_history_or_overtaken_says_why_it_is_of_the_past(key):
    assert ENTRIES[RECORDS[key]["slug"]].fields["past_reason"] == PLAN.records[key].past


def test_an_earlier_call_names_a_later_one_that_the_library_has():
    titles = {entry.fields["title"].replace("“", "‘").replace("”", "’") for entry in ENTRIES.values()}
    reasons = [entry.fields.get("past_reason", "") for entry in ENTRIES.values()]
    named = [match[1] for reason in reasons if (match := re.search("后来有新的，见“(.+)”", reason))]
    assert len(named) > 10
    assert {*named} <= titles


def test_what_was_replaced_leads_to_the_later_one_that_the_library_has():
    replaced = {row["target"]: row["source"] for row in PLAN.relations if row["kind"] == "replaces"}
    assert len(replaced) > 25
    for old, new in replaced.items():
        assert ENTRIES[old].fields["past_reason"], old
        assert "past_reason" not in ENTRIES[new].fields or new in replaced or new == "xuhui-2021-zufang-butie"


def test_what_is_left_out_is_no_entry_and_what_is_unsure_says_why():
    assert {record["use"] for record in RECORDS.values()} == set(LOADED)
    for key, record in RECORDS.items():
        fields = ENTRIES[record["slug"]].fields
        if record["use"] == "uncertain" and PLAN.records[key].into is None:
            assert fields["uncertain_reason"]


def test_an_area_across_districts_is_filed_under_the_city():
    several = {area.slug for area in PLAN.areas if len(area.districts) != 1}
    for slug, entry in ENTRIES.items():
        areas = {row["area"][0] for row in entry.rows.get("policyarea", [])}
        assert areas <= AREAS
        if areas & several:
            assert entry.fields["district"] == ["shanghai"], slug
        lies_in = {area.slug: area.districts for area in PLAN.areas}
        own = entry.fields["district"][0]
        assert own == "shanghai" or all(own in lies_in[area] for area in areas), slug


def test_the_library_of_the_tests_knows_nothing_of_these_rows():
    before = shipped(read(BEFORE))
    assert not any(entry.rows or "past_reason" in entry.fields for entry in before.values())


def test_there_is_much_to_get():
    numbers = totals(ENTRIES, len(POINTS))
    assert numbers["of today, with two or more sections"] >= 250
    assert numbers["benefits on entries of today"] >= 250
    assert numbers["rounds"] >= 100
    assert numbers["service points"] >= 60
    assert numbers["materials"] >= 250
