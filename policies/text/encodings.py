"""The query string of an address, whose bytes may be those of old Chinese programs: GBK, which GB 18030 holds, or UTF-8."""

from __future__ import annotations

import re
from urllib.parse import quote_plus, unquote_to_bytes

# Han characters with the signs and the full-width letters between them, and ASCII.
_HAN_TEXT = re.compile(
    "[ -~\u00b7\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e]+"
)


def in_utf8(query: str) -> str:
    """A query string, as WSGI passes it on, with the values in it that are Han text in GBK encoded anew; else as it is.

    >>> in_utf8("q=%C2%E4%BB%A7&page=2"), in_utf8("q=%E8%90%BD%E6%88%B7")
    ('q=%E8%90%BD%E6%88%B7&page=2', 'q=%E8%90%BD%E6%88%B7')
    """
    return "&".join(map(_pair_in_utf8, query.split("&")))


def _pair_in_utf8(pair: str) -> str:
    name, equals, value = pair.partition("=")
    # WSGI passes bytes on as characters of Latin-1 (PEP 3333).
    sent = unquote_to_bytes(value.replace("+", " ").encode("latin-1", "replace"))
    text = _gbk_text(sent)
    return f"{name}{equals}{quote_plus(text)}" if text else pair


def _gbk_text(sent: bytes) -> str:
    """What the bytes say, if they are no UTF-8 and Han text in GB 18030; else nothing."""
    try:
        sent.decode()
    except UnicodeDecodeError as error:
        if _is_cut_off(sent, error):
            return ""
    else:
        return ""
    try:
        text = sent.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return text if _HAN_TEXT.fullmatch(text) else ""


def _is_cut_off(sent: bytes, error: UnicodeDecodeError) -> bool:
    """Whether it is UTF-8 but for the end, where somebody cut a character in two."""
    whole = sent[: error.start]
    return error.reason == "unexpected end of data" and not whole.isascii()
