"""Materials that a 提交材料 may ask for: what gets a box on paper."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policies.text.checklist import to_tick
from policies.text.outline import outline
from policies.text.render import Block, Paragraph, Title, plain_text, render

# More are not read through at a desk.
MOST = 60
# As long as the fields are.
NAME_CHARS, NOTE_CHARS = 200, 300
# Where a name ends and what is said of the paper begins: 身份证|复印件1份, 申请表|（一式两份）.
_NOTE = re.compile(
    r"[（(][^（）()]*[）)]$|[，,。；;：:]|原件|复印件|扫描件|影印件|电子版|一式|各?[\d一二两三四五]{1,3}份"
)
# Who brings it stands before it: 有配偶的，提供结婚证.
_OF_SOME = re.compile(
    r"(?P<who>[^，,。；;]{2,60}的)[，,]\s?(?:应当|[应须需还另])?(?:提供|提交|出具|携带|附上|[附签交])(?P<what>.+)",
    re.DOTALL,
)
_AROUND = re.compile(r"^[\s，,。；;：:（(]+|[\s。；;]+$")
_OPEN_BRACKET = re.compile(r"[（(]")


@dataclass(frozen=True, slots=True)
class SuggestedMaterial:
    """`quote` is the text of its block; `name` and `note` are words of it."""

    name: str
    note: str
    quote: str


def materials(text: str) -> list[SuggestedMaterial]:
    """One for each block that names a material, in order, each name once."""
    blocks = render(outline(text))
    wanted = to_tick(blocks)
    found: dict[str, SuggestedMaterial] = {}
    for block in blocks:
        if block.anchor in wanted and (words := _words(block)):
            each = _material(words)
            found.setdefault(each.name, each)
    return list(found.values())[:MOST]


def _words(block: Block) -> str:
    """Without its number."""
    if not isinstance(block, Title | Paragraph):
        return ""
    words = plain_text(block.all_pieces).strip()
    number = block.heading.number if block.heading else ""
    return words.removeprefix(number).strip()


def _material(words: str) -> SuggestedMaterial:
    what, who = _what_and_who(words.rstrip("。；; "))
    # What stands in front of it may be all there is: 原件.
    behind = _NOTE.search(what, 1)
    end = behind.start() if behind else len(what)
    name = what[:end].strip()
    note = "，".join(filter(None, (who, _note(what[end:]))))
    return SuggestedMaterial(name[:NAME_CHARS], note[:NOTE_CHARS], words)


def _what_and_who(words: str) -> tuple[str, str]:
    """The material, and who has to bring it, where only some have to."""
    of_some = _OF_SOME.fullmatch(words)
    return (of_some["what"].strip(), of_some["who"]) if of_some else (words, "")


def _note(behind: str) -> str:
    """Without the signs around it, or a bracket that it only closes."""
    note = _AROUND.sub("", behind)
    if _OPEN_BRACKET.search(note):
        return note
    return note.removesuffix("）").removesuffix(")")
