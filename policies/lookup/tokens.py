"""Cut Chinese text into what the index holds: every Han character, every pair of neighbours (bigram), other words whole.

    公租房3号  →  公 公租 租 租房 房 | 3 | 号

Each token stands at a position of its own, so a text is found as a phrase by the tokens of that phrase.
Characters and bigrams together found more than a dictionary's words did (design, decision 1), and a word of one
or two characters is always a token of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import concat

from policies.text.folding import fold

# Planes and blocks of Han characters, the compatibility forms included; for the inside of a class of characters.
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Of a number or a word of other scripts.
WORD_CHAR = rf"[^\W_{HAN}]"
# A number keeps its point (2.5) and loses the commas between thousands, a word of other scripts is whole; both end
# where Han begins.
_RUN = re.compile(rf"(?P<han>[{HAN}]+)|\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?![\d,])|\d+(?:\.\d+)+|{WORD_CHAR}+")

# What residents put around the words they look for. None of these is part of a word of the policies: 能 is left
# alone for 技能, 有 for 有效, 在 for 在站.
FUNCTION_WORDS = (
    *("有没有", "是不是", "能不能", "可不可以", "要不要", "为什么", "怎么样", "是什么", "有什么", "有哪些"),
    *("需要", "怎么", "怎样", "如何", "哪些", "哪里", "哪儿", "什么", "多少", "可以", "请问", "想要", "我想"),
    *("关于", "是否", "以及", "或者", "应该", "能否", "几年", "多久", "我们", "你们", "我", "你", "您", "的"),
    *("吗", "呢", "吧", "啊", "呀", "么", "嘛"),
)
# Headings are printed with spaces between their characters (通　知　书); a line break parts words.
_SPACED = re.compile(rf"(?<=[{HAN}])[ \t\u3000\xa0]+(?=[{HAN}])")
# Words that these begin or end: 我国, 我校, 自我, 目的, 标的, 的士, 网吧, 酒吧.
_WITHIN = {"我": "(?<!自)我(?![国市区校院司])", "的": "(?<![目标])的(?!士)", "吧": "(?<![网酒])吧"}
_FUNCTION = re.compile(
    "|".join(_WITHIN.get(word, re.escape(word)) for word in sorted(FUNCTION_WORDS, key=len, reverse=True))
)


def runs(folded: str) -> list[str]:
    """The unbroken stretches of a folded text: of Han characters, or one word or number."""
    return [match.group().replace(",", "") for match in _RUN.finditer(folded)]


def found_runs(folded: str) -> list[tuple[str, bool]]:
    """Each unbroken stretch, and whether it is of Han characters."""
    return [(match.group().replace(",", ""), match["han"] is not None) for match in _RUN.finditer(folded)]


def is_han(run: str) -> bool:
    match = _RUN.match(run)
    return bool(match and match["han"])


def cut(folded: str) -> list[str]:
    """All tokens of a folded text, in order; the number of a token is its position."""
    tokens: list[str] = []
    for run, of_han in found_runs(folded):
        if not of_han:
            tokens.append(run)
            continue
        alternating = [""] * (2 * len(run) - 1)
        alternating[::2] = run
        alternating[1::2] = map(concat, run, run[1:])
        tokens += alternating
    return tokens


def indexed(text: str) -> str:
    """The tokens of `text`, parted by spaces, as the index takes them."""
    return " ".join(cut(fold(closed(text))))


def closed(text: str) -> str:
    """`text` without spaces between Han characters."""
    return _SPACED.sub("", text)


def joined(folded: Iterable[str]) -> str:
    """Stretches side by side, Han to Han without a space, so that they are found as they would be printed."""
    return closed(" ".join(folded))


def bigrams(run: str) -> list[str]:
    """What a run must share with a text to be like it: its bigrams, or the run itself where it has none."""
    if len(run) > 1 and is_han(run):
        return [run[offset : offset + 2] for offset in range(len(run) - 1)]
    return [run]


def says_something(folded: str) -> bool:
    """Whether anything but function words and punctuation is in a folded text.

    >>> says_something("有哪些?"), says_something("租房吗")
    (False, True)
    """
    return any(map(_RUN.search, _FUNCTION.split(folded)))


def content(folded: str) -> list[str]:
    """The stretches that carry meaning: the text without function words, unless nothing is left.

    >>> content("外地应届生怎么落户"), content("怎么办"), content("怎么")
    (['外地应届生', '落户'], ['办'], ['怎么'])
    """
    parts = [part.strip() for part in _FUNCTION.split(folded) if _RUN.search(part)]
    # One character that is left between two function words says nothing beside whole words: 落户怎么办.
    words = [part for part in parts if len(part) > 1]
    return words or parts or ([folded.strip()] if _RUN.search(folded) else [])
