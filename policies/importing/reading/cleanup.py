"""Clean-up: raw lines become paragraphs; what is not text of the document is taken away and counted, the rest stays as it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from policies.importing.reading.furniture import is_navigation, of_line
from policies.vocabulary import SectionKind

# A caption under each of three pictures is a caption; two equal lines may be two rows of a form.
REPEATS = 3
# 同上 or 无 below each other are a column that was pasted without its table.
CAPTION_MIN_CHARS = 8
# Tabs are at least three of the six section names one below the other, with no text between.
TABS = 3


class Removal(StrEnum):
    """What is taken away, in the words of the report."""

    BLANK = "空行"
    SPACES = "只有空格的行"
    RULE = "分隔线"
    CAPTION = "重复的图片说明"
    NAVIGATION = "导航和页面按钮"
    TABS = "栏目标签"
    HEADING = "页面标题"
    SCRIPT = "脚本和样式"
    HIDDEN = "页面上看不见的文字"
    AROUND = "正文以外的段落"
    CONTROL = "控制字符"
    INVISIBLE = "零宽字符"
    DELETED = "修订中已删除的文字"
    NOTE = "脚注、尾注和批注"
    CONTENTS = "自动目录的行"
    BULLET = "项目符号"
    FACTS = "页面上的信息行"
    COPY = "重复的正文"
    RUNNING = "页眉、页脚和页码"
    MARKUP = "Markdown 标记和注释"


_SECTION_NAMES = frozenset(SectionKind.labels)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_RULE = re.compile(r"[_\-—–=*·•─━﹍﹎＿~]{3,}")


def lines_of(text: str, removed: Counter[str]) -> list[str]:
    """`text` cut at every line end, without control and zero-width characters; lone surrogates become U+FFFD."""
    text, number = _CONTROL.subn("", text)
    removed[Removal.CONTROL] += number
    text, number = _INVISIBLE.subn("", text)
    removed[Removal.INVISIBLE] += number
    return _SURROGATE.sub("\ufffd", text).splitlines()


def paragraphs(lines: Iterable[str], removed: Counter[str]) -> list[str]:
    """The lines that hold text, in order and without the space around them; `removed` counts the others.

    The empty line that ends a table stays: it is what ends it.
    """
    kept: list[str] = []
    for raw in lines:
        line = raw.strip()
        if not line and kept and is_row(kept[-1]):
            kept.append("")
        elif not line:
            removed[Removal.SPACES if raw else Removal.BLANK] += 1
        elif _RULE.fullmatch(line):
            removed[Removal.RULE] += 1
        else:
            kept.append(line)
    return kept


def without_page_parts(
    lines: list[str], removed: Counter[str], taken: list[str], facts: dict[str, str]
) -> tuple[list[str], str]:
    """`lines` without navigation, facts of the page, tabs and repeated captions; and the page's title if it stands above tabs.

    `taken` gets what could have been text after all, `facts` what the page says of itself and has not been said yet.
    """
    kept, title = [], ""
    for run in _runs(line for line in lines if not _is_counted_part(line, removed, taken, facts)):
        if run[0] in _SECTION_NAMES and len(run) >= TABS:
            removed[Removal.TABS] += len(run)
            # Above the tabs of a page stands its title; a page whose tabs come later has it elsewhere.
            if len(kept) == 1:
                title = kept.pop()
                removed[Removal.HEADING] += 1
        elif _is_caption(run):
            removed[Removal.CAPTION] += len(run)
            taken.append(run[0])
        else:
            kept += run
    return kept, title


def _is_caption(run: list[str]) -> bool:
    line = run[0]
    is_other = line in _SECTION_NAMES or is_row(line)
    # What ends like a sentence is one, however often it stands there.
    is_other = is_other or line.endswith(tuple("。；！？"))
    return len(run) >= REPEATS and len(line) >= CAPTION_MIN_CHARS and not is_other


def _is_counted_part(line: str, removed: Counter[str], taken: list[str], facts: dict[str, str]) -> bool:
    if is_navigation(line):
        removed[Removal.NAVIGATION] += 1
        taken.append(line)
        return True
    found = of_line(line)
    if found is None or not found.is_sure:
        return False
    removed[Removal.FACTS] += 1
    taken.append(line)
    for label, value in found.facts:
        facts.setdefault(label, value)
    return True


def _runs(lines: Iterable[str]) -> Iterator[list[str]]:
    """Neighbouring lines that are equal, or that are all names of sections."""
    run: list[str] = []
    for line in lines:
        if run and _is_one_run(run[-1], line):
            run.append(line)
            continue
        if run:
            yield run
        run = [line]
    if run:
        yield run


def _is_one_run(one: str, following: str) -> bool:
    return one == following or (one in _SECTION_NAMES and following in _SECTION_NAMES)


def with_room_for_tables(lines: list[str]) -> str:
    """One paragraph a line; a table has an empty line before and after it, or the next line would be a row of it."""
    pieces: list[str] = []
    for line in lines:
        if line and pieces and pieces[-1] and is_row(line) != is_row(pieces[-1]):
            pieces.append("")
        pieces.append(line)
    return "\n".join(pieces).rstrip("\n")


def is_row(line: str) -> bool:
    return line.startswith("|") and line.endswith("|") and len(line) > 1
