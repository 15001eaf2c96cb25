"""The words of a policy that a benefit rests on: whether they stand in a section, and where.

Nothing of this is stored. A section can be changed by the desk, a file, an import or SQL, and a quote that is looked
for when it is shown cannot be passed by.
"""

from __future__ import annotations

from typing import Protocol

from policies.text.amounts import numbers
from policies.text.outline import outline
from policies.text.render import anchor_of
from policies.vocabulary import SectionKind

FROM_THE_ORIGINAL = "摘自政策原文"
FROM_OUR_SUMMARY = "摘自本站整理，非官方原文"


class QuotedSection(Protocol):
    kind: str
    body: str


def stands(quote: str, body: str) -> bool:
    """Letter for letter; the spaces around a quote are none of its letters.

    >>> stands("每月3000元", "一、给予每月3000元补贴。")
    True
    >>> stands("每月 3000 元", "一、给予每月3000元补贴。")
    False
    """
    wanted = quote.strip()
    return bool(wanted) and wanted in body


def numbers_beyond(amount: str, quote: str) -> list[str]:
    """The numbers of `amount` that `quote` does not hold, in whatever dress, as figures.

    >>> numbers_beyond("每月3000元，最多3万元", "每月三千元，最多36个月")
    ['30000']
    """
    held = set(numbers(quote))
    beyond = [number for number in numbers(amount) if number not in held]
    return [f"{number.normalize():f}" for number in dict.fromkeys(beyond)]


def label_of(quote: str, kind: str, original: str = "") -> str:
    """Where a quote from the section `kind` comes from, in the words of the page.

    Sections other than 政策原文 may be in our own words; where the same words stand in `original`, the body of 政策原文,
    they are official all the same.
    """
    is_official = kind == SectionKind.ORIGINAL or stands(quote, original)
    return FROM_THE_ORIGINAL if is_official else FROM_OUR_SUMMARY


def find_paragraph(quote: str, section: QuotedSection) -> str:
    """The anchor on the page of the paragraph or table in which `quote` begins: support-1-p2.

    That of the section where the quote does not stand.
    """
    if not stands(quote, section.body):
        return str(section.kind)
    found = outline(section.body)
    line = found.lines.at(section.body.index(quote.strip()))
    return f"{section.kind}-{anchor_of(found, line)}"
