"""Signs of a Word file that are no characters of its text: those of the fonts Symbol and Wingdings, and circled numbers made by a field.

Which sign a font shows at which place: the encodings that Unicode publishes for both (VENDORS/APPLE/SYMBOL.TXT, and Wingdings in
proposal L2/12-368). Of Wingdings those that forms and lists use; a box with a tick is ☑ whatever the tick looks like.
"""

from __future__ import annotations

import re

# What stands where nobody knows the sign: doubted as text that was lost.
UNKNOWN = "\ufffd"
_PRIVATE = 0xF000

# From 0x41, 0x61 and 0xA1 on; a space has no sign here.
_SYMBOL_CAPITALS = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
_SYMBOL_SMALL = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SYMBOL_SIGNS = "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…  ↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨   ∑"
_SYMBOL = {
    **{0x41 + place: sign for place, sign in enumerate(_SYMBOL_CAPITALS)},
    **{0x61 + place: sign for place, sign in enumerate(_SYMBOL_SMALL)},
    **{0xA1 + place: sign for place, sign in enumerate(_SYMBOL_SIGNS) if sign != " "},
}
_SYMBOL_AS_ASCII = "!#%&()+,./0123456789:;<=>?[]_{|} "
_SYMBOL |= {ord(char): char for char in _SYMBOL_AS_ASCII} | {0x2D: "−", 0x2A: "∗", 0x40: "≅", 0x22: "∀"}

_WINGDINGS = {
    **{0x81 + number: chr(0x2460 + number) for number in range(10)},
    **{0x8C + number: chr(0x2776 + number) for number in range(10)},
    **dict.fromkeys((0x6F, 0x70, 0x71, 0x72, 0xA8), "□"),
    **dict.fromkeys((0x6E, 0xA7), "■"),
    **dict.fromkeys((0x6C, 0x9F, 0xB7), "●"),
    0xA1: "○",
    0x6D: "○",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
    0x75: "◆",
    0x76: "❖",
    0x77: "◆",
    0xD8: "➢",
    0xE0: "→",
    0xDF: "←",
    0xE1: "↑",
    0xE2: "↓",
    0xF0: "⇨",
    0xAB: "★",
    0xB6: "☆",
    0x28: "☎",
    0x2A: "✉",
}
_WINGDINGS_2 = {
    0x4F: "✗",
    0x50: "✓",
    0x51: "☒",
    0x52: "☑",
    0x53: "☒",
    0x54: "☒",
    0xA2: "■",
    0xA3: "□",
    0x98: "●",
    **{0x6A + number: chr(0x2460 + number) for number in range(10)},
}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}

# 带圈字符: eq \o\ac(○,1), with the circle of any font.
_ENCIRCLED = re.compile(
    r"\s*eq\s*\\o(?:\\[a-z]{1,2})*\s*[（(]\s*(?P<ring>.)\s*[,，;；]\s*(?P<words>[^()（）]{1,6}?)\s*[)）]\s*",
    re.IGNORECASE,
)
_RINGS = "○〇◯Oo"
CIRCLED_MOST = 20


def is_font_of_signs(font: str) -> bool:
    return font.lower() in _FONTS


def sign(font: str, code: str) -> str:
    """The sign that `font` shows for a character, given by its number in hexadecimal digits as w:sym has it.

    >>> sign("Symbol", "F0B3"), sign("Wingdings", "F0FE"), sign("Webdings", "F021")
    ('≥', '☑', '\\ufffd')
    """
    place = int(code, 16) if re.fullmatch("[0-9A-Fa-f]{1,4}", code) else 0
    if place < 0x20:
        return UNKNOWN
    if not is_font_of_signs(font):
        # A character of a font of letters: what its number says, unless that is nobody's.
        return chr(place) if place < 0xD800 else UNKNOWN
    return _FONTS[font.lower()].get(place & 0xFF, UNKNOWN)


def in_font(font: str, words: str) -> str:
    """`words` as a font of signs shows them; Chinese characters among them are shown in another font."""
    is_sign = (ord(char) < 0x100 or ord(char) & 0xFF00 == _PRIVATE for char in words)
    shown = (
        sign(font, f"{ord(char):X}") if yes and not char.isspace() else char
        for char, yes in zip(words, is_sign, strict=False)
    )
    return "".join(shown)


def of_field(instruction: str) -> str:
    """What a field prints that Word works out by itself: ① for eq \\o\\ac(○,1), and 1 in another ring as （1）; else nothing."""
    match = _ENCIRCLED.fullmatch(instruction)
    if match is None:
        return ""
    words = match["words"]
    number = int(words) if re.fullmatch("[0-9]{1,2}", words) else 0
    if match["ring"] in _RINGS and 0 < number <= CIRCLED_MOST:
        return chr(0x2460 + number - 1)
    return f"（{words}）"
