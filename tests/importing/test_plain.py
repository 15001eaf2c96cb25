"""Plain texts and pastes, and the charsets of files."""

import codecs
from pathlib import Path

import pytest

from policies.importing.reading import sources
from policies.importing.reading.charset import decode
from tests.library import LIBRARY, rows

# The page that the first entry of the library comes from, as it was scraped.
SEED = Path(__file__).parent / "samples/xuhui-2015.txt"
SIMPLIFIED = "各有关单位：为进一步做好人才公寓的申报工作，现将有关事项通知如下。"
TRADITIONAL = "各有關單位：為進一步做好人才公寓的申報工作，現將有關事項通知如下。"


def test_the_seed_page_gives_the_paragraphs_of_its_entry():
    seed_page = SEED.read_bytes()
    [body] = [
        row["fields"]["body"]
        for row in rows(LIBRARY, "policies")
        if row["model"] == "policies.section"
        and row["fields"]["policy"] == ["xuhui-2015-kechuang-zhongxin"]
        and row["fields"]["kind"] == "original"
    ]
    source = sources.read("page.txt", seed_page)
    assert source.text == body
    assert len(source.text.split("\n")) == 128
    assert sum(map(len, source.text.split("\n"))) == 9414
    assert source.title.endswith("《关于加快建设具有全球影响力的科技创新中心的实施意见》(2015年8月发布)")
    assert source.removed == {
        "空行": 269,
        "只有空格的行": 128,
        "分隔线": 1,
        "导航和页面按钮": 1,
        "栏目标签": 6,
        "页面标题": 1,
        "重复的图片说明": 12,
    }
    assert 128 + sum(source.removed.values()) == len(seed_page.decode().splitlines())
    assert sources.read_text(seed_page.decode()).text == body


@pytest.mark.parametrize(
    ("data", "charset", "wrong", "because"),
    [
        (SIMPLIFIED.encode(), "utf-8", False, "UTF-8 without a word about it"),
        (codecs.BOM_UTF8 + SIMPLIFIED.encode(), "utf-8", False, "UTF-8 with its mark"),
        (SIMPLIFIED.encode("gb18030"), "gb18030", False, "GBK without a word about it"),
        (TRADITIONAL.encode("big5"), "big5hkscs", False, "Big5, which is also valid GBK"),
        (SIMPLIFIED.encode("utf-16"), "utf-16", False, "UTF-16 with its mark"),
        (codecs.BOM_UTF16_BE + SIMPLIFIED.encode("utf-16-be"), "utf-16", False, "the other byte order"),
        (SIMPLIFIED.encode("utf-16-le"), "utf-16-le", False, "UTF-16 without its mark"),
        (f"<meta charset=gb2312>{SIMPLIFIED}".encode(), "utf-8", True, "UTF-8 that says gb2312"),
        (f'<meta charset="utf-8">{SIMPLIFIED}'.encode("gb18030"), "gb18030", True, "GBK that says utf-8"),
        (f"<meta charset=gb2312>{SIMPLIFIED}".encode("gbk"), "gb18030", False, "gb2312 is part of gb18030"),
        (f"<meta charset=iso-8859-1>{SIMPLIFIED}".encode("gbk"), "gb18030", True, "GBK that says Latin"),
        (f"<meta charset=GBK>{TRADITIONAL}".encode("big5"), "big5hkscs", True, "Big5 that says GBK"),
        (f'<?xml version="1.0" encoding="gbk"?>{SIMPLIFIED}'.encode(), "utf-8", True, "an XML declaration"),
        (b"a" * 200_000 + SIMPLIFIED.encode("gbk"), "gb18030", False, "a long script before the first character"),
        (b"<meta charset=iso-8859-1>d\xe9j\xe0 plain", "iso8859-1", False, "Latin where nothing else fits"),
        (b"<meta charset=gb2312>plain", "utf-8", False, "ASCII is what any charset says it is"),
        (b"<meta charset=utf-8>plain", "utf-8", False, "ASCII is UTF-8"),
    ],
)  # fmt: skip
def test_a_charset_is_found_out_and_not_believed(data, charset, wrong, because):
    decoded = decode(data)
    assert (decoded.charset, decoded.is_declared_wrongly) == (charset, wrong), because
    assert SIMPLIFIED in decoded.text or TRADITIONAL in decoded.text or decoded.text.endswith("plain")
    assert not decoded.text.startswith("\ufeff")


def test_a_page_that_is_wrong_about_its_charset_says_so():
    [remark] = sources.read("a.html", f"<meta charset=gb2312><p>{SIMPLIFIED}".encode()).remarks
    assert remark == "文件自称用 gb2312 编码，实际是 utf-8，已按实际的读。"


def test_a_sample_that_ends_inside_a_character_is_no_damage():
    text = SIMPLIFIED * 4000
    decoded = decode(b" " + text.encode("gb18030"))
    assert decoded.text == f" {text}"


def test_what_cannot_be_read_stays_and_is_remarked_with_its_position():
    data = f"一、总则\n{SIMPLIFIED}".encode()
    source = sources.read("a.txt", data.replace("人才".encode(), "人".encode() + b"\xe6\x89"))
    assert source.text.split("\n")[1] == SIMPLIFIED.replace("人才", "人\ufffd")
    assert source.remarks == ("有 1 个字无法识别，保留为“\ufffd”：第 2 段第 14 字。请对照原件补上。",)


def test_control_characters_and_lone_surrogates_never_reach_a_database():
    source = sources.read_text(f"甲\x00乙\x1f丙\ud800丁\ufeff{SIMPLIFIED * 2}")
    assert source.text == f"甲乙丙\ufffd丁{SIMPLIFIED * 2}"
    assert source.text.encode()
    assert source.removed == {"控制字符": 2, "零宽字符": 1}


@pytest.mark.parametrize(
    ("text", "lines", "because"),
    [
        ("甲\r\n乙\r丙\n丁", ["甲", "乙", "丙", "丁"], "every kind of line end"),
        ("\u3000\u3000甲\u3000乙\u00a0", ["甲\u3000乙"], "the indent goes, a space inside stays"),
        ("甲\n______\n乙\n————————\n丙\n***\n丁", ["甲", "乙", "丙", "丁"], "rules"),
        ("——甲\n-- 乙\n3-5个", ["——甲", "-- 乙", "3-5个"], "a dash before words is no rule"),
        ("扶持力度\n3万元\n申报条件\n博士\n提交材料\n证书", None, "names of sections with text between are headings"),
        ("题\n政策原文\n扶持力度\n申报条件\n甲", ["甲"], "tabs, and the title above them"),
        ("甲\n乙\n政策原文\n扶持力度\n申报条件\n丙", ["甲", "乙", "丙"], "two lines above tabs may be text"),
        ("无\n无\n无\n同上\n同上\n同上", None, "short equal lines are a column"),
        ("| a | b |\n| --- | --- |\n| 1 | 2 |\n甲", ["| a | b |", "| --- | --- |", "| 1 | 2 |", "", "甲"], "a table ends"),
        ("甲\n| a | b |\n| --- | --- |\n\n| c | d |\n| --- | --- |", ["甲", "", "| a | b |", "| --- | --- |", "", "| c | d |", "| --- | --- |"], "two tables stay two"),
        ("首页 > 政务公开 > 通知\n甲", ["甲"], "the way to the page"),
        ("首页应当公布申报条件。\n甲", None, "a sentence about a first page"),
        ("上一条：关于甲\n下一条：关于乙\n丙", ["丙"], "neighbours of the page"),
        ("a < b 且 <p> 是标签", None, "a text that mentions a tag is a text"),
    ],
)  # fmt: skip
def test_a_paste_is_cut_into_paragraphs(text, lines, because):
    assert sources.read_text(text).text.split("\n") == (lines or text.split("\n")), because


def test_a_pasted_page_is_read_as_a_page():
    assert sources.read_text(f"<!DOCTYPE html><html><body><p>{SIMPLIFIED}").kind == "html"


def test_lines_that_were_broken_by_hand_are_remarked_and_not_joined():
    text = SIMPLIFIED.rstrip("。") * 12
    broken = "\n".join(text[start : start + 35] for start in range(0, len(text), 35))
    source = sources.read_text(f"一、总则\n{broken}")
    assert source.text == f"一、总则\n{broken}"
    assert len(source.remarks) == 1
    assert "35 字左右断开" in source.remarks[0]
    assert sources.read_text("\n".join([SIMPLIFIED] * 2 + ["甲、总则"] * 2 + [SIMPLIFIED] * 2)).remarks == ()


def test_of_markdown_only_the_signs_of_headings_and_comments_are_taken_away():
    text = "# 题\n\n<!-- 丁 -->- 甲\n- 乙\n\n[丙](https://example.org)"
    source = sources.read("a.md", text.encode())
    assert source.kind == "markdown"
    assert source.text.split("\n") == ["题", "- 甲", "- 乙", "[丙](https://example.org)"]


def test_a_text_that_begins_with_the_letters_of_a_picture_is_a_text():
    for text in ("BMI指数说明\n关于人才的意见", "BM"):
        assert sources.read("a.txt", text.encode()).text == text
    with pytest.raises(sources.RejectedSource, match="图片"):
        sources.read("a.txt", b"BM\x36\x10\x00\x00" + bytes(4) + b"\x36\x00\x00\x00")
