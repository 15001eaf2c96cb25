"""A title as people paste it: with 《》, with a second title behind a dash, and with the name of the site it came from."""

from __future__ import annotations

import re

from policies.text import titles

# Shorter than any title of a document; a shorter head or key may be a word.
FEWEST_CHARS = 6
MOST_KEYS = 8
# A page names its site and a few of its parts, each in less than so many characters.
MOST_SITES, SITE_CHARS = 6, 60

# What the names of sites and of their parts end in: 上海市静安区人民政府, 一网通办, 规范性文件.
_OF_A_SITE = (
    "政府|局|委|委员会|办公室|厅|部|网|网站|门户|官网|中心|平台|公报|公开|一网通办|在线|频道|首页|公众号|"
    "政策|文件|法规|法规库|政策库|文件库|通知公告|公示公告|解读|栏目|百科|文库|新闻"
)
# NFKC has made ｜ | and ＿ _ by then. Spaces stand around a single dash, or it follows what a title ends in.
_SITE = re.compile(
    rf"(?:(?<![_|])\s?[_|]{{1,8}}\s?|\s[-–—]+\s|(?<=[知告见法定则案划要策》)”])[-–—]+)(?P<site>[\u4e00-\u9fff·]{{0,30}}?(?:{_OF_A_SITE}))(?:\([^()]{{1,12}}\))?\s?\Z"
)
_PARTS = re.compile(r"[_|]|[-–—]{2,}|—|\s[-–]\s|(?<=[\u4e00-\u9fff)》”])-(?=[\u4e00-\u9fff])")
_NAME = re.compile("《(?P<name>[^《》]+(?:《[^《》]*》[^《》]*)*)》")


def without_site(text: str) -> str:
    """A cleaned title without the names of sites behind it.

    >>> without_site("关于印发《居住证管理办法》的通知_政策文件_上海市人民政府"), without_site("公租房|居住证")
    ('关于印发《居住证管理办法》的通知', '公租房|居住证')
    """
    for _ in range(MOST_SITES):
        site = _SITE.search(text, max(0, len(text) - SITE_CHARS))
        if not site or len(text[: site.start()].strip("《》 ")) < FEWEST_CHARS:
            break
        text = text[: site.start()]
    return text


def keys(text: str) -> tuple[str, ...]:
    """What the documents may be compared by that a pasted title names, see `titles.keys`; most likely first.

    >>> keys("《上海市居住证管理办法》——2018年修订")
    ('上海市居住证管理办法2018年修订', '上海市居住证管理办法')
    """
    parts = [text, *(text[: part.start()] for part in reversed(list(_PARTS.finditer(text))))]
    parts += [match["name"] for match in _NAME.finditer(text)]
    found = (key for part in parts for key in titles.keys(part))
    return tuple(dict.fromkeys(key for key in found if len(key) >= FEWEST_CHARS))[:MOST_KEYS]
