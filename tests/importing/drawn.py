"""Pictures made for a test, and files that carry them."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Mapping

from tests.importing.office import HEAD, W, package

# As long as a paragraph of a document.
LONG = "本通知适用于在本区注册的企业和个人，申报单位应当符合下列各项条件，并在规定的时间内提出申请。"
SPACES = (
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="wp" '
    'xmlns:a="a" xmlns:pic="pic" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def png(width: int = 200, height: int = 100, grey: int = 0xCC) -> bytes:
    """All of one grey; two greys are two pictures."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([grey]) * width) * height
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def jpeg(width: int, height: int) -> bytes:
    """Its first segments, which is all that is looked at."""
    size = struct.pack(">BHHB", 8, height, width, 1)
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0" + struct.pack(">H", len(size) + 2) + size


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height)


def bmp(width: int, height: int) -> bytes:
    return b"BM" + bytes(12) + struct.pack("<iii", 40, width, -height)


def webp(width: int, height: int) -> bytes:
    """As a picture with loss."""
    return _riff(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height))


def webp_lossless(width: int, height: int) -> bytes:
    return _riff(b"VP8L", b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14))


def webp_extended(width: int, height: int) -> bytes:
    sides = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return _riff(b"VP8X", bytes(4) + sides)


def _riff(kind: bytes, content: bytes) -> bytes:
    part = kind + struct.pack("<I", len(content)) + content
    return b"RIFF" + struct.pack("<I", len(part) + 4) + b"WEBP" + part


def address_of(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def img(data: bytes, alt: str = "") -> str:
    return f'<img src="{address_of(data)}" alt="{alt}">'


def drawing(relationship: str, alt: str = "", extent: int = 2_000_000) -> str:
    return (
        f'<w:drawing><wp:inline><wp:extent cx="{extent}" cy="2000000"/><wp:docPr id="1" name="1" descr="{alt}"/>'
        f'<a:graphic><pic:pic><pic:blipFill><a:blip r:embed="{relationship}"/></pic:blipFill></pic:pic>'
        "</a:graphic></wp:inline></w:drawing>"
    )


def paragraph(words: str, *drawings: str) -> str:
    text = f"<w:r><w:t>{words}</w:t></w:r>" if words else ""
    return f"<w:p>{text}<w:r>{''.join(drawings)}</w:r></w:p>"


def docx(body: str, media: Mapping[str, bytes | str]) -> bytes:
    """`media` are relationship -> content, or the address outside the file; rId1.emf is a part with this ending."""
    rows, parts = [], {}
    for name, content in media.items():
        key, _, ending = name.partition(".")
        if isinstance(content, str):
            rows.append(f'<Relationship Id="{key}" Target="{content}" TargetMode="External"/>')
            continue
        rows.append(f'<Relationship Id="{key}" Target="media/{key}.{ending or "png"}"/>')
        parts[f"word/media/{key}.{ending or 'png'}"] = content
    document = f"{HEAD}<w:document {W} {SPACES}><w:body>{body}</w:body></w:document>"
    relationships = f"{HEAD}<Relationships>{''.join(rows)}</Relationships>"
    return package({"word/document.xml": document, "word/_rels/document.xml.rels": relationships, **parts})
