"""Look for what may be damaged: 文号 and dates, half-width and unseen signs, broken lines, a slip in the title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import islice, pairwise

from policies.importing import punctuation
from policies.importing.doubts import Doubt, DoubtKind, Spot
from policies.text import dates, docnumber_damage, numbering
from policies.text.titles import MAX_TITLE

# A text that is all rubble is told once, not a hundred thousand times.
MAX_DOUBTS = 2000


def find(text: str, *, closing_line: int | None = None, number_line: int | None = None) -> list[Doubt]:
    """All doubts about `text`, by place. The two lines, from 0, are where date and 文号 of the document stand."""
    found: list[Doubt] = []
    start = 0
    lines = text.split("\n")
    for place, line in enumerate(lines):
        strict = [*_numbers(line, own=place == number_line), *_dates(line, closing=place == closing_line)]
        # What stands inside a damaged number or date belongs to that doubt.
        taken = {place for _, spot, _ in strict for place in range(spot.start, spot.start + len(spot.seen))}
        free = [each for each in islice(_unseen(line), MAX_DOUBTS) if each[1].start not in taken]
        marks = [spot for spot in _marks(line) if spot.start not in taken][:MAX_DOUBTS]
        found += [_doubt(kind, place, start, [spot], why) for kind, spot, why in (*strict, *free)]
        if marks:
            why = f"这一段中文里有 {len(marks)} 个半角标点，公文用全角标点。"
            found.append(_doubt(DoubtKind.PUNCTUATION, place, start, marks, why))
        start += len(line) + 1
        if len(found) >= MAX_DOUBTS:
            break
    return sorted([*found, *_wrapped(lines)], key=lambda doubt: doubt.spots[0].start)[:MAX_DOUBTS]


def _doubt(kind: DoubtKind, place: int, start: int, spots: Iterable[Spot], why: str) -> Doubt:
    return Doubt(kind, place + 1, tuple(Spot(start + s.start, s.seen, s.likely) for s in spots), why)


_Found = tuple[DoubtKind, Spot, str]

_DAY = re.compile(r"(?<!\d)\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日")


def _numbers(line: str, *, own: bool) -> Iterator[_Found]:
    whole = docnumber_damage.of_whole_line(line) if own else None
    for each in [whole] if whole else docnumber_damage.damaged(line):
        yield DoubtKind.NUMBER, Spot(each.start, each.seen, each.likely), each.why


def _dates(line: str, *, closing: bool) -> Iterator[_Found]:
    for each in dates.damaged(line):
        seen = line[each.start : each.end]
        if seen.isdecimal() and not closing:
            # A line of bare digits is more often a postcode or the cell of a table.
            continue
        days = [dates.in_chinese(day) for day in each.readings]
        likely = days[0] if len(days) == 1 else None
        why = "日期缺了“年”“月”或“日”。" if likely else f"日期缺了“年”“月”或“日”，可能是{'或'.join(days)}。"
        yield DoubtKind.DATE, Spot(each.start, seen, likely), why
    for match in _DAY.finditer(line):
        if not dates.find(match.group()):
            yield DoubtKind.DATE, Spot(match.start(), match.group(), None), "日历上没有这一天。"


def _marks(line: str) -> list[Spot]:
    return [Spot(place, line[place], likely) for place, likely in punctuation.half_width(line)]


_REPLACED = re.compile("\ufffd+")
# Control and format characters but the tab: zero-width, bidirectional, soft hyphens, tags.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0001-\U000e007f]+"
)


def _unseen(line: str) -> Iterator[_Found]:
    for match in _REPLACED.finditer(line):
        yield (
            DoubtKind.REPLACEMENT,
            Spot(match.start(), match.group(), None),
            "这里的字在转换时丢失了，请对照原件补上。",
        )
    for match in _HIDDEN.finditer(line):
        codes = "、".join(dict.fromkeys(f"U+{ord(char):04X}" for char in match.group()))
        why = f"这里有看不见的字符（{codes}），复制和查找会出错。"
        yield DoubtKind.INVISIBLE, Spot(match.start(), match.group(), ""), why


# A paragraph of an official text does not end in one of these.
_OPEN_END = "，、,《（(“"
# So many lines in a row, as long as one another, were cut by a program.
WRAPPED_RUN, WRAPPED_CHARS = 3, 20
# What begins a paragraph: a number, a short word in brackets such as （注）, the row of a table, the item of a list.
_OPENS = re.compile(
    rf"\s*(?:{numbering.PART}|{numbering.POINT}|{numbering.named('编章节条')}|[（(].{{1,3}}[)）]|\||[-*] )"
)


def _wrapped(lines: list[str]) -> list[Doubt]:
    found, start = [], 0
    cut = _cut_lines(lines)
    for place, (line, following) in enumerate(pairwise(lines)):
        start += len(line)
        open_end = line.rstrip()[-1:] in _OPEN_END and line.strip()
        if (open_end or place in cut) and following.strip() and not _OPENS.match(following):
            why = "这一段好像在句子中间断开了，下一行是它的后半段。"
            found.append(_doubt(DoubtKind.WRAPPED, place, start, [Spot(0, "\n", "")], why))
        start += 1
        if len(found) >= MAX_DOUBTS:
            break
    return found


def _cut_lines(lines: list[str]) -> set[int]:
    """Lines without an end, in runs of about the same length."""
    found: set[int] = set()
    run: list[int] = []
    for place, line in enumerate([*lines, ""]):
        length = len(line)
        unended = (
            length >= WRAPPED_CHARS and line.rstrip()[-1:] not in "。；;：:！？!?|" and not _OPENS.match(line)
        )
        if unended and (not run or abs(length - len(lines[run[0]])) <= 1):
            run.append(place)
            continue
        found |= set(run) if len(run) >= WRAPPED_RUN else set()
        run = [place] if unended else []
    return found


# Below this two titles are of two documents, and none is a slip of the other.
SAME_TITLE = 0.8


def alike(printed: str, header: str) -> bool:
    """Are these one title, perhaps with a slip in one of them?"""
    matcher = SequenceMatcher(
        None, *map(_one_width, (printed[:MAX_TITLE], header[:MAX_TITLE])), autojunk=False
    )
    return bool(printed and header) and matcher.ratio() >= SAME_TITLE


def of_title(text: str, title_lines: tuple[int, ...], printed: str, header: str) -> list[Doubt]:
    """Where the title in the text differs from the page's own; both are already without spaces and frames."""
    if not title_lines or not header or printed == header or printed in header or header in printed:
        return []
    quoted = header.partition("《")[2].rpartition("》")[0]
    if quoted and quoted in printed:
        return []
    lines = text.split("\n")
    first = sum(len(line) + 1 for line in lines[: title_lines[0]])
    block = "\n".join(lines[title_lines[0] : title_lines[-1] + 1])
    places = [place for place, char in enumerate(block) if not char.isspace()]
    seen = "".join(block[place] for place in places)
    why = f"网页上的标题是“{header}”，正文里的标题与它不同。"
    matcher = SequenceMatcher(None, *map(_one_width, (seen, header)), autojunk=False)
    if not alike(seen, header):
        return [_doubt(DoubtKind.TITLE, title_lines[0], first, [Spot(0, block, None)], why)]
    return [
        doubt
        for tag, i, j, a, b in matcher.get_opcodes()
        # At either end stand issuers and words of the page, 徐汇区发布《…》: no slip.
        if tag != "equal" and i > 0 and j < len(seen)
        for doubt in [_slip(block, places, range(i, j), header[a:b], title_lines[0], first, why)]
    ]


def _one_width(text: str) -> str:
    """Full-width signs and digits as half-width ones, character for character: their width is no slip."""
    folded = (unicodedata.normalize("NFKC", char) for char in text)
    return "".join(wide if len(wide) == 1 else char for wide, char in zip(folded, text, strict=True))


def _slip(
    block: str, places: list[int], differs: range, likely: str, title_line: int, first: int, why: str
) -> Doubt:
    start = places[differs.start] if differs.start < len(places) else len(block)
    end = places[differs[-1]] + 1 if differs else start
    line = title_line + block.count("\n", 0, start)
    return _doubt(DoubtKind.TITLE, line, first, [Spot(start, block[start:end], likely)], why)
