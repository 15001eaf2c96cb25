"""The page the portal was born from, as scraped: its draft is what people recorded of it by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.importing.drafting.document import draft
from policies.importing.drafting.doubts import DoubtKind, apply
from policies.importing.reading.sources import read
from policies.text.outline import outline
from policies.vocabulary import SectionKind
from tests.importing.drafts import REFERENCE
from tests.library import LIBRARY, rows

SAMPLE = Path(__file__).parent / "samples/xuhui-2015.txt"


@pytest.fixture(scope="module")
def seed():
    return draft(read(SAMPLE.name, SAMPLE.read_bytes()), REFERENCE)


@pytest.fixture(scope="module")
def by_hand():
    """What people recorded of the same page: the policy, and its 政策原文."""
    slug, policies = "xuhui-2015-kechuang-zhongxin", rows(LIBRARY, "policies")
    [policy] = [row["fields"] for row in policies if row["fields"].get("slug") == slug]
    mine = [row for row in policies if row["fields"].get("policy") == [slug]]
    policy["issuers"] = [row["fields"]["issuer"][0] for row in mine if row["model"].endswith("policyissuer")]
    [policy["original"]] = [row["fields"]["body"] for row in mine if row["fields"].get("kind") == "original"]
    return policy


def test_the_seed_page_gives_what_people_recorded_of_it(seed, by_hand):
    assert seed.original == by_hand["original"]
    found = outline(seed.original)
    depths = [heading.depth for heading in found.headings]
    assert (len(found.lines), [depths.count(depth) for depth in (1, 2, 3)]) == (128, [10, 31, 11])
    assert seed.title == by_hand["title"]
    assert seed.doc_number == by_hand["doc_number"]
    assert seed.issued_on.isoformat() == by_hand["issued_on"]
    assert seed.published_on is seed.effective_on is seed.expires_on is None
    assert list(seed.issuers) == by_hand["issuers"]
    assert [seed.district] == by_hand["district"]
    assert seed.addressees == ("区各处级单位", "企业集团")
    assert set(seed.sections) == {SectionKind.ORIGINAL}


def test_every_printed_error_that_people_noted_is_doubted(seed, by_hand):
    noted = by_hand["editorial_note"].splitlines()
    doubted = [doubt for doubt in seed.doubts if doubt.kind is not DoubtKind.PUNCTUATION]
    assert [(doubt.kind, doubt.line) for doubt in doubted] == [
        (DoubtKind.TITLE, 2),
        (DoubtKind.NUMBER, 4),
        (DoubtKind.NUMBER, 6),
        (DoubtKind.DATE, 128),
    ]
    for doubt in doubted:
        [spot] = doubt.spots
        [note] = [note for note in noted if spot.seen in note and spot.likely in note]
        noted.remove(note)
    assert noted == []
    repaired = apply(seed.original, *doubted)
    for words in ("\n关于加快建设具有", "沪委发〔2015〕7号", "徐委〔2015〕15号", "2015年8月14日"):
        assert words not in seed.original
        assert words in repaired


def test_the_frame_of_the_seed_page_is_counted(seed):
    assert seed.removed["重复的图片说明"] == 12
    assert seed.removed["栏目标签"] == 6
    lines = SAMPLE.read_text("utf-8").split("\n")
    assert len(lines) == sum(seed.removed.values()) + 128
