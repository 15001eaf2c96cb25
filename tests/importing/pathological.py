"""Sources made to do harm, each with what must come of it: a text that holds certain words, or a refusal."""

from __future__ import annotations

import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from policies.importing.reading.own_export import MARK
from tests.importing import office, pdfs

N = 100_000
MEGABYTE = 1_000_000
SENTENCE = "为做好本区人才公寓的申报和审核工作，现将有关事项通知如下，请各单位遵照执行。"


@dataclass(frozen=True)
class Case:
    build: Callable[[], bytes]
    holds: str = ""
    """Words that the text must hold."""
    refused: str = ""
    """Words of the reason for which it must be refused."""
    file: str = "page.html"


def page(markup: str) -> bytes:
    return markup.encode("utf-8", "surrogatepass")


def nested(opening: str, times: int = N) -> Callable[[], bytes]:
    return lambda: page(opening * times + SENTENCE)


def html(build: Callable[[], str], holds: str = SENTENCE) -> Case:
    return Case(lambda: page(build()), holds)


def text(build: Callable[[], str], holds: str = "", refused: str = "") -> Case:
    return Case(lambda: page(build()), holds, refused, "text.txt")


def word(build: Callable[[], bytes], holds: str = "", refused: str = "") -> Case:
    return Case(build, holds, refused, "file.docx")


def _closed_in_other_order() -> str:
    return "<b><p>字</b></p></i>" * 30_000 + SENTENCE


def _formatting() -> str:
    """A parser that builds the tree of the standard makes 100 million nodes of this."""
    opened = "".join(f"<font color={number}>" for number in range(10_000))
    return f"<p>{opened}</p>" + "<p>字" * 10_000 + SENTENCE


def _cells_that_span() -> str:
    row = "<tr>" + "<td colspan=1000 rowspan=65534>" + "字" * 1000 + "</tr>"
    return f"{SENTENCE}<table>{row * 500}</table>"


PAGES = {
    "div nested": Case(nested("<div>"), SENTENCE),
    "b nested": Case(nested("<b>"), SENTENCE),
    "span nested": Case(nested("<span class=a>"), SENTENCE),
    "table nested": Case(nested("<table><tr><td>", 33_000), SENTENCE),
    "data table nested": Case(nested("<table><tr><td>甲<td>乙<tr><td>丙<td>", 10_000), "甲"),
    "list nested": Case(nested("<ul><li>", 50_000), SENTENCE),
    "numbered list nested": Case(nested("<ol><li>字", 50_000), "1. 字"),
    "quote nested": Case(nested("<blockquote><p>"), SENTENCE),
    "font and p nested": Case(nested("<font><p>", 50_000), SENTENCE),
    "svg nested": Case(nested("<svg><g>", 50_000), SENTENCE),
    "form nested": Case(nested("<form><div>", 50_000), SENTENCE),
    "formatting rebuilt": html(_formatting),
    "closed in other order": html(_closed_in_other_order),
    "p unclosed": html(lambda: "<p>字" * 200_000 + f"<p>{SENTENCE}"),
    "end tags without start": html(lambda: "<div><table><tr><td>" + "</div></section>" * N + SENTENCE),
    "div in cell, section outside": html(
        lambda: "<section><table><tr><td>" + "<div>" * 50_000 + "</section>" * 50_000 + SENTENCE
    ),
    "megabyte of <": html(lambda: f"<p>{SENTENCE}" + "<" * MEGABYTE),
    "megabyte of <!": html(lambda: f"<p>{SENTENCE}" + "<!" * 500_000),
    "megabyte of </": html(lambda: f"<p>{SENTENCE}" + "</" * 500_000),
    "megabyte of <?": html(lambda: f"<p>{SENTENCE}" + "<?" * 500_000),
    "megabyte of <a": html(lambda: f"<p>{SENTENCE}<p>" + "<a" * 500_000),
    "comment unclosed": html(lambda: f"<p>{SENTENCE}<!-- " + "字" * 300_000),
    "comments opened": html(lambda: f"<p>{SENTENCE}" + "<!--" * N),
    "attributes of one tag": html(
        lambda: "<p " + " ".join(f"a{number}=1" for number in range(N)) + f">{SENTENCE}"
    ),
    "same attribute of one tag": html(lambda: "<div " + "class=a " * N + f">{SENTENCE}"),
    "quotes unclosed": html(lambda: f'<p>{SENTENCE}<p a="' + "<p a='" * N),
    "attribute of a megabyte": html(lambda: f'<div class="{"a " * 500_000}">{SENTENCE}'),
    "style of a megabyte": html(lambda: f'<div style="{"display:" * 125_000}">{SENTENCE}'),
    "name of a megabyte": html(lambda: f"<p>{SENTENCE}<{'x' * MEGABYTE}>"),
    "picture inside": html(lambda: f'<img src="data:image/png;base64,{"A" * 5_000_000}"><p>{SENTENCE}'),
    "references unclosed": html(lambda: f"<p>{SENTENCE}<p>" + "&#" * 300_000),
    "reference of a megabyte": html(lambda: f"<p>{SENTENCE}<p>&#{'9' * MEGABYTE};"),
    "ampersands": html(lambda: f"<p>{SENTENCE}<p>" + "&a" * 500_000),
    "script opened": html(lambda: f"<p>{SENTENCE}<p>" + "<script>" * 50_000),
    "script ends cut off": html(lambda: f"<p>{SENTENCE}<script>" + "</scrip" * N),
    "title opened": html(lambda: f"<p>{SENTENCE}" + "<title>" * N),
    "meta flood": html(lambda: "".join(f"<meta name=a{n} content=b>" for n in range(N)) + SENTENCE),
    "menus": html(lambda: "<ul><li><a href=x>要闻</a></ul>" * 50_000 + f"<p>{SENTENCE}"),
    "tables by the ten thousand": html(
        lambda: (
            f"<div id=zoom><p>{SENTENCE}</div>"
            + "<table><tr><td>文号<td>甲<td>文号<td>乙<tr><td>来源<td>丙</table>" * 20_000
        )
    ),
    "facts by the hundred thousand": html(
        lambda: f"<div id=zoom><p>{SENTENCE * 20_000}</div>" + "<p>来源：甲 来源：乙 来源：丙" * N
    ),
    "twenty megabytes of references": Case(
        lambda: page(f"<p>{SENTENCE}<p>" + "&a" * 9_900_000), refused="300 万字"
    ),
    "twenty megabytes of comments": Case(lambda: page(SENTENCE + "<!>" * 6_600_000), refused="标签"),
    "twenty megabytes of attributes": html(lambda: f"<p {'a ' * 9_900_000}>{SENTENCE}"),
    "twenty megabytes of script": html(lambda: f"<script>{'a' * 19_900_000}</script>{SENTENCE}"),
    "spans of cells": Case(lambda: page(_cells_that_span()), refused="表格大得不正常"),
    "tags by the million": Case(lambda: page(SENTENCE + "<i>" * 1_000_000), refused="标签多得不正常"),
    "NUL between letters": Case(
        lambda: b"<p>" + SENTENCE.encode("utf-8") + b"</p>" + b"a\0b" * 20, refused="不是文字"
    ),
    "declares a charset nobody knows": Case(lambda: f"<meta charset=x-klingon>{SENTENCE}".encode(), SENTENCE),
    "declares base64": Case(lambda: f"<meta charset=base64>{SENTENCE}".encode("gb18030"), SENTENCE),
    "declares idna": Case(lambda: f"<meta charset=idna>{SENTENCE}".encode("gb18030"), SENTENCE),
}

TEXTS = {
    "megabyte of 一、": text(lambda: "一、" * 170_000, "一、一、"),
    "lines of 一、": text(lambda: "一、\n" * N, "一、\n一、"),
    "brackets": text(lambda: "[" * 20_000, "[[["),
    "brackets and parentheses": text(lambda: "[a](" * 250_000, "[a]("),
    "backslashes": text(lambda: "\\" * MEGABYTE, "\\\\"),
    "quotes nested": text(lambda: "> " * 500_000 + "字", "字"),
    "bars": text(lambda: "|" * MEGABYTE, "|||"),
    "rows of bars": text(lambda: "|a|\n|-|\n" * N, "|a|"),
    "digits": text(lambda: "9" * MEGABYTE, "999"),
    "empty lines": text(lambda: "\n" * MEGABYTE + "字", "字"),
    "spaces": text(lambda: " " * MEGABYTE + "字" + "\u3000" * MEGABYTE, "字"),
    "no-break spaces": text(lambda: "\u00a0\n" * 300_000 + "字", "字"),
    "carriage returns": text(lambda: "字\r" * 300_000, "字\n字"),
    "zero-width": text(lambda: "\u200b" * 300_000 + "字", "字"),
    "combining marks": text(lambda: "字" + "\u0301" * 400_000, "字\u0301"),
    "direction marks": text(lambda: "\u202e字\u202c" * N, "字"),
    "captions": text(lambda: "徐汇区发布关于人才的意见\n" * N + "一、总则\n", "一、总则"),
    "navigation": text(lambda: "打印 关闭 " * N + "\n一、总则", "一、总则"),
    "almost navigation": text(lambda: "".join(f"{'打印 ' * 17}{n}\n" for n in range(5000)), "打印 4999"),
    "rules": text(lambda: ("-" * 1000 + "\n") * 1000 + "字", "字"),
    "replacement characters": text(lambda: "字\ufffd" * N, "字\ufffd"),
    "export that never ends": text(
        lambda: f"# a\n\n{MARK}\n| --- | --- |\n" + "\n\n## 政策原文\n\n" * N, "## 政策原文"
    ),
    "export with one wide row": text(
        lambda: f"# a\n\n{MARK}\n| --- | --- |\n| {'a' * MEGABYTE}" + "\\|" * N, MARK
    ),
    "four million letters": text(lambda: "字" * 4_000_000, refused="300 万字"),
    "empty": Case(lambda: b"", refused="空的", file="a.txt"),
    "only a mark": Case(lambda: b"\xef\xbb\xbf", refused="空的", file="a.txt"),
    "only a wide mark": Case(lambda: b"\xff\xfe", refused="空的", file="a.txt"),
    "only spaces": text(lambda: " \u3000\u00a0\n" * 1000, refused="空的"),
    "lone surrogates": text(lambda: f"{SENTENCE}\ud800\udfff", SENTENCE),
    "too large": Case(lambda: b"a" * 20_000_001, refused="20 MB", file="a.txt"),
    "half a character": Case(lambda: (SENTENCE * 3).encode("gb18030")[:-1], SENTENCE, file="a.txt"),
    "utf-8 with broken bytes": Case(
        lambda: SENTENCE.encode() + b"\xff\xe4" + SENTENCE.encode(), SENTENCE, file="a.txt"
    ),
    "utf-16 without mark": Case(lambda: (SENTENCE * 3).encode("utf-16-le"), SENTENCE, file="a.txt"),
    "odd number of bytes in utf-16": Case(
        lambda: SENTENCE.encode("utf-16") + b"\x00", SENTENCE, file="a.txt"
    ),
    "random bytes": Case(lambda: random.Random(4).randbytes(MEGABYTE), refused="编码", file="a.txt"),
    "zeros": Case(lambda: bytes(MEGABYTE), refused="编码", file="a.txt"),
    "control characters": Case(lambda: b"\x01a" * N, refused="不是文字", file="a.txt"),
    "PDF that unpacks to a gigabyte": Case(lambda: _pdf_bomb(), refused="PDF", file="a.pdf"),
    "PDF with a crowded page": Case(lambda: _crowded_pdf(), SENTENCE[:4], file="a.pdf"),
    "PDF with a hundred thousand lines": Case(lambda: _lined_pdf(), SENTENCE[:4], file="a.pdf"),
    "PDF whose pages hold each other": Case(lambda: _circular_pdf(), refused="PDF", file="a.pdf"),
    "PDF": Case(lambda: b"%PDF-1.7\n" + bytes(1000), refused="PDF", file="a.html"),
    "picture": Case(lambda: b"\x89PNG\r\n\x1a\n" + bytes(1000), refused="图片", file="a.html"),
    "gzip": Case(lambda: b"\x1f\x8b\x08" + bytes(1000), refused="压缩包", file="a.txt"),
    "page archive": Case(
        lambda: b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n", refused="MHT", file="a.html"
    ),
    "program": Case(lambda: b"\x7fELF\x02\x01\x01" + bytes(5000), refused="编码", file="a.txt"),
    "old Word": Case(
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), refused=".doc", file="a.docx"
    ),
    "Word with password": Case(
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"),
        refused="密码",
        file="a.docx",
    ),
}


def _pdf_bomb() -> bytes:
    """A page of comments: a megabyte that says how to write a gigabyte."""
    stream = _packed_again_and_again(b"%" * MEGABYTE, 1000)
    text = pdfs.pdf(pdfs.document([SENTENCE]))
    head, _, rest = text.partition(b"8 0 obj")
    packed = b"8 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n"
    return head + packed % (len(stream), stream) + rest[rest.index(b"9 0 obj") :]


def _packed_again_and_again(piece: bytes, times: int) -> bytes:
    """What `zlib` makes of `piece * times`, of which only two are packed: behind a full flush nothing refers to what
    was before, so the second is as good for all that follow."""
    packing, checksum = zlib.compressobj(9), 1
    first, other = (packing.compress(piece) + packing.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    for _ in range(times):
        checksum = zlib.adler32(piece, checksum)
    last_block = packing.flush()[:-4]
    return first + other * (times - 1) + last_block + checksum.to_bytes(4, "big")


def _crowded_pdf() -> bytes:
    sheet = pdfs.document([SENTENCE])[0]
    sheet.text += [(79 + n % 400, 700 - n % 500, 5, SENTENCE) for n in range(3000)]
    return pdfs.pdf([sheet])


def _lined_pdf() -> bytes:
    sheet = pdfs.document([SENTENCE])[0]
    sheet.lines = [(n % 500, n % 800, n % 500 + 50, n % 800) for n in range(N)]
    return pdfs.pdf([sheet])


def _circular_pdf() -> bytes:
    data = pdfs.pdf(pdfs.document([SENTENCE]))
    return data.replace(b"/Type /Page /Parent 2 0 R", b"/Type /Pages /Kids [2 0 R] ")


def _lying_size() -> bytes:
    """The directory says 10 bytes, the entry unpacks to 100 MB."""
    data = bytearray(office.package({"word/document.xml": b" " * 100_000_000}))
    directory = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, directory + 24, 10)
    return bytes(data)


def plain(body: str, **parts: str) -> bytes:
    """A Word file that is not packed, so that nothing is refused for being packed too well."""
    return office.docx(body, **parts, compression=zipfile.ZIP_STORED)


def _entries(number: int) -> bytes:
    return office.package({"word/document.xml": ""} | {f"word/{name}": "" for name in range(number)})


def _entities() -> bytes:
    declared = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return office.package(
        {"word/document.xml": f'<!DOCTYPE x [<!ENTITY a0 "字">{declared}]><w:document>&a9;</w:document>'}
    )


def _outside_entity() -> bytes:
    declared = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return office.package({"word/document.xml": f"{declared}<w:document>&a;</w:document>"})


def _zip_in_zip() -> bytes:
    inner = office.package({"word/document.xml": office.document(office.paragraph("字"))})
    for _ in range(20):
        inner = office.package({"word/document.xml": inner})
    return inner


def _twice() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", office.document(office.paragraph("甲")))
        archive.writestr("word\\document.xml", office.document(office.paragraph("乙")))
    return buffer.getvalue()


def _flag(data: bytes, offset: int, value: int) -> bytes:
    """`data` with a 16-bit field of the last directory entry set."""
    changed = bytearray(data)
    struct.pack_into("<H", changed, changed.rindex(b"PK\x01\x02") + offset, value)
    return bytes(changed)


def _one_part() -> bytes:
    return office.package({"word/document.xml": office.document(office.paragraph("字"))})


def _numbering(number: int, pattern: str, start: int = 1, form: str = "upperRoman") -> bytes:
    lists = office.abstract(0, office.levels((form, pattern), start=start)) + office.num(1, 0)
    return plain("".join(office.item("字", 1) for _ in range(number)), numbering=lists)


def _many_lists() -> bytes:
    level = office.levels(("chineseCounting", "%1、"))
    lists = "".join(office.abstract(n, level) + office.num(n, n) for n in range(60_000))
    return plain(office.item("字", 1), numbering=lists)


def _looped_styles() -> bytes:
    styles = "".join(
        f'<w:style w:styleId="{a}"><w:name w:val="{a}"/><w:basedOn w:val="{b}"/></w:style>'
        for a, b in (("A", "B"), ("B", "A"))
    )
    body = office.paragraph("字", properties='<w:pStyle w:val="A"/>') * 10_000
    return plain(body, styles=styles, numbering=office.abstract(0, "") + office.num(1, 0))


def _wide_cells() -> bytes:
    cell = f'<w:tcPr><w:gridSpan w:val="99999999999"/></w:tcPr>{office.paragraph("字" * 1000)}'
    return plain(office.table(*[[cell, cell] for _ in range(1000)]))


def _damaged() -> bytes:
    data = bytearray(plain(office.paragraph("字" * 5000), styles="<w:style/>"))
    data[100:140] = bytes(40)
    return bytes(data)


WORDS = {
    "zip bomb": word(lambda: office.package({"word/document.xml": b" " * 100_000_000}), refused="大小不正常"),
    "zip bomb just below the size": word(
        lambda: office.package({"word/document.xml": b" " * 19_000_000}), refused="大小不正常"
    ),
    "zip with a lying size": word(_lying_size, refused="损坏"),
    "zip with many entries": word(lambda: _entries(6_000), refused="大小不正常"),
    "zip in zip in zip": word(_zip_in_zip, refused="损坏"),
    "zip with one name twice": word(_twice, refused="损坏"),
    "zip cut off": word(lambda: _one_part()[:-30], refused="损坏"),
    "zip encrypted": word(lambda: _flag(_one_part(), 8, 1), refused="密码"),
    "zip packed in an unknown way": word(lambda: _flag(_one_part(), 10, 77), refused="损坏"),
    "zip damaged inside": word(_damaged, refused="损坏"),
    "zip of something else": word(lambda: office.package({"a.txt": "字"}), refused="压缩包"),
    "spreadsheet": word(lambda: office.package({"xl/workbook.xml": "<a/>"}), refused="Excel"),
    "entities that grow": word(_entities, refused="大小不正常"),
    "entity from a file": word(_outside_entity, refused="大小不正常"),
    "numbers in Roman from a billion": word(lambda: _numbering(1000, "%1.", 999_999_999), "999999999. 字"),
    "numbers in letters from a billion": word(
        lambda: _numbering(1000, "%1.", 999_999_999, "lowerLetter"), "999999999. 字"
    ),
    "number with a pattern of a megabyte": word(lambda: _numbering(2000, "%1" * 500_000), "字"),
    "sixty thousand lists": word(_many_lists, "一、字"),
    "styles in a circle": word(_looped_styles, "字"),
    "elements nested": word(lambda: plain("<w:a>" * N + "</w:a>" * N + office.paragraph("字")), "字"),
    "paragraphs nested": word(
        lambda: plain("<w:p><w:r><w:t>字</w:t></w:r>" * 30_000 + "</w:p>" * 30_000), "字"
    ),
    "tables nested": word(
        lambda: plain("<w:tbl><w:tr><w:tc><w:p/>" * 30_000 + "</w:tc></w:tr></w:tbl>" * 30_000),
        refused="没有找到文字",
    ),
    "text of a megabyte": word(lambda: plain(office.paragraph("字" * MEGABYTE)), "字字"),
    "paragraphs by the hundred thousand": word(
        lambda: plain("".join(office.paragraph(f"第{n}段") for n in range(N))), "第99999段"
    ),
    "empty elements by the million": word(
        lambda: office.package(
            {"word/document.xml": office.document("<w:p/>" * 1_000_001)}, compression=zipfile.ZIP_STORED
        ),
        refused="大小不正常",
    ),
    "cells that span": word(_wide_cells, refused="表格大得不正常"),
    "styles and lists by the hundred thousand": word(
        lambda: plain("<w:p/>", styles="<w:style/>" * 500_000, numbering="<w:num/>" * 500_000),
        refused="大小不正常",
    ),
    "XML unclosed": word(lambda: plain("<w:p>"), refused="损坏"),
    "attributes of one element": word(
        lambda: plain("<w:p " + " ".join(f'a{n}="1"' for n in range(N)) + f"/>{office.paragraph('字')}"),
        "字",
    ),
}

CASES = PAGES | TEXTS | WORDS
