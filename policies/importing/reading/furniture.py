"""Lines of a page that stand in the box of the text and are no text: its facts, counters, buttons, editors and neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Furniture is short; a sentence that happens to begin with 首页 is none.
MAX_CHARS = 120
NAVIGATION_MAX_CHARS = 60

_NAVIGATION = re.compile(
    r"(?:【?\[?(?:打印本?页?|关闭(?:窗口|本页)?|返回(?:顶部|首页|列表|上一页)?|收藏(?:本页)?|纠错|字号|分享)\]?】?[\s|/、·]*)+"
    r"|(?:当前|您的|您现在的|你的|所在)位置(?:是|为)?\s{0,3}[：:].*"
    r"|首页(?:\s{1,5}|\s{0,3}[>＞»›/|·]).*"
    r"|[【\[]?(?:上|下)一(?:篇|条|页)[】\]]?\s{0,3}[：:].*"
    r"|(?:字体|字号|大小)?\s{0,3}[：:]?\s{0,3}[【\[]?大[】\]]?\s{1,3}[【\[]?中[】\]]?\s{1,3}[【\[]?小[】\]]?.*"
    r"|分享(?:到|至)\s{0,3}[：:]?.*"
    r"|(?:浏览|阅读|访问|点击)(?:次数|量|数)?\s{0,3}[：:]\s{0,3}\d*\s{0,3}次?"
    r"|(?:扫一扫|用手机).{0,30}(?:打开|分享|阅读|浏览).*"
    r"|(?:沪|京)ICP备.*|(?:沪|京)公网安备.*|版权所有\s{0,3}[：:©].*|Copyright\s.*"
    r"|网站地图|网站标识码\s{0,3}[：:].*|相关(?:链接|阅读|文章|稿件)\s{0,3}[：:]?"
    r"|(?:主办|承办|主管)(?:单位)?\s{0,3}[：:].*(?:备案|标识码|版权|网安).*"
    r"|共\s{0,2}\d{1,5}\s{0,2}页.{0,40}(?:下一页|尾页|末页).*",
    re.IGNORECASE,
)

# A line that is put together of these and of nothing else.
_DAY = r"(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}\s?日?(?:\s{0,3}\d{1,2}:\d{2}(?::\d{2})?)?"
_COUNTERS = "(?:浏览|阅读|访问|点击|查看|人气)(?:次数|人次|量|数|率)?|字体(?:大小)?|字号|文字大小|视力保护色|保护视力色?"
_OF_THE_PAGE = (
    "发布日期|发布时间|公布日期|更新日期|更新时间|添加时间|录入时间|上传时间|上网时间|公开日期|信息来源|文章来源|稿件来源|内容来源|稿源|"
    "责任编辑|责编|信息员|审签人?|供稿(?:单位|人)?|撰稿人?|通讯员|备案号|网站标识码"
)
# These may be words of a document as well, and count only beside others or at its edges.
_GENERAL = "来源|日期|时间|作者|编辑|录入员?|审核人?|审校|校对|发布者|发布人|发布单位|发布机构"
_FACT = re.compile(
    rf"(?P<label>{_OF_THE_PAGE}|{_COUNTERS}|{_GENERAL})\s{{0,3}}[：:]\s{{0,3}}"
    rf"(?P<value>{_DAY}|(?!(?:{_OF_THE_PAGE}|{_COUNTERS}|{_GENERAL})\s{{0,3}}[：:])[^\s：:|｜【\[。；;，,！!]{{1,40}}(?:\s次)?|)"
)
_OF_THIS = "(?:本页|本文|此页|此文|页面|窗口|文章|网页|该页)?"
# 【推荐条件】 is a heading of the text, so what stands in brackets must be a button as a whole.
_BUTTON_WORDS = (
    rf"(?:打印|关闭|收藏|下载|转发|推荐|举报|投稿){_OF_THIS}|(?:我要)?(?:打印|收藏|纠错|分享|投稿)|返回(?:顶部|首页|列表|上一页)?|"
    r"分享(?:到|至|给)?[^】\])]{0,20}|(?:字体|字号|文字大小)[^】\])]{0,20}|大\s{0,3}中\s{0,3}小|顶部|加入收藏|设为首页|"
    "微信|微博|QQ空间|语音播报|朗读|繁体|简体|无障碍(?:浏览|阅读)?"
)
_BUTTON = re.compile(
    rf"[【\[]\s?(?:{_BUTTON_WORDS})\s?[】\]]"
    r"|(?:打印|关闭|收藏)(?:本页|本文|此页|窗口|页面)?(?=[\s|｜]|\Z)|我要纠错|设为首页|加入收藏|返回顶部"
    r"|新浪微博|腾讯微博|微信|微博|QQ空间|QQ好友|(?<=[\s：:])[大中小](?=[\s】\]]|\Z)"
)
_SPACE = re.compile(r"[\s|｜/·]*")
_OF_A_PAIR = re.compile("来源|作者|编辑|录入员?|审校|校对|发布者|发布人|发布机构|发布单位|")
_COUNTER, _SURE = re.compile(_COUNTERS), re.compile(f"{_OF_THE_PAGE}|{_COUNTERS}")


@dataclass(frozen=True, slots=True)
class Furniture:
    """A line that says only what a page says of itself. `is_sure` is false where a document may print such a line too."""

    facts: tuple[tuple[str, str], ...]
    is_sure: bool


def is_navigation(line: str) -> bool:
    return len(line) <= NAVIGATION_MAX_CHARS and bool(_NAVIGATION.fullmatch(line))


def of_line(line: str) -> Furniture | None:
    """What the line says of the page; None where any of it is text.

    >>> of_line("发布日期：2018-06-01　来源：区公安分局　浏览量：302　【字体：大 中 小】").facts
    (('发布日期', '2018-06-01'), ('来源', '区公安分局'))
    >>> of_line("来源：区公安分局").is_sure, of_line("来源：区公安分局，由各单位提供。")
    (False, None)
    """
    if len(line) > MAX_CHARS or not line:
        return None
    is_in_brackets = line[0] in "（(" and line[-1] in "）)"
    found = list(_pieces(line[1:-1] if is_in_brackets else line))
    if not found or found[-1] is None:
        return None
    labels = [label for label, _ in found]
    told = [(label, value) for label, value in found if value and not _COUNTER.fullmatch(label)]
    facts = tuple((_named(label), value) for label, value in told)
    # 来源 beside another label is of a page; 时间 and 日期 stand in invitations as well.
    is_pair = len(found) > 1 and any(map(_OF_A_PAIR.fullmatch, labels))
    is_sure = is_pair or any(map(_SURE.fullmatch, labels)) or line[0] in "【["
    return Furniture(facts, is_sure)


def _pieces(line: str) -> Iterator[tuple[str, str] | None]:
    """Label and value of each piece, ("", "") for a button; a None at the end where something else follows."""
    offset = 0
    while offset < len(line):
        fact = _FACT.match(line, offset)
        piece = fact or _BUTTON.match(line, offset)
        if piece is None or piece.end() == offset:
            yield None
            return
        if fact:
            yield fact["label"], fact["value"].strip()
        else:
            yield "", ""
        offset = _SPACE.match(line, piece.end()).end()


def _named(label: str) -> str:
    """日期 alone is the day on which the page was published."""
    return "发布日期" if label in {"日期", "时间"} else label
