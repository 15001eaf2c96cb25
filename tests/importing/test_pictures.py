"""Pictures that a file carries: which belong to the text, at which line, and what is kept of them."""

from __future__ import annotations

import pytest

from policies.importing.drafting import Doubt, DoubtKind, ReferenceData, draft_of
from policies.importing.reading import RejectedSource, pictures, read
from policies.vocabulary import PictureType
from tests.importing.drawn import (
    LONG,
    address_of,
    bmp,
    docx,
    drawing,
    gif,
    img,
    jpeg,
    paragraph,
    png,
    webp,
    webp_extended,
    webp_lossless,
)


def page(*parts: str) -> bytes:
    return f"<html><h1>关于申报的通知</h1><p>{LONG}</p>{''.join(parts)}<p>{LONG}完</p></html>".encode()


def jpeg_of_many_segments(width: int, height: int) -> bytes:
    whole = jpeg(width, height)
    return whole[:2] + b"\xff\xe1\x00\x02" * pictures.MOST_SEGMENTS + whole[2:]


def of_page(*parts: str):
    return read("a.html", page(*parts)).pictures


def doubts_of(data: bytes, name: str) -> list[Doubt]:
    made = draft_of(read(name, data), ReferenceData())
    return [doubt for doubt in made.doubts if doubt.kind is DoubtKind.PICTURE]


# Where it stood


def test_a_picture_of_a_page_stands_at_its_line_and_its_bytes_come_with_it():
    chart = png()
    source = read("a.html", page(f"<p>一、流程{img(chart, '流程图')}如下</p>", "<p>二、其他</p>"))
    [found] = source.pictures
    assert source.text.split("\n")[found.line - 1] == found.words == "一、流程如下"
    assert (found.alt, found.media_type, found.data) == ("流程图", PictureType.PNG, chart)
    assert "流程图" not in source.text


def test_a_picture_in_a_paragraph_of_its_own_stands_at_the_line_above():
    one, two = of_page(
        "<p>一、流程</p>", f"<p>{img(png())}</p>", "<p>二、地图</p>", f"<div>{img(png(300))}</div>"
    )
    assert [one.words, two.words] == ["一、流程", "二、地图"]


def test_a_picture_in_a_table_stands_at_its_row():
    rows = f"<tr><td>材料</td><td>样式</td></tr><tr><td>申请表</td><td>见图{img(png())}</td></tr>"
    source = read("a.html", page(f"<table border=1>{rows}</table>"))
    [found] = source.pictures
    assert source.text.split("\n")[found.line - 1] == "| 申请表 | 见图 |"


def test_of_two_lines_that_begin_alike_the_later_picture_has_the_later():
    same = f"<p>{LONG}</p>"
    found = of_page(
        f"<p>甲{img(png())}</p>", same, f"<p>乙{img(png(300))}</p>", same, f"<p>{img(png(400))}</p>"
    )
    assert [each.line for each in found] == [3, 5, 6]


TABLE = "<table border=1><tr><td>材料</td><td>份数</td></tr><tr><td>申请表</td><td>1</td></tr></table>"
ROW = "<w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"


def test_a_picture_above_the_first_line_leaves_the_others_where_they_stood():
    """The text has an empty line before its table, which is no place of a picture without words before it."""
    charts = [png(width) for width in (200, 300, 400)]
    first, second, third = (f"<p>{img(each)}</p>" for each in charts)
    of_html = f"<html><body>{first}<h1>关于申报的通知</h1>{second}<p>{LONG}</p>{third}{TABLE}<p>{LONG}完</p></body></html>"
    rows = ROW.format("材料", "份数") + ROW.format("申请表", "1")
    first, second, third = (paragraph("", drawing(f"rId{number}")) for number in (1, 2, 3))
    body = f"{first}{paragraph('关于申报的通知')}{second}{paragraph(LONG)}{third}<w:tbl>{rows}</w:tbl>{paragraph(LONG)}"
    of_word = docx(body, {f"rId{number}": chart for number, chart in enumerate(charts, start=1)})
    for source in (read("a.html", of_html.encode()), read("a.docx", of_word)):
        assert "" in source.text.split("\n")
        assert [each.line for each in source.pictures] == [1, 1, 2]


def test_what_stands_around_the_document_is_no_picture_of_it():
    menu = f"<nav><p>栏目{img(png())}</p></nav>"
    assert read("a.html", menu.encode() + page("<p>一、流程</p>")).pictures == ()


def test_a_word_file_gives_its_pictures_with_their_lines():
    chart, map_of = png(), png(300)
    body = (
        paragraph("关于申报的通知")
        + paragraph("一、流程", drawing("rId1", "流程图"))
        + paragraph("", drawing("rId2"))
        + paragraph(LONG)
    )
    one, two = read("a.docx", docx(body, {"rId1": chart, "rId2": map_of})).pictures
    assert (one.line, one.alt, one.data) == (2, "流程图", chart)
    assert (two.line, two.words, two.data) == (2, "一、流程", map_of)


def test_a_picture_of_old_word_is_found_too():
    shape = '<w:pict><v:shape alt="公章"><v:imagedata r:id="rId1"/></v:shape></w:pict>'
    [found] = read("a.docx", docx(paragraph(LONG, shape), {"rId1": png()})).pictures
    assert (found.alt, found.data) == ("公章", png())


# What is kept


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (png(), PictureType.PNG),
        (jpeg(300, 200), PictureType.JPEG),
        (gif(300, 200), PictureType.GIF),
        (bmp(300, 200), PictureType.BMP),
        (b"RIFF\x10\0\0\0WEBPVP8 ", PictureType.WEBP),
        (b"<svg onload=alert(1)>", None),
        (b"\x01\0\0\0emf", None),
        (b"BMI \xe6\x98\xaf", None),
        (b"", None),
    ],
)
def test_what_a_picture_is_is_seen_in_its_bytes(data, kind):
    assert pictures.media_type(data) == kind


@pytest.mark.parametrize("made", [png, jpeg, gif, bmp, webp, webp_lossless, webp_extended])
def test_its_size_stands_in_its_first_bytes(made):
    assert pictures.sides_of(made(300, 200)) == (300, 200)
    assert pictures.sides_of(made(300, 200)[:9]) is None


def test_spacers_counters_and_marks_of_lists_are_no_pictures_of_the_text():
    bullet = png(90, 90)
    marks = "".join(f"<p>{img(bullet)}第{n}项</p>" for n in range(pictures.REPEATED))
    spacers = img(png(1, 1)) + img(png(600, 4)) + img(gif(8, 300))
    assert of_page(f"<p>一、流程{spacers}</p>", marks) == ()
    shown_small = paragraph(LONG, drawing("rId1", extent=8 * 9525))
    assert read("a.docx", docx(shown_small, {"rId1": png()})).pictures == ()


def test_three_pictures_of_which_nothing_is_known_are_not_one_mark():
    body = paragraph(LONG, *(drawing(f"rId{n}") for n in range(pictures.REPEATED)))
    assert len(read("a.docx", docx(body, {})).pictures) == pictures.REPEATED


@pytest.mark.parametrize(
    ("element", "why_not"),
    [
        ("<img src='/a/流程.jpg' width=500>", "在网页以外，地址是 /a/流程.jpg"),
        ("<img src='data:image/png;base64,没有'>", pictures.NO_BYTES),
        (f"<img src='{address_of(b'<svg/>', 'image/svg+xml')}'>", pictures.OTHER_FORMAT),
        (f"<img src='{address_of(jpeg(60_000, 60_000))}'>", pictures.TOO_WIDE),
        (f"<img src='{address_of(webp_extended(10_000, 10_000))}'>", pictures.TOO_WIDE),
        (f"<img src='{address_of(webp(300, 200)[:20])}'>", pictures.NO_SIZE),
        (f"<img src='{address_of(jpeg_of_many_segments(60_000, 60_000))}'>", pictures.NO_SIZE),
        (f"<img src='{address_of(png() + bytes(pictures.MOST_BYTES))}'>", pictures.TOO_BIG),
        ("<img>", pictures.NO_BYTES),
    ],
    ids=["address", "damaged", "svg", "wide", "wide webp", "no size", "many segments", "long", "empty"],
)
def test_what_is_not_kept_says_why(element, why_not):
    [found] = of_page(f"<p>一、流程{element}</p>")
    assert (found.why_not, found.media_type, found.data) == (why_not, None, b"")


@pytest.mark.parametrize(
    ("media", "why_not"),
    [
        ({"rId1.emf": b"\x01\0\0\0"}, "是 EMF 格式，浏览器显示不了"),
        ({"rId1": "http://a.example/1.png"}, "在文件以外，地址是 http://a.example/1.png"),
        ({"rId1": png() + bytes(pictures.MOST_BYTES)}, pictures.TOO_BIG),
        ({"rId1": png() + bytes(2_000_000)}, "在文件里损坏了，或者压缩得不正常"),
        ({}, pictures.NO_BYTES),
    ],
    ids=["emf", "outside", "long", "bomb", "missing"],
)
def test_what_a_word_file_does_not_give_says_why(media, why_not):
    [found] = read("a.docx", docx(paragraph(LONG, drawing("rId1")), media)).pictures
    assert (found.why_not, found.data) == (why_not, b"")


def test_pictures_are_bounded_together(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_KEPT", 2)
    monkeypatch.setattr(pictures, "MOST_BYTES_IN_ALL", len(png()) + 10)
    found = of_page(*(f"<p>第{n}项{img(png(grey=n))}</p>" for n in range(3)))
    assert [bool(each.data) for each in found] == [True, False, False]
    assert found[1].why_not == pictures.TOO_MANY


def test_one_part_that_is_drawn_a_thousand_times_is_unpacked_once(monkeypatch):
    monkeypatch.setattr(pictures, "REPEATED", 10_000)
    body = paragraph(LONG, *(drawing("rId1") for _ in range(1_200)))
    found = read("a.docx", docx(body, {"rId1": png()})).pictures
    assert len(found) == pictures.MOST
    assert sum(bool(each.data) for each in found) == pictures.MOST_KEPT


def test_words_about_a_picture_hold_nothing_that_no_database_takes():
    [found] = of_page(f"<p>一、流程{img(png(), '流程' + chr(1) + '图')}</p>")
    assert found.alt == "流程图"


# What is told


def test_each_line_with_pictures_has_a_doubt_that_repairs_nothing():
    data = page(
        f"<p>一、流程{img(png(), '流程图')}<img src='/a/b.jpg'></p>", "<p>二、其他</p>", img(png(300))
    )
    one, two = doubts_of(data, "a.html")
    assert one.why == (
        "这里有 2 张图片（流程图），图里的字没有读，请对照图片补上。有 1 张没有留下：在网页以外，地址是 /a/b.jpg。"
    )
    assert (one.line, two.line) == (3, 4)
    assert not one.repairable
    text = read("a.html", data).text
    assert text[: one.start].endswith("一、流程")


def test_a_document_of_pictures_alone_is_refused_with_that_reason():
    with pytest.raises(RejectedSource, match="正文是 2 张图片（扫描件）"):
        read(
            "a.docx", docx(paragraph("", drawing("rId1"), drawing("rId2")), {"rId1": png(), "rId2": png(300)})
        )
    titled = paragraph("关于表彰的决定") + paragraph("", drawing("rId1"))
    with pytest.raises(RejectedSource, match="正文是 1 张图片（扫描件）"):
        read("a.docx", docx(titled, {"rId1": png()}))
    assert read("a.docx", docx(titled + paragraph(LONG), {"rId1": png()})).pictures
    with pytest.raises(RejectedSource, match="正文是 1 张图片（扫描件）"):
        read("a.html", f"<html><h1>决定</h1>{img(png())}</html>".encode())


def test_a_large_part_that_is_drawn_often_is_looked_at_once(monkeypatch):
    looked_at = []
    digest = pictures._digest
    monkeypatch.setattr(pictures, "_digest", lambda data: looked_at.append(len(data)) or digest(data))
    body = paragraph(LONG, *(drawing("rId1") for _ in range(1_000)))
    assert read("a.docx", docx(body, {"rId1": png() + bytes(900_000)})).pictures == ()
    assert sum(looked_at) == 0
