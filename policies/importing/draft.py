"""Make a draft of a policy from what was brought in. Nothing is guessed: what the page does not say stays empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from policies.importing import inspection, layout, relations, sectioning
from policies.importing.doubts import Doubt
from policies.importing.reading.sources import Refused, Source
from policies.importing.relations import Mention
from policies.text import dates, docnumber
from policies.vocabulary import SectionKind

# A topic whose words the title does not hold must be spoken of this often before it is suggested.
TOPIC_MENTIONS, TOPICS_SUGGESTED = 3, 5
# What stands in the title counts for more than any text can hold.
MENTIONS_OF_A_TITLE = 1_000_000_000
TITLE_CHARS = 300
# Neither database takes both of these.
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Place:
    """A district under one of its names, as printed; `current` says whether it still bears it."""

    slug: str
    name: str
    current: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What the library files under. `topics` are slugs with the words that speak for each."""

    places: tuple[Place, ...] = ()
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    city: str = "shanghai"


@dataclass(frozen=True, slots=True)
class Draft:
    title: str
    sections: Mapping[SectionKind, str]
    """Body of each section that has one. 政策原文 is complete, whatever is copied into the others."""
    doc_number: str = ""
    """As printed."""
    issuers: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    district: str = ""
    """A slug; empty where issuers and title name none, or several."""
    district_printed: str = ""
    """The name on the document, where it is no longer the district's name."""
    topics: tuple[str, ...] = ()
    relations: tuple[Mention, ...] = ()
    official_url: str = ""
    absent: frozenset[SectionKind] = frozenset()
    """Sections of which a person said 原文未规定. Only our own export says so, and gives the next two."""
    audiences: tuple[str, ...] = ()
    by_staff: Mapping[str, Any] = field(default_factory=dict)
    """Further columns of the policy."""
    doubts: tuple[Doubt, ...] = ()
    removed: Mapping[str, int] = field(default_factory=dict)
    """What was taken away from around the document -> how many."""
    remarks: tuple[str, ...] = ()

    @property
    def original(self) -> str:
        return self.sections.get(SectionKind.ORIGINAL, "")


def draft(source: Source, known: Known, *, district: str = "") -> Draft:
    """The draft of `source`; `district` overrules what the document says."""
    text, meta = source.text, source.meta
    lines = _lines(source)
    parts = layout.read(lines)
    header = _header(source.title)
    title, behind = _apart(_title(lines, parts, header))
    numbers = [number for number in (parts.doc_number, *parts.other_numbers, *behind) if number]
    number, *others = numbers or [_number(_fact(meta, "文号", "发文字号", "发文文号"))]
    issuers = parts.issuers or _bodies(_fact(meta, "发文机关", "发文单位", "发布机构"))
    place = Place(district, "") if district else _place(issuers, title, known)
    effective_on, expires_on = _in_force(title, text)
    return Draft(
        title=title,
        sections={SectionKind.ORIGINAL: text, **sectioning.split(text)},
        doc_number=number,
        issuers=issuers,
        addressees=parts.addressees,
        issued_on=_issued_on(parts, source),
        published_on=_published_on(meta),
        effective_on=effective_on,
        expires_on=expires_on,
        district=place.slug if place else "",
        district_printed=place.name if place and not place.current else "",
        topics=_topics(title, text, known.topics),
        relations=relations.find(title, text),
        official_url=_official_url(meta),
        doubts=_doubts(text, parts, header),
        removed=source.removed,
        remarks=(*source.remarks, *_other_numbers(number, others)),
    )


def _lines(source: Source) -> list[str]:
    lines = source.text.split("\n")
    if source.kind == "markdown":
        lines = [_MARKDOWN_HEADING.sub("", line) for line in lines]
    return lines


def must_be_storable(made: Draft) -> None:
    """Raises Refused where one of the draft's words cannot be stored, wherever it came from."""
    if any(map(_NOT_STORABLE.search, _words_of(made))):
        raise Refused("含有空字符（NUL）或残缺的字符，不能保存。请用编辑器打开，另存为 UTF-8 文本再导入。")


def _words_of(made: Draft) -> Iterator[str]:
    yield from (made.title, made.doc_number, made.district_printed, made.official_url)
    yield from map(str, made.by_staff.values())
    yield from made.sections.values()
    for mention in made.relations:
        yield from (mention.title, mention.number)
    for listed in (made.issuers, made.addressees, made.audiences, made.remarks):
        yield from listed


def _fact(meta: Mapping[str, str], *names: str) -> str:
    """What the page itself says in its table of facts, where the document says nothing."""
    return next((meta[name].strip() for name in names if meta.get(name, "").strip()), "")


def _number(fact: str) -> str:
    """Pages without a 文号 print 无, a dash or a number of their own in its place."""
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
    """Pages that know of no issuer print 无 or a dash in its place."""
    words = fact if layout.is_issuer(fact) else re.sub("[、，,；;]", " ", fact)
    return tuple(layout.names(words)) if layout.is_issuer(words) else ()


# Title

_FORWARDED = re.compile("转发|批转")
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s{1,4}")
_SITE = re.compile(r"\s*[_|｜—–]+\s*|\s+-\s+")
_ANNOUNCED = re.compile(r"[（(](?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?(?:发布|公布|印发)[)）]$")
_QUOTED = re.compile(r"(?P<issuers>[^《》]{0,80})《(?P<title>[^《》]{4,200})》")


def _title(lines: list[str], parts: layout.Layout, header: str) -> str:
    """The page's own where it is the printed one, else the printed one, else whatever stands first."""
    title = header if _same(header, parts.title) else parts.title
    title = title or header or _first(lines)
    return " ".join(title.split())[:TITLE_CHARS]


def _first(lines: list[str]) -> str:
    """The first line that is no 文号; the first of all where there is no other."""
    printed = [line.strip() for line in lines if line.strip()]
    wordy = (line for line in printed if not docnumber.of_line(line))
    return next(wordy, "".join(printed[:1]))


def _header(header: str) -> str:
    """The page's title without the site's name, the month in brackets, and the 《》 around the whole."""
    text = max(_SITE.split(header), key=len).strip()
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


def _doubts(text: str, parts: layout.Layout, header: str) -> tuple[Doubt, ...]:
    of_title = inspection.of_title(text, parts.title_lines, _packed(parts.title), _packed(header))
    taken = {place for doubt in of_title for place in doubt.places}
    others = inspection.find(text, closing_line=parts.closing_line, number_line=parts.number_line)
    free = [doubt for doubt in others if taken.isdisjoint(doubt.places)]
    return tuple(sorted([*of_title, *free], key=lambda doubt: doubt.start))


# Dates

_MONTH = re.compile(r"(?P<year>(?:19|20)\d\d)年(?P<month>\d{1,2})月")
_PUBLISHED = re.compile("发布|公开|pubdate|publish", re.IGNORECASE)
# The document itself at the beginning of a clause: not 申请本办法补贴的…, not 按本方案执行至….
_OWN = (
    r"(?:(?<![\u4e00-\u9fff])|(?<=条))本(?:实施)?(?:办法|规定|细则|意见|条例|通知|方案|政策|措施|标准|指南|规则|规程"
    r"|制度|公告|决定|计划|规范|若干(?:措施|意见|规定|政策))(?:[（(]试行[）)])?(?:由[^，,；;]{2,40}解释[，,；;])?"
)
_ACTS = "(?:施行|实施|执行|试行|生效)"
_FROM = re.compile(f"{_OWN}[自从]$")
_IN_FORCE = re.compile(f"(?:之日)?起?(?:正式)?{_ACTS}(?![\u4e00-\u9fff])")
_UNTIL = re.compile(
    f"{_OWN}(?:(?:[自从][^，,；;]{{2,30}}{_ACTS}[，,；;])?的?有效期[^，,；;]{{0,30}}[，,]?"
    f"|(?:[自从][^，,；;]{{2,30}})?{_ACTS})[至到]$"
)
# Documents about another one, and words quoted from another one, tell when that one is in force.
_OF_ANOTHER = re.compile("解读|问答|征求意见|有效期|延长|延续|关于(?:修改|修订|废止|调整|清理|宣布)")
_QUOTATION = re.compile("“[^“”]*”")


def _issued_on(parts: layout.Layout, source: Source) -> date | None:
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


def _in_force(title: str, text: str) -> tuple[date | None, date | None]:
    """From and until when, by the sentences that speak of this document itself; neither where they disagree."""
    starts: set[date] = set()
    ends: set[date] = set()
    if _OF_ANOTHER.search(title):
        return None, None
    for sentence in re.split("[。\n]", _QUOTATION.sub("", text)):
        if len(sentence) > relations.MAX_SENTENCE or "本" not in sentence:
            continue
        for found in dates.find(sentence):
            before, behind = sentence[: found.start], sentence[found.end :]
            if _UNTIL.search(before):
                ends.add(found.day)
            elif _FROM.search(before) and _IN_FORCE.match(behind):
                starts.add(found.day)
    if len(starts) > 1 or len(ends) > 1:
        return None, None
    start, end = _only(starts), _only(ends)
    if start and end and end < start:
        return None, None
    return start, end


def _only(days: set[date]) -> date | None:
    return next(iter(days)) if len(days) == 1 else None


_OFFICIAL = re.compile(r"https?://(?:[\w-]{1,63}\.){1,5}gov\.cn/[!-~]{0,400}")


def _official_url(meta: Mapping[str, str]) -> str:
    """The page's own address, where it is that of an authority."""
    address = meta.get("url", "")
    return address if _OFFICIAL.fullmatch(address) else ""


# What it is filed under


_BEFORE_A_PLACE = re.compile("(?:关于|印发|发布|公布|转发|修订|《)*")
# A title names its place at the beginning: 上海市徐汇区…, 关于印发《徐汇区…. Further on it is a subject.
_HEAD = 8


def _place(issuers: Iterable[str], title: str, known: Known) -> Place | None:
    """The one district that the issuers name, else the title; a district before the city it belongs to."""
    head = _BEFORE_A_PLACE.sub("", title, count=1)[:_HEAD]
    for text in ("\n".join(issuers), head):
        named = [place for place in known.places if place.name in text]
        if named:
            return _one_district(named, known.city)
    return None


def _one_district(named: list[Place], city: str) -> Place | None:
    """None where several are named; under its name of today where that stands there too."""
    districts = [place for place in named if place.slug != city]
    if not districts:
        return named[0]
    if len({place.slug for place in districts}) > 1:
        return None
    districts.sort(key=lambda place: not place.current)
    return districts[0]


def _topics(title: str, text: str, topics: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Those of which the title speaks, and then those of which the text speaks most."""
    counts: dict[str, int] = {}
    for slug, words in topics.items():
        count = sum(map(text.count, words))
        if any(word in title for word in words):
            count += MENTIONS_OF_A_TITLE
        if count >= TOPIC_MENTIONS:
            counts[slug] = count
    best = sorted(counts, key=counts.__getitem__, reverse=True)
    return tuple(best[:TOPICS_SUGGESTED])
