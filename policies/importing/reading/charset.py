"""Find out in which charset bytes were written. What a page says about itself is one candidate among others."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from policies.importing.reading.rejection import RejectedSource

# Enough to tell charsets apart, little enough to try each of them.
SAMPLE_BYTES = 100_000
# Below this share of common characters among the Han ones, text in a double-byte charset is not Chinese.
LEAST_COMMON = 0.08

# Characters that every official text is full of, simplified, then where it differs traditional.
COMMON = frozenset(
    "的一是在不了有和人中大为上个国以要时来用到作地于出就分对成会可主发年动同工也能下过子政策区市府关部"
    "门企业申请报条件补贴资金扶持材料单位办理通知意见实施规定社保障力源技术创新科学教育住房户口居海外高"
    "层次引进计划项目评审管理服务相应按照根据本由及其或第三二四五六七八九十月日号章"
    "為個國時來動會過區門關業請報條補貼資單辦見實規協會術創學與號對發員經機構專項"
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What pages call it -> what it is: gb2312 and gbk are read as the larger gb18030.
_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "cp936": "gb18030",
}
# Python also has codecs that are no charsets: base64, idna, punycode.
_CHARSETS = frozenset(
    {
        *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gb2312", "gbk", "hz"),
        *("big5", "big5hkscs", "cp950", "cp936", "ascii", "iso8859-1", "cp1252"),
        *("shift_jis", "euc_jp", "euc_kr"),
    }
)
# Any bytes are valid in these, so they are believed only when nothing else fits.
_LATIN = frozenset({"iso8859-1", "cp1252"})
_BEYOND_ASCII = re.compile(b"[\x80-\xff]")
_DECLARED = re.compile(rb"""charset\s{0,5}=\s{0,5}["']?([A-Za-z0-9_.:\-]{2,30})""", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}encoding\s{0,5}=\s{0,5}["']([A-Za-z0-9_.:\-]{2,30})""")
DECLARED_WITHIN_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """`declared` is the charset as the source names it, empty where it names none."""

    text: str
    charset: str
    declared: str = ""

    @property
    def is_declared_wrongly(self) -> bool:
        """Of a text of ASCII alone every charset is right."""
        return bool(self.declared) and _codec(self.declared) != self.charset and not self.text.isascii()


def decode(data: bytes) -> Decoded:
    """The text of `data`; bytes that are not text in its charset become U+FFFD. Raises RejectedSource."""
    declared = _declared(data)
    for mark, codec in _BOMS:
        if data.startswith(mark):
            text = data.decode(codec, errors="replace").removeprefix("\ufeff")
            return Decoded(text, codec, declared)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        codec = _likeliest(data, declared)
        return Decoded(data.decode(codec, errors="replace"), codec, declared)
    if _is_wide(data):
        codec = _likeliest(data, declared)
        return Decoded(data.decode(codec, errors="replace"), codec, declared)
    return Decoded(text, "utf-8", declared)


def _declared(data: bytes) -> str:
    head = data[:DECLARED_WITHIN_BYTES]
    match = _DECLARED.search(head) or _XML_DECLARED.search(head)
    return match[1].decode("ascii").lower() if match else ""


def _codec(name: str) -> str:
    """The Python codec for the name of a charset, or "" for one that no text is written in here."""
    name = _ALIASES.get(name.lower(), name)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return _ALIASES.get(found, found) if found in _CHARSETS else ""


def _is_wide(data: bytes) -> bool:
    """NUL in every other byte is ASCII in UTF-16; text in other charsets has none."""
    return data[:SAMPLE_BYTES].count(0) * 10 > min(len(data), SAMPLE_BYTES)


def _likeliest(data: bytes, declared: str) -> str:
    """The codec under which the data reads most like Chinese, the declared one among equals."""
    # A page may begin with a long script; its first byte beyond ASCII begins a character.
    first = _BEYOND_ASCII.search(data)
    start = first.start() if first else 0
    own = _codec(declared)
    scores: dict[str, float] = {}
    for name in filter(None, ("utf-8", own, "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")):
        # Characters of UTF-16 begin at every second byte.
        begin = start & ~1 if name.startswith("utf-16") else start
        scores[name] = _score(data[begin : start + SAMPLE_BYTES], name)
    best = max(scores, key=lambda name: (round(scores[name], 2), name == own))
    if scores[best] >= LEAST_COMMON:
        return best
    if own in _LATIN and b"\0" not in data:
        return own
    raise RejectedSource(
        "认不出这个文件用的是哪种文字编码，或者它不是文字。请用记事本打开后另存为 UTF-8 再试。"
    )


def _score(sample: bytes, codec: str) -> float:
    """Share of common characters, less what could not be read. The sample may end inside a character."""
    decoded = sample.decode(codec, errors="replace")
    text = decoded[:-1] or "\ufffd"
    other = [char for char in text if not char.isascii()]
    if not other:
        return 0.0 if "\0" in text else LEAST_COMMON
    common = sum(char in COMMON for char in other)
    broken = sum(map(_is_broken, other))
    return (common - 2 * broken) / len(other)


def _is_broken(char: str) -> bool:
    """What could not be read, or belongs to no charset."""
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff"
