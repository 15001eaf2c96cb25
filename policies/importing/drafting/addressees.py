"""主送机关: to whom a document is addressed (GB/T 9704-2012, 7.3.2). Bodies and groups of bodies or people, and no clause."""

from __future__ import annotations

import re

# Whoever is addressed is named by one of these words, at the beginning or at the end.
_GROUPS = re.compile(
    r"(?:各|有关|相关|全[省市区县镇]|本[省市区]|市[属直]|区[属直]|县[属直]|驻|在[沪市区]).*"
    r"|.*(?:委|政府|局|会|办|办公室|办公厅|中心|厅|部|院|集团|公司|处|室|科|单位|部门|机构|机关|企业|园区|街道|乡|镇|村|社区|学校|院校|高校|大学|"
    r"中学|小学|学院|组|署|站|所|馆|社|行|基地|平台|团体|组织|同志|公民|市民|人员|同学|朋友|工作者|人才|考生|学员|单位和个人)"
    r"(?:[（(][^（()）]{1,40}[)）])?"
)
# A clause addresses nobody, whatever body it names.
_CLAUSE = re.compile(
    "如下|现将|现就|根据|按照|凡|可以|符合|以下|下列|应当|必须|包括|其中|为了|条件|经.{0,12}(?:研究|批准|同意|评审)|附件|联系|电话|地址|时间|说明|具体|"
    "请.{0,20}(?:报|送|交|按|于|到)|提供|提交|申请|通知|公告|公示"
)
_APART = re.compile("[，,；;]")
# 委、办、局 are one group, and 街道、镇 are two.
_ABBREVIATED = re.compile("[委办局部厅处科室院所队团]")
_BRACKETS = re.compile(r"[（(][^（()）]{0,40}[)）]")


def named_in(lines: list[str]) -> tuple[str, ...]:
    """The addressees that these lines name, the last of which ends with a colon; empty where they name nobody.

    >>> named_in(["各县（区）人民政府，", "市政府各委、办、局，各直属机构："])
    ('各县（区）人民政府', '市政府各委、办、局', '各直属机构')
    >>> named_in(["凡符合以下条件之一的本市高校毕业生，可以申请补贴："])
    ()
    """
    text = "".join(lines).rstrip("：: ")
    if not text or _CLAUSE.search(text):
        return ()
    found = [name for part in _outside_brackets(text, _APART) for name in _groups(part)]
    found = [name for name in map(str.strip, found) if name]
    return tuple(found) if any(map(_GROUPS.fullmatch, found)) else ()


def _groups(part: str) -> list[str]:
    """The names that 、 parts, abbreviations of one character put back to the name before them."""
    names: list[str] = []
    for name in _outside_brackets(part, re.compile("、")):
        if names and _ABBREVIATED.fullmatch(name.strip()):
            names[-1] += f"、{name}"
        else:
            names.append(name)
    return names


def _outside_brackets(text: str, sign: re.Pattern[str]) -> list[str]:
    inside: set[int] = set()
    for bracketed in _BRACKETS.finditer(text):
        inside.update(range(*bracketed.span()))
    parts, start = [], 0
    for match in sign.finditer(text):
        if match.start() not in inside:
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]
