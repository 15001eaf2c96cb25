"""The words of official documents and of this portal, in plain Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One word; `slug` is its anchor on 使用帮助 and is never given to another. `forms` are other words of pages for it."""

    slug: str
    word: str
    meaning: str
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermGroup:
    heading: str
    terms: tuple[Term, ...]


ON_PAPER = TermGroup(
    "文件上的词",
    (
        Term(
            "doc-number",
            "发文字号",
            "文件的编号，也叫文号，由发文机关的代字、年份和顺序号组成。"
            "例如“徐委〔2015〕15号”：“徐委”是代字，2015是年份，15是顺序号。",
            forms=("文号",),
        ),
        Term(
            "standard-form",
            "规范写法",
            "同一个文号，年份放在六角括号〔 〕里的写法。文件上原来的写法照样保留。",
        ),
        Term("issuer", "发文机关", "发出文件的机关。几个机关一起发文的，都列出来。"),
        Term("issued-on", "成文日期", "文件写成的日期，通常印在最后、机关名称的下面。", forms=("成文",)),
        Term("published-on", "发布日期", "文件对外公布的日期，可能比成文日期晚。"),
        Term("effective-on", "施行日期", "从这一天起按这个文件办。", forms=("施行",)),
        Term(
            "expires-on",
            "失效日期",
            "有效期的最后一天。过了这一天，文件就不再有效。",
            forms=("失效", "到期"),
        ),
        Term(
            "repealed",
            "废止",
            "有权的机关宣布一个文件不再有效。废止日期是不再有效的第一天。",
            forms=("废止日期",),
        ),
        Term("verified-on", "核实日期", "本站工作人员最近一次核对这条政策是不是仍然有效的日期。"),
        Term(
            "city-level",
            "市级",
            "由上海市一级的机关发出，不是某一个区的文件。多数在全市适用；只在某个功能区域适用的，会写明。",
        ),
        Term("original-text", "原文", "发文机关公布的文字。本站的文字和它不一样的，以它为准。"),
        Term("editors-note", "编者注", "本站工作人员加的说明，不是文件里的话。"),
    ),
)
VALIDITY = TermGroup(
    "还有没有效",
    (
        Term(
            "validity", "效力", "一个文件今天还有没有效。本站分成下面六种，按日期和资料来源算出来，每天更新。"
        ),
        Term(
            "in-force", "现行有效", "今天还在有效期内，或者最近十二个月里有人核实过仍然有效；资料也靠得住。"
        ),
        Term("upcoming", "尚未施行", "已经发出，但还没有到施行日期。"),
        Term(
            "unverified",
            "待核实",
            "没有查到失效日期，最近十二个月里也没有人核实过；或者只有转述的资料，或者资料有说不清的地方。"
            "可能有效，也可能已经失效，办理前请向受理部门确认。",
        ),
        Term("expired", "已失效", "失效日期已经过了，文件不再有效。"),
        Term("repealed-already", "已废止", "已经被宣布不再有效。"),
        Term(
            "past",
            "不再适用",
            "往年的申报，或者已经被后来的规定取代，只供查考。页面上写明是哪一种。",
        ),
        Term("pending", "待补", "本站还没有录入这一栏。不等于文件里没有。"),
        Term("absent", "原文未规定", "读过原文，里面没有这一项。"),
    ),
)
SOURCES = TermGroup(
    "内容从哪里来",
    (
        Term(
            "source-kind",
            "来源类别",
            "本站的内容是看什么整理的：官方公布的原文、政府网站上的译本、别的单位介绍政策的资料，或者转述。",
        ),
        Term(
            "source-grade",
            "来源可靠程度",
            "高：看到了官方原文或者官方平台；中：看到的是机构或媒体的引用、存档的副本；低：没有更好的资料。",
            forms=("可靠程度",),
        ),
        Term(
            "english-version",
            "官方英文版",
            "政府网站上的英文译本。整理成中文以后，用词可能和中文原文不一样。",
        ),
        Term("institutional", "机构资料", "学校、园区、协会等单位介绍政策的资料，不是发文机关公布的原文。"),
        Term(
            "third-party",
            "转载资料",
            "别的网站转载或者报道的内容，本站没有和原文核对过，所以不说它现在有效。",
            forms=("转载",),
        ),
        Term("doubtful", "存疑", "资料有靠不住的地方，例如几处说法不一样。页面上写明是什么地方。"),
        Term(
            "our-title", "本站拟题", "没有看到文件上的标题，或者几份文件合在一起，由本站为方便查找拟的标题。"
        ),
    ),
)
RELATIONS = TermGroup(
    "政策之间的关系",
    (
        Term("basis", "依据", "写这个文件时所根据的另一个文件。"),
        Term(
            "implements",
            "实施细则",
            "把另一个文件（上位文件）怎么落实写得更具体的文件。",
            forms=("上位文件",),
        ),
        Term("revises", "修订", "改动另一个文件的一部分内容。"),
        Term("replaces", "替代", "新文件取代旧文件，办事看新文件。"),
        Term("explains", "解读", "用来说明另一个文件的文章，本身不是政策规定。"),
        Term("forwards", "转发", "把别的机关的文件发给下面的单位照着办。"),
    ),
)
AT_THE_COUNTER = TermGroup(
    "办事时会遇到的词",
    (
        Term("household", "落户", "把户口登记到一个地方。在上海落户，就是取得上海市常住户口。"),
        Term("residence-permit", "居住证", "《上海市居住证》，发给符合条件、在上海居住的外来人员的证件。"),
        Term("permit-to-household", "居转户", "持《上海市居住证》的人，符合条件后申请办理上海市常住户口。"),
        Term(
            "points",
            "积分",
            "居住证积分：把持证人的年龄、学历、工作和缴纳社会保险等情况折算成分数。"
            "分数达到标准的，可以享受政策写明的待遇。",
        ),
        Term("postdoc", "博士后", "取得博士学位后，在博士后科研流动站或者工作站做研究的人员。"),
        Term(
            "public-rental",
            "公租房",
            "公共租赁住房：限定面积和租金水平、只租给符合条件的人的保障性住房。",
        ),
        Term("applying", "申报", "按规定的时间和方式，向主管部门提出申请、交上材料。"),
        Term("round", "申报轮次", "一次申报的起止时间。有的政策每年或者每批申报一次，以当次的通知为准。"),
        Term("all-year", "常年受理", "没有截止日期，随时可以申请。"),
        Term("interest-subsidy", "贴息", "由政府付一部分或者全部贷款利息。"),
        Term("in-kind", "实物", "不是钱，例如住房、办公场所、抵用券。"),
        Term("service-point", "受理点", "收下申请材料、办理手续的地方。"),
        Term("our-words", "本站整理", "本站把来源的内容写短以后的话，不是文件的原话。"),
        Term("accepting", "受理", "部门收下申请，开始办理。收下不等于批准。"),
    ),
)
GROUPS = (ON_PAPER, VALIDITY, SOURCES, RELATIONS, AT_THE_COUNTER)
_TERMS = {form: term for group in GROUPS for term in group.terms for form in (term.word, *term.forms)}
# The longest first: who reads 已失效 does not ask for 失效.
_ANY_TERM = re.compile("|".join(sorted(map(re.escape, _TERMS), key=len, reverse=True)))


def slug_of(word: str) -> str:
    """The anchor of the word on 使用帮助, or nothing where it is not explained."""
    return _TERMS[word].slug if word in _TERMS else ""


def used_in(*texts: str) -> tuple[Term, ...]:
    """The terms that stand in the texts, in the order of 使用帮助.

    >>> [term.word for term in used_in("已失效", "2015年8月14日成文")]
    ['成文日期', '已失效']
    """
    used = {_TERMS[form].slug for text in texts for form in _ANY_TERM.findall(text)}
    return tuple(term for group in GROUPS for term in group.terms if term.slug in used)
