"""Look for what may be damaged: 文号 and dates, half-width and unseen signs, broken lines, a slip in the title."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice, pairwise

from policies.importing.drafting import misread, punctuation
from policies.importing.drafting.doubts import Doubt, DoubtKind, Spot
from policies.text import dates, docnumber, docnumber_damage, numbering
from policies.text.titles import MAX_TITLE

# A text that is all rubble is told once, not a hundred thousand times.
MAX_DOUBTS = 2000


@dataclass(frozen=True, slots=True)
class _Finding:
    """One cause in one line; its spots count from the beginning of the line."""

    kind: DoubtKind
    spots: list[Spot]
    why: str


def find(
    text: str,
    *,
    closing_line: int | None = None,
    number_line: int | None = None,
    address_lines: frozenset[int] = frozenset(),
) -> list[Doubt]:
    """All doubts about `text`, in order. The lines, from 0, are where date, 文号 and addressees of the document stand."""
    found: list[Doubt] = []
    start = 0
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if _MAY_BE_DAMAGED.search(line) or index in (closing_line, number_line):
            numbers = _numbers(line, own=index == number_line)
            days = _dates(line, closing=index == closing_line)
            in_line = _of_line(line, [*numbers, *days])
            found += [_doubt(each, index, start) for each in in_line]
        start += len(line) + 1
        if len(found) >= MAX_DOUBTS:
            break
    found += _wrapped(lines, address_lines)
    found.sort(key=lambda doubt: doubt.start)
    return found[:MAX_DOUBTS]


def _of_line(line: str, damaged: list[_Finding]) -> Iterator[_Finding]:
    """All about one line. What stands inside a damaged number or date belongs to that doubt."""
    taken = {offset for each in damaged for offset in each.spots[0].offsets}
    yield from damaged
    for each in islice(_misread(line, taken), MAX_DOUBTS):
        taken.update(each.spots[0].offsets)
        yield each
    for each in islice(_unseen(line), MAX_DOUBTS):
        if each.spots[0].start not in taken:
            yield each
    marks = [spot for spot in _marks(line) if spot.start not in taken]
    if marks := marks[:MAX_DOUBTS]:
        why = f"这一段中文里有 {len(marks)} 个半角标点，公文用全角标点。"
        yield _Finding(DoubtKind.PUNCTUATION, marks, why)


def _doubt(found: _Finding, index: int, start: int) -> Doubt:
    """`start` is where the line begins in the text."""
    spots = tuple(spot.moved(start) for spot in found.spots)
    return Doubt(found.kind, index + 1, spots, found.why)


_DAY = re.compile(r"(?<!\d)\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日")


def _numbers(line: str, *, own: bool) -> Iterator[_Finding]:
    whole = docnumber_damage.of_whole_line(line) if own else None
    for each in [whole] if whole else docnumber_damage.damaged(line):
        yield _Finding(DoubtKind.NUMBER, [Spot(each.start, each.seen, each.likely)], each.why)


def _dates(line: str, *, closing: bool) -> Iterator[_Finding]:
    yield from _damaged_dates(line, closing=closing)
    for match in _DAY.finditer(line):
        seen = match.group()
        if not dates.find(seen):
            yield _Finding(DoubtKind.DATE, [Spot(match.start(), seen, None)], "日历上没有这一天。")


def _damaged_dates(line: str, *, closing: bool) -> Iterator[_Finding]:
    for each in dates.damaged(line):
        seen = line[each.start : each.end]
        if seen.isdecimal() and not closing:
            # A line of bare digits is more often a postcode or the cell of a table.
            continue
        days = [dates.in_chinese(day) for day in each.readings]
        likely = days[0] if len(days) == 1 else None
        either = "或".join(days)
        may_be = "" if likely else f"，可能是{either}"
        why = f"日期缺了“年”“月”或“日”{may_be}。"
        yield _Finding(DoubtKind.DATE, [Spot(each.start, seen, likely)], why)


def _misread(line: str, taken: set[int]) -> Iterator[_Finding]:
    if not misread.MAY_BE.search(line):
        return
    kinds = ((DoubtKind.LOOKALIKE, misread.figures), (DoubtKind.PRIVATE, misread.private))
    for kind, find_in in kinds:
        for spot, why in find_in(line):
            if taken.isdisjoint(spot.offsets):
                yield _Finding(kind, [spot], why)


def _marks(line: str) -> list[Spot]:
    return [Spot(offset, line[offset], likely) for offset, likely in punctuation.half_width(line)]


_REPLACED = re.compile("\ufffd+")
# Control and format characters but the tab: zero-width, bidirectional, soft hyphens, tags.
_HIDDEN_SIGNS = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0001-\U000e007f"
)
_HIDDEN = re.compile(f"[{_HIDDEN_SIGNS}]+")
# Without any of these a line has neither a number, nor a date, nor a sign that could be wrong: as most have.
_MAY_BE_DAMAGED = re.compile(
    f"[\\d,;:!?\ufffd{docnumber.OPENING}{docnumber.CLOSING}{_HIDDEN_SIGNS}]|{misread.MAY_BE.pattern}"
)


def _unseen(line: str) -> Iterator[_Finding]:
    for match in _REPLACED.finditer(line):
        spot = Spot(match.start(), match.group(), None)
        yield _Finding(DoubtKind.REPLACEMENT, [spot], "这里的字在转换时丢失了，请对照原件补上。")
    for match in _HIDDEN.finditer(line):
        spot = Spot(match.start(), match.group(), "")
        why = f"这里有看不见的字符（{_codes(spot.seen)}），复制和查找会出错。"
        yield _Finding(DoubtKind.INVISIBLE, [spot], why)


def _codes(chars: str) -> str:
    """Each once, as U+200B."""
    codes = (f"U+{ord(char):04X}" for char in chars)
    return "、".join(dict.fromkeys(codes))


# A paragraph of an official text does not end in one of these.
_OPEN_END = "，、,《（(“"
# So many lines in a row, as long as one another, were cut by a program.
WRAPPED_RUN, WRAPPED_CHARS = 3, 20
# In a list so many of the lines begin or end alike; a paragraph that was cut does so by chance.
LISTED_SHARE = 0.6
_ENDS_OF_NAMES = "局委会院部厅司站所室处心校园区县市镇乡村号楼层路街表书证件单册）)"
# What begins a paragraph: a number, a short word in brackets such as （注）, the row of a table, the item of a list.
_OPENS = re.compile(
    rf"\s*(?:{numbering.PART}|{numbering.POINT}|{numbering.named('编章节条')}|[（(].{{1,3}}[)）]|\||[-*] )"
)


def _wrapped(lines: list[str], address_lines: frozenset[int]) -> list[Doubt]:
    found, start = [], 0
    cut = _cut_lines(lines)
    cause = _Finding(
        DoubtKind.WRAPPED, [Spot(0, "\n", "")], "这一段好像在句子中间断开了，下一行是它的后半段。"
    )
    for index, (line, following) in enumerate(pairwise(lines)):
        start += len(line)
        text = line.rstrip()
        is_open = text and text[-1] in _OPEN_END and index not in address_lines
        goes_on = following.strip() and not _OPENS.match(following)
        if goes_on and (is_open or index in cut):
            found.append(_doubt(cause, index, start))
        start += 1
        if len(found) >= MAX_DOUBTS:
            break
    return found


def _cut_lines(lines: list[str]) -> set[int]:
    """Lines without an end, in runs of about the same length, but lists of whole names."""
    found: set[int] = set()
    run: list[int] = []
    for index, line in enumerate([*lines, ""]):
        unended = _is_unended(line)
        first = lines[run[0]] if run else line
        if unended and abs(len(line) - len(first)) <= 1:
            run.append(index)
            continue
        together = [lines[each].strip() for each in run]
        if len(run) >= WRAPPED_RUN and not _is_list(together):
            found.update(run)
        run = [index] if unended else []
    return found


def _is_list(lines: list[str]) -> bool:
    """Do most of the lines begin or end alike? Then each is whole: a list of names, addresses, telephones."""
    beginnings = Counter(map(_beginning, lines))
    ends = Counter(map(_end, lines))
    most = max(*beginnings.values(), *ends.values())
    return most >= LISTED_SHARE * len(lines)


def _beginning(line: str) -> str:
    return line[:2]


def _end(line: str) -> str:
    """What a line ends in: figures and letters are one kind, of bodies and papers the last character tells."""
    last = line[-1:]
    if last.isascii() and last.isalnum():
        return "0"
    return last if last in _ENDS_OF_NAMES else line[-2:]


def _is_unended(line: str) -> bool:
    if len(line) < WRAPPED_CHARS or _OPENS.match(line):
        return False
    return line.rstrip()[-1:] not in "。；;：:！？!?|"


# Below this two titles are of two documents, and none is a slip of the other.
SAME_TITLE = 0.8


def alike(printed: str, header: str) -> bool:
    """Are these one title, perhaps with a slip in one of them?"""
    if not printed or not header:
        return False
    return _matcher(printed[:MAX_TITLE], header[:MAX_TITLE]).ratio() >= SAME_TITLE


def _matcher(printed: str, header: str) -> SequenceMatcher[str]:
    return SequenceMatcher(None, _one_width(printed), _one_width(header), autojunk=False)


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of the printed title, from line `line` and character `start` of the text on."""

    text: str
    line: int
    start: int

    @property
    def offsets(self) -> list[int]:
        """Of its characters but the spaces between them."""
        return [offset for offset, char in enumerate(self.text) if not char.isspace()]

    @property
    def packed(self) -> str:
        """Without those spaces, as titles are compared."""
        return "".join(self.text[offset] for offset in self.offsets)

    def doubt(self, spot: Spot, why: str) -> Doubt:
        line = self.line + self.text.count("\n", 0, spot.start)
        return _doubt(_Finding(DoubtKind.TITLE, [spot], why), line, self.start)


def of_title(text: str, title_lines: tuple[int, ...], printed: str, header: str) -> list[Doubt]:
    """Where the title in the text differs from the page's own; both are already without spaces and frames."""
    if not title_lines or not header or printed in header or header in printed:
        return []
    quoted = header.partition("《")[2].rpartition("》")[0]
    if quoted and quoted in printed:
        return []
    block = _block(text.split("\n"), title_lines)
    seen = block.packed
    why = f"网页上的标题是“{header}”，正文里的标题与它不同。"
    if not alike(seen, header):
        return [block.doubt(Spot(0, block.text, None), why)]
    return [block.doubt(spot, why) for spot in _slips(block, seen, header)]


def _block(lines: list[str], title_lines: tuple[int, ...]) -> _Block:
    first, last = title_lines[0], title_lines[-1]
    start = sum(len(line) + 1 for line in lines[:first])
    return _Block("\n".join(lines[first : last + 1]), first, start)


def _slips(block: _Block, seen: str, header: str) -> Iterator[Spot]:
    """What differs, but at either end: there stand issuers and words of the page, 徐汇区发布《…》."""
    offsets = block.offsets
    for tag, i, j, a, b in _matcher(seen, header).get_opcodes():
        if tag == "equal" or i == 0 or j == len(seen):
            continue
        start = end = offsets[i]
        if j > i:
            end = offsets[j - 1] + 1
        yield Spot(start, block.text[start:end], header[a:b])


def _one_width(text: str) -> str:
    """Full-width signs and digits as half-width ones, character for character: their width is no slip."""
    return "".join(map(_narrow, text))


def _narrow(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char
