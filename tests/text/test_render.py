"""A section as blocks: nothing lost, nothing trusted, hostile sizes shown plainly."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.text import render as module
from policies.text.outline import outline
from policies.text.render import Paragraph, Piece, Table, Title, is_safe, render
from tests.test_text import golden
from tests.text.test_outline import FRAGMENTS

SIGNS = [
    "[",
    "](",
    ")",
    "](http://a.cn)",
    "](javascript:x)",
    "http://a.cn",
    "https://",
    "<",
    "**",
    "`",
    "\\",
    "![",
    "#",
    "甲|乙\n-|-\n",
]
bodies = st.lists(st.sampled_from(FRAGMENTS + SIGNS), max_size=40).map("".join) | st.text()


def blocks(body, **options):
    return render(outline(body), **options)


def shown(pieces):
    return "".join(piece.text for piece in pieces)


def shown_block(block):
    if isinstance(block, Table):
        return "".join(shown(cell) for row in (block.head, *block.rows) for cell in row)
    return shown(block.pieces) + (shown(block.rest) if isinstance(block, Title) else "")


def test_every_line_is_a_block_with_an_anchor_and_a_pinpoint():
    body = "前言。\n一、甲\n（一）乙。丙。\n丁。\n1.戊；\n2.己。\n庚。\n附件\n辛"
    assert [(block.kind, block.anchor, block.pinpoint, shown_block(block)) for block in blocks(body)] == [
        ("paragraph", "p1", "第1段", "前言。"),
        ("title", "1", "一", "一、甲"),
        ("title", "1-1", "一（一）", "（一）乙。丙。"),
        ("paragraph", "1-1-p2", "一（一）第2段", "丁。"),
        ("paragraph", "1-1-1", "一（一）1", "1.戊；"),
        ("paragraph", "1-1-2", "一（一）2", "2.己。"),
        ("paragraph", "1-1-2-p1", "一（一）2第1段", "庚。"),
        ("title", "fujian", "附件", "附件"),
        ("paragraph", "fujian-p1", "附件第1段", "辛"),
    ]


def test_headings_go_down_without_a_gap_and_end_at_the_sixth():
    body = "第一编 甲\n第一章 乙\n第一节 丙\n第一条 丁。\n一、戊\n（一）己\n辛。\n一、甲\n1.乙。丙"
    ranks = [block.rank for block in blocks(body) if isinstance(block, Title)]
    assert ranks == [3, 4, 5, 6, 6, 6, 6, 6]
    assert [block.rank for block in blocks("一、甲\n1.乙。丙") if isinstance(block, Title)] == [3, 4]


def test_a_table_has_a_head_and_rows():
    [before, table, after] = blocks(
        "见下表：\n类别|标准\n---|---\nA类|[50](https://a.cn)\n| B类 | 1.三十 |\n完。"
    )
    assert (before.kind, after.kind) == ("paragraph", "paragraph")
    assert table == Table(
        "t1",
        "表1",
        ((Piece("类别"),), (Piece("标准"),)),
        (((Piece("A类"),), (Piece("50", "https://a.cn", "link"),)), ((Piece("B类"),), (Piece("1.三十"),))),
    )


@pytest.mark.parametrize(
    "body",
    ["甲|乙\n文", "甲|乙\n-|-|-\n1|2", "甲|乙\n-|-\n1|2|3", "甲\n---", "甲|乙\n=|=\n1|2"],
    ids=["no dashes", "dashes of another width", "a row too wide", "one column", "other signs"],
)
def test_what_is_no_table_stands_as_typed(body):
    assert [(block.kind, shown_block(block)) for block in blocks(body)] == [
        ("paragraph", line) for line in body.split("\n")
    ]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "见[官网](https://a.cn/b?c=1)。",
            [Piece("见"), Piece("官网", "https://a.cn/b?c=1", "link"), Piece("。")],
        ),
        ("见[六（一）](#original-6-1)", [Piece("见"), Piece("六（一）", "#original-6-1", "link")]),
        (
            "网址：http://a.cn/b。",
            [Piece("网址："), Piece("http://a.cn/b", "http://a.cn/b", "link"), Piece("。")],
        ),
        ("（http://a.cn/）", [Piece("（"), Piece("http://a.cn/", "http://a.cn/", "link"), Piece("）")]),
        ("[甲](javascript:alert)", [Piece("[甲](javascript:alert)")]),
        ("[甲](/policies/)", [Piece("[甲](/policies/)")]),
        ("徐委[2015](15)号", [Piece("徐委[2015](15)号")]),
        ("**甲** _乙_ `丙` ~~丁~~ &amp; \\[", [Piece("**甲** _乙_ `丙` ~~丁~~ &amp; \\[")]),
        ("http://", [Piece("http://")]),
    ],
)
def test_links_are_links_and_all_else_is_text(text, pieces):
    [paragraph] = blocks(text)
    assert isinstance(paragraph, Paragraph)
    assert [piece for piece in paragraph.pieces if piece.text] == pieces


def test_citing_is_asked_for_plain_text_only():
    asked = []

    def cite(text):
        asked.append(text)
        return [Piece(text.upper(), "/policies/a/", "cited")]

    [title, paragraph] = blocks("一、a\nb[c](http://d.cn)e http://f.cn", cite=cite)
    assert title.pieces == (Piece("一、A", "/policies/a/", "cited"),)
    assert [piece.text for piece in paragraph.pieces] == ["B", "c", "E ", "http://f.cn"]
    assert asked == ["一、a", "b", "e "]


@given(bodies)
def test_nothing_breaks_the_renderer_and_no_target_is_unsafe(body):
    found = blocks(body)
    anchors = [block.anchor for block in found]
    assert len(set(anchors)) == len(anchors)
    for block in found:
        rows = [block.head, *block.rows] if isinstance(block, Table) else [[block.pieces]]
        assert all(is_safe(piece.url) for row in rows for cell in row for piece in cell if piece.url)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join).filter(lambda body: "|" not in body))
def test_text_without_signs_is_shown_whole(body):
    assert "".join("".join(map(shown_block, blocks(body))).split()) == "".join(body.split())


@pytest.mark.parametrize(
    "body",
    [
        "[" * 20_000,
        "[" * 199 + "a" + "](http://a.cn)" * 300,
        "[a](" * 10_000,
        "> " * 10_000 + "甲",
        ">" * 10_000,
        "- " * 10_000,
        "*_`~" * 10_000,
        "<a>" * 50_000,
        "a|b\n-|-\n" + "1|2\n" * 50_000,
        "|" * 50_000,
        "a|b\n-|-\n\n" * 20_000,
        "[a](http://b.cn)\n" * 20_000,
        "http://" * 50_000,
    ],
    ids=lambda body: repr(body[:12]),
)
def test_above_the_caps_the_text_stands_plainly(body, monkeypatch):
    """Beyond the caps the parser is not asked at all, so its time cannot grow with the text."""
    asked = []
    parse_inline, parse = module._MARKDOWN.parseInline, module._MARKDOWN.parse
    monkeypatch.setattr(
        module._MARKDOWN, "parseInline", lambda text: asked.append(text) or parse_inline(text)
    )
    monkeypatch.setattr(module._MARKDOWN, "parse", lambda text: asked.append(text) or parse(text))
    assert blocks(body)
    assert len(asked) <= module.PARSES_MAX
    assert all(
        text.count("[") <= module.BRACKETS_MAX and len(text) <= module.TABLE_MAX_CHARS for text in asked
    )
    kept = blocks(body)
    assert "".join(shown_block(block) for block in kept)


@pytest.mark.parametrize("row", golden("xss.json"))
def test_no_payload_becomes_a_target(row):
    for body in (row["text"], f"一、{row['text']}", f"[{row['text']}](http://a.cn)", f"[x]({row['text']})"):
        for block in blocks(body):
            cells = [block.pieces] if not isinstance(block, Table) else [*block.head, *sum(block.rows, ())]
            for piece in (piece for cell in cells for piece in cell if piece.url):
                assert re.fullmatch(r"https?://(?:a|evil)\.(?:cn|example)(?:/[^\s\"'<>@]*)?", piece.url)
