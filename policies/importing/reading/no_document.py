"""Pages that hold no document: gone, a form to log in, a list of titles, pictures of pages. Each is refused with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policies.importing.reading.extraction import is_sentence
from policies.importing.reading.flow import FlowBlock
from policies.importing.reading.tables import SourceTable
from policies.importing.reading.webpage import WebPage
from policies.text import dates

# A page that says so little is looked at more closely.
FEW_CHARS = 400
# Of a list nearly all is links to other pages.
LIST_ITEMS, LINKED_SHARE = 5, 0.6
ITEM_MIN_CHARS = 8
# Beside the pictures of a scanned document stand its title and its date.
SCAN_CHARS = 120

_GONE = re.compile(
    r"(?:页面|网页|文章|信息|内容|链接|地址).{0,12}(?:不存在|已(?:经)?(?:被)?删除|找不到|已失效|无法访问|未找到|已下线)"
    r"|(?:找不到|没有找到|无法找到).{0,8}(?:页面|网页|网址)|\b404\b|not found|页面(?:正在)?跳转|正在(?:为您)?跳转",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"用户名|账\s?号|密\s?码|验证码|忘记密码|立即注册|扫码登录")
LOGIN_WORDS = 3


def reason(page: WebPage, kept: list[FlowBlock]) -> str:
    """Why the page is refused, in Chinese; empty for a page with a document."""
    sentences = [piece for piece in kept if is_sentence(piece)]
    text = "\n".join(piece.text for piece in kept)
    words = f"{page.title}\n{page.heading}\n{text}" if len(text) <= FEW_CHARS else ""
    if _GONE.search(words) and len(sentences) < 2:
        return "这个网页说它要找的页面不存在或已删除，里面没有文件的正文。"
    asks_password = page.has_password and words and len(sentences) < 2
    asks = len(set(_LOGIN.findall(words)))
    if asks_password or (asks >= LOGIN_WORDS and not sentences):
        return "这是登录或注册的页面，里面没有文件的正文。"
    if sentences:
        return ""
    if _is_list(kept):
        return "这是一个标题列表（目录页），里面没有文件的正文。请打开要导入的那一篇，另存后再导入。"
    return of_scan(kept, len(page.pictures))


def of_scan(kept: Sequence[FlowBlock], pictures: int) -> str:
    """Why a document is refused that has so many pictures and hardly a word; empty for any other."""
    chars = sum(len(piece.text) for piece in kept)
    if not pictures or chars > SCAN_CHARS or any(map(is_sentence, kept)):
        return ""
    return f"正文是 {pictures} 张图片（扫描件），里面的字读不出来。请提供文字版。"


def _is_list(kept: list[FlowBlock]) -> bool:
    """Links to so many other pages, and hardly anything else but days."""
    links, linked, rest = 0, 0, 0
    for piece in kept:
        chars = len(piece.text)
        days = sum(found.end - found.start for found in dates.find(piece.text))
        if piece.linked * 2 > chars - days and piece.linked >= ITEM_MIN_CHARS:
            links += _items(piece)
            linked += piece.linked
        elif not days:
            rest += chars
    return links >= LIST_ITEMS and linked >= LINKED_SHARE * (linked + rest)


def _items(piece: FlowBlock) -> int:
    """Of a list: the rows of a table, else one."""
    return len(piece.body.rows) if isinstance(piece.body, SourceTable) else 1
