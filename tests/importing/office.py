"""Word files made for a test: a zip with the parts that matter."""

from __future__ import annotations

import zipfile
from io import BytesIO

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def package(parts: dict[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(
    body: str,
    *,
    numbering: str = "",
    styles: str = "",
    core: str = "",
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A Word file whose w:body, w:numbering and w:styles hold the given XML."""
    parts = {"[Content_Types].xml": f"{HEAD}<Types/>", "word/document.xml": document(body)}
    if numbering:
        parts["word/numbering.xml"] = f"{HEAD}<w:numbering {W}>{numbering}</w:numbering>"
    if styles:
        parts["word/styles.xml"] = f"{HEAD}<w:styles {W}>{styles}</w:styles>"
    if core:
        spaces = 'xmlns:cp="cp" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        parts["docProps/core.xml"] = f"{HEAD}<cp:coreProperties {spaces}>{core}</cp:coreProperties>"
    return package(parts, compression=compression)


def document(body: str) -> str:
    return f"{HEAD}<w:document {W} {MC}><w:body>{body}</w:body></w:document>"


def paragraph(text: str, *, properties: str = "") -> str:
    inner = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f'<w:p>{inner}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def item(text: str, list_id: int, level: int = 0) -> str:
    """A paragraph of a list."""
    return paragraph(
        text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    )


def levels(*forms: tuple[str, str], start: int = 1) -> str:
    """w:lvl elements from (numFmt, lvlText)."""
    return "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (form, text) in enumerate(forms)
    )


def abstract(number: int, inner: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{inner}</w:abstractNum>'


def num(number: int, of: int, inner: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{inner}</w:num>'


def table(*rows: list[str]) -> str:
    """w:tbl from rows of cells; a cell is XML for inside w:tc."""
    lines = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"
