"""One file, or one paste: from its kind and its bytes to a `Source`, whose text has one paragraph a line.

Nothing is repaired here. What is no text of the document is taken away and counted; what looks wrong is remarked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from policies.importing.reading import no_document, pictures
from policies.importing.reading.charset import Decoded, decode
from policies.importing.reading.cleanup import lines_of, paragraphs, with_room_for_tables, without_page_parts
from policies.importing.reading.docx import read_docx
from policies.importing.reading.extraction import main_content
from policies.importing.reading.flow import FlowBlock
from policies.importing.reading.folders import walk
from policies.importing.reading.own_export import MARK, parse_export
from policies.importing.reading.pdf import read_pdf
from policies.importing.reading.pictures import CarriedPicture, FoundPicture
from policies.importing.reading.plain import is_marked_up, with_tables, without_markup
from policies.importing.reading.rejection import MAX_FILE_BYTES, MAX_TEXT_CHARS, TOO_LONG, RejectedSource
from policies.importing.reading.remarks import remarks_on, struck_out, taken_from
from policies.importing.reading.webpage import WebPage, read_page

__all__ = ["RejectedSource", "Source", "read", "read_text", "walk"]

# So do texts about BMI begin; a picture has four empty bytes behind its size.
_BITMAP = b"BM"
# How a file begins that is no text, and what to tell the person who brought it.
_MAGIC = (
    (b"{\\rtf", "这是 RTF 文件，读不了。请用 Word 打开后另存为 .docx 再导入。"),
    (b"\x89PNG", "这是图片，里面的字读不出来。请提供文字版。"),
    (b"\xff\xd8\xff", "这是图片，里面的字读不出来。请提供文字版。"),
    (b"GIF8", "这是图片，里面的字读不出来。请提供文字版。"),
    (_BITMAP, "这是图片，里面的字读不出来。请提供文字版。"),
    (b"Rar!", "这是压缩包，请先解压，再导入里面的文件。"),
    (b"7z\xbc\xaf", "这是压缩包，请先解压，再导入里面的文件。"),
    (b"\x1f\x8b", "这是压缩包，请先解压，再导入里面的文件。"),
)
# Something may stand before it, and readers take it all the same.
_PDF, PDF_BEGINS_WITHIN = b"%PDF-", 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_HTML = re.compile(
    r"<(?:!doctype\s{1,5}html|html|head|body|meta|title|div|table|p|span|article)[\s>/]", re.IGNORECASE
)
_TAG = re.compile("<[a-zA-Z!/]")
_ARCHIVED_PAGE = re.compile(
    r"(?:MIME-Version|Content-Type: multipart/related|From: <Saved by)", re.IGNORECASE
)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{4}\)(https?://[!-=?-~]{1,500})")
LOOKED_AT_CHARS = 5000
AROUND_SHOWN = 5
HEADING_CHARS = 40
# Of a text at most this share is control characters; a program has more.
MAX_CONTROL_SHARE = 0.05
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Source:
    """What was read. `kind` is html, docx, pdf, text or markdown; `text` has one paragraph a line, tables as in GFM.

    `title` is the title outside the text: the likeliest of a page, the line above the tabs of a copied page. `headings` are the words of
    lines that the source sets as headings: # of Markdown, <h2>, bold paragraphs, Word's styles.
    `meta` holds what the page says of itself, `url` its canonical address. `removed` counts by Chinese name
    what was taken away, `remarks` are Chinese sentences for staff.
    """

    kind: str
    text: str
    title: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    charset: str = ""
    removed: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    headings: frozenset[str] = frozenset()
    pictures: tuple[CarriedPicture, ...] = ()
    """Those that belong to the text, in their order."""


def read(name: str, data: bytes) -> Source:
    """The text of a file. Raises RejectedSource with the reason in Chinese."""
    if len(data) > MAX_FILE_BYTES:
        raise RejectedSource(f"文件超过 {MAX_FILE_BYTES // 1_000_000} MB，太大，没有读。")
    if data.startswith(_OLE):
        raise RejectedSource(_ole_reason(data))
    if data.startswith(_ZIP):
        return _from_docx(data)
    if _PDF in data[:PDF_BEGINS_WITHIN]:
        return _from_pdf(data)
    for magic, reason in _MAGIC:
        if data.startswith(magic) and (magic != _BITMAP or data[6:10] == bytes(4)):
            raise RejectedSource(reason)
    decoded = decode(data)
    if _ARCHIVED_PAGE.match(decoded.text[:200].lstrip()):
        raise RejectedSource("这是 MHT 格式的网页存档，读不了。请在浏览器里另存为“网页，仅 HTML”再导入。")
    ending = name.lower().rpartition(".")[2]
    if ending in {"md", "markdown"}:
        return _from_plain(decoded, "markdown")
    is_named_page = ending in {"html", "htm", "shtml", "xhtml"} and _TAG.search(decoded.text)
    is_page = is_named_page or _is_document_of_html(decoded.text)
    return _from_page(decoded) if is_page else _from_plain(decoded, "text")


def read_text(text: str) -> Source:
    """As `read`, for a paste."""
    if len(text) > MAX_FILE_BYTES:
        raise RejectedSource(TOO_LONG)
    decoded = Decoded(text, "")
    return _from_page(decoded) if _is_document_of_html(text) else _from_plain(decoded, "text")


def _ole_reason(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "这个 Word 文件加了密码，读不了。请去掉密码后另存再导入。"
    return "这是旧格式的 Word（.doc）或 WPS 文件，读不了。请打开后另存为 .docx 再导入。"


def _is_document_of_html(text: str) -> bool:
    """Begins as a page does. A text that mentions a tag somewhere is a text."""
    start = text[:LOOKED_AT_CHARS].lstrip("\ufeff \t\r\n")
    return start.startswith("<") and bool(
        _HTML.match(start) or (start[:2] in {"<!", "<?"} and _HTML.search(start))
    )


def _from_plain(decoded: Decoded, kind: str) -> Source:
    _must_be_text(decoded.text)
    if len(decoded.text) > MAX_TEXT_CHARS:
        raise RejectedSource(TOO_LONG)
    if parse_export(decoded.text):
        # Our own export is read back to the letter.
        return Source("markdown", decoded.text, charset=decoded.charset)
    removed: Counter[str] = Counter()
    text, headings = decoded.text, frozenset[str]()
    # An export of ours that somebody damaged keeps its signs: they tell what it was.
    if MARK not in text and (kind == "markdown" or is_marked_up(text)):
        text, headings = without_markup(text, removed)
    lines = paragraphs(with_tables(lines_of(text, removed)), removed)
    remarks = _charset_remarks(decoded)
    return _source(kind, lines, removed, charset=decoded.charset, remarks=remarks, headings=headings)


def _from_page(decoded: Decoded) -> Source:
    _must_be_text(decoded.text)
    page = read_page(decoded.text)
    pieces = main_content(page)
    if reason := no_document.reason(page, pieces):
        raise RejectedSource(reason)
    lines = _lines(pieces, page.removed)
    remarks = [*_charset_remarks(decoded), *_page_remarks(page)]
    headings = frozenset(piece.text for piece in pieces if _is_heading(piece))
    meta = page.meta | _address(page.meta, decoded.text)
    title = " ".join(page.name.split())
    return _source(
        "html",
        lines,
        page.removed,
        title=title,
        meta=meta,
        charset=decoded.charset,
        remarks=remarks,
        taken=page.taken,
        headings=headings,
        found=page.pictures,
    )


def _page_remarks(page: WebPage) -> Iterator[str]:
    if page.around:
        yield _left_out(page.around)
    if page.numbered_items:
        yield f"网页的 {page.numbered_items} 个列表项由浏览器自动编号，已写成数字，请对照网页核对。"
    if page.raised:
        yield f"网页里有 {page.raised} 处带数字的上标或下标，纯文本里看不出来，请核对。"
    if page.struck:
        yield struck_out(page.struck)


def _is_heading(piece: FlowBlock) -> bool:
    """Is it set as one? A bold sentence is none."""
    is_short = isinstance(piece.body, str) and len(piece.text) <= HEADING_CHARS
    return is_short and (piece.look.is_bold or piece.look.heading > 1)


def _left_out(around: Sequence[str]) -> str:
    shown = "、".join(f"“{start}”" for start in around[:AROUND_SHOWN])
    more = "等" if len(around) > AROUND_SHOWN else ""
    return f"正文以外的 {len(around)} 段没有收：{shown}{more}。"


def _address(meta: dict[str, str], page: str) -> dict[str, str]:
    """Where the page says that it stands, or the browser that saved it."""
    saved = _SAVED_FROM.search(page[:LOOKED_AT_CHARS])
    address = meta.get("canonical") or meta.get("og:url") or (saved[1] if saved else "")
    return {"url": address} if re.match(r"https?://", address) else {}


def _from_docx(data: bytes) -> Source:
    document = read_docx(data)
    if reason := no_document.of_scan(document.pieces, len(document.pictures)):
        raise RejectedSource(reason)
    lines = _lines(document.pieces, document.removed)
    headings = frozenset(document.headings)
    return _source(
        "docx",
        lines,
        document.removed,
        title=document.title,
        meta=document.meta,
        remarks=document.remarks,
        headings=headings,
        found=document.pictures,
    )


def _from_pdf(data: bytes) -> Source:
    found = read_pdf(data)
    lines = _lines(map(FlowBlock, found.pieces), found.removed)
    return _source("pdf", lines, found.removed, remarks=found.remarks)


def _lines(pieces: Iterable[FlowBlock], removed: Counter[str]) -> list[str]:
    lines: list[str] = []
    chars = 0
    for piece in pieces:
        new = [piece.body] if isinstance(piece.body, str) else [*piece.body.lines(), ""]
        chars += sum(map(len, new))
        if chars > MAX_TEXT_CHARS:
            raise RejectedSource(TOO_LONG)
        lines += new
    return paragraphs((line for raw in lines for line in lines_of(raw, removed) or [""]), removed)


def _source(
    kind: str,
    lines: list[str],
    removed: Counter[str],
    title: str = "",
    meta: Mapping[str, str] | None = None,
    charset: str = "",
    remarks: Iterable[str] = (),
    taken: Iterable[str] = (),
    headings: frozenset[str] = frozenset(),
    found: Sequence[FoundPicture] = (),
) -> Source:
    taken, meta = list(taken), dict(meta or {})
    lines, shown_title = without_page_parts(lines, removed, taken, meta)
    text = with_room_for_tables(lines)
    if not text:
        raise RejectedSource("没有找到文字：文件是空的，或者只有图片、导航和空行。")
    counted = {str(name): number for name, number in removed.items() if number}
    told = tuple(map(_fact, (*remarks, *taken_from(taken), *remarks_on(lines))))
    facts = {_fact(name): _fact(value) for name, value in meta.items()}
    name = _fact(title or shown_title)
    return Source(kind, text, name, facts, charset, counted, told, headings, pictures.placed(found, text))


def _fact(words: str) -> str:
    """What stands outside the text, on one line and without characters that no database takes."""
    return " ".join(lines_of(words, Counter()))


def _must_be_text(text: str) -> None:
    if not text.strip("\ufeff \t\r\n\u3000\xa0"):
        raise RejectedSource("文件是空的。")
    if len(_CONTROL.findall(text[:200_000])) > MAX_CONTROL_SHARE * min(len(text), 200_000):
        raise RejectedSource("这不是文字文件，读不了。")


def _charset_remarks(decoded: Decoded) -> list[str]:
    if not decoded.is_declared_wrongly:
        return []
    return [f"文件自称用 {decoded.declared} 编码，实际是 {decoded.charset}，已按实际的读。"]
