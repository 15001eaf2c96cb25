"""Many documents in one zip file, opened as if somebody had made it to do harm. Nothing of it is ever written to a disk."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from policies.importing.reading.folders import PAGES, SAVED_WITH, why_unread
from policies.importing.reading.package import METHODS
from policies.importing.reading.rejection import MAX_FILE_BYTES, PassedOver, RejectedSource

MAX_ARCHIVE_BYTES = 200_000_000
MAX_ENTRIES = 2_000
# Of all that is in it. A page packs some 5 : 1, a bomb over 1,000 : 1.
MAX_UNPACKED_BYTES = 500_000_000
MAX_RATIO, RATIO_MATTERS_FROM_BYTES = 200, 1_000_000
# Zip files of 2,000 entries with long names need a tenth of it; Python makes an object of each entry before anybody can count them.
MAX_DIRECTORY_BYTES = 4_000_000
NAME_CHARS = 500

_END, _END_BYTES = b"PK\x05\x06", 22
_FAR_END, _FAR_END_BYTES = b"PK\x06\x07", 20
_LONGEST_COMMENT = 65_535
_ENCRYPTED, _IS_UTF8, _UTF8_NAME = 0x1, 0x800, 0x7075
# What an office document has at its top, and no archive of documents.
_OFFICE = "[Content_Types].xml"
_BROKEN_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, UnicodeError),
)

_BROKEN = "压缩包损坏，打不开。请重新压缩为 .zip 再交。"
_TOO_MANY = f"压缩包里的文件超过 {MAX_ENTRIES} 个，没有收。请分成几个压缩包。"
_TOO_BIG = f"压缩包超过 {MAX_ARCHIVE_BYTES // 1_000_000} MB，太大，没有收。请分成几个压缩包。"
_FAR = "这种压缩格式（zip64）不收，请用普通的 .zip。"
_ABNORMAL = "压缩得不正常，为安全起见没有读。"
_NO_ROOM = f"压缩包解开后超过 {MAX_UNPACKED_BYTES // 1_000_000} MB，这一份没有读。请另外再交。"

Entry = tuple[str, bytes | RejectedSource]


def is_archive(name: str, file: BinaryIO) -> bool:
    """Whether it is an archive of documents, and not one document that is packed, as Word's are."""
    file.seek(0)
    is_zip = file.read(4) in (b"PK\x03\x04", _END)
    if not is_zip or not name.lower().endswith(".zip"):
        return False
    try:
        return _OFFICE not in _opened(file).namelist()
    except RejectedSource:
        return True


def unpacked(file: BinaryIO) -> Iterator[Entry]:
    """(name, content or why there is none) for each file in it, one at a time in their order. Raises RejectedSource at once."""
    archive = _opened(file)
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_ENTRIES:
        raise RejectedSource(_TOO_MANY)
    if not entries:
        raise RejectedSource("压缩包是空的。")
    return _contents(archive, entries)


def _contents(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[Entry]:
    names = [name_of(entry) for entry in entries]
    pages = {name.rpartition(".")[0] for name in names if name.lower().endswith(PAGES)}
    seen: set[str] = set()
    left = MAX_UNPACKED_BYTES
    for name, entry in zip(names, entries, strict=True):
        why_not = _why_unread(name, pages) or _why_unopened(entry, left, is_second=name in seen)
        seen.add(name)
        if why_not:
            yield name, why_not
            continue
        # Whatever comes of it: unpacking is what costs.
        left -= entry.file_size
        yield name, _content(archive, entry)


def _why_unopened(entry: zipfile.ZipInfo, left: int, *, is_second: bool) -> RejectedSource | None:
    """By what the list of entries says of it, before anything is unpacked."""
    if entry.flag_bits & _ENCRYPTED:
        return RejectedSource("加了密码，读不了。请去掉密码后重新压缩。")
    if entry.compress_type not in METHODS:
        return RejectedSource("这种压缩方法读不了。请用普通的 .zip 重新压缩。")
    ratio = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size > RATIO_MATTERS_FROM_BYTES and ratio > MAX_RATIO:
        return RejectedSource(_ABNORMAL)
    if entry.file_size > MAX_FILE_BYTES:
        return RejectedSource(f"文件超过 {MAX_FILE_BYTES // 1_000_000} MB，太大，没有读。")
    if is_second:
        return RejectedSource("压缩包里有两份同名的文件，只读了前一份。")
    return RejectedSource(_NO_ROOM) if entry.file_size > left else None


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | RejectedSource:
    try:
        with archive.open(entry) as part:
            # The size that it states may be a lie: no more than that is unpacked, and then its checksum is wrong.
            return part.read(entry.file_size)
    except _BROKEN_ERRORS:
        return RejectedSource("在压缩包里损坏了，读不了。")


def _why_unread(name: str, pages: set[str]) -> RejectedSource | None:
    path = PurePosixPath(name)
    if any(part.startswith((".", "~$")) or part == "__MACOSX" for part in path.parts):
        return PassedOver("隐藏文件或临时文件，没有读。")
    if any(_is_saved_with(str(folder), pages) for folder in path.parents):
        return PassedOver("和网页一起保存的图片、样式等，没有读。")
    if path.suffix.lower() == ".zip":
        return RejectedSource("这是压缩包里的压缩包，没有打开。请单独交。")
    return why_unread(name)


def _is_saved_with(folder: str, pages: set[str]) -> bool:
    return any(folder.endswith(end) and folder.removesuffix(end) in pages for end in SAVED_WITH)


# The directory


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    size = file.seek(0, 2)
    if size > MAX_ARCHIVE_BYTES:
        raise RejectedSource(_TOO_BIG)
    if _directory_bytes(file, size) > MAX_DIRECTORY_BYTES:
        raise RejectedSource(_TOO_MANY)
    file.seek(0)
    try:
        return zipfile.ZipFile(file)
    except _BROKEN_ERRORS:
        raise RejectedSource(_BROKEN) from None


def _directory_bytes(file: BinaryIO, size: int) -> int:
    """How long the list of entries says it is, where `zipfile` looks for it. Raises RejectedSource."""
    file.seek(max(0, size - _LONGEST_COMMENT - _END_BYTES - _FAR_END_BYTES))
    tail = file.read()
    at = len(tail) - _END_BYTES
    if not (tail[at:].startswith(_END) and tail.endswith(b"\x00\x00")):
        at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise RejectedSource(_BROKEN)
    # Of a file that needs the long form the second list would count.
    if tail[max(0, at - _FAR_END_BYTES) : at].startswith(_FAR_END):
        raise RejectedSource(_FAR)
    [length] = struct.unpack_from("<L", tail, at + 12)
    return length


# Names


def name_of(entry: zipfile.ZipInfo) -> str:
    """As a person wrote it, without what would lead out of a folder.

    Chinese Windows writes GBK and says nothing; the standard then takes it for code page 437.
    """
    raw = _in_extra(entry) or _decoded(entry)
    steps = raw.replace("\\", "/").split("/")
    parts = [_printable(step) for step in steps if step not in ("", ".", "..")]
    return "/".join(parts)[-NAME_CHARS:] or "没有名字的文件"


def _printable(part: str) -> str:
    return "".join(char if char.isprintable() else "_" for char in part)


def _decoded(entry: zipfile.ZipInfo) -> str:
    name = entry.filename
    if entry.flag_bits & _IS_UTF8:
        return name
    try:
        data = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for charset in ("utf-8", "gb18030"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return name


def _in_extra(entry: zipfile.ZipInfo) -> str:
    """The name in UTF-8 that some programs add to one in an old code page."""
    rest = entry.extra
    while len(rest) >= 4:
        kind, length = struct.unpack_from("<HH", rest)
        field, rest = rest[4 : 4 + length], rest[4 + length :]
        if kind == _UTF8_NAME and field[:1] == b"\x01":
            return field[5:].decode("utf-8", "replace")
    return ""
