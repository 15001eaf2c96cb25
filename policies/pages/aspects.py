"""What policies are compared by: the rows of the answer card, then the six sections, and whether they say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from policies.pages.common import detail_url
from policies.pages.in_short import amount_of, beside_state
from policies.results.compare import Side
from policies.text.lines import Lines, is_remark
from policies.text.shortening import shortened
from policies.vocabulary import OpenState, SectionKind, SectionState

# A page of four policies is read, not searched: the whole text is one link away.
MOST_LINES, MOST_CONDITIONS, MOST_CHARS, LINE_CHARS = 8, 3, 500, 120
# So much of a text is looked at for its first lines.
BEGINNING_CHARS = 4_000

PENDING = "还没有录入"
NO_POINT = "没有录入受理点，可以打 12345 问"
OVER = "已成过去，现在不能再按这条政策申请"
TABLE = "（这里有一张表，请看全文）"


class AspectLikeness(Enum):
    """How the values of one aspect stand to each other, with the sign that says so."""

    SAME = "＝ 相同"
    DIFFERENT = "≠ 不同"
    PARTLY = "≠ 有的空着"
    NONE = "都没有可比的"

    @property
    def is_same(self) -> bool:
        return self is AspectLikeness.SAME

    @property
    def differs(self) -> bool:
        return self in (AspectLikeness.DIFFERENT, AspectLikeness.PARTLY)


@dataclass(frozen=True, slots=True)
class Value:
    words: str
    url: str = ""
    is_shared: bool = False
    """Whether every one of the compared says it."""


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """What one policy says of an aspect; `note` says why it says nothing, `more` leads to the rest."""

    letter: str = ""
    title: str = ""
    values: tuple[Value, ...] = ()
    note: str = ""
    more: str = ""
    is_cut: bool = False
    """Whether there is more than is told here."""


@dataclass(frozen=True, slots=True)
class Aspect:
    anchor: str
    heading: str
    likeness: AspectLikeness
    cells: tuple[ComparedCell, ...]

    @property
    def own_words(self) -> tuple[str, ...]:
        return (self.heading, *(cell.note for cell in self.cells))


def aspects_of(sides: Sequence[Side], letters: str) -> tuple[Aspect, ...]:
    rows: list[tuple[str, str, Callable[[Side], ComparedCell]]] = [
        ("validity", "效力", _validity),
        ("call", "什么时候", _call),
        ("who", "给谁", _who),
        ("amount", "给多少", _amounts),
        ("first-conditions", "主要条件", _conditions),
        ("where", "去哪办", _where),
        *((kind.value, kind.label, _section(kind)) for kind in SectionKind),
    ]
    return tuple(
        _aspect(anchor, heading, [cell_of(side) for side in sides], sides, letters)
        for anchor, heading, cell_of in rows
    )


def _aspect(
    anchor: str, heading: str, cells: list[ComparedCell], sides: Sequence[Side], letters: str
) -> Aspect:
    said = [{value.words for value in cell.values} for cell in cells]
    shared = set.intersection(*said)
    named = zip(cells, sides, letters, strict=False)
    told = (
        replace(
            cell,
            letter=letter,
            title=shortened(side.policy.title, 20),
            values=tuple(replace(value, is_shared=_is_shared(value, shared)) for value in cell.values),
        )
        for cell, side, letter in named
    )
    return Aspect(anchor, heading, _likeness(cells), tuple(told))


def _is_shared(value: Value, shared: set[str]) -> bool:
    """A line that was shortened may go on otherwise."""
    return value.words in shared and not value.words.endswith("…")


def _likeness(cells: Sequence[ComparedCell]) -> AspectLikeness:
    """By all that is told; what was cut off may differ, so such texts are never called the same."""
    if not any(cell.values for cell in cells):
        return AspectLikeness.NONE
    if not all(cell.values for cell in cells):
        return AspectLikeness.PARTLY
    told = {tuple(value.words for value in cell.values) for cell in cells}
    is_whole = not any(cell.is_cut for cell in cells)
    return AspectLikeness.SAME if len(told) == 1 and is_whole else AspectLikeness.DIFFERENT


def _url(side: Side, anchor: str) -> str:
    return f"{detail_url(side.policy.slug)}#{anchor}"


def _validity(side: Side) -> ComparedCell:
    verdict = side.answer.verdict
    return ComparedCell(values=(Value(verdict.validity.label), Value(verdict.reason)))


def _call(side: Side) -> ComparedCell:
    window = side.answer.window
    if side.answer.is_over:
        return ComparedCell(note=OVER)
    if not window.window or (window.state is OpenState.UNKNOWN and not window.window.opens_on):
        return ComparedCell(note="未查到申报时间")
    words = f"{window.state.label} {beside_state(window)}".strip()
    url = _url(side, f"round-{window.window.uid}")
    return ComparedCell(values=(Value(words, url),))


def _who(side: Side) -> ComparedCell:
    named = dict.fromkeys(offer.who for offer in side.answer.offers if offer.who)
    return _cell([Value(who) for who in (*named,) or side.audiences])


def _amounts(side: Side) -> ComparedCell:
    if side.answer.is_over:
        return ComparedCell(note=OVER)
    return _cell(
        Value(f"{offer.what} {amount_of(offer)}".strip(), _url(side, f"benefit-{offer.uid}"))
        for offer in side.answer.offers
    )


def _conditions(side: Side) -> ComparedCell:
    cell = _text(side, SectionKind.CONDITIONS, MOST_CONDITIONS)
    told = tuple(value for value in cell.values if not is_remark(value.words))
    return replace(cell, values=told, more="")


def _where(side: Side) -> ComparedCell:
    points = side.answer.points
    if not points:
        return ComparedCell(note=NO_POINT)
    return _cell(
        Value("，".join([point.name, *point.telephones]), _url(side, f"point-{point.uid}"))
        for point in points
    )


def _cell(values: Iterable[Value]) -> ComparedCell:
    told = tuple(values)
    return (
        ComparedCell(values=told[:MOST_LINES], is_cut=len(told) > MOST_LINES)
        if told
        else ComparedCell(note=PENDING)
    )


def _section(kind: SectionKind) -> Callable[[Side], ComparedCell]:
    return lambda side: _text(side, kind, MOST_LINES)


def _text(side: Side, kind: SectionKind, most: int) -> ComparedCell:
    """How a section begins, and the way to the rest."""
    body = side.bodies.get(kind, "")
    if not body:
        return ComparedCell(note=SectionState.ABSENT.label if kind in side.absent else PENDING)
    beginning = body[:BEGINNING_CHARS]
    lines = [*_lines(beginning)]
    told, left = [], MOST_CHARS
    for line in lines[:most]:
        if left <= 0:
            break
        told.append(shortened(line, min(LINE_CHARS, left)))
        left -= len(line)
    is_whole = told == lines and len(body) <= BEGINNING_CHARS and TABLE not in told
    more = "" if is_whole else _url(side, kind.value)
    return ComparedCell(values=tuple(map(Value, told)), more=more, is_cut=not is_whole)


def _lines(body: str) -> Iterator[str]:
    """Its paragraphs; a table is named, and read where it stands."""
    last = 0
    for line in Lines(body):
        if not line.table:
            yield line.text
        elif line.table != last:
            yield TABLE
        last = line.table
