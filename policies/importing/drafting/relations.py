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
Kinds = tuple[tuple[RelationKind, re.Pattern[str]], ...]
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
class MentionedRelation:
    """What this document is to the one it names, by title, number or both."""

    kind: RelationKind
    title: str
    number: str


def find(title: str, text: str) -> tuple[MentionedRelation, ...]:
    """The relations that the title and the sentences of the text state, each once, in order."""
    text = text[:MAX_TEXT]
    short = citations.short_names(text)
    found = list(_of_title(title))
    for match in _SENTENCE.finditer(text):
        found += _of_sentence(match.group(), short)
    own = titles.keys(title)

    def is_another(each: MentionedRelation) -> bool:
        # What has our own title is ourselves, but for the edition that we revise.
        return each.kind is RelationKind.REVISES or titles.key(each.title) not in own

    return tuple(dict.fromkeys(filter(is_another, found)))


def _of_title(title: str) -> Iterator[MentionedRelation]:
    for cited in citations.find(title):
        before = title[: cited.start][-_NEAR:]
        behind = title[cited.end :][: 2 * _NEAR]
        kind = _first_kind(_BEFORE, before) or _first_kind(_BEHIND, behind)
        if kind:
            yield MentionedRelation(kind, cited.title, cited.number)


def _first_kind(kinds: Kinds, words: str) -> RelationKind | None:
    return next((kind for kind, pattern in kinds if pattern.search(words)), None)


def _of_sentence(sentence: str, short: dict[str, citations.Citation]) -> Iterator[MentionedRelation]:
    if len(sentence) > MAX_SENTENCE:
        return
    # What stands before the last 废止 is ended; between 根据 and the last 制定 stands what it rests on.
    ended = _last(_NO_LONGER, sentence)
    ground = _GROUND.search(sentence)
    made = _last(_MADE, sentence) if ground else -1
    if made < 0 and ended < 0:
        return
    for cited in citations.find(sentence, short):
        if cited.end <= ended:
            yield MentionedRelation(RelationKind.REPEALS, cited.title, cited.number)
        elif ground and ground.end() <= cited.start and cited.end <= made:
            yield MentionedRelation(RelationKind.BASIS, cited.title, cited.number)


def _last(words: re.Pattern[str], sentence: str) -> int:
    """Where the last of the words stands; -1 for none."""
    return max((match.start() for match in words.finditer(sentence)), default=-1)
