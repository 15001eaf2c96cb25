"""The outline of official texts: golden lines, golden bodies, the seed, and whatever hypothesis makes up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.text import sequence
from policies.text.headings import ItemRole
from policies.text.lines import lines
from policies.text.numbering import Level
from policies.text.outline import outline
from policies.text.render import render
from tests.test_text import golden

FRAGMENTS = [
    "一、", "十二、", "（一）", "(二)", "（三)", "1.", "2、", "３．", "（1）", "2)", "①", "第一条", "第二章", "第三节 甲", "第一编",
    "第一条之二", "附件", "附件1", "附件：1.", "2.5%", "2015.8", "甲", "优化机制。", "正文，文", "；", "：", " ", "\u3000", "\n", "\n", "|", "-|-", "\r\n",
]  # fmt: skip
bodies = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join) | st.text()


@pytest.mark.parametrize("row", golden("headings.json"))
def test_a_line_is_read_as_what_it_is(row):
    numbered = outline(row["line"]).numbered
    read = [[heading.level.name, heading.role.name, heading.text] for heading in numbered]
    assert read == ([row["reads"]] if row["reads"] else [])


@pytest.mark.parametrize("row", golden("outlines.json"))
def test_a_body_has_its_anchors_and_doubts(row):
    found = outline(row["body"])
    assert [heading.anchor for heading in found.numbered] == row["anchors"]
    assert [doubt.kind.value for doubt in found.warnings] == row["doubts"]


@pytest.mark.parametrize("row", golden("heads.json"))
def test_a_line_that_ends_with_a_stop_is_a_heading_by_what_is_below_it(row):
    assert [item.number for item in outline(row["body"]).numbered if item.role.heads] == row["heads"]


def test_the_seed_yields_10_and_31_and_11(seed_body):
    found = outline(seed_body)
    levels = [heading.level for heading in found.headings]
    assert [levels.count(level) for level in Level] == [0, 0, 0, 0, 0, 10, 31, 11, 0, 0]
    assert found.headings == found.numbered
    assert found.warnings == ()
    [one] = [heading for heading in found.headings if heading.anchor == "6-1"]
    assert (one.pinpoint, one.depth, seed_body[one.start : one.end]) == (
        "六(一)", 2, "(一)健全人才创新创业的政策机制",
    )  # fmt: skip
    points = [heading for heading in found.headings if heading.level == Level.POINT]
    assert [heading.role for heading in points] == [ItemRole.RUN_IN] * 5 + [ItemRole.ENTRY] * 6


@given(bodies)
def test_nothing_breaks_the_outline(body):
    found = outline(body)
    anchors = [heading.anchor for heading in found.numbered]
    assert len(set(anchors)) == len(anchors)
    for index, heading in enumerate(found.numbered):
        assert body[heading.start : heading.end].startswith(heading.number)
        assert heading.text in body[heading.start : heading.end]
        assert -1 <= heading.parent < index
        assert heading.parent < 0 or found.numbered[heading.parent].level < heading.level
    for doubt in found.warnings:
        assert body[doubt.start : doubt.end]


@given(bodies)
def test_the_tree_holds_every_place_once_and_in_order(body):
    found = outline(body)
    walked, waiting = [], list(reversed(found.tree))
    while waiting:
        node = waiting.pop()
        walked.append(node.heading)
        waiting += reversed(node.children)
    assert tuple(walked) == found.numbered


@given(bodies, bodies)
def test_an_edit_behind_a_place_leaves_its_anchor_alone(body, more):
    before = outline(f"{body}\n一、甲\n（一）乙\n文。\n")
    after = outline(f"{body}\n一、甲\n（一）乙\n文。\n{more}")
    assert [heading.anchor for heading in after.numbered[: len(before.numbered)]] == [
        heading.anchor for heading in before.numbered
    ]


numbers = st.sampled_from(
    [
        "一、甲",
        "二、乙",
        "三、丙",
        "（一）丁",
        "（二）戊。己",
        "1.庚",
        "2.辛。壬",
        "3.癸；",
        "第一条 子",
        "第二条 丑，寅。",
    ]
)
wordings = st.sampled_from(["文。", "文，", "字：", "字；", "很长的一段文字，没有编号，也不是标题。"])


@given(st.lists(st.tuples(numbers, st.lists(wordings, max_size=2)), min_size=2, max_size=8), st.data())
def test_rewriting_below_one_number_leaves_the_names_of_all_other_paragraphs_alone(parts, data):
    def names(parts):
        body = "\n".join(line for number, below in parts for line in [number, *below])
        anchors = iter([block.anchor for block in render(outline(body))])
        return [[next(anchors) for _ in [number, *below]] for number, below in parts]

    edited = data.draw(st.integers(0, len(parts) - 1))
    below = data.draw(st.lists(wordings, max_size=3))
    before, after = names(parts), names([*parts[:edited], (parts[edited][0], below), *parts[edited + 1 :]])
    assert before[:edited] + before[edited + 1 :] == after[:edited] + after[edited + 1 :]
    assert before[edited][0] == after[edited][0]


def test_an_edit_before_a_place_leaves_its_anchor_alone():
    def last(body):
        return outline(body).numbered[-1].anchor

    assert (
        last("一、甲\n文。\n二、乙\n（一）丙")
        == last("前言。\n一、甲\n（一）新\n文。\n文。\n二、乙\n（一）丙")
        == "2-1"
    )


@given(bodies)
def test_cutting_into_lines_loses_no_visible_character(body):
    found = lines(body)
    assert "".join("".join(line.text for line in found).split()) == "".join(body.split())
    assert [body[line.start : line.end] for line in found] == [line.text for line in found]


def test_empty_and_no_break_space_lines_are_not_lines():
    assert [line.text for line in lines("甲\n\n\u00a0\n  乙  \r\n")] == ["甲", "乙"]


def test_a_table_ends_where_a_line_has_no_bar():
    found = lines("甲|乙\n-|-\n1|2\n文\n| a |\n|---|\n\n|x|")
    assert [line.table for line in found] == [1, 1, 1, 0, 2, 2, 0]


def test_doubts_are_not_endless():
    assert len(outline("三、甲\n" * 500).warnings) == sequence.DOUBTS_MAX
