"""A policy as Markdown that reads back to the letter.

    # title
    (empty)
    | 人才政策一网通查 | 导出 |      and one row for each fact
    (empty)
    ## 政策原文                      and so on, the six sections in their order
    (empty)
    body, or 待补, or 原文未规定

A line of a body that could be taken for one of these gets a backslash in front, which Markdown does not show.
Line ends are \\n; nothing else of a body changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from policies.vocabulary import SectionKind, SectionState

MARK = "| 人才政策一网通查 | 导出 |"
_RULE = "| --- | --- |"
_EMPTY_STATES = (SectionState.PENDING, SectionState.ABSENT)
_GUARDED = re.compile(r"(?m)^(?=\\*+(?:#|待补$|原文未规定$))")
_GUARD = re.compile(r"(?m)^\\(?=\\*+(?:#|待补$|原文未规定$))")
_CELL_SIGN = re.compile(r"[\\|<]|\n")
_CELL_ESCAPE = re.compile(r"\\([\\|<])|<br>")
_ROW = re.compile(r"\|(?P<label> (?:[^\\|]|\\.)*+)\|(?P<value> (?:[^\\|]|\\.)*+)\|")
# A title, and the table of facts: no export has more lines before its first section.
MAX_HEAD_LINES = 200


@dataclass(frozen=True, slots=True)
class Exported:
    """`facts` map Chinese labels to values; `sections` hold a body, or the state of one that has none."""

    title: str
    facts: Mapping[str, str]
    sections: Mapping[SectionKind, str | SectionState]


def export(exported: Exported) -> str:
    """Markdown with all six sections; one that is not given is 待补."""
    rows = [f"| {_cell(label)} | {_cell(value)} |" for label, value in exported.facts.items() if value]
    parts = [f"# {_cell(exported.title)}", "\n".join([MARK, _RULE, *rows])]
    for kind in SectionKind:
        parts += [f"## {kind.label}", _body(exported.sections.get(kind, SectionState.PENDING))]
    return "\n\n".join(parts) + "\n"


def parse_export(text: str) -> Exported | None:
    """What `export` wrote, or None for any other text."""
    if MARK not in text:
        return None
    text = unix(text.removeprefix("\ufeff"))
    head, *parts = re.split(r"(?m)\n\n^## (.+)$\n\n", text)
    labels, bodies = parts[::2], parts[1::2]
    title, *lines = head.split("\n")
    if labels != SectionKind.labels or not title.startswith("# ") or not text.endswith("\n"):
        return None
    facts = _facts(lines)
    if facts is None:
        return None
    bodies[-1] = bodies[-1].removesuffix("\n")
    sections = dict(zip(SectionKind, map(_unbody, bodies), strict=True))
    return Exported(_uncell(title[2:]), facts, sections)


def _facts(lines: list[str]) -> dict[str, str] | None:
    """The table below the title, or None where it is not ours."""
    if len(lines) >= MAX_HEAD_LINES or lines[:3] != ["", MARK, _RULE]:
        return None
    facts: dict[str, str] = {}
    for line in lines[3:]:
        row = _ROW.fullmatch(line)
        if row is None:
            return None
        label, value = row["label"][1:-1], row["value"][1:-1]
        facts[_uncell(label)] = _uncell(value)
    return facts


def unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _body(content: str | SectionState) -> str:
    if isinstance(content, SectionState):
        return content.label
    return _GUARDED.sub(r"\\", unix(content))


def _unbody(body: str) -> str | SectionState:
    state = next((state for state in _EMPTY_STATES if body == state.label), None)
    return state or _GUARD.sub("", body)


def _cell(value: str) -> str:
    return _CELL_SIGN.sub(lambda sign: "<br>" if sign[0] == "\n" else f"\\{sign[0]}", unix(value))


def _uncell(value: str) -> str:
    return _CELL_ESCAPE.sub(lambda sign: sign[1] or "\n", value)
