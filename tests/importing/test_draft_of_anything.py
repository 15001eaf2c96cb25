"""Whatever a text is made of, it gives a draft of bounded size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.importing.drafting.doubts import apply
from policies.importing.drafting.inspection import MAX_DOUBTS
from tests.importing.drafts import NOTICE, ORDER, of

HOSTILE = [
    *(
        "一、\n",
        "（一）",
        "1.申报条件\n（1）申报材料\n",
        "【申报条件】\n",
        "申报条件：\n",
        "《",
        "《甲》",
        "《甲》废止",
    ),
    *(
        "根据《甲》，制定。",
        "沪府发〔20157号",
        "[2015]15号",
        "2015年8月14日",
        "2015年814日",
        "2015814\n",
        "20158月14日",
    ),
    *(
        "(",
        "人(",
        "人,",
        "人,\n",
        "\ufffd",
        "\u200b人",
        "http://",
        "a@",
        "](",
        "`a",
        "，\n",
        "为" * 30 + "\n",
    ),
    *(
        "上海市徐汇区人民政府\n",
        "上海市徐汇区人民政府2015年8月14日\n",
        "关于印发《",
        "意见\n",
        "的通知（",
        "政府 ",
    ),
    *(
        "本办法自2015年8月14日起施行",
        "有效期至2015年1月1日",
        "| 申报条件 |\n",
        "、申报条件",
        "令\n第2号\n",
        "以下简称《甲》",
    ),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hundred_kilobytes_of_anything_give_a_draft_of_bounded_size(piece):
    text = piece * (100_000 // len(piece))
    found = of(text, title="关于人才的意见")
    assert found.original == text
    assert len(found.doubts) <= MAX_DOUBTS
    assert sum(map(len, found.sections.values())) <= 6 * len(text)


LINES = [*ORDER.split("\n"), *NOTICE.split("\n"), "申报条件", "2015814", "", "徐委[2015]15", "《甲》", "|-|"]


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=25))
def test_any_heap_of_lines_gives_a_draft(lines):
    found = of("\n".join(lines))
    assert found.title or not any(lines)
    assert set(found.original.split("\n")) <= set(lines)
    assert apply(found.original) == found.original
