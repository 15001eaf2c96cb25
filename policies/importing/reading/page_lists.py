"""Lists of a page whose numbers the browser prints, so that its text has none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from policies.importing.reading.counting import numbered

# List styles of HTML and CSS, as Word calls them.
LIST_FORMATS = {
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "lower-alpha": "lowerLetter",
    "upper-alpha": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting",
}

_LIST_STYLE = re.compile(r"list-style(?:-type)?\s{0,3}:\s{0,3}([a-z\-]{1,40})", re.IGNORECASE)
_NUMBER = re.compile("[0-9]{1,6}")


@dataclass(slots=True)
class PageList:
    """`number` is that of its next item, `style` as CSS or HTML calls it."""

    number: int
    style: str

    @classmethod
    def of(cls, name: str, attributes: dict[str, str]) -> Self:
        """Of an <ol> or <ul>."""
        style = _LIST_STYLE.search(attributes.get("style", "")[:1000])
        kind = style[1].lower() if style else attributes.get("type", "1")
        start = attributes.get("start", "")
        first = int(start) if _NUMBER.fullmatch(start) else 1
        return cls(first, "none" if name == "ul" else kind)

    def next_number(self, value: str) -> str:
        """What the browser prints before the next item, or "" where it prints nothing. `value` is the attribute of the item."""
        if _NUMBER.fullmatch(value):
            self.number = int(value)
        number, self.number = self.number, self.number + 1
        if self.style in {"none", "disc", "circle", "square"}:
            return ""
        kind = LIST_FORMATS.get(self.style, "decimal")
        return numbered(number, kind) + ("、" if kind == "chineseCounting" else ". ")
