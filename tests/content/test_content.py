"""What is shipped holds the values of the records and no others, and helps a resident."""

import re

import pytest

from tests.content.compare import NOTES, Shipped, differences, listed, shipped
from tests.content.files import BEFORE, FIXTURES, read
from tests.content.plan import Plan
from tests.content.table import by_district
from tests.content.tokens import tokens

PLAN = Plan.read()
VALUES = listed()
ENTRIES = shipped(read(FIXTURES / "policies.json"))
LIBRARY_ENTRIES = shipped(read(BEFORE))
OWN = {key: record for key, record in VALUES["records"].items() if PLAN.records[key].into is None}
MERGED = {key: record for key, record in VALUES["records"].items() if PLAN.records[key].into is not None}
EXAMPLE = "CB001"


def found(entry, record):
    return list(differences(entry, record, VALUES["points"]))


def test_every_value_of_an_entry_is_one_of_its_record_and_none_is_lost():
    wrong = {key: found(ENTRIES[record["slug"]], record) for key, record in OWN.items()}
    assert {key: each for key, each in wrong.items() if each} == {}


@pytest.mark.parametrize("kind", ["support", "conditions", "procedure"])
def test_no_digit_can_change_unnoticed(kind):
    record = OWN[EXAMPLE]
    entry = ENTRIES[record["slug"]]
    body = entry.sections[kind]
    offsets = [match.start() for match in re.finditer(r"\d", body)]
    assert len(offsets) > 3
    for offset in offsets:
        other = body[:offset] + str((int(body[offset]) + 1) % 10) + body[offset + 1 :]
        changed = Shipped(entry.fields, {**entry.sections, kind: other})
        assert found(changed, record), other[max(0, offset - 10) : offset + 10]


def test_a_lost_amount_a_wrong_date_and_a_foreign_telephone_are_noticed():
    record = OWN[EXAMPLE]
    entry = ENTRIES[record["slug"]]
    without = Shipped(entry.fields, entry.sections | {"support": ""})
    dated = Shipped({**entry.fields, "published_on": "2022-07-12"}, entry.sections)
    called = Shipped(entry.fields, entry.sections | {"service": entry.sections["service"] + "电话66554433"})
    assert [bool(found(each, record)) for each in (entry, without, dated, called)] == [
        False,
        True,
        True,
        True,
    ]


def test_an_enriched_entry_holds_the_values_of_its_sources_only():
    for record in MERGED.values():
        before, entry = LIBRARY_ENTRIES[record["slug"]], ENTRIES[record["slug"]]
        for kind, body in entry.sections.items():
            known = [*tokens(before.sections.get(kind, "")), *record.get(kind, "").split()]
            assert sorted(set(tokens(body)) - set(known)) == [], (record["slug"], kind)
            for value in record.get(kind, "").split():
                assert value in tokens(body), (record["slug"], kind)


def test_what_was_read_in_a_better_source_is_not_written_over():
    lesser = [record for key, record in MERGED.items() if key in ("CA032", "CA066", "CA097")]
    for record in lesser:
        before, entry = LIBRARY_ENTRIES[record["slug"]], ENTRIES[record["slug"]]
        for kind, body in before.sections.items():
            assert entry.sections[kind].startswith(body)
        assert entry.fields["source_note"].startswith(before.fields["source_note"])
        assert "未与原文核对" in entry.fields["source_note"]


def test_entries_of_before_keep_their_words():
    enriched = {record["slug"] for record in MERGED.values()}
    kept = LIBRARY_ENTRIES.keys() - PLAN.left.keys() - enriched
    assert len(kept) > 50
    for slug in kept:
        for kind, body in LIBRARY_ENTRIES[slug].sections.items():
            assert ENTRIES[slug].sections[kind].startswith(body), slug
        for name in ("title", "doc_number", "issued_on", "published_on", "expires_on", "official_url"):
            assert (ENTRIES[slug].fields.get(name) or "") == (LIBRARY_ENTRIES[slug].fields.get(name) or "")


def test_only_entries_without_content_were_taken_out_each_with_its_reason():
    assert PLAN.left.keys() <= LIBRARY_ENTRIES.keys()
    assert PLAN.left.keys().isdisjoint(ENTRIES)
    assert all(PLAN.left.values())
    assert not any(LIBRARY_ENTRIES[slug].sections for slug in PLAN.left)


def test_every_jurisdiction_has_something_to_read():
    lines = by_district(ENTRIES)
    districts = [
        row["fields"]["slug"] for row in read(FIXTURES / "districts.json") if "order" in row["fields"]
    ]
    assert len(districts) == 17
    assert all(lines[slug].told >= 2 for slug in districts)
    assert lines["total"].entries >= 250
    assert lines["total"].told >= 240


def test_every_entry_says_what_its_source_is():
    for slug, entry in ENTRIES.items():
        assert entry.fields["source_kind"] in ("official", "english", "institutional", "third_party"), slug
        assert entry.fields["source_grade"] in ("high", "medium", "low"), slug
        assert "verified_on" not in entry.fields, "nobody has verified these entries"


def test_a_reprint_names_no_page_as_its_source_but_an_official_one():
    reprints = [entry for entry in ENTRIES.values() if entry.fields["source_kind"] == "third_party"]
    assert len(reprints) > 100
    for entry in reprints:
        assert not entry.fields.get("source_url")
        assert re.match(r"\Z|https?://[\w.]+\.gov\.cn/", entry.fields.get("official_url", ""))


def test_notes_hold_no_address_and_no_number_of_a_record():
    for record in OWN.values():
        for name in NOTES:
            said = ENTRIES[record["slug"]].fields.get(name, "")
            assert not re.search(r"://|www\.|\.com|\.cn\b|[A-Z]{2}\d{3}|published_on", said), said


def test_slugs_are_short_and_begin_with_their_district():
    for key, record in OWN.items():
        slug = record["slug"]
        assert len(slug) <= 60
        assert slug == PLAN.records[key].slug
        assert slug.startswith(f"{ENTRIES[slug].fields['district'][0]}-")


def test_what_has_no_date_of_its_own_is_told_with_that_of_its_source():
    """A telephone or a house number stands beside the day on which it was known, in each entry that is made of a record."""
    for record in OWN.values():
        service = ENTRIES[record["slug"]].sections.get("service", "")
        if re.search(r"(?<!\d)\d{8}(?!\d)|\d{3,4}-\d{7,8}|[路弄]\d+号", re.sub(r"https?://\S+", "", service)):
            assert re.search(r"信息截至|没有标日期|仅供查考", service), record["slug"]
