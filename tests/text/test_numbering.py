"""The forms that other rooms look for are those that `read` reads."""

import json
import re
from pathlib import Path

import pytest

from policies.text import numbering
from policies.text.numbering import Level

OUTLINES = json.loads((Path(__file__).parent.parent / "golden" / "outlines.json").read_text(encoding="utf-8"))
LINES = [line.strip() for row in OUTLINES for line in row["body"].splitlines()]
# 一. and 1) are dialects; of an annex and of 第一部分 nothing but `read` has to know whether it is one.
DIALECT = re.compile(r"[一二三四五六七八九十]+[.．]|\d+[)）]|附|第.+部分")


def test_what_is_read_as_a_number_has_one_of_the_forms():
    read = [line for line in LINES if numbering.read(line) and not DIALECT.match(line)]
    assert len(read) > 50
    assert [line for line in read if not re.match(numbering.ANY, line)] == []


@pytest.mark.parametrize(
    ("form", "line", "level"),
    [
        (numbering.PART, "十二、申报条件", Level.PART),
        (numbering.SUBPART, "（一）申报条件", Level.SUBPART),
        (numbering.POINT, "１．申报条件", Level.POINT),
        (numbering.SUBPOINT, "(12)申报条件", Level.SUBPOINT),
        (numbering.DETAIL, "⑳申报条件", Level.DETAIL),
        (numbering.PART, "Ⅱ、申报条件", Level.PART),
        (numbering.SUBPART, "㈡申报条件", Level.SUBPART),
        (numbering.POINT, "⒉申报条件", Level.POINT),
        (numbering.POINT, "2﹑申报条件", Level.POINT),
        (numbering.SUBPOINT, "⑵申报条件", Level.SUBPOINT),
        (numbering.ANNEX, "附 件1 申报表", Level.ANNEX),
        (numbering.named("章"), "第 1 章 总则", Level.CHAPTER),
        (numbering.named("节条"), "第一百零三条 本办法自公布之日起施行。", Level.ARTICLE),
    ],
)
def test_a_form_fits_the_number_of_its_level_and_no_other(form, line, level):
    mark = numbering.read(line)
    assert mark.level is level
    assert re.match(form, line)[0] == mark.number
    assert not re.match(form, "2015年，申报条件")


def test_a_form_does_not_judge():
    assert numbering.read("一、二等奖") is None
    assert re.match(numbering.PART, "一、二等奖")
