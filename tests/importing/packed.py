"""Zip files as tests need them, also such as nobody should send."""

from __future__ import annotations

import io
import struct
import zipfile


def packed(files: dict[str, bytes | str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def in_old_windows(name: str, content: str) -> bytes:
    """One file whose name is GBK, and nothing in the archive says so."""
    raw = name.encode("gbk")
    stand_in = "x" * len(raw)
    return packed({stand_in: content}).replace(stand_in.encode(), raw)


def with_utf8_in_extra(name: str, content: str) -> bytes:
    """The name in a code page, and once more in the field that Info-ZIP adds."""
    field = b"\x01" + bytes(4) + name.encode()
    info = zipfile.ZipInfo("plain.txt")
    info.extra = struct.pack("<HH", 0x7075, len(field)) + field
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(info, content)
    return target.getvalue()


def encrypted(name: str, content: str) -> bytes:
    """Marked as such, in both of the places where the mark stands."""
    data = bytearray(packed({name: content}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(signature) + offset
        data[at] |= 1
    return bytes(data)
