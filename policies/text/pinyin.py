"""How a Chinese word is typed by its sound: luohu for 落户, rcgy for 人才公寓. No tones; ü is v, as on a keyboard."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from types import ModuleType

# Names of Shanghai, and words of official texts, that pypinyin does not know: it would read 行 as xing, 长 as zhang.
READINGS = {
    "闵行": "min hang",
    "高行": "gao hang",
    "徐行": "xu hang",
    "杨行": "yang hang",
    "庙行": "miao hang",
    "庄行": "zhuang hang",
    "殷行": "yin hang",
    "长宁": "chang ning",
    "市长宁": "shi chang ning",
    "长白": "chang bai",
    "长风": "chang feng",
    "长桥": "chang qiao",
    "长三角": "chang san jiao",
    "长效": "chang xiao",
    "最长": "zui chang",
    "调档": "diao dang",
    "人参加": "ren can jia",
    "莘潭": "xin tan",
}
# The words of a library are asked for again with each revision.
KEPT_WORDS = 20_000

# Each vowel with one of the four tones.
_TONES = str.maketrans(
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜĀÁǍÀĒÉĚÈŌÓǑÒ",
    "aaaaeeeeiiiioooouuuuvvvvAAAAEEEEOOOO",
)


@cache
def _library() -> ModuleType:
    """pypinyin with our readings, loaded with the first word: it takes 0.35 s and 55 MB, which most commands can spare."""
    pypinyin = import_module("pypinyin")
    pypinyin.load_phrases_dict(
        {word: [[syllable] for syllable in reading.split()] for word, reading in READINGS.items()}
    )
    return pypinyin


def load() -> None:
    """Now, what the first word would load: for a process of which others are forked."""
    _library()


@lru_cache(KEPT_WORDS)
def syllables(text: str) -> tuple[str, ...]:
    """One for each Han character, and each run of anything else as it is, in lower case.

    >>> syllables("211高校")
    ('211', 'gao', 'xiao')
    """
    return tuple(syllable.lower() for syllable in _library().lazy_pinyin(text))


def toneless(text: str) -> str:
    """As it is typed without the marks of tones.

    >>> toneless("luòhù"), toneless("lǜkǎ"), toneless("Müller")
    ('luohu', 'lvka', 'Müller')
    """
    return text.translate(_TONES)


def full(text: str) -> str:
    """All syllables, without a space.

    >>> full("长宁落户")
    'changningluohu'
    """
    return "".join(syllables(text))


@lru_cache(KEPT_WORDS)
def initials(text: str) -> str:
    """The first letter of each syllable; what is not Chinese stands as it is.

    >>> initials("人才公寓")
    'rcgy'
    """
    first = _library().Style.FIRST_LETTER
    return "".join(_library().lazy_pinyin(text, style=first)).lower()


def by_words(text: str) -> tuple[str, ...]:
    """`syllables` of each word that pypinyin sees in a text: of 20,000 titles most words are known already.

    >>> by_words("关于人才落户")
    ('guan', 'yu', 'ren', 'cai', 'luo', 'hu')
    """
    _library()
    words = import_module("pypinyin.seg.mmseg").seg.cut(text)
    return tuple(syllable for word in words for syllable in syllables(word))
