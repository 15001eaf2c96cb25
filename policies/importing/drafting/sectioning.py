"""Find the six sections of a policy by the headings that documents print.

The official text is never cut apart: 政策原文 keeps all of it, and what stands under a heading such as
二、申报条件 is copied into its section. What has no such heading is 政策原文 alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policies.importing.drafting import layout
from policies.text import dates, numbering
from policies.vocabulary import SectionKind

# Headings seen on real pages. A label that stands here for one section is never a sentence's first words:
# only a line that consists of it counts.
LABELS: dict[SectionKind, tuple[str, ...]] = {
    SectionKind.ORIGINAL: ("政策全文", "原文"),
    SectionKind.SUPPORT: (
        *(
            "支持标准",
            "扶持标准",
            "补贴标准",
            "资助额度",
            "经费额度",
            "资助标准",
            "贴息标准",
            "奖励标准",
            "待遇",
        ),
    ),
    SectionKind.CONDITIONS: (
        *("申请条件", "申报要求", "资格条件", "申报对象", "申请对象", "适用对象", "资助对象"),
        *("申报主体资质", "征集范围", "申报对象和条件", "申报对象及条件", "申报条件及要求", "申报条件和要求"),
    ),
    SectionKind.PROCEDURE: (
        *("申报流程", "申请流程", "办理流程", "办理步骤", "遴选程序", "申报方式", "推荐方式", "评审"),
    ),
    SectionKind.MATERIALS: (
        *("申报材料", "申请材料", "办理材料", "材料清单", "证明材料", "附件材料", "需要什么材料"),
    ),
    SectionKind.SERVICE: (
        *("受理部门", "受理机构", "受理窗口", "办理地点", "咨询电话", "申报入口", "申报平台", "主管部门"),
        *("谁负责", "找哪个部门"),
    ),
}
KINDS = {label: kind for kind, labels in LABELS.items() for label in (kind.label, *labels)}

# Several labels together are no longer than this.
LABEL_CHARS = 30

# A strip of tabs names at least this many sections, one line each, with nothing under any of them.
TABS = 3

# From the outside to the inside; the first is a heading without a number.
_DRESSES = (
    "【(?P<words0>[^【】]{2,20})】[：:]?",
    rf"(?:{numbering.named('章')}\s{{0,4}}|\#{{1,2}}\s{{1,4}})(?P<words1>\S.{{1,29}})",
    f"{numbering.PART}(?P<words2>.{{2,30}})",
    f"{numbering.SUBPART}、?(?P<words3>.{{2,30}})",
    rf"{numbering.POINT}(?!\d)(?P<words4>.{{2,30}})",
    f"{numbering.SUBPOINT}(?P<words5>.{{2,30}})",
)
# The level of 一、.
_PART = 2
_DRESSED = re.compile("|".join(_DRESSES))
_JOINT = re.compile("以及|[、和及与]")
# 附件1承诺书需盖章 is a sentence, 附件1：承诺书 an annex.
_CLOSING = re.compile(f"(?:{numbering.ANNEX}|附)[：:].*|{numbering.ANNEX}")


@dataclass(frozen=True, slots=True)
class SectionHeading:
    line: int
    level: int
    """0 without a number, 1 for 第一章 and ## of Markdown, 2 for 一、, 3 for （一）, 4 for 1., 5 for （1）."""
    kind: SectionKind


def label_of(line: str) -> SectionKind | None:
    """The section that a line without a number names: 申报条件, 申报条件： and 【申报条件】; None for 申报条件如下."""
    heading = line.strip()
    words = heading.rstrip("：:")
    if words.startswith("【") and words.endswith("】"):
        words = words[1:-1]
    return _kind(words)


def tabs(lines: list[str]) -> set[int]:
    """Numbers of the lines that are a page's strip of tabs, not headings: labels in a row, nothing under them."""
    found: set[int] = set()
    run: list[int] = []
    for index, line in enumerate([*lines, "。"]):
        if not line.strip():
            continue
        if label_of(line):
            run.append(index)
            continue
        found |= set(run) if len(run) >= TABS else set()
        run = []
    return found


def split(text: str) -> dict[SectionKind, str]:
    """The sections that `text` has headings for, each as printed, its heading included; never 政策原文.

    A heading rules until the next of its own level or above, so an inner one is copied twice: with what is
    around it, and into its own section.
    """
    lines = text.split("\n")
    spans: dict[SectionKind, list[range]] = {}
    levels = [_level(line) for line in lines]
    first_part = levels.index(_PART) if _PART in levels else len(lines)
    signed = set(_signatures(lines))
    for heading in _headings(lines, levels):
        # Under 三、 a bare 申报条件： ends at 四、; before any 一、 such numbers are its own.
        outer = heading.level or (_PART if first_part < heading.line else 1)
        kept = spans.setdefault(heading.kind, [])
        if not (kept and heading.line in kept[-1]):
            kept.append(range(heading.line, _end(heading, outer, lines, levels, signed)))
    bodies: dict[SectionKind, str] = {}
    for kind, ranges in spans.items():
        body = "\n".join(lines[index] for each in ranges for index in each)
        bodies[kind] = body.strip("\n")
    # A heading with nothing under it is no section, and 政策原文 is the whole.
    found = [kind for kind in SectionKind if "\n" in bodies.get(kind, "")]
    return {kind: bodies[kind] for kind in found if kind is not SectionKind.ORIGINAL}


def _headings(lines: list[str], levels: list[int | None]) -> Iterator[SectionHeading]:
    strip = tabs(lines)
    for index, (raw, level) in enumerate(zip(lines, levels, strict=True)):
        line = raw.strip()
        if index in strip:
            continue
        if level is None:
            # Without number and brackets only the colon tells a heading from a cell or a caption.
            kind = label_of(line) if line.endswith(("：", ":")) else None
        else:
            match = _DRESSED.fullmatch(line)
            kind = _kind(match[match.lastindex].rstrip("：:")) if match else None
        if kind:
            yield SectionHeading(index, level or 0, kind)


def _kind(words: str) -> SectionKind | None:
    """By the whole of the words; several labels together only where all mean the same section."""
    if len(words) > LABEL_CHARS:
        return None
    words = words.strip()
    if words in KINDS:
        return KINDS[words]
    if not _JOINT.search(words):
        return None
    kinds = {KINDS.get(part.strip()) for part in _JOINT.split(words)}
    return kinds.pop() if len(kinds) == 1 else None


def _level(line: str) -> int | None:
    """The level of a line's number, whatever its words; None without one."""
    match = _DRESSED.match(line.strip())
    return match.lastindex - 1 if match else None


def _signatures(lines: list[str]) -> Iterator[int]:
    """Where the bodies above a date begin."""
    for index, line in enumerate(lines):
        first = index
        if len(line) <= LABEL_CHARS and dates.parse(line):
            while first and index - first < layout.SIGNERS and layout.is_issuer(lines[first - 1]):
                first -= 1
        if first < index:
            yield first


def _end(
    heading: SectionHeading, outer: int, lines: list[str], levels: list[int | None], signed: set[int]
) -> int:
    """The first line behind the section; one without a number also ends at the next label without one."""
    for index in range(heading.line + 1, len(lines)):
        line, level = lines[index].strip(), levels[index]
        if level is not None and level <= outer:
            return index
        if heading.level == 0 and line.endswith(("：", ":", "】")) and label_of(line):
            return index
        if index in signed or _CLOSING.fullmatch(line):
            return index
    return len(lines)
