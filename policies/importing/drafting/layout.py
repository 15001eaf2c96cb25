"""The parts of an official document, read by where they stand.

Title, 发文字号, 主送机关, 发文机关署名 and 成文日期 (GB/T 9704-2012, 7.2 and 7.3). Nothing is made up: a part that is not
found is empty.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile, takewhile

from policies.importing.drafting import addressees
from policies.text import dates, docnumber, numbering
from policies.text.page_titles import ends_as_a_title

# Title, number and addressees stand in the first lines; a longer line is already a paragraph.
HEAD_LINES, HEAD_CHARS = 14, 120
# A title is printed on a few lines below its issuers, a joint document is signed by a few bodies.
TITLE_LINES, SIGNERS = 8, 12
# A line of so many single characters was set apart on purpose.
SPACED_PARTS = 4

_TITLE_START = re.compile("关于|印发|转发|批转")
_ABOUT = re.compile("关于|转发|批转")
_BODIES = "委|政府|局|会|办公室|办公厅|中心|厅|部|院|集团|公司|处|办|总队|支队|大学|学院|组|署|团|所|站|社|馆|行|企业"
# Who signs an order besides its body: 市长　×××.
_OFFICIAL = re.compile(
    r"(?:[\u4e00-\u9fff]{0,12})(?:[省市区县州厅局部署校行]\s{0,4}长|主\s{0,4}[任席]|总\s{0,4}理)[\s：:]{1,6}[\u4e00-\u9fff×XxＸ·\s]{2,12}"
)
# Some bear a district or a second name in brackets: 中国（上海）…管理委员会, 科学技术委员会（外国专家局）.
_ISSUER = re.compile(
    r"(?:[\u4e00-\u9fff]{1,10}[（(][\u4e00-\u9fff]{1,6}[)）])?"
    rf"[\u4e00-\u9fff]{{1,40}}(?:{_BODIES})(?:[（(][\u4e00-\u9fff、]{{2,60}}[)）])?"
)
_SEAL = re.compile("[（(](?:代章|盖章|章)[）)]")
_OPENING = re.compile(r"[^。；;！？!?]{2,110}[：:]")
_DATED = re.compile(r"[\d年]")
_NUMBERED = re.compile("|".join([numbering.PART, numbering.SUBPART, numbering.named("编章节条")]))
# 附件：1.申请表 above a signature lists what is annexed; a line 附件1, or one of the listed names, begins an annex.
_ANNEX = re.compile(rf"(?:{numbering.ANNEX}|附(?=[：:]))(?P<name>[：:].*)?")
_ITEM = re.compile(rf"[：:\s]*(?:{numbering.POINT}\s?)?")
# A line before a day that asks for it: 截止日期, 三、申报时间：, 填表日期.
_ASKS_A_DAY = re.compile(r".{0,20}(?:日期|时间|期限|时限|截止)(?:为|是|如下)?[：:]?")
_BARE_ORDER = re.compile("公告|通告|令")
# What is said of a document that is made public with an order: 《…》已经…通过，现予公布.
_MADE_PUBLIC = re.compile(r"《(?P<name>[^《》]{4,100})》(?:已|经|于)[^。]{0,120}(?:公布|发布|印发)")
# The first lines of a document that is attached without 附件.
_BEGINS_A_RULE = re.compile(f"{numbering.named('编章条')}|(?:{numbering.PART})")
RULE_WITHIN = 4
# Private-use characters are what converters made of blanks and signs; here each is a blank.
_PRIVATE = re.compile("[\ue000-\uf8ff]")


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
    is_signed: bool = False
    """Were the issuers read from a signature?"""
    closing_line: int | None = None
    """The line of the date under the signature, readable or damaged."""
    issued_on: date | None = None
    readings: tuple[date, ...] = ()
    """The days that a damaged closing date may mean."""
    address_lines: frozenset[int] = frozenset()


def read(printed: list[str]) -> DocumentLayout:
    lines = [_PRIVATE.sub(" ", line) for line in printed]
    head = _head(lines)
    order = _order(lines, head)
    numbers = {index: docnumber.of_line(lines[index]) for index in head if index not in order}
    printed_numbers = [number for found in numbers.values() for number in found]
    ordering = ""
    if order:
        number, ordering = _number_of_order(lines, order)
        printed_numbers[:0] = [number]
    unnumbered = [index for index in head if not numbers.get(index) and index not in order]
    title_lines = _title(lines, unnumbered) or _title_of_order(lines, order)
    title = _join(lines[index] for index in title_lines)
    behind = _behind(title_lines, head)
    closing_line, signers = _closing(lines, behind[0] if behind else 0, title)
    closing = unspaced(lines[closing_line]) if closing_line is not None else ""
    ordered_by = [ordering] if ordering else []
    issuers = signers or ordered_by or _issuers_above(lines, title_lines, title)
    address_lines = _address_lines(lines, behind)
    addressed = [lines[index].strip() for index in address_lines]
    days = dates.find(closing)
    damaged = dates.damaged(closing)
    return DocumentLayout(
        title=title,
        title_lines=title_lines,
        doc_number=next(iter(printed_numbers), ""),
        other_numbers=tuple(printed_numbers[1:]),
        number_line=next((index for index in head if numbers.get(index)), None),
        issuers=tuple(dict.fromkeys(issuers)),
        is_signed=bool(signers),
        addressees=addressees.named_in(addressed),
        closing_line=closing_line,
        issued_on=days[-1].day if days else None,
        readings=damaged[0].readings if damaged else (),
        address_lines=frozenset(address_lines),
    )


def _title_of_order(lines: list[str], order: tuple[int, ...]) -> tuple[int, ...]:
    """Of an order without a title of its own: what it makes public, or the body and the word 公告 above the number."""
    if not order:
        return ()
    return _made_public(lines, order[-1]) or (order[:2] if len(order) == 3 else ())


def _behind(title_lines: tuple[int, ...], head: list[int]) -> list[int]:
    """The lines of the head below the title; all of them where it has none there."""
    if not title_lines or title_lines[-1] not in head:
        return head
    return [index for index in head if index > title_lines[-1]]


def _order(lines: list[str], head: list[int]) -> tuple[int, ...]:
    """The lines of the head that hold the number of an order: one, or two, or three where the body stands above 公告."""
    for index in head:
        issuer, line, following = _with_neighbours(lines, index)
        if number := docnumber.of_order(line, following):
            return (index,) if number == line.strip() else (index, index + 1)
        if _is_bare_order(issuer, line, following):
            return (index - 1, index, index + 1)
    return ()


def _with_neighbours(lines: list[str], index: int) -> tuple[str, str, str]:
    """A line between those before and behind it; empty where there is none."""
    before = lines[index - 1] if index > 0 else ""
    behind = lines[index + 1] if index + 1 < len(lines) else ""
    return before, lines[index], behind


def _is_bare_order(issuer: str, line: str, following: str) -> bool:
    """Whether 公告, 通告 or 令 stands alone in its line, between who orders and the number."""
    if not _BARE_ORDER.fullmatch("".join(line.split())):
        return False
    return is_issuer(issuer) and docnumber.opens_with_serial_of_order(following)


def _number_of_order(lines: list[str], order: tuple[int, ...]) -> tuple[str, str]:
    """The number as printed, and who orders."""
    first, serial = lines[order[0]].strip(), lines[order[-1]].strip()
    if len(order) == 3:
        head = f"{first}{''.join(lines[order[1]].split())}"
        return docnumber.of_order(head, serial), "".join(names(first)[:1])
    return docnumber.of_order(first, serial), docnumber.agency_of_order(first)


def _made_public(lines: list[str], last: int) -> tuple[int, ...]:
    """The line of the title of what an order makes public, below the order itself."""
    first = last + 1
    for index, line in enumerate(lines[first : first + TITLE_LINES], first):
        if named := _MADE_PUBLIC.search(line):
            title = "".join(named["name"].split())
            return _first_that_says(title, lines, index + 1)
    return ()


def _first_that_says(words: str, lines: list[str], start: int) -> tuple[int, ...]:
    """The first line from `start` on that is `words`, spaces apart."""
    for index in range(start, len(lines)):
        if "".join(lines[index].split()) == words:
            return (index,)
    return ()


def _address_lines(lines: list[str], behind: list[int]) -> list[int]:
    """The line that ends with a colon, and those before it that end with a comma."""
    for index in behind:
        if not _OPENING.fullmatch(lines[index].strip()):
            continue
        first = index
        while first - 1 in behind and _goes_on(lines[first - 1]):
            first -= 1
        return list(range(first, index + 1))
    return []


def _goes_on(line: str) -> bool:
    return line.strip().endswith(("，", ",", "；", ";", "、"))


def is_issuer(line: str) -> bool:
    """Does the line name bodies, and nothing else?"""
    found = names(line)
    return bool(found) and all(map(_is_body, found))


def _is_body(name: str) -> bool:
    return _ISSUER.fullmatch(name) is not None and not _TITLE_START.search(name)


def names(line: str) -> list[str]:
    """The bodies that a line of issuers names, without 文件 of a red head and （代章） of a seal."""
    return _SEAL.sub("", unspaced(line.strip()).removesuffix("文件")).split()


def unspaced(line: str) -> str:
    """A line whose characters were set apart to fill it, put together again; wider gaps part one name from the next.

    >>> unspaced("云 岭 市 财 政 局   云 岭 市 统 计 局"), unspaced("徐汇区财政局 徐汇区教育局")
    ('云岭市财政局 云岭市统计局', '徐汇区财政局 徐汇区教育局')
    """
    parts = line.split()
    alone = [part for part in parts if len(part) == 1]
    if len(parts) < SPACED_PARTS or len(alone) < 0.8 * len(parts):
        return line
    gaps = [len(gap) for gap in re.findall(r"\s+", line)]
    usual = sorted(gaps)[len(gaps) // 2]
    spaced = re.split(rf"\s{{{usual + 1},}}", line)
    return " ".join("".join(name.split()) for name in spaced)


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
    return ends_as_a_title(unspaced(line)) and not is_issuer(line)


def _heads_an_order(line: str) -> bool:
    return bool(docnumber.agency_of_order(line)) or docnumber.opens_with_serial_of_order(line)


def _begins(lines: list[str], index: int) -> bool:
    """Is this the title's first line? A line of issuers above 关于… belongs to the title, above another it does not."""
    above, line = lines[index - 1].strip(), lines[index].strip()
    is_below_issuers = is_issuer(above)
    if is_issuer(line):
        return not is_below_issuers
    if _ABOUT.match(above):
        # 关于转发…制订的 and below it 《…关于…》的通知.
        return False
    if _TITLE_START.match(line):
        return not is_below_issuers or above.endswith("文件")
    return is_below_issuers or _TITLE_START.search(line) is not None


def _join(parts: Iterator[str]) -> str:
    return "".join(" ".join(unspaced(part).split()) for part in parts)


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


def _closing(lines: list[str], first: int, title: str) -> tuple[int | None, list[str]]:
    """The line of the closing date and the names above it: the last signature before the annexes and before a document that is
    attached, for letters inside are signed too; else the last line, where nothing is annexed.
    """
    closing: int | None = None
    signers: list[str] = []
    listed: set[str] = set()
    for index in range(first, len(lines)):
        line = lines[index].strip()
        annex = _ANNEX.fullmatch(line)
        is_signed = closing is not None
        if _begins_an_annex(line, annex, listed, is_signed=is_signed):
            return closing, signers
        if is_signed and _is_title_of_rule(lines, index, title):
            return closing, signers
        if annex or listed:
            name = annex["name"] if annex else line
            listed.add(_ITEM.sub("", name, count=1).strip("《》"))
        found = _signers(lines, index)
        if found is not None:
            closing, signers = index, found
    if closing is not None or listed:
        return closing, signers
    return _day_at_the_end(lines, first), []


def _begins_an_annex(
    line: str, annex: re.Match[str] | None, listed: Collection[str], *, is_signed: bool
) -> bool:
    """附件1 on a line of its own, any 附件 behind the signature, or a name that was listed above."""
    if annex and (is_signed or not annex["name"]):
        return True
    return bool(line) and line in listed


def _day_at_the_end(lines: list[str], first: int) -> int | None:
    """The last line, where it is a day and the line above it asks for none."""
    last = len(lines) - 1
    if last < first or not _is_day(lines[last]):
        return None
    is_asked_for = last and _ASKS_A_DAY.fullmatch(lines[last - 1].strip())
    return None if is_asked_for else last


def _is_title_of_rule(lines: list[str], index: int, title: str) -> bool:
    """Does a document begin here that the letter above brings with it: 《…》 of its title, or a rule with its first article?"""
    line = "".join(lines[index].split())
    if not line or len(line) > HEAD_CHARS:
        return False
    name = line.strip("《》")
    if f"《{name}》" in title:
        return True
    first = index + 1
    following = (below.strip() for below in lines[first : first + RULE_WITHIN])
    return ends_as_a_title(line) and any(map(_BEGINS_A_RULE.match, following))


def _is_day(line: str) -> bool:
    """Does the line hold a date, readable or damaged, and nothing else?"""
    if len(line.strip()) > HEAD_CHARS:
        return False
    return bool(dates.parse(unspaced(line.strip())) or dates.damaged(line))


def _signers(lines: list[str], index: int) -> list[str] | None:
    """Who signs with a date in this line: on the same line before it, or on those above. Nobody's body, but a person, signs an
    order; None where the line is no signature.
    """
    line = lines[index].strip()
    if len(line) > HEAD_CHARS or not _DATED.search(line):
        return None
    if found := _signed_on_one_line(line):
        return found
    if not _is_day(line):
        return None
    if index and _OFFICIAL.fullmatch(lines[index - 1].strip()):
        return []
    return _signed_above(lines, index) or None


def _signed_on_one_line(line: str) -> list[str]:
    found = dates.find(line)
    if not found or found[-1].end != len(line):
        return []
    name = line[: found[-1].start].strip()
    return names(name) if is_issuer(name) else []


def _signed_above(lines: list[str], closing: int) -> list[str]:
    farthest = max(closing - SIGNERS, 0)
    above = reversed(lines[farthest:closing])
    signers: list[str] = []
    for line in takewhile(is_issuer, above):
        signers[:0] = names(line)
    return signers
