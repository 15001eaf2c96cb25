"""Documents laid out as sites, programs and clerks do it: real titles, 文号 and bodies of `tests/library`, each above a text of test words.

No text here is a policy's: every paragraph says 测试文字. What a reader should find is known, for it was put there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice

from policies.text.dates import in_chinese, last_day
from policies.text.numerals import to_chinese
from policies.vocabulary import SectionKind
from tests.importing.office import docx, paragraph

# Labels as notices of many places print them, with the section that each names; None for another matter.
_S = SectionKind
LABELS: tuple[tuple[str, SectionKind | None], ...] = (
    *(
        ("申报条件", _S.CONDITIONS),
        ("资助标准", _S.SUPPORT),
        ("申报材料", _S.MATERIALS),
        ("申报程序", _S.PROCEDURE),
    ),
    *(("申请对象及条件", _S.CONDITIONS), ("补贴标准和期限", _S.SUPPORT), ("需提交的材料", _S.MATERIALS)),
    *(
        ("受理时间及地点", _S.SERVICE),
        ("支持范围", _S.CONDITIONS),
        ("扶持政策", _S.SUPPORT),
        ("办理流程", _S.PROCEDURE),
    ),
    *(
        ("联系人及联系电话", _S.SERVICE),
        ("工作要求", None),
        ("推荐对象", _S.CONDITIONS),
        ("奖励办法", _S.SUPPORT),
    ),
    *(("报名时间", _S.PROCEDURE), ("报送材料", _S.MATERIALS), ("咨询电话", _S.SERVICE), ("组织领导", None)),
    *(
        ("适用对象", _S.CONDITIONS),
        ("补助金额", _S.SUPPORT),
        ("申请流程", _S.PROCEDURE),
        ("材料要求", _S.MATERIALS),
    ),
    *(
        ("评选条件", _S.CONDITIONS),
        ("优惠政策", _S.SUPPORT),
        ("评审程序", _S.PROCEDURE),
        ("受理窗口", _S.SERVICE),
    ),
    *(("申报主体", _S.CONDITIONS), ("支持内容", _S.SUPPORT), ("所需证件", _S.MATERIALS), ("资金管理", None)),
    *(
        ("申报资格", _S.CONDITIONS),
        ("津贴发放", _S.SUPPORT),
        ("申领方式", _S.PROCEDURE),
        ("附件材料清单", _S.MATERIALS),
    ),
    *(
        ("业务咨询方式", _S.SERVICE),
        ("基本条件", _S.CONDITIONS),
        ("支持方式及额度", _S.SUPPORT),
        ("监督检查", None),
    ),
    *(
        ("认定条件", _S.CONDITIONS),
        ("生活补贴标准", _S.SUPPORT),
        ("认定程序", _S.PROCEDURE),
        ("办理地点", _S.SERVICE),
    ),
    *(
        ("申请人范围", _S.CONDITIONS),
        ("贴息比例", _S.SUPPORT),
        ("时间安排", _S.PROCEDURE),
        ("主要任务", None),
    ),
)
SECTIONS = 5
MISREAD, ORIGINAL = "最高不超过l0万元", "最高不超过10万元"


@dataclass(frozen=True, slots=True)
class Known:
    """What is in a document, and so is to be found."""

    title: str
    number: str
    issuers: tuple[str, ...]
    days: dict[str, date | None]
    labels: tuple[tuple[str, SectionKind | None, str], ...]
    """Label, section, and words that stand nowhere else."""
    is_misread: bool


@dataclass(frozen=True, slots=True)
class LaidOut:
    name: str
    data: bytes
    known: Known


def documents(records: list[tuple[str, str, tuple[str, ...], str]]) -> Iterator[LaidOut]:
    """One of each record (title, 文号, issuers, district), in the layouts by turns."""
    labels = cycle(LABELS)
    layouts = cycle(LAYOUTS)
    for place, (title, number, issuers, _) in enumerate(records):
        chosen = tuple(
            (label, kind, f"测试{place:03d}号之{chr(0x7532 + at)}")
            for at, (label, kind) in enumerate(islice(labels, SECTIONS))
        )
        issued = date(2012 + place % 12, 1 + place % 12, 1 + place % 28)
        start = date(issued.year, issued.month, 1).replace(year=issued.year + 1) if place % 3 else None
        days = {"issued_on": issued, "published_on": None, "effective_on": start, "expires_on": None}
        if start and place % 2:
            days["expires_on"] = last_day(start, years=2 + place % 4)
        known = Known(" ".join(title.split()), number, issuers, days, chosen, is_misread=place % 4 == 0)
        make, ending = next(layouts)
        made = make(known, place)
        data = made if isinstance(made, bytes) else made.encode()
        yield LaidOut(f"{place:03d}-{make.__name__.strip('_')}.{ending}", data, known)


# The text


def _head(known: Known) -> list[str]:
    return [
        known.number,
        "各有关单位：",
        "为检验读取文件的程序，特编写以下测试文字，不是任何政策的正文，请勿引用。",
    ]


def _body(known: Known, place: int, *, numbered: Callable[[int, str], str] | None = None) -> list[str]:
    """Headings with their text; every other document has them on the line of the text."""
    lines = []
    form = numbered or _FORMS[place % len(_FORMS)]
    for at, (label, _, mark) in enumerate(known.labels, start=1):
        text = f"{mark}，这一段是测试文字，只为检验读取，共{to_chinese(at)}条。"
        if known.is_misread and at == 2:
            text += f"测试金额{MISREAD}，以原件为准。"
        heading = form(at, label)
        lines += (
            [f"{heading}{text}"] if heading.endswith("：") and place % 2 else [heading.rstrip("："), text]
        )
    return [*lines, *_force(known, place)]


_FORMS: tuple[Callable[[int, str], str], ...] = (
    lambda at, label: f"{to_chinese(at)}、{label}",
    lambda at, label: f"{to_chinese(at)}、{label}：",
    lambda at, label: f"（{to_chinese(at)}）{label}",
    lambda at, label: f"{at}. {label}：",
    lambda at, label: f"{chr(0x321F + at)}{label}",
)


def _force(known: Known, place: int) -> list[str]:
    start, end = known.days["effective_on"], known.days["expires_on"]
    if start is None:
        return [f"{to_chinese(SECTIONS + 1)}、其他", "本通知未尽事宜另行测试。"]
    years = end.year - start.year + (end.month == 12 and start.month == 1) if end else 0
    term = f"，有效期{to_chinese(years) if place % 4 == 1 else years}年" if end and place % 4 != 3 else ""
    if end and place % 4 == 3:
        term = f"，有效期至{in_chinese(end)}"
    return [f"{to_chinese(SECTIONS + 1)}、附则", f"本办法自{in_chinese(start)}起施行{term}。"]


def _signature(known: Known, place: int) -> list[str]:
    day = known.days["issued_on"]
    in_words = f"{''.join('〇一二三四五六七八九'[int(figure)] for figure in str(day.year))}年{to_chinese(day.month)}月{to_chinese(day.day)}日"
    return [*known.issuers, in_words if place % 3 == 0 else in_chinese(day)]


def _paragraphs(lines: list[str]) -> str:
    return "\n".join(f"<p>　　{line}</p>" for line in lines)


def _lines(known: Known, place: int) -> list[str]:
    return [*_head(known), *_body(known, place), *_signature(known, place)]


# The layouts


def _trs_page(known: Known, place: int) -> str:
    known.days["published_on"] = date(2024, 5, 1 + place % 28)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{known.title}_通知公告_测试区人民政府</title></head><body>
<div class="header"><a href="/">首页</a><a href="/zwgk">政务公开</a><a href="/bsfw">办事服务</a><a href="/hd">互动交流</a></div>
<div class="crumb">当前位置：首页 &gt; 政务公开 &gt; 通知公告</div><div class="article"><h1>{known.title}</h1>
<div class="xx">发布日期：{known.days["published_on"]}　来源：测试区　浏览量：30{place}　【字体：大 中 小】</div>
<div class="TRS_Editor">{_paragraphs(_lines(known, place))}</div><p>责任编辑：测试员</p>
<p>上一篇：关于测试的另一个通知</p></div><div class="footer">版权所有：测试区</div></body></html>"""


def _old_portal(known: Known, place: int) -> str:
    known.days["published_on"] = date(2014, 4, 29)
    return f"""<HTML><HEAD><TITLE>测试市人才工作服务网</TITLE><meta charset="utf-8"></HEAD><BODY><CENTER>
<div id="top"><h1>测试市人才工作服务网</h1></div><table width="798"><tr><td valign="top">
<table width="100%"><tr><td height="30" align="center" class="titleblue02">{known.title}</td></tr></table>
<table><tr><td width="59%">来源：测试局 日期：2014-04-29</td><td><table><tr><td>【字号 <a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】</td><td></td></tr></table></td></tr>
<tr><td colspan="2" class="content"><table width="96%"><tr><td><font id="Zoom">{_paragraphs(_lines(known, place))}</font></td></tr></table></td></tr>
<tr><td><a href="javascript:window.print()">打印本页</a></td><td><a href="javascript:window.close()">关闭窗口</a></td></tr></table>
</td></tr></table></CENTER></BODY></HTML>"""


def _placing_table(known: Known, place: int) -> str:
    known.days["published_on"] = date(2013, 11, 8)
    broken = "<br>".join(f"　　{line}" for line in _lines(known, place))
    return f"""<html><head><meta charset="utf-8"><title>{known.title}-文件库-测试信息网</title></head><body><table width="760">
<tr><td colspan="2" align="center"><font size="4"><b>{known.title}</b></font></td></tr>
<tr><td width="60%">来源：测试局</td><td width="40%">时间：2013-11-08</td></tr><tr><td colspan="2">{broken}</td></tr>
<tr><td>【打印】</td><td>【关闭】</td></tr></table></body></html>"""


def _pasted(known: Known, place: int) -> str:
    return "\n".join([known.title, *_lines(known, place)])


def _word(known: Known, place: int) -> bytes:
    lines = [known.title, *_lines(known, place)]
    return docx(
        "".join(
            paragraph(line, properties="<w:jc w:val='center'/>" if at == 0 else "")
            for at, line in enumerate(lines)
        )
    )


def _red_head(known: Known, place: int) -> str:
    """A red head above, the number in the middle, the signature with spaced letters."""
    *bodies, day = _signature(known, place)
    spaced = [" ".join(body) if "（" not in body and " " not in body else body for body in bodies]
    return "\n".join(
        [
            f"{known.issuers[0]}文件",
            known.number,
            known.title,
            *_head(known)[1:],
            *_body(known, place),
            *spaced,
            day,
        ]
    )


def _letter_and_rule(known: Known, place: int) -> str:
    """A letter that is signed, and behind it the rule with a sample that is signed as well."""
    rule = "测试样表管理办法"
    letter = [
        *_head(known),
        f"现将《{rule}》印发给你们。",
        *_signature(known, place),
        rule,
        "第一条　为了测试，制定本办法。",
    ]
    sample = ["样表如下：", "测试填报中心", "2031年12月31日"]
    text = [*letter, *_body(known, place, numbered=_FORMS[0]), *sample]
    return f"<html><head><meta charset='utf-8'><title>{known.title}</title></head><body><div class='TRS_Editor'>{_paragraphs([known.title, *text])}</div></body></html>"


def _guide_table(known: Known, place: int) -> str:
    rows = "".join(
        f"<tr><td>{label}</td><td><p>{mark}，测试文字一；</p><p>测试文字二。</p></td></tr>"
        for label, _, mark in known.labels
    )
    text = [*_force(known, place)[1:], *_signature(known, place)]
    return f"""<html><head><meta charset="utf-8"><meta name="ArticleTitle" content="{known.title}"><title>测试政务服务网</title></head>
<body><div class="article"><h2>{known.title}</h2>{_paragraphs(_head(known))}<table border="1">{rows}</table>{_paragraphs(text)}</div></body></html>"""


def _markdown(known: Known, place: int) -> str:
    body = _body(known, place, numbered=lambda at, label: f"## 第{to_chinese(at)}章　{label}")
    return "\n\n".join([f"# {known.title}", "<!-- 测试 -->", *_head(known), *body, *_signature(known, place)])


def _hidden_copy(known: Known, place: int) -> str:
    text = _paragraphs(_lines(known, place))
    return f"""<html><head><meta charset="utf-8"><title>{known.title} | 测试区 | 政策</title></head><body><div class="main">
<h3 style="text-align:center">{known.title}</h3><div class="con">{text}</div><div id="print" style="display:none"><p>{known.title}</p>{text}<p>以上内容供打印。</p></div>
<p>分享到微信　微博</p><p>扫一扫在手机打开当前页</p></div></body></html>"""


def _public_account(known: Known, place: int) -> str:
    body = _body(known, place, numbered=lambda _, label: f"【{label}】")
    text = "".join(
        f"<section><span>{line}</span></section>"
        for line in [*_head(known), *body, *_signature(known, place)]
    )
    return f"""<html><head><meta charset="utf-8"><title></title><meta property="og:title" content="{known.title}"></head><body>
<h1 class="rich_media_title">{known.title}</h1><div class="rich_media_content" style="visibility: hidden">{text}</div></body></html>"""


def _articles(known: Known, place: int) -> str:
    body = _body(known, place, numbered=lambda at, label: f"第{to_chinese(at)}条（{label}）")
    text = [known.title, f"（{known.number}）", *_head(known)[1:], *body, *_signature(known, place)]
    return f"""<html><head><meta charset="utf-8"></head><body><p align="center"><b>{text[0]}</b></p>{_paragraphs(text[1:])}</body></html>"""


LAYOUTS: tuple[tuple[Callable[[Known, int], str | bytes], str], ...] = (
    *(
        (_trs_page, "html"),
        (_old_portal, "html"),
        (_placing_table, "html"),
        (_pasted, "txt"),
        (_word, "docx"),
    ),
    *(
        (_red_head, "txt"),
        (_letter_and_rule, "html"),
        (_guide_table, "html"),
        (_markdown, "md"),
        (_hidden_copy, "html"),
    ),
    *((_public_account, "html"), (_articles, "html")),
)
