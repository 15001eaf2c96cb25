"""What is shipped, seen with the eyes of the product: numbering, doubts, citations, search, related policies, tick boxes."""

from datetime import date

import pytest

from policies.importing.drafting import inspection
from policies.lookup.engine import Engine, Lookup
from policies.lookup.query import Typed
from policies.models import Policy
from policies.pages import DetailPage
from policies.text import titles
from policies.text.checklist import to_tick
from policies.text.outline import outline
from policies.text.render import render
from policies.vocabulary import SectionKind, Sort
from tests.content.compare import listed, shipped
from tests.content.files import FIXTURES, read

pytestmark = pytest.mark.shipped

DAY = date(2026, 11, 28)
SLUGS = {key: record["slug"] for key, record in listed()["records"].items()}
ENTRIES = shipped(read(FIXTURES / "policies.json"))
TEXTS = {(slug, kind): body for slug, entry in ENTRIES.items() for kind, body in entry.sections.items()}
# The one official text is as damaged as it was found; its doubts are told beside it.
SUMMARIES = {which: body for which, body in TEXTS.items() if which[1] != SectionKind.ORIGINAL}

PAGES: dict[str, DetailPage] = {}

# Lists that begin anew behind a line which is no heading, as they do in the record.
SEVERAL_LISTS = {
    ("shanghai-rencai-qianzheng", "materials"): "for the first visa, and for its extension",
    ("jinshan-2022-rencai-fenlei", "conditions"): "for each of the classes A to D",
    ("shanghai-2016-yiwu-jiaoyu-zhaosheng", "procedure"): "one list: 1. 2月25日 is read as the fraction 1.2",
    ("pudong-2009-boshihou-gongzuo", "materials"): "for the grant, and for the project",
}
# The only citations of which one entry can be meant.
LINKS = {
    ("CB109", "《上海市引进人才申办本市常住户口办法实施细则》"): "shanghai-2020-yinjin-rencai-luohu-xize",
    ("DA050", "《浦东新区关于加大创业扶持力度的实施办法》"): SLUGS["DA049"],
    ("DB030", "《崇明区2022-2026年促进就业扶持政策》"): SLUGS["DB031"],
    ("DB023", "《鼓励留学人员来上海工作和创业的若干规定》（沪府规〔2021〕1号）"): SLUGS["CB126"],
    ("DB048", "沪人社专〔2020〕295号"): SLUGS["CB045"],
    (
        "CA100",
        "《上海市引进人才申办本市常住户口办法》（沪府规〔2020〕25号）",
    ): "shanghai-2020-yinjin-rencai-luohu",
    ("DB058", "沪府规〔2020〕25号"): "shanghai-2020-yinjin-rencai-luohu",
    ("DB058", "沪府规〔2019〕45号"): SLUGS["CA099"],
    ("DB058", "沪人社规〔2020〕1号"): SLUGS["CA004"],
}
# Records of one matter, or of one programme in several years.
SAME_MATTER = (
    "CA004 CA099|CA012 CA014 CA016|CA063 CA102|CA065 CA078|CB001 CB002|CB004 CB105|CB007 CB008 CB009|CB010 CB011|CB015 CB016|"
    "CB017 CB018|CB024 CB025|CB031 CB154|CB039 CB040|CB045 CB046 DB048|CB048 CB112|CB049 CB125|CB050 CB051 CB052|CB053 CB149|"
    "CB057 CB119 CB121|CB066 CB165|CB078 CB080 CB081|CB098 CB099|CB115 CB116 CB118|CB132 CB133|CB142 CB143|DA021 DC027 DC028|"
    "DA024 DC009|DA028 DC012|DA030 DA059|DB006 DB044 DB045|DB013 DB014 DB046 DB051 DB053|DB029 DB032|DB030 DB031|"
    "DB033 DB034 DB035|CA046 DA011|CA058 CA057|CB003 CB167|CB004 CB168|CB029 CB123|CB032 CB122|CB054 CB055 CB056|CB119 CB120|"
    "DA003 DA004 DA005|DA043 DA044|DA042 DA045|DB049 DB050 DB010|DC008 DB032 DB029|DC009 DC010 DC015|DC020 DC021"
)


@pytest.fixture
def pages(rows_that_are_shipped, db):
    """Slug -> the page of each policy. Nothing changes them, so they are built for the first test that asks."""
    if not PAGES:
        policies = Policy.objects.published().for_detail()
        PAGES.update({policy.slug: DetailPage.build(policy, DAY) for policy in policies})
    return PAGES


def test_numbers_count_on_in_every_text():
    doubtful = {which for which, body in TEXTS.items() if outline(body).warnings}
    assert doubtful == SEVERAL_LISTS.keys()


def test_a_number_that_heads_a_line_is_short_and_no_sentence():
    for which, body in SUMMARIES.items():
        for heading in outline(body).headings:
            if heading.role.heads:
                assert len(heading.text) <= 56, which
                assert not heading.text.endswith(("。", "；")), which


def test_the_importer_has_no_doubt_about_any_text():
    doubts = {which: inspection.find(body) for which, body in SUMMARIES.items()}
    assert {which: found for which, found in doubts.items() if found} == {}


def test_each_material_gets_a_box_and_no_remark_does():
    for (_, kind), body in SUMMARIES.items():
        if kind == SectionKind.MATERIALS:
            blocks = {block.anchor: block for block in render(outline(body))}
            ticked = [
                "".join(piece.text for piece in blocks[anchor].all_pieces)
                for anchor in to_tick(list(blocks.values()))
            ]
            assert ticked
            assert not [words for words in ticked if words.startswith("（") and words.endswith("）")]


def test_citations_lead_to_the_one_document_that_is_meant(pages):
    cited = {
        (slug, piece.text): piece.url.strip("/").rpartition("/")[2]
        for slug, page in pages.items()
        for piece in _pieces(page)
        if piece.kind == "cited"
    }
    assert cited == {(SLUGS[key], words): slug for (key, words), slug in LINKS.items()}


def test_only_documents_are_said_to_be_missing(pages):
    missing = {piece.text for page in pages.values() for piece in _pieces(page) if piece.kind == "missing"}
    assert len(missing) > 20
    forms = ("证》", "表》", "书》", "手册》", "证书》", "名单》")
    assert [words for words in missing if words.endswith(forms) and "工作指导手册" not in words] == []


def _pieces(page):
    texts = [section.text for section in page.sections if section.text]
    blocks = [block for text in texts for block in text.blocks]
    return [piece for block in blocks for piece in block.all_pieces]


def test_every_title_finds_its_own_entry_first(rows_that_are_shipped, db):
    """Two editions of one name are told apart by nothing that one types: either may come first."""
    engine = Engine.on(DAY)
    policies = {policy.pk: policy for policy in Policy.objects.published()}
    for policy in policies.values():
        asked = Lookup(typed=Typed.parse(policy.title), sort=Sort.RELEVANCE)
        first = policies[engine.page(asked, 0, 1)[0]]
        assert first == policy or titles.key(first.title).startswith(titles.key(policy.title)), policy.slug


def test_what_treats_one_matter_leads_to_one_another(pages):
    for group in SAME_MATTER.split("|"):
        slugs = {SLUGS[key] for key in group.split()}
        ways = {slug: _leads_to(pages[slug]) & slugs - {slug} for slug in slugs}
        assert all(ways[slug] or any(slug in others for others in ways.values()) for slug in slugs), group


def _leads_to(page):
    mentions = [relation.mention for group in page.relations.groups for relation in group.relations]
    mentions += [successor.mention for successor in page.relations.successors]
    return {each.url.strip("/").rpartition("/")[2] for each in [*page.related, *mentions]}
