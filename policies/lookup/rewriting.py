"""What was typed, rewritten before it is parted into terms: every kind of term gets the one form in which it is read.

Years in numerals become digits, pinyin loses its tones, a 文号 stands in its standard dress and apart, an address of the
web stands apart, the name of a site behind a title is gone. What is quoted or excluded stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policies.text import docnumber_typed, pinyin, web_address, years
from policies.text.normalize import clean
from policies.text.pasted_titles import without_site

SIGNS = ",;、/+。!?:《》"
BETWEEN = rf"\s{SIGNS}"
QUOTED = '["“「](?P<phrase>[^"“”「」]+)["”」]'

# What people put around an address that they paste, or before it.
_AROUND = r"[-(<\[【《“\"「『]", r"[)>\]】》”\"」』]"
KEPT = re.compile(
    rf"""{_AROUND[0]}?(?P<address>{web_address.PATTERN}){_AROUND[1]}?
        |{QUOTED}
        |(?<![^{BETWEEN}])-[^"“”「」{BETWEEN}]+
        |{docnumber_typed.ENGLISH}""",
    re.VERBOSE,
)
# 2021 至 2023年, with a space on both sides: 2021 -2023 excludes.
_ROW_OF_YEARS = re.compile(r"(?<!\d)((?:19|20)\d{2}年?) ([-–—~至到]+) ((?:19|20)\d{2})(?!\d)")


def rewritten(text: str) -> str:
    """A cleaned text in the form in which terms are read.

    >>> rewritten("关于沪府规[二〇一九]四十五号的解读"), rewritten("看https://a.gov.cn/x.html,谢谢")
    ('关于 沪府规〔2019〕45号 的解读', '看 https://a.gov.cn/x.html ,谢谢')
    """
    return clean("".join(_pieces(docnumber_typed.in_brackets(without_site(text)))))


def _pieces(text: str) -> Iterator[str]:
    offset = 0
    for kept in KEPT.finditer(text):
        yield _read(text[offset : kept.start()])
        apart = kept["address"] or (kept["code"] and kept.group())
        yield f" {apart} " if apart else kept.group()
        offset = kept.end()
    yield _read(text[offset:])


def _read(text: str) -> str:
    """A stretch in which nothing is quoted."""
    text = _ROW_OF_YEARS.sub(r"\1\2\3", years.in_digits(pinyin.toneless(text)))
    read, offset = "", 0
    for typed in docnumber_typed.find(text):
        read += _beside(text[offset : typed.start]) + str(typed.number)
        offset = typed.end
        read += _space(text[offset : offset + 1])
    return read + text[offset:]


def _beside(before: str) -> str:
    return before + _space(before[-1:])


def _space(beside: str) -> str:
    return "" if beside in SIGNS else " "
