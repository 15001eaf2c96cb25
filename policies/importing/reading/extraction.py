"""Content extraction: which box of a page holds the document, and what outside of it is worth keeping as facts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby, islice, pairwise, takewhile

from policies.importing.reading import furniture, naming, pictures
from policies.importing.reading.cleanup import Removal
from policies.importing.reading.flow import FlowBlock
from policies.importing.reading.tables import SourceTable
from policies.importing.reading.webpage import Nodes, WebPage

# A paragraph of at least this length with a full stop is text of a document; what is shorter may be a button.
SENTENCE_CHARS = 30
# The box of the text holds most of what is on the page.
MOST = 0.5
# A table with so many labels and values of the list below is the box of facts above a document.
FACTS = 2
# How much is looked through for facts: pieces, rows of a table, characters of a piece or cell.
FACT_PIECES = 500
FACT_ROWS = 20
FACT_CHARS = 300
# What is left out is shown by its first characters.
AROUND_CHARS = 20
# A box that repeats so many sentences, and holds no other, is a copy.
COPIED_SENTENCES = 2
# Neighbouring short links are a menu; the links to the annexes of a document have longer names.
MENU_LINKS = 4
MENU_LINK_CHARS = 10

# What stands in the box of facts above a document: label, and a value that is one line.
_FACT = re.compile(
    r"(?P<label>索\s{0,4}引\s{0,4}号|文\s{0,4}号|发文字号|发文机关|发布机构|发布单位|制发机关|主题分类|主题词|成文日期|发文日期|"
    r"发布日期|发布时间|公开日期|生成日期|施行日期|生效日期|失效日期|废止日期|有\s{0,4}效\s{0,4}性|文件状态|来\s{0,4}源|信息来源|名\s{0,4}称|标\s{0,4}题)"
    r"\s{0,4}[：:]\s{0,4}(?P<value>[^：:]{1,200}?)(?=\s{0,10}\Z|\s{1,10}[^\s：:]{1,10}\s{0,4}[：:])"
)
# Where there is a place, 时间： is when something takes place.
_OF_AN_EVENT = re.compile(r"(?:会议|活动|举办|培训|报到)?地\s{0,4}点\s{0,3}[：:]")
_LABEL_ONLY = re.compile(r"[\w\s]{2,12}[：:]?")


def main_content(page: WebPage) -> list[FlowBlock]:
    """The pieces that are the document. The others are counted in `page.removed`, their facts put into `page.meta`."""
    for piece in islice(page.pieces, FACT_PIECES):
        piece.is_facts = isinstance(piece.body, SourceTable) and len(list(_facts(piece))) >= FACTS
    _unlabel_where_needed(page)
    _label_menus(page.pieces)
    _label_furniture(page.pieces)
    _label_copies(page.pieces)
    first, last = _box(page.pieces, page.nodes)
    inside = [piece for piece in page.pieces if first <= piece.node <= last]
    _label_edges(inside)
    for piece in page.pieces:
        is_inside = first <= piece.node <= last
        if piece.label:
            page.removed[piece.label] += 1
            if is_inside and piece.label in {Removal.NAVIGATION, Removal.FACTS}:
                page.taken.append(piece.text)
        elif not is_inside:
            page.removed[Removal.AROUND] += 1
            page.around.append(piece.text[:AROUND_CHARS])
    _keep_facts(page, first, last)
    of_the_text = [each for each in page.pictures if first <= each.node <= last]
    page.pictures = pictures.without_decoration(of_the_text)
    kept = [piece for piece in inside if not piece.label]
    page.name = naming.title_of(page, kept)
    # The title is no part of the text, and taken all the same.
    packed = "".join(page.name.split())
    page.around = [words for words in page.around if not packed.startswith("".join(words.split()))]
    return kept


def _unlabel_where_needed(page: WebPage) -> None:
    """A page that puts its document into a box called menu, or shows it by script, is read all the same.

    What is out of sight and stands on the page in full view as well is a copy: for printing, for reading aloud, for phones.
    """
    seen = {piece.text for piece in page.pieces if not piece.label and is_sentence(piece)}
    away = [piece for piece in page.pieces if piece.label and is_sentence(piece)]
    new = [piece for piece in away if piece.text not in seen]
    if 2 * len(new) < len(away):
        return
    if not new or sum(len(piece.text) for piece in new) <= sum(map(len, seen)):
        return
    for _, run in groupby(page.pieces, key=lambda piece: piece.label):
        together = list(run)
        shown = [piece for piece in together if is_sentence(piece) and piece.text not in seen]
        # A box out of sight is shown as a whole; of one that is called menu only what reads as text.
        whole = bool(shown) and together[0].label == Removal.HIDDEN
        for piece in together if whole else shown:
            piece.label = ""


def _label_copies(pieces: list[FlowBlock]) -> None:
    """Of two boxes with the same sentences the second is a copy, where all of its sentences stood before."""
    seen: set[str] = set()
    sentences: defaultdict[int, list[FlowBlock]] = defaultdict(list)
    for piece in pieces:
        if not piece.label and is_sentence(piece) and isinstance(piece.body, str):
            sentences[piece.node].append(piece)
    copied = set()
    for node, inside in sentences.items():
        texts = {piece.text for piece in inside}
        if len(texts) >= COPIED_SENTENCES and texts <= seen:
            copied.add(node)
        seen |= texts
    for piece in pieces:
        if piece.node in copied:
            piece.label = piece.label or Removal.COPY


def _label_furniture(pieces: list[FlowBlock]) -> None:
    for piece in pieces:
        if piece.label or not isinstance(piece.body, str):
            continue
        found = furniture.of_line(piece.body)
        if furniture.is_navigation(piece.body):
            piece.label = Removal.NAVIGATION
        elif found and found.is_sure:
            piece.label = Removal.FACTS


def _label_edges(inside: list[FlowBlock]) -> None:
    """来源： above the text and 作者： below it are facts of the page; between its sentences they would be text."""
    head = list(takewhile(_is_no_sentence, inside))
    is_invitation = any(_OF_AN_EVENT.match(piece.text) for piece in head)
    for piece in head:
        if not is_invitation:
            _label_fact(piece)
    for piece in takewhile(_is_no_sentence, reversed(inside)):
        found = furniture.of_line(piece.text)
        # A day at the end may be that of the signature.
        if found and not any(label == "发布日期" for label, _ in found.facts):
            _label_fact(piece)


def _label_fact(piece: FlowBlock) -> None:
    if not piece.label and isinstance(piece.body, str) and furniture.of_line(piece.body):
        piece.label = Removal.FACTS


def _is_no_sentence(piece: FlowBlock) -> bool:
    return bool(piece.label) or not is_sentence(piece)


def _label_menus(pieces: list[FlowBlock]) -> None:
    run: list[FlowBlock] = []
    for piece in [*pieces, None]:
        if piece and piece.linked >= len(piece.text) * 0.8 and len(piece.text) <= MENU_LINK_CHARS:
            run.append(piece)
            continue
        if len(run) >= MENU_LINKS:
            for each in run:
                each.label = each.label or Removal.NAVIGATION
        run = []


def _box(pieces: list[FlowBlock], nodes: Nodes) -> tuple[int, int]:
    """First and last number of the smallest box that leaves no sentence outside."""
    sentences, chars = _weights(pieces, nodes)
    most = MOST * chars[0]
    named = [node for node in nodes.content if chars[node] >= most > 0]
    if named:
        # Of two that hold the same the outer one, which comes first.
        chosen = max(named, key=lambda node: (chars[node], -node))
        return chosen, nodes.ends[chosen]
    heaviest = _heaviest(nodes, chars)
    every = max(sentences[0], 1)
    chosen = 0
    while child := heaviest[chosen]:
        if sentences[child] < every or chars[child] < most:
            break
        chosen = child
    return chosen, nodes.ends[chosen]


def _weights(pieces: list[FlowBlock], nodes: Nodes) -> tuple[list[int], list[int]]:
    """Of each box its sentences and its characters outside links, those of the boxes inside included."""
    boxes = len(nodes.parents)
    sentences, chars = [0] * boxes, [0] * boxes
    for piece in pieces:
        if piece.label:
            continue
        sentences[piece.node] += is_sentence(piece)
        if not piece.is_facts:
            chars[piece.node] += len(piece.text) - piece.linked
    for node in range(boxes - 1, 0, -1):
        parent = nodes.parents[node]
        sentences[parent] += sentences[node]
        chars[parent] += chars[node]
    return sentences, chars


def _heaviest(nodes: Nodes, chars: list[int]) -> list[int]:
    """Of each box the one inside with most characters, of equal ones the first; 0 where there is none."""
    heaviest = [0] * len(nodes.parents)
    for node in range(len(heaviest) - 1, 0, -1):
        parent = nodes.parents[node]
        rival = heaviest[parent]
        if rival == 0 or chars[node] >= chars[rival]:
            heaviest[parent] = node
    return heaviest


def is_sentence(piece: FlowBlock) -> bool:
    """Is it text of a document, and neither a button nor a link?"""
    text = piece.text
    if isinstance(piece.body, SourceTable):
        return len(text) >= SENTENCE_CHARS and not piece.is_facts and piece.linked * 2 < len(text)
    return len(text) >= SENTENCE_CHARS and "。" in text and piece.linked * 2 < len(text)


def _keep_facts(page: WebPage, first: int, last: int) -> None:
    """What short pieces that are not the document say about it."""
    outside = (piece for piece in page.pieces if piece.label or not first <= piece.node <= last)
    for piece in islice(outside, FACT_PIECES):
        found = furniture.of_line(piece.body) if isinstance(piece.body, str) else None
        for label, value in (*(found.facts if found else ()), *_facts(piece)):
            page.meta.setdefault("".join(label.split()), value.strip())


def _facts(piece: FlowBlock) -> Iterator[tuple[str, str]]:
    if isinstance(piece.body, str):
        for match in _FACT.finditer(piece.body[:FACT_CHARS]):
            yield match["label"], match["value"]
        return
    for row in piece.body.rows[:FACT_ROWS]:
        texts = [cell.text[:FACT_CHARS] for cell in row]
        for name, value in pairwise(texts):
            label = name.rstrip("：: ")
            fact = _FACT.fullmatch(f"{label}：{value}")
            if fact and _LABEL_ONLY.fullmatch(name):
                yield fact["label"], fact["value"]
