"""What a document says about others: 依据, 实施细则, 修订, 废止, 解读, 转发. Read from its own words only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policies.text import citations, titles
from policies.vocabulary import RelationKind

# A sentence of an official text; what is longer is a list, and its words far away say nothing about a citation.
MAX_SENTENCE = 600
# No document names what it rests on, or what it ends, behind this many characters.
MAX_TEXT = 200_000

_SENTENCE = re.compile("[^。；;\n]+")
_MADE = re.compile("制定|制订|特制|印发|现就|通知如下|提出.{0,6}意见")
_GROUND = re.compile("根据|依据|按照|依照|贯彻|落实")
_NO_LONGER = re.compile("废止|失效")
# In a title: the word before a name, or behind it, says what this document does with that one.
_BEFORE = (
    (RelationKind.FORWARDS, re.compile("转发|批转")),
    (RelationKind.REPEALS, re.compile("废止")),
    (RelationKind.REVISES, re.compile("修改|修订")),
)
_BEHIND = (
    (RelationKind.EXPLAINS, re.compile("解读|问答")),
    (RelationKind.IMPLEMENTS, re.compile("(?:的|之)?(?:实施|操作)(?:细则|办法|意见)")),
)
_NEAR = 8


@dataclass(frozen=True, slots=True)
class Mention:
    """What this document is to the one it names, by title, number or both."""

    kind: RelationKind
    title: str
    number: str


def find(title: str, text: str) -> tuple[Mention, ...]:
    """The relations that the title and the sentences of the text state, each once, in order."""
    text = text[:MAX_TEXT]
    short = citations.short_names(text)
    own = titles.keys(title)
    found = [
        *_of_title(title),
        *(each for match in _SENTENCE.finditer(text) for each in _of_sentence(match.group(), short)),
    ]
    return tuple(
        each
        for each in dict.fromkeys(found)
        if titles.key(each.title) not in own or each.kind is RelationKind.REVISES
    )


def _of_title(title: str) -> Iterator[Mention]:
    for cited in citations.find(title):
        before, behind = title[: cited.start][-_NEAR:], title[cited.end :][: 2 * _NEAR]
        kinds = [kind for kind, words in _BEFORE if words.search(before)]
        kinds += [kind for kind, words in _BEHIND if words.search(behind)]
        yield from (Mention(kind, cited.title, cited.number) for kind in kinds[:1])


def _of_sentence(sentence: str, short: dict[str, citations.Citation]) -> Iterator[Mention]:
    ground, ended = _GROUND.search(sentence), list(_NO_LONGER.finditer(sentence))
    made = _MADE.search(sentence) if ground else None
    if len(sentence) > MAX_SENTENCE or not (made or ended):
        return
    for cited in citations.find(sentence, short):
        if ended and cited.end <= ended[-1].start():
            yield Mention(RelationKind.REPEALS, cited.title, cited.number)
        elif made and ground.end() <= cited.start and cited.end <= list(_MADE.finditer(sentence))[-1].start():
            yield Mention(RelationKind.BASIS, cited.title, cited.number)
