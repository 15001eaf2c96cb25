"""Long texts in parts: nothing is lost or named anew, and cuts stand where a reader expects them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.text import outline as outlines
from policies.text import parting
from policies.text.outline import outline
from policies.text.render import Table, line_of, render

FRAGMENTS = (
    "一、甲\n",
    "（一）乙。丙\n",
    "1.丁\n",
    "文\n",
    "\n",
    "甲|乙\n-|-\n",
    "1|2\n",
    "第一条 戊\n",
    "字" * 90 + "\n",
)
bodies = st.lists(st.sampled_from(FRAGMENTS), max_size=80).map("".join)


@pytest.fixture(autouse=True, scope="module")
def short_parts():
    """Parts of a few lines, so that a short text has several."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parting, "PART_WEIGHT", 600)
        yield


def cut(*texts):
    """The first lines of each part, by their words."""
    found = [outline(text) for text in texts]
    return [found[part[0].text].lines[part[0].lines.start].text for part in parting.parts(found)]


@given(st.lists(bodies, min_size=1, max_size=3))
def test_the_parts_hold_the_same_blocks_as_the_whole(texts):
    found = [outline(text) for text in texts]
    shown = [[] for _ in texts]
    for part in parting.parts(found):
        for stretch in part:
            shown[stretch.text] += render(found[stretch.text], span=stretch.lines)
    assert shown == [list(render(each)) for each in found]


@given(st.lists(bodies, min_size=1, max_size=3))
def test_no_part_weighs_more_than_a_page_but_for_one_table_or_line(texts):
    found = [outline(text) for text in texts]
    for part in parting.parts(found):
        blocks = sum(len(render(found[stretch.text], span=stretch.lines)) for stretch in part)
        weighed = sum(len(stretch.lines) * parting.LINE_WEIGHT for stretch in part)
        assert weighed <= parting.PART_WEIGHT or blocks == 1


@given(st.lists(bodies, min_size=1, max_size=3))
def test_what_is_light_at_a_glance_is_one_part(texts):
    if parting.is_light(texts):
        assert len(parting.parts([outline(text) for text in texts])) == 1


def test_no_text_at_all_is_one_part():
    assert len(parting.parts([])) == len(parting.parts([outline("")])) == 1


def test_a_text_is_cut_before_the_heading_of_the_highest_rank():
    assert cut("一、甲\n" + "（一）乙\n文\n" * 5 + "二、丙\n" + "（一）丁\n文\n" * 4) == ["一、甲", "二、丙"]


def test_without_a_heading_a_text_is_cut_between_paragraphs():
    assert cut("\n".join(f"段{number}" for number in range(20))) == ["段0", "段13"]


def test_a_text_that_does_not_fit_begins_a_new_part():
    assert cut("甲\n" * 9, "乙\n" * 9, "丙\n") == ["甲", "乙"]


def test_a_table_is_never_cut():
    rows = "\n".join(f"{number}|2" for number in range(30))
    found = outline(f"文\n文\n甲|乙\n-|-\n{rows}\n文")
    shown = [block for [stretch] in parting.parts([found]) for block in render(found, span=stretch.lines)]
    assert [len(block.rows) for block in shown if isinstance(block, Table)] == [30]


def test_numbers_are_read_in_the_first_lines_of_an_endless_text(monkeypatch):
    monkeypatch.setattr(outlines, "NUMBERED_LINES_MAX", 3)
    found = outline("一、甲\n二、乙\n文\n三、丙\n四、丁")
    assert [block.anchor for block in render(found)] == ["1", "2", "2-p1", "2-p2", "2-p3"]


def test_a_part_is_found_by_a_line():
    found = parting.parts([outline("甲\n" * 20)])
    assert [parting.part_of(found, 0, line) for line in (0, 13, 14, 19)] == [1, 1, 2, 2]


@given(bodies)
def test_every_anchor_leads_to_its_line(text):
    found = outline(text)
    shown = {block.anchor: block for block in render(found)}
    for anchor, block in shown.items():
        line = found.lines[line_of(found, anchor)].text
        words = block.head[0] if isinstance(block, Table) else block.all_pieces
        assert line.startswith("".join(piece.text for piece in words))


@pytest.mark.parametrize(
    "anchor", ["", "9", "p0", "p3", "1-p9", "9-p1", "t1", "p1-", "-p1", "p²", "p" + "9" * 9]
)
def test_an_anchor_that_is_not_there_has_no_line(anchor):
    assert line_of(outline("文\n文\n一、甲\n文"), anchor) is None
