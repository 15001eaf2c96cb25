"""Read the parts of an official document by their positions (GB/T 9704-2012, 7.2 and 7.3): title, 发文字号,
主送机关, 发文机关署名 and 成文日期. Nothing is made up: a part that is not found is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile, takewhile

from policies.text import dates, docnumber, numbering

# Title, number and addressees stand in the first lines; a longer line is already a paragraph.
HEAD_LINES, HEAD_CHARS = 14, 120
# A title is printed on a few lines below its issuers, a joint document is signed by a few bodies.
TITLE_LINES, SIGNERS = 8, 12

_FORMS = "意见|办法|通知|规定|细则|方案|条例|公告|通告|决定|措施|计划|规划|规程|指南|规则|标准|制度|政策|目录|批复|函|要点|纲要|指引|解读|公示|通报|须知|简章|报告"
_TAIL = r"(?:\s?[（(《〈][^（()）》]{1,20}[)）》〉])*"
_TITLE_END = re.compile(rf".*(?:{_FORMS})》?{_TAIL}的?(?:{_FORMS})?")
_TITLE_START = re.compile("关于|印发|转发|批转")
_ABOUT = re.compile("关于|转发|批转")
_BODIES = "委|政府|局|会|办公室|办公厅|中心|厅|部|院|集团|公司|处|办|总队|大学"
# Some bear a district or a second name in brackets: 中国（上海）…管理委员会, 科学技术委员会（外国专家局）.
_ISSUER = re.compile(
    r"(?:[\u4e00-\u9fff]{1,10}[（(][\u4e00-\u9fff]{1,6}[)）])?"
    rf"[\u4e00-\u9fff]{{1,40}}(?:{_BODIES})(?:[（(][\u4e00-\u9fff、]{{2,60}}[)）])?"
)
_SEAL = re.compile("[（(](?:代章|盖章|章)[）)]")
_OPENING = re.compile(r"[^。；;！？!?]{2,110}[：:]")
# 经评审，现公示如下： opens a text too, and addresses nobody.
_ADDRESSEES = re.compile(rf"(?!.*(?:如下|现将|根据)){_OPENING.pattern}")
_DATED = re.compile(r"[\d年]")
_NUMBERED = re.compile("|".join([numbering.PART, numbering.SUBPART, numbering.named("编章节条")]))
# 附件：1.申请表 above a signature lists what is annexed; a line 附件1, or one of the listed names, begins an annex.
_ANNEX = re.compile(rf"(?:{numbering.ANNEX}|附(?=[：:]))(?P<name>[：:].*)?")
_ITEM = re.compile(rf"[：:\s]*(?:{numbering.POINT}\s?)?")


@dataclass(frozen=True, slots=True)
class DocumentLayout:
    """What the lines of a document are; lines are counted from 0."""

    title: str = ""
    title_lines: tuple[int, ...] = ()
    doc_number: str = ""
    other_numbers: tuple[str, ...] = ()
    """Those of a joint document's other issuers."""
    number_line: int | None = None
    issuers: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    closing_line: int | None = None
    """The line of the date under the signature, readable or damaged."""
    issued_on: date | None = None
    readings: tuple[date, ...] = ()
    """The days that a damaged closing date may mean."""


def read(lines: list[str]) -> DocumentLayout:
    head = _head(lines)
    numbers = {index: docnumber.of_line(lines[index]) for index in head}
    printed_numbers = [number for found in numbers.values() for number in found]
    title_lines = _title(lines, [index for index in head if not numbers[index]])
    title = _join(lines[index] for index in title_lines)
    behind = [index for index in head if not title_lines or index > title_lines[-1]]
    closing_line, signers = _closing(lines, behind[0] if behind else 0)
    closing = lines[closing_line] if closing_line is not None else ""
    issuers = signers or _issuers_above(lines, title_lines, title)
    days, damaged = dates.find(closing), dates.damaged(closing)
    return DocumentLayout(
        title=title,
        title_lines=title_lines,
        doc_number=next(iter(printed_numbers), ""),
        other_numbers=tuple(printed_numbers[1:]),
        number_line=next((index for index in head if numbers[index]), None),
        issuers=tuple(dict.fromkeys(issuers)),
        addressees=_addressees(lines[index].strip() for index in behind),
        closing_line=closing_line,
        issued_on=days[-1].day if days else None,
        readings=damaged[0].readings if damaged else (),
    )


def _addressees(lines: Iterator[str]) -> tuple[str, ...]:
    addressed = next(filter(_ADDRESSEES.fullmatch, lines), "")
    return tuple(filter(None, re.split("[，,、]", addressed.rstrip("：:"))))


def is_issuer(line: str) -> bool:
    """Does the line name bodies, and nothing else?"""
    found = names(line)
    return bool(found) and all(map(_is_body, found))


def _is_body(name: str) -> bool:
    return _ISSUER.fullmatch(name) is not None and not _TITLE_START.search(name)


def names(line: str) -> list[str]:
    """The bodies that a line of issuers names, without 文件 of a red head and （代章） of a seal."""
    return _SEAL.sub("", line.strip().removesuffix("文件")).split()


def _head(lines: list[str]) -> list[int]:
    """Numbers of the lines before the text proper, the line of the addressees among them."""
    indices = []
    for index, line in enumerate(lines[:HEAD_LINES]):
        text = line.strip()
        if len(text) > HEAD_CHARS or _NUMBERED.match(text) or "。" in text:
            break
        indices.append(index)
        if _OPENING.fullmatch(text):
            break
    return indices


def _title(lines: list[str], indices: list[int]) -> tuple[int, ...]:
    """From the line that begins the title to the line that ends with a form such as 意见 or 通知."""
    ends = (index for index in indices if _ends_a_title(lines[index]))
    end = next(ends, None)
    if end is None:
        return ()
    start = end
    while start - 1 in indices and end - start + 1 < TITLE_LINES:
        if _begins(lines, start) or _heads_an_order(lines[start - 1]):
            break
        start -= 1
    return tuple(range(start, end + 1))


def _ends_a_title(line: str) -> bool:
    return _TITLE_END.fullmatch(line.strip()) is not None and not is_issuer(line)


def _heads_an_order(line: str) -> bool:
    return bool(docnumber.agency_of_order(line)) or docnumber.opens_with_serial_of_order(line)


def _begins(lines: list[str], index: int) -> bool:
    """Is this the title's first line? A line of issuers above 关于… belongs to the title, above another it does not."""
    above, line = lines[index - 1], lines[index].strip()
    if is_issuer(lines[index]):
        return not is_issuer(above)
    if _ABOUT.match(above.strip()):
        # 关于转发…制订的 and below it 《…关于…》的通知.
        return False
    if _TITLE_START.match(line):
        return not is_issuer(above) or above.strip().endswith("文件")
    return is_issuer(above) or bool(_TITLE_START.search(line))


def _join(parts: Iterator[str]) -> str:
    return "".join(" ".join(part.split()) for part in parts)


def _issuers_above(lines: list[str], title_lines: tuple[int, ...], title: str) -> list[str]:
    """Who issues by the head: the first lines of issuers, an order's line, or the title's words before 关于."""
    above = _above_the_words(lines, title_lines)
    from_first = dropwhile(lambda line: not is_issuer(line), above)
    if issuers := list(takewhile(is_issuer, from_first)):
        return [name for line in issuers for name in names(line)]
    agencies = filter(None, map(docnumber.agency_of_order, above))
    if agency := next(agencies, ""):
        return [agency]
    start = _TITLE_START.search(title)
    before = title[: start.start()] if start else ""
    return before.split() if is_issuer(before) else []


def _above_the_words(lines: list[str], title_lines: tuple[int, ...]) -> list[str]:
    """The lines above the title, and those at its beginning that name who issues."""
    if not title_lines:
        return []
    first, last = title_lines[0], title_lines[-1]
    own = takewhile(is_issuer, lines[first : last + 1])
    return [*lines[:first], *own]


def _closing(lines: list[str], first: int) -> tuple[int | None, list[str]]:
    """The line of the closing date and the names above it: the last signature before the annexes, for letters inside
    are signed too; else the last line, where nothing is annexed.
    """
    signed: tuple[int | None, list[str]] = (None, [])
    annexes: set[str] = set()
    for index in range(first, len(lines)):
        line = lines[index].strip()
        annex = _ANNEX.fullmatch(line)
        begins = annex and (signed[1] or not annex["name"])
        if begins or (line and line in annexes):
            return signed
        if annex or annexes:
            name = annex["name"] if annex else line
            annexes.add(_ITEM.sub("", name, count=1).strip("《》"))
        if signers := _signers(lines, index):
            signed = index, signers
    last = len(lines) - 1
    if signed[1] or annexes or last < first or not _is_day(lines[last]):
        return signed
    return last, []


def _is_day(line: str) -> bool:
    """Does the line hold a date, readable or damaged, and nothing else?"""
    return len(line.strip()) <= HEAD_CHARS and bool(dates.parse(line) or dates.damaged(line))


def _signers(lines: list[str], index: int) -> list[str]:
    """Who signs with a date in this line: on the same line before it, or on those above."""
    line = lines[index].strip()
    if len(line) > HEAD_CHARS or not _DATED.search(line):
        return []
    return _signed_on_one_line(line) or (_signed_above(lines, index) if _is_day(line) else [])


def _signed_on_one_line(line: str) -> list[str]:
    found = dates.find(line)
    if not found or found[-1].end != len(line):
        return []
    name = line[: found[-1].start].strip()
    return names(name) if is_issuer(name) else []


def _signed_above(lines: list[str], closing: int) -> list[str]:
    signers: list[str] = []
    for index in range(closing - 1, max(closing - 1 - SIGNERS, -1), -1):
        if not is_issuer(lines[index]):
            break
        signers[:0] = names(lines[index])
    return signers
