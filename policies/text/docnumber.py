"""发文字号, the number of an official document (GB/T 9704-2012, 7.2.5).

Its standard dress is 机关代字 + 〔four-digit year〕 + serial without leading zeros + 号, such as
徐委〔2015〕15号. Pages print it with other brackets, full-width digits, spaces, or without 号.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from policies.text.normalize import clean

_BRACKETED = re.compile(
    r"(?P<agency>[^\d\[\](){}〔〕【】]{1,40})[〔\[(【](?P<year>\d{4})[〕\])】](?P<serial>\d{1,5})号?"
)
# A pattern (re.VERBOSE) for a number among the words of a question, with any brackets, with spaces, with 第, 年 or a
# hyphen in it; `before` ends with the agency. For questions only: a printed text may mean something else by it.
# Years are of this or the last century, and 申报2025-2027 stays two. Without 号 no word may follow but one that asks on:
# 补贴(2024)12个月.
TYPED = r"""
    (?P<before>[\u4e00-\u9fff]{2,40})\s*
    (?:[〔\[(【{〖<]\s*(?P<bracketed>\d{4})\s*[〕\])】}〗>]\s*第?
      |(?<!\s)(?P<hyphenated>(?:19|20)\d{2})-(?=\d{1,3}(?!\d))
      |(?P<spoken>(?:19|20)\d{2})(?:年第?|第))
    \s*(?P<serial>\d{1,5})(?!\d)
    (?:\s*[号號](?:文件|文\b)?-?
      |(?(spoken)(?!))(?:(?=[是的文怎有吗呢])|(?![\w%‰-]|\.\d)))
"""


@dataclass(frozen=True, slots=True)
class DocNumber:
    agency: str
    year: int
    serial: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The number that `text` consists of, or None. Never a number found inside a longer text."""
        match = _BRACKETED.fullmatch(clean(text).replace(" ", ""))
        return match and cls(match["agency"], int(match["year"]), int(match["serial"]))

    def __str__(self) -> str:
        return f"{self.agency}〔{self.year}〕{self.serial}号"


def normalize(text: str) -> str:
    """The standard dress, or the cleaned text where there is none (令第2号).

    >>> normalize("徐委[2015]15"), normalize("上海市人民政府令第2号")
    ('徐委〔2015〕15号', '上海市人民政府令第2号')
    """
    number = DocNumber.parse(text)
    return str(number) if number else clean(text)
