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
# A year of this or the last century, so that 申报2025-2027 stays two years.
_HYPHENATED = re.compile(r"(?P<agency>[\u4e00-\u9fff]{1,20})(?P<year>(?:19|20)\d{2})-(?P<serial>\d{1,3})号?")


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

    @classmethod
    def guess(cls, text: str) -> Self | None:
        """As `parse`, and also what residents type instead of brackets: 徐委2015-15.

        For queries only: a printed number in that dress may mean something else.
        """
        match = _HYPHENATED.fullmatch(clean(text).replace(" ", ""))
        if match:
            return cls(match["agency"], int(match["year"]), int(match["serial"]))
        return cls.parse(text)

    def __str__(self) -> str:
        return f"{self.agency}〔{self.year}〕{self.serial}号"


def normalize(text: str) -> str:
    """The standard dress, or the cleaned text where there is none (令第2号).

    >>> normalize("徐委[2015]15"), normalize("上海市人民政府令第2号")
    ('徐委〔2015〕15号', '上海市人民政府令第2号')
    """
    number = DocNumber.parse(text)
    return str(number) if number else clean(text)
