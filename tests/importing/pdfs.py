"""PDF files made by hand, so that each test says what stands where; points from the lower left corner.

Each sign is a box; what it means stands in the ToUnicode table of the font, as in the files of office programs.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from policies.importing.reading import RejectedSource, read

WIDTH, HEIGHT = 595, 842
LEFT, RIGHT, SIZE, LEADING = 79, 521, 16, 28
TOP = 760
PER_LINE = (RIGHT - LEFT) // SIZE


@dataclass
class Sheet:
    """One page: text as (x, y, size, words), lines as (x, y, x, y)."""

    text: list[tuple[float, float, float, str]] = field(default_factory=list)
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)
    picture: bool = False
    in_form: tuple[float, float] | None = None
    """Whether the lines are drawn in a form inside a form, which together move them by this."""
    rotated: int = 0


def document(paragraphs: Iterable[str], *, head: str = "", numbered: bool = True) -> list[Sheet]:
    """As an office program sets them: two characters indented, full lines, a head and a number on each page."""
    sheets = [Sheet()]
    y = TOP
    for paragraph in paragraphs:
        for x, words in _broken(paragraph):
            if y < 100:
                sheets.append(Sheet())
                y = TOP
            sheets[-1].text.append((x, y, SIZE, words))
            y -= LEADING
    for number, sheet in enumerate(sheets, start=1):
        if head:
            sheet.text.append((250, 800, 10, head))
        if numbered:
            sheet.text.append((280, 50, 12, f"— {number} —"))
    return sheets


def _broken(paragraph: str) -> Iterable[tuple[float, str]]:
    first, rest = paragraph[: PER_LINE - 2], paragraph[PER_LINE - 2 :]
    yield LEFT + 2 * SIZE, first
    for start in range(0, len(rest), PER_LINE):
        yield LEFT, rest[start : start + PER_LINE]


def centred(y: float, size: float, words: str) -> tuple[float, float, float, str]:
    return ((LEFT + RIGHT - size * len(words)) / 2, y, size, words)


def grid(xs: Sequence[float], ys: Sequence[float]) -> list[tuple[float, float, float, float]]:
    """All lines of a table."""
    across = [(xs[0], y, xs[-1], y) for y in ys]
    return across + [(x, ys[0], x, ys[-1]) for x in xs]


def pdf(sheets: Sequence[Sheet], *, to_unicode: bool = True) -> bytes:
    codes = {char: n for n, char in enumerate(sorted({c for s in sheets for *_, w in s.text for c in w}), 1)}
    parts: list[bytes] = [b""] * 6
    kids = []
    for sheet in sheets:
        content = _content(sheet, codes)
        parts.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        content_number = len(parts)
        form = _add_forms(parts, sheet) if sheet.in_form else "null"
        turned = f"/Rotate {sheet.rotated} " if sheet.rotated else ""
        box = f"[0 0 {WIDTH} {HEIGHT}]"
        kids.append(len(parts) + 1)
        parts.append(
            f"<< /Type /Page /Parent 2 0 R {turned}/MediaBox {box} /Contents {content_number} 0 R "
            f"/Resources << /Font << /F 3 0 R >> /XObject << /P 7 0 R /Form {form} >> >> >>".encode()
        )
    # The picture takes a number of its own, behind all others: what refers to it is renamed.
    picture = len(parts) + 1
    parts = [part.replace(b"/P 7 0 R", b"/P %d 0 R" % picture) for part in parts]
    parts.append(
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Length 1 >>\nstream\n\xff\nendstream"
    )
    parts[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    parts[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>".encode()
    unicode = "/ToUnicode 6 0 R " if to_unicode else ""
    parts[2] = (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H {unicode}"
        "/DescendantFonts [4 0 R] >>"
    ).encode()
    parts[3] = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /DW 1000 /CIDToGIDMap /Identity "
        b"/FontDescriptor 5 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    parts[4] = (
        b"<< /Type /FontDescriptor /FontName /Test /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 /FontFile2 %d 0 R >>" % (len(parts) + 1)
    )
    font = _font(len(codes) + 1)
    parts.append(b"<< /Length %d /Length1 %d >>\nstream\n%s\nendstream" % (len(font), len(font), font))
    table = _to_unicode(codes)
    parts[5] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(table), table)
    return _file(parts)


def _add_forms(parts: list[bytes], sheet: Sheet) -> str:
    """The lines in a form, and that in another; each moves what it holds. What refers to the outer one."""
    across, up = sheet.in_form or (0, 0)
    lines = "\n".join(f"{a - across} {b - up} m {c - across} {d - up} l S" for a, b, c, d in sheet.lines)
    form = "<< /Type /XObject /Subtype /Form /BBox [-2000 -2000 2000 2000]"
    inner = f"{form} /Matrix [1 0 0 1 0 {up}] /Length {len(lines)} >>\nstream\n{lines}\nendstream"
    parts.append(inner.encode())
    shown = f"q 1 0 0 1 {across} 0 cm /Inner Do Q"
    resources = f"/Resources << /XObject << /Inner {len(parts)} 0 R >> >>"
    parts.append(f"{form} {resources} /Length {len(shown)} >>\nstream\n{shown}\nendstream".encode())
    return f"{len(parts)} 0 R"


def _content(sheet: Sheet, codes: dict[str, int]) -> bytes:
    drawn = ["q 595 0 0 842 0 0 cm /P Do Q"] if sheet.picture else []
    if sheet.in_form:
        drawn.append("/Form Do")
    else:
        drawn += [f"{a} {b} m {c} {d} l S" for a, b, c, d in sheet.lines]
    for x, y, size, words in sheet.text:
        signs = "".join(f"{codes[char]:04X}" for char in words)
        # Upright when the page is shown turned.
        matrix = f"0 1 -1 0 {WIDTH - y} {x}" if sheet.rotated == 90 else f"1 0 0 1 {x} {y}"
        drawn.append(f"BT /F {size} Tf {matrix} Tm <{signs}> Tj ET")
    return "\n".join(drawn).encode()


def _font(glyphs: int) -> bytes:
    """All of its signs are boxes."""
    names = [".notdef", *(f"g{n}" for n in range(1, glyphs))]
    pen = TTGlyphPen(None)
    for number, corner in enumerate([(50, -100), (50, 850), (950, 850), (950, -100)]):
        pen.lineTo(corner) if number else pen.moveTo(corner)
    pen.closePath()
    box = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({})
    builder.setupGlyf(dict.fromkeys(names, box))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 50)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({})
    builder.setupOS2()
    builder.setupPost()
    target = io.BytesIO()
    builder.save(target)
    return target.getvalue()


def refused(data: bytes) -> str:
    """The reason why a file is not read."""
    with pytest.raises(RejectedSource) as error:
        read("a.pdf", data)
    return error.value.reason


def _to_unicode(codes: dict[str, int]) -> bytes:
    rows = [f"<{n:04X}> <{char.encode('utf-16-be').hex().upper()}>" for char, n in codes.items()]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    told = "\n".join(f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{told}\nendcmap end end"
    ).encode()


def _file(parts: list[bytes]) -> bytes:
    data, offsets = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(data)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(parts) + 1
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n" % (size, rows, size)
        + b"startxref\n%d\n%%%%EOF\n" % start
    )
