"""Make a draft of a policy from what was brought in. Nothing is guessed: what the page does not say stays empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from policies.importing.drafting import (
    filing,
    in_force,
    inspection,
    layout,
    pictured,
    reasons,
    reimport,
    relations,
    sectioning,
)
from policies.importing.drafting.doubts import Doubt
from policies.importing.drafting.draft import Draft, Place, ReferenceData, must_be_storable
from policies.importing.drafting.labels import Labels
from policies.importing.reading import Source, parse_export
from policies.suggesting.rounds import proposed
from policies.text import dates, docnumber
from policies.text.page_titles import without_reprint, without_site
from policies.vocabulary import SectionKind

TITLE_CHARS = 300


def draft_of(source: Source, reference: ReferenceData, *, district: str = "") -> Draft:
    """The draft of anything that was read, our own export included. Raises RejectedSource."""
    exported = parse_export(source.text)
    made = reimport.draft(exported, reference) if exported else draft(source, reference, district=district)
    must_be_storable(made)
    return made


def draft(source: Source, reference: ReferenceData, *, district: str = "") -> Draft:
    """The draft of `source`; `district` overrules what the document says."""
    text, meta = source.text, source.meta
    lines = text.split("\n")
    parts = layout.read(lines)
    header = _header(source.title)
    title, behind = _apart(_title(lines, parts, header))
    numbers = [number for number in (parts.doc_number, *parts.other_numbers, *behind) if number]
    number, *others = numbers or [_number(_fact(meta, "文号", "发文字号", "发文文号"))]
    issuers = parts.issuers or _bodies(_fact(meta, "发文机关", "发文单位", "发布机构", "ContentSource"))
    place = Place(district, "") if district else filing.place_of(issuers, title, reference)
    force = in_force.days(title, text)
    issued_on = _issued_on(parts, source)
    facts = reasons.Facts(title, header, number, behind, issuers, issued_on is not None)
    return Draft(
        title=title,
        sections={
            SectionKind.ORIGINAL: text,
            **sectioning.split(text, source.headings, Labels(reference.section_labels)),
        },
        doc_number=number,
        issuers=issuers,
        addressees=parts.addressees,
        issued_on=issued_on,
        published_on=_published_on(meta),
        effective_on=force.start,
        expires_on=force.end,
        district=place.slug if place else "",
        district_printed=place.name if place and not place.current else "",
        topics=filing.topics_of(title, text, reference.topics),
        relations=relations.find(title, text),
        official_url=_official_url(meta),
        doubts=_doubts(source, parts, header),
        removed=source.removed,
        remarks=(*source.remarks, *_other_numbers(number, others), *filter(None, [force.computed])),
        reasons=reasons.of(facts, parts, force),
        rounds=proposed(text),
    )


def _fact(meta: Mapping[str, str], *names: str) -> str:
    """What the page itself says in its table of facts, where the document says nothing."""
    return next((meta[name].strip() for name in names if meta.get(name, "").strip()), "")


def _number(fact: str) -> str:
    """Pages without a 文号 print 无, a dash or a number of their own instead."""
    if docnumber.is_order(fact):
        return fact
    return next(iter(docnumber.of_line(fact)), "")


def _other_numbers(number: str, others: Iterable[str]) -> Iterator[str]:
    if rest := [each for each in dict.fromkeys(others) if each != number]:
        yield f"文件不止一个文号，只填了第一个；还有：{'、'.join(rest)}。"


_NUMBER_BEHIND = re.compile(r"(?P<title>[^\n]{4,300})(?P<number>[（(][^（()）]{4,120}[)）])")


def _apart(title: str) -> tuple[str, list[str]]:
    """A title and the numbers in brackets behind it; behind 转发… they may be those of what is forwarded."""
    match = _NUMBER_BEHIND.fullmatch(title)
    if match is None or _FORWARDED.search(title):
        return title, []
    numbers = docnumber.of_line(match["number"])
    return (match["title"].strip() if numbers else title), numbers


def _bodies(fact: str) -> tuple[str, ...]:
    """Pages that know of no issuer print 无 or a dash instead."""
    words = fact if layout.is_issuer(fact) else re.sub("[、，,；;]", " ", fact)
    return tuple(layout.names(words)) if layout.is_issuer(words) else ()


# Title

_FORWARDED = re.compile("转发|批转")
_ANNOUNCED = re.compile(r"[（(](?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?(?:发布|公布|印发)[)）]$")
_QUOTED = re.compile(r"(?P<issuers>[^《》]{0,80})《(?P<title>[^《》]{4,200})》")


def _title(lines: list[str], parts: layout.DocumentLayout, header: str) -> str:
    """The page's own where it is the printed one, else the printed one, else whatever stands first."""
    title = header if _same(header, parts.title) else parts.title
    title = layout.unspaced(without_reprint(title or header or _first(lines)))
    return " ".join(title.split())[:TITLE_CHARS]


def _first(lines: list[str]) -> str:
    """The first line that is no 文号; the first of all where there is no other."""
    printed = [line.strip() for line in lines if line.strip()]
    wordy = (line for line in printed if not docnumber.of_line(line))
    return next(wordy, "".join(printed[:1]))


def _header(header: str) -> str:
    """The page's title without the site's name, the month in brackets, and the 《》 around the whole."""
    text = without_site(header)
    text = _ANNOUNCED.sub("", text).strip()
    quoted = _QUOTED.fullmatch(text)
    if quoted and (not quoted["issuers"] or layout.is_issuer(quoted["issuers"])):
        return f"{quoted['issuers'].strip()}{quoted['title']}"
    return text


def _same(header: str, printed: str) -> bool:
    """Is the page's title that of the document, a slip aside? Then it is the one readers know the document by."""
    return inspection.alike(_packed(header), _packed(printed))


def _packed(text: str) -> str:
    return "".join(text.split())


def _doubts(source: Source, parts: layout.DocumentLayout, header: str) -> tuple[Doubt, ...]:
    text = source.text
    of_title = inspection.of_title(text, parts.title_lines, _packed(parts.title), _packed(header))
    taken = {offset for doubt in of_title for offset in doubt.offsets}
    others = inspection.find(
        text,
        closing_line=parts.closing_line,
        number_line=parts.number_line,
        address_lines=parts.address_lines,
    )
    free = [doubt for doubt in others if taken.isdisjoint(doubt.offsets)]
    of_pictures = pictured.find(text, source.pictures)
    return tuple(sorted([*of_title, *free, *of_pictures], key=lambda doubt: doubt.start))


# Dates

_MONTH = re.compile(r"(?P<year>(?:19|20)\d\d)年(?P<month>\d{1,2})月")
_PUBLISHED = re.compile("发布|公开|pubdate|publish", re.IGNORECASE)


def _issued_on(parts: layout.DocumentLayout, source: Source) -> date | None:
    return (
        parts.issued_on
        or _only_reading(parts.readings, source.title)
        or dates.parse(_fact(source.meta, "成文日期", "发文日期", "印发日期"))
    )


def _only_reading(readings: tuple[date, ...], header: str) -> date | None:
    """A damaged date that can be one day only, or of which the page's title names the month. The doubt stays."""
    named = {(int(match["year"]), int(match["month"])) for match in _MONTH.finditer(header)}
    likely = [day for day in readings if not named or (day.year, day.month) in named]
    return likely[0] if len(likely) == 1 else None


def _published_on(meta: Mapping[str, str]) -> date | None:
    for name, value in meta.items():
        found = dates.find(value[:100]) if _PUBLISHED.search(name) else []
        if found:
            return found[0].day
    return None


_OFFICIAL = re.compile(r"https?://(?:[\w-]{1,63}\.){1,5}gov\.cn/[!-~]{0,400}")


def _official_url(meta: Mapping[str, str]) -> str:
    """The page's own address, where it is that of an authority."""
    address = meta.get("url", "")
    return address if _OFFICIAL.fullmatch(address) else ""
