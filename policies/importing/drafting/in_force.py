"""From and until when a document is in force, by its own words."""

from __future__ import annotations

import re
from datetime import date

from policies.importing.drafting.relations import MAX_SENTENCE
from policies.text import dates

# The document itself at the beginning of a clause: not 申请本办法补贴的…, not 按本方案执行至….
_OWN = (
    r"(?:(?<![\u4e00-\u9fff])|(?<=条))本(?:实施)?(?:办法|规定|细则|意见|条例|通知|方案|政策|措施|标准|指南|规则|规程"
    r"|制度|公告|决定|计划|规范|若干(?:措施|意见|规定|政策))(?:[（(]试行[）)])?(?:由[^，,；;]{2,40}解释[，,；;])?"
)
_ACTS = "(?:施行|实施|执行|试行|生效)"
_FROM = re.compile(f"{_OWN}[自从]$")
_IN_FORCE = re.compile(f"(?:之日)?起?(?:正式)?{_ACTS}(?![\u4e00-\u9fff])")
_UNTIL = re.compile(
    f"{_OWN}(?:(?:[自从][^，,；;]{{2,30}}{_ACTS}[，,；;])?的?有效期[^，,；;]{{0,30}}[，,]?"
    f"|(?:[自从][^，,；;]{{2,30}})?{_ACTS})[至到]$"
)
# Documents about another one, and words quoted from another one, tell when that one is in force.
_OF_ANOTHER = re.compile("解读|问答|征求意见|有效期|延长|延续|关于(?:修改|修订|废止|调整|清理|宣布)")
_QUOTATION = re.compile("“[^“”]*”")


def days(title: str, text: str) -> tuple[date | None, date | None]:
    """From and until when, by the sentences that speak of this document itself; neither where they disagree."""
    starts: set[date] = set()
    ends: set[date] = set()
    if _OF_ANOTHER.search(title):
        return None, None
    for sentence in re.split("[。\n]", _QUOTATION.sub("", text)):
        if len(sentence) > MAX_SENTENCE or "本" not in sentence:
            continue
        for found in dates.find(sentence):
            before, behind = sentence[: found.start], sentence[found.end :]
            if _UNTIL.search(before):
                ends.add(found.day)
            elif _FROM.search(before) and _IN_FORCE.match(behind):
                starts.add(found.day)
    if len(starts) > 1 or len(ends) > 1:
        return None, None
    start, end = _only(starts), _only(ends)
    if start and end and end < start:
        return None, None
    return start, end


def _only(days: set[date]) -> date | None:
    return next(iter(days)) if len(days) == 1 else None
