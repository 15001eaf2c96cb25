"""Pictures inside a document: which belong to its text, where each stood, and its bytes where the file carries them.

No picture is decoded here. What it is is seen in its first bytes; whatever a file calls it counts for nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from policies.importing.reading.cleanup import lines_of
from policies.vocabulary import PictureType

# In the attributes of a page, smaller ones are marks and buttons of the page.
LEAST_PIXELS = 80
# A side so short is a line, a spacer or a counter of visitors; a picture that comes so often is the mark of a list.
SPACER_PIXELS, REPEATED = 8, 3
# More are told of in no document; of these so many are kept, each of so many bytes, and all together.
MOST, MOST_KEPT = 1000, 100
MOST_BYTES, MOST_BYTES_IN_ALL = 5_000_000, 10_000_000
# A drawing of A0 at 150 dots an inch has 35 million; a few bytes can ask a browser for many more.
MOST_PIXELS = 50_000_000
# Where a picture stood is told by how the paragraph begins.
AFTER_CHARS = 24
ALT_CHARS, ADDRESS_CHARS = 200, 200
# Before the size of a JPEG stand a few segments, of which a camera writes some 20.
MOST_SEGMENTS = 200

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", PictureType.PNG),
    (b"\xff\xd8\xff", PictureType.JPEG),
    (b"GIF87a", PictureType.GIF),
    (b"GIF89a", PictureType.GIF),
)
_MARKS = re.compile(
    r"logo|icon|ico_|button|btn|arrow|qrcode|ewm|share|dot\.|top\.|banner|\.gif\Z", re.IGNORECASE
)
_SIZE = re.compile(r"\s*(?P<pixels>[0-9]{1,5})(?:px)?\s*\Z")
_DATA = "data:"

TOO_BIG = f"超过 {MOST_BYTES // 1_000_000} MB"
TOO_WIDE = "尺寸大得不正常"
NO_SIZE = "看不出尺寸，可能损坏了"
TOO_MANY = f"一份文件最多留 {MOST_KEPT} 张、共 {MOST_BYTES_IN_ALL // 1_000_000} MB"
OTHER_FORMAT = "不是 PNG、JPEG、GIF、BMP 或 WebP"
NO_BYTES = "文件里没有它的内容"


@dataclass(frozen=True, slots=True)
class CarriedPicture:
    """A picture of the text: `line` of it counts from 1, `words` are how that line begins. One that is not kept has no `media_type`, and `why_not` in Chinese."""

    line: int
    words: str
    alt: str
    media_type: PictureType | None = None
    sha256: str = ""
    why_not: str = ""
    data: bytes = field(default=b"", repr=False)
    """Not in `repr`, by which drafts are told apart: there stands its digest."""


@dataclass(slots=True)
class FoundPicture:
    """A picture while the document is read. `after` is how its paragraph begins, or else the one before."""

    after: str = ""
    alt: str = ""
    name: str = ""
    """What the file calls it: an address, or a part of the file."""
    node: int = 0
    """The box of a page that holds it."""
    data: bytes = b""
    why_not: str = ""

    @property
    def same(self) -> str:
        """What two that show the same have in common: a part of a file may be drawn a thousand times, and is not looked at again."""
        return self.name or _digest(self.data)


def is_of_the_text(attributes: dict[str, str]) -> bool:
    """Does an <img> with these attributes look like a part of the document?"""
    sizes = (_SIZE.match(attributes.get(side, "")) for side in ("width", "height"))
    is_small = any(int(size["pixels"]) < LEAST_PIXELS for size in sizes if size)
    address = attributes.get("src", "")
    is_mark = not _is_data(address) and _MARKS.search(address[-100:])
    return not is_small and not is_mark


def of_element(attributes: dict[str, str]) -> FoundPicture:
    """An <img>. Nothing is fetched: only a data: address has the picture itself."""
    address, alt = attributes.get("src", ""), attributes.get("alt", "")
    if not _is_data(address):
        why_not = f"在网页以外，地址是 {address[:ADDRESS_CHARS]}" if address else NO_BYTES
        return FoundPicture(alt=alt, name=address, why_not=why_not)
    data = _in_address(address)
    return FoundPicture(alt=alt, data=data, why_not="" if data else NO_BYTES)


def _is_data(address: str) -> bool:
    return address[: len(_DATA)].lower() == _DATA


def _in_address(address: str) -> bytes:
    """The bytes of a data: address; none where they are damaged."""
    head, _, body = address.partition(",")
    data = unquote_to_bytes(body)
    if not head.rstrip().lower().endswith("base64"):
        return data
    try:
        return base64.b64decode(b"".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def without_decoration(found: Sequence[FoundPicture]) -> list[FoundPicture]:
    """Without spacers, counters of visitors and the marks of lists."""
    same = [each.same for each in found]
    often = Counter(same)
    # Of which nothing is known, nothing is the same.
    often[_digest(b"")] = 0
    rare = (each for each, name in zip(found, same, strict=True) if often[name] < REPEATED)
    return [each for each in rare if not _is_spacer(each.data)]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _is_spacer(data: bytes) -> bool:
    sides = sides_of(data)
    return sides is not None and min(sides) <= SPACER_PIXELS


def placed(found: Sequence[FoundPicture], text: str) -> tuple[CarriedPicture, ...]:
    """Each at its line of `text`, which was made of the paragraphs that they stood after."""
    if not found:
        return ()
    lines = text.split("\n")
    where = _beginnings(lines)
    room = _Room(MOST_KEPT, MOST_BYTES_IN_ALL)
    told, line = [], 1
    for each in found:
        line = _next_line(where[_key(each.after)], line)
        told.append(_told(each, line, lines[line - 1], room))
    return tuple(told)


def _beginnings(lines: list[str]) -> defaultdict[str, list[int]]:
    """How lines and the cells of tables begin -> their numbers. Of an empty line nothing is known: no picture stands there."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines, start=1):
        for part in {line, *line.strip("| ").split(" | ")}:
            if key := _key(part):
                found[key].append(number)
    return found


def _key(words: str) -> str:
    return "".join(words[:AFTER_CHARS].split())


def _next_line(numbers: list[int], line: int) -> int:
    """The first of them from `line` on; `line` where there is none, since pictures come in their order."""
    index = bisect_left(numbers, line)
    return numbers[index] if index < len(numbers) else line


@dataclass(slots=True)
class _Room:
    """What may still be kept of one document."""

    pictures: int
    bytes: int

    def has(self, size: int) -> bool:
        return self.pictures > 0 and size <= self.bytes

    def take(self, size: int) -> None:
        self.pictures -= 1
        self.bytes -= size


def _told(found: FoundPicture, line: int, words: str, room: _Room) -> CarriedPicture:
    alt, words = _in_one_line(found.alt)[:ALT_CHARS], words[:AFTER_CHARS]
    size = len(found.data)
    why_not = _in_one_line(found.why_not) or why_not_kept(found.data)
    if not why_not and not room.has(size):
        why_not = TOO_MANY
    if why_not:
        return CarriedPicture(line, words, alt, why_not=why_not)
    room.take(size)
    kind = media_type(found.data)
    return CarriedPicture(line, words, alt, kind, _digest(found.data), data=found.data)


def _in_one_line(words: str) -> str:
    """Without what no database takes."""
    return " ".join(" ".join(lines_of(words, Counter())).split())


def why_not_kept(data: bytes) -> str:
    """In Chinese; empty for what any browser shows without harm."""
    if len(data) > MOST_BYTES:
        return TOO_BIG
    if not media_type(data):
        return OTHER_FORMAT
    sides = sides_of(data)
    if sides is None:
        return NO_SIZE
    width, height = sides
    return TOO_WIDE if width * height > MOST_PIXELS else ""


# What the bytes say


def media_type(data: bytes) -> PictureType | None:
    """Of a picture that browsers show and that holds no program; None for anything else, as SVG."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return PictureType.WEBP
    # Behind the two letters stand the size and four empty bytes.
    if data[:2] == b"BM" and data[6:10] == bytes(4):
        return PictureType.BMP
    return next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), None)


def sides_of(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, as the first bytes state them; None where they do not."""
    kind = media_type(data)
    read = _SIDES.get(kind) if kind else None
    try:
        return read(data) if read else None
    except (struct.error, IndexError):
        return None


def _sides_of_jpeg(data: bytes) -> tuple[int, int] | None:
    """They stand in the segment that begins the picture, behind those about it."""
    for kind, start in _segments(data):
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, start + 3)
            return width, height
    return None


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """The kind of each, and where its content begins with its length."""
    start = 2
    for _ in range(MOST_SEGMENTS):
        mark, kind, length = struct.unpack_from(">BBH", data, start)
        if mark != 0xFF:
            return
        yield kind, start + 2
        start += 2 + length


def _sides_of_bmp(data: bytes) -> tuple[int, int]:
    # A picture that is stored from the top down has a negative height.
    width, height = struct.unpack_from("<ii", data, 18)
    return abs(width), abs(height)


def _sides_of_webp(data: bytes) -> tuple[int, int] | None:
    """By the first part of the file (RFC 9649, 2.5 to 2.7): without loss, with loss, or told before both."""
    match data[12:16]:
        case b"VP8X":
            return _int(data[24:27]) + 1, _int(data[27:30]) + 1
        case b"VP8L":
            # 14 bits for each side, behind a mark.
            [bits] = struct.unpack_from("<I", data, 21)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            # The upper two bits of each say only how it is enlarged.
            width, height = struct.unpack_from("<HH", data, 26)
            return width & 0x3FFF, height & 0x3FFF
    return None


def _int(three: bytes) -> int:
    return struct.unpack("<I", three + b"\0")[0]


_SIDES: dict[PictureType, Callable[[bytes], tuple[int, int] | None]] = {
    PictureType.PNG: lambda data: struct.unpack_from(">II", data, 16),
    PictureType.GIF: lambda data: struct.unpack_from("<HH", data, 6),
    PictureType.BMP: _sides_of_bmp,
    PictureType.JPEG: _sides_of_jpeg,
    PictureType.WEBP: _sides_of_webp,
}
