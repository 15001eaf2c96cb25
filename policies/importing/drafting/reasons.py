"""Where each fact of a draft was read, in Chinese, for the person who checks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from policies.importing.drafting.in_force import InForce
from policies.importing.drafting.layout import DocumentLayout

_OF_PAGE = "网页上的信息"


class Facts(NamedTuple):
    """What was chosen: title, the page's own title, 文号, those in brackets behind the title, issuers, and whether there is a day."""

    title: str
    header: str
    number: str
    behind_title: list[str]
    issuers: tuple[str, ...]
    is_dated: bool


def of(facts: Facts, parts: DocumentLayout, force: InForce) -> dict[str, str]:
    """Field of the draft -> where it stands; only of fields that are filled."""
    return dict(_found(facts, parts, force))


def _found(facts: Facts, parts: DocumentLayout, force: InForce) -> Iterator[tuple[str, str]]:
    yield "title", _of_title(facts, parts)
    if facts.number:
        yield "doc_number", _of_number(facts, parts)
    if facts.issuers:
        head = "落款" if parts.is_signed else "文件头或标题"
        yield "issuers", head if parts.issuers else _OF_PAGE
    if facts.is_dated:
        closing = "落款日期" if parts.issued_on else "落款日期残缺，只有一种读法"
        yield "issued_on", closing if parts.issued_on or parts.readings else _OF_PAGE
    if force.end and force.computed:
        yield "expires_on", "按有效期推算"


def _of_title(facts: Facts, parts: DocumentLayout) -> str:
    packed = "".join(facts.title.split())
    if packed == "".join(parts.title.split()):
        return "正文里的标题"
    return "网页的标题" if packed == "".join(facts.header.split()) else "正文开头"


def _of_number(facts: Facts, parts: DocumentLayout) -> str:
    if facts.number in (parts.doc_number, *parts.other_numbers):
        return "正文开头的文号"
    return "标题后的括号" if facts.number in facts.behind_title else _OF_PAGE
