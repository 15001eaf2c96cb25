"""The title that a web page gives its document: what a title looks like, and what is the name of a site or of one of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What official documents call themselves; a title ends in one of these.
FORMS = (
    "意见|办法|通知|规定|细则|方案|条例|公告|通告|决定|措施|计划|规划|规程|指南|规则|标准|制度|政策|目录|批复|函|要点|纲要|指引|解读|公示|"
    "通报|须知|简章|报告"
)
# Behind the form may stand 的通知, （试行） or （2024年修订）.
_TAIL = r"(?:\s?[（(《〈][^（()）》]{1,20}[)）》〉])*"
_ENDS = re.compile(rf".*(?:{FORMS})》?{_TAIL}的?(?:{FORMS})?")
_ABOUT = re.compile("关于|印发|转发|批转|征集|申报|开展|办理|公布|发布")

_SITE = re.compile(
    r".{0,40}(?:网|网站|门户|门户网站|官网|首页|主页|平台|政府|一网通办|在线|频道|公众号|专栏|专题|系统|政务公开|信息公开|法规库|规章库|"
    r"政策库|文件库|局|委|委员会|办公室|厅|中心|云)(?:欢迎您)?"
)
# A column of the site, or what a program writes where nobody gave a title.
_COLUMN = re.compile(
    r"(?:政策|法规|政府|规范性|通知|公示|公告|政务|信息|新闻|工作|人才|部门|市级|区级|最新|重要|办事|服务|文件|解读|动态|公开|资讯|内容|文章|"
    r"栏目|目录|详情|列表|正文|查看|页面|中心|指南|速递|要闻|发布|其他|其它|法律|规章|主动|依申请|一览|详细|首页|政民互动|及|与|和)+"
    r"|404.*|无标题.*|新建.{0,6}文档?|untitled.*|new page.*|index|home|document|error.*",
    re.IGNORECASE,
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,7}[省市区县镇]|中国[\u4e00-\u9fff·]{1,8}|.{1,2}")
_DASH = re.compile(r"(?P<strong>\s*[_|｜＿]+\s*|\s+[-–—]{1,2}\s+|>{1,2})|[—–-]{1,2}")
_OPENING, _CLOSING = "（(《〈“‘【[〔", "）)》〉”’】]〕"
# Words of a page that shows a document of others again. 关于转发…的通知 is a document of its own.
_REPRINTED = re.compile(
    r"\s*(?:[【\[（(]\s?(?:转发|转载|转|置顶|图文|原创)\s?[】\]）)][：:]?|(?:转发|转载|转)\s?[：:])\s*"
)
# Longer than any title of a page.
MAX_CHARS = 500


def is_like_a_title(text: str) -> bool:
    """By its form: 关于…的通知, …管理办法, …申报指南.

    >>> is_like_a_title("关于申报人才公寓的通知"), is_like_a_title("云岭市人才工作服务网")
    (True, False)
    """
    return _ENDS.fullmatch(text) is not None or bool(re.match("关于", text))


def ends_as_a_title(line: str) -> bool:
    """Is its last word a form, such as 意见 or 通知, whatever stands in brackets behind it?"""
    return _ENDS.fullmatch(line.strip()) is not None


def is_of_the_site(text: str) -> bool:
    """Is it the name of a site, of a column or of a place, and so nobody's title?

    >>> is_of_the_site("云岭市人才工作服务网"), is_of_the_site("政策文件"), is_of_the_site("关于成立人才服务中心")
    (True, True, False)
    """
    text = text.strip()
    if not text or _COLUMN.fullmatch(text) or _PLACE.fullmatch(text):
        return True
    return _SITE.fullmatch(text) is not None and not _ABOUT.search(text) and "《" not in text


def without_reprint(title: str) -> str:
    """
    >>> without_reprint("转发：关于申报人才公寓的通知"), without_reprint("转发市人社局关于人才的通知")
    ('关于申报人才公寓的通知', '转发市人社局关于人才的通知')
    """
    return title[found.end() :] if (found := _REPRINTED.match(title)) else title


def without_site(title: str) -> str:
    """The title of a page without the names of the site and its columns; empty where nothing else is there.

    A dash inside brackets or between two years belongs to the title.

    >>> without_site("人才安居计划（2024—2026年）任务分工_云岭市人民政府"), without_site("入学实施细则-政策文件-云岭市教育网")
    ('人才安居计划（2024—2026年）任务分工', '入学实施细则')
    """
    parts = list(_parts(title[:MAX_CHARS].strip()))
    while parts and is_of_the_site(parts[-1][1]):
        parts.pop()
    while parts and is_of_the_site(parts[0][1]):
        parts.pop(0)
    strong = _at_strong_signs(parts)
    like_titles = [part for part in strong if is_like_a_title(part)]
    return without_reprint(max(like_titles or strong, key=len, default="")).strip()


def _parts(title: str) -> Iterator[tuple[str, str]]:
    """The sign before each part, and the part."""
    depths = _depths(title)
    sign, done = "", 0
    for match in _DASH.finditer(title):
        start, end = match.span()
        between_figures = title[start - 1 : start].isdigit() and title[end : end + 1].isdigit()
        if depths[start] or (between_figures and not match["strong"]):
            continue
        yield sign, title[done:start]
        sign, done = match.group(), end
    yield sign, title[done:]


def _depths(title: str) -> list[int]:
    """In how many brackets each character stands; a bracket that is never closed opens nothing."""
    depths, open_at = [0] * len(title), []
    for offset, char in enumerate(title):
        if char in _OPENING:
            open_at.append(offset)
        elif char in _CLOSING and open_at:
            start = open_at.pop()
            if not open_at:
                depths[start : offset + 1] = [1] * (offset + 1 - start)
    return depths


def _at_strong_signs(parts: list[tuple[str, str]]) -> list[str]:
    """Parts that a mere dash parts belong together, as printed."""
    joined: list[str] = []
    for sign, part in parts:
        if joined and sign and not set(sign) & set("_|｜＿> "):
            joined[-1] += sign + part
        else:
            joined.append(part)
    return joined
