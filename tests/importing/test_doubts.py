"""What is doubted and what is not; and that a text changes only where a person accepted it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.importing.drafting import inspection, punctuation
from policies.importing.drafting.doubts import Doubt, DoubtKind, Spot, StaleDoubtError, apply
from policies.importing.drafting.inspection import find
from tests.test_text import golden

RUBBLE = st.text(alphabet="徐委发〔〕[]（）()【】2015年8月14日号，,。;\n \u200b\ufffd一、.a@/|", max_size=200)


@pytest.mark.parametrize("row", golden("doubts.json"))
def test_what_is_doubted_and_what_is_not(row):
    found = [(doubt.kind.value, doubt.spots[0].seen, doubt.spots[0].likely) for doubt in find(row["text"])]
    assert sorted(found) == sorted(map(tuple, row["doubts"]))


def test_the_documents_own_lines_are_read_more_strictly():
    text = "徐委[2015]15\n正文。\n2015814"
    assert find(text) == []
    found = find(text, number_line=0, closing_line=2)
    assert [(doubt.line, doubt.spots[0].likely) for doubt in found] == [
        (1, "徐委〔2015〕15号"),
        (3, "2015年8月14日"),
    ]


def test_lines_that_a_program_cut_to_one_length_are_told():
    text = "\n".join(["为" * 30, "了" * 30, "解" * 30, "决问题。", "二、下一部分"])
    assert [(doubt.kind, doubt.line) for doubt in find(text)] == [(DoubtKind.WRAPPED, n) for n in (1, 2, 3)]
    assert apply(text, *find(text)).count("\n") == 1


def test_a_title_that_differs_from_the_pages_is_told_where_it_differs():
    text = "关于加快假设具有影响力的\n中心的实施意见\n正文。"
    [doubt] = inspection.of_title(
        text, (0, 1), "关于加快假设具有影响力的中心的实施意见", "关于加快建设具有影响力的中心的实施意见"
    )
    assert (doubt.kind, doubt.line, doubt.spots) == (DoubtKind.TITLE, 1, (Spot(4, "假", "建"),))
    assert apply(text, doubt).startswith("关于加快建设具有影响力的\n中心")


@pytest.mark.parametrize(
    ("printed", "header"),
    [
        ("上海市居住证管理办法", ""),
        ("上海市居住证管理办法", "上海市居住证管理办法"),
        ("居住证管理办法(试行)", "居住证管理办法（试行）"),
        ("居住证管理办法", "上海市居住证管理办法"),
        ("徐汇区关于加快建设科技创新中心的实施意见", "徐汇区发布《关于加快建设科技创新中心的实施意见》"),
        ("关于加快建设科技创新中心的实施意见", "区里发布《关于加快建设科技创新中心的实施意见》全文"),
    ],
)
def test_a_title_without_a_slip_is_not_doubted(printed, header):
    assert inspection.of_title(printed, (0,), printed, header) == []


def test_two_titles_that_have_nothing_in_common_are_told_without_a_repair():
    [doubt] = inspection.of_title("上海市居住证管理办法", (0,), "上海市居住证管理办法", "通知公告栏目")
    assert not doubt.repairable


def test_one_accepted_doubt_changes_one_place_only():
    text = "鼓励创新,宽容失败\n沪委发〔20157号\n鼓励创新,宽容失败"
    first, number, _ = find(text)
    assert apply(text, first) == "鼓励创新，宽容失败\n沪委发〔20157号\n鼓励创新,宽容失败"
    assert apply(text, number) == "鼓励创新,宽容失败\n沪委发〔2015〕7号\n鼓励创新,宽容失败"
    assert apply(text) == text


def test_a_doubt_about_another_text_is_refused():
    [doubt] = find("鼓励创新,宽容失败")
    with pytest.raises(StaleDoubtError):
        apply("鼓励人才创新,宽容失败", doubt)


def test_repairs_that_overlap_are_refused():
    first = Doubt(DoubtKind.NUMBER, 1, (Spot(0, "甲乙", "丙"),), "")
    second = Doubt(DoubtKind.NUMBER, 1, (Spot(1, "乙", "丁"),), "")
    with pytest.raises(StaleDoubtError, match="overlap"):
        apply("甲乙", first, second)


def test_what_nobody_knows_cannot_be_repaired():
    [doubt] = find("申报单位\ufffd当如实填写")
    with pytest.raises(ValueError, match="nobody knows"):
        apply("申报单位\ufffd当如实填写", doubt)


def test_rubble_is_told_up_to_a_limit():
    assert len(find("好\ufffd" * 5000)) == inspection.MAX_DOUBTS


@given(RUBBLE)
def test_every_doubt_is_about_what_stands_at_its_position(text):
    found = find(text, closing_line=text.count("\n"), number_line=0)
    for doubt in found:
        assert doubt.why
        assert text.count("\n", 0, doubt.spots[0].start) == doubt.line - 1
        assert all(
            text.startswith(spot.seen, spot.start) and spot.seen != spot.likely for spot in doubt.spots
        )
    assert apply(text) == text


@given(RUBBLE)
def test_repairing_everything_but_line_breaks_keeps_the_lines(text):
    accepted = [doubt for doubt in find(text) if doubt.repairable and doubt.kind is not DoubtKind.WRAPPED]
    assert apply(text, *accepted).count("\n") == text.count("\n")


@given(st.text(alphabet="人才,;:!?()ab 1。", max_size=60))
def test_a_full_width_sign_takes_the_place_of_one_half_width_sign(line):
    for offset, sign in punctuation.half_width(line):
        assert line[offset] in ",;:!?()"
        assert len(sign) == 1
