"""Windows that a 受理服务 may name: their telephones and addresses, as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from policies.text.normalize import fold_case
from policies.text.telephones import dialled

# More are not read through at a desk; a list of windows in a table may have a hundred rows.
MOST = 20
MAX_CHARS = 100_000
# 20221116 is a day.
_TELEPHONE = re.compile(
    r"(?<![\d.])(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d))(?:[（(]\s?0\d{2,3}\s?[）)]\s?|0\d{2,3}\s?[-—–]\s?)?[2-9]\d{3}[- ]?\d{4}(?:(?:转|[-—–])\d{1,6})?(?![\d.])"
    r"|(?<!\d)(?:400|800)[-—]?\d{3}[-—]?\d{4}(?!\d)"
    r"|(?<=[热线话询：:])\s?1[12]\d{3}(?!\d)"
)
_ADDRESS = re.compile(r"(?:地址|地点)(?:为|是)?[：:]\s?([^；;，,。、（(\n|]{4,60})")
_NAME = re.compile(
    r"(?:中共)?[\u4e00-\u9fff]{2,30}(?:服务中心|受理中心|事务中心|分中心|中心|服务大厅|办事大厅|窗口|服务站|受理点|委员会|办公室|管理局|保障局|局|科)"
)


@dataclass(slots=True)
class SuggestedPoint:
    """`quote` are the lines that it was read from; what the text does not say is empty."""

    name: str = ""
    address: str = ""
    telephones: list[str] = field(default_factory=list)
    quote: str = ""

    @property
    def dialled(self) -> frozenset[str]:
        """Its numbers as they are dialled, without the code of Shanghai."""
        return frozenset(map(local, self.telephones))


def local(telephone: str) -> str:
    """As it is dialled in Shanghai, so that 021-64872222 and 64872222 are one number."""
    return dialled(telephone).removeprefix("+86").removeprefix("021").removeprefix("21")


def points(text: str) -> list[SuggestedPoint]:
    """In order; a name and an address begin a window, and the telephones that follow are its own."""
    found: list[SuggestedPoint] = []
    above = ""
    for line in _lines(text[:MAX_CHARS]):
        name, address = _name(line) or above, _address(line)
        telephones = [match[0].strip() for match in _TELEPHONE.finditer(line)]
        # A name by itself is that of the lines below it.
        above = "" if address or telephones else _name(line)
        if not (address or telephones):
            continue
        if not found or _is_another(found[-1], name, address, telephones):
            found.append(SuggestedPoint())
        _add(found[-1], line, name, address, telephones)
    return [each for each in found if each.telephones or each.name][:MOST]


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in re.split(r"[\n。]", text) if line.strip())


def _is_another(last: SuggestedPoint, name: str, address: str, telephones: list[str]) -> bool:
    is_other_name = bool(name) and bool(last.name) and name != last.name
    is_other_address = bool(address) and bool(last.address)
    return is_other_name or is_other_address or (bool(telephones) and bool(last.telephones))


def _add(point: SuggestedPoint, line: str, name: str, address: str, telephones: list[str]) -> None:
    point.name = point.name or name
    point.address = point.address or address
    point.telephones += [each for each in telephones if each not in point.telephones]
    point.quote = f"{point.quote}\n{line}".strip()


def _address(line: str) -> str:
    found = _ADDRESS.search(line)
    return found[1].strip() if found else ""


def _name(line: str) -> str:
    """What stands before the address or the number, if it is the name of an office."""
    before = re.split(r"地址|地点|电话|热线|[：:，,；;|（(]", fold_case(line))
    names = (_NAME.fullmatch(words.strip()) for words in before)
    return next((name[0] for name in names if name), "")
