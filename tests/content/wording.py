"""Windows, telephones and addresses as lines of a section, each with the date of its source and no surer than that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from policies.text.dates import in_chinese
from tests.content.records import Point

# The day on which the fixtures were made: what was over then is told as over, what was old then as old.
MADE_ON = date(2026, 11, 28)
# A source younger than this is given with its date; an older one also asks to make sure.
FRESH_DAYS = 730
# So many points are read as a table.
TABLE_FROM = 4

ENDINGS = {
    "official": "整理自官方网页",
    "english": "整理自官方英文版",
    "institutional": "整理自机构发布或转发的资料",
    "third_party": "整理自转载资料，未与原文核对",
}

_TELEPHONE = re.compile(r"(?<!\d)(?:0\d{2,3}-?\d{5,8}|\d{8}|[48]00\d{7})(?!\d)")
_HOUSE = re.compile(r"(?<!〕)\d+(?:-\d+)?号(?!令)")
# Digits of a web address are neither.
_ADDRESS = re.compile(r"https?://[!-~]+")
# The source says it itself: of a call that is over.
_FOR_REFERENCE = "仅供查考"
_ALL_YEAR = "常年受理"
_UNSETTLED = "受理安排"


def ending(kind: str) -> str:
    """The last line of each section: that it is a summary, and of what."""
    return f"（本栏是摘要，不是原文。{ENDINGS[kind]}。）"


def window_lines(rounds: Iterable[Mapping[str, Any]], procedure: str) -> Iterator[str]:
    """The windows as lines. One without any date is told only beside a procedure: alone it would say nothing."""
    for window in rounds:
        name, opens, closes = window["name"], window["opens_on"], window["closes_on"]
        says_when = opens or closes or window["open_all_year"] or name.startswith(_UNSETTLED)
        if says_when or procedure:
            yield _window(name, _span(opens, closes), plainly(window["note"] or ""), _is_over(closes))


def _window(name: str, span: str, note: str, is_over: bool) -> str:
    aside = "；".join(filter(None, [note, "已经结束" if is_over else ""]))
    if name == _ALL_YEAR or span:
        said = name if name == _ALL_YEAR else f"{name}：{span}"
        aside = "；".join(filter(None, [span if name == _ALL_YEAR else "", aside]))
        return f"{said}（{aside}）。" if aside else f"{said}。"
    return f"{name}：{note}。"


def _span(opens: str | None, closes: str | None) -> str:
    first, last = (in_chinese(date.fromisoformat(day)) if day else "" for day in (opens, closes))
    if first and last:
        return f"{first}至{last}"
    return f"{first}起" if first else f"截至{last}" if last else ""


def _is_over(closes: str | None) -> bool:
    return closes is not None and date.fromisoformat(closes) < MADE_ON


def contact_lines(contacts: Iterable[Mapping[str, Any]], said: str) -> Iterator[str]:
    """Contacts that the text of the section does not name yet."""
    for contact in contacts:
        told = [contact[key] for key in ("phone", "address", "hours", "url") if contact[key]]
        new = [each for each in told if _bare(each) not in _bare(said)]
        if new:
            yield f"{contact['what']}：{'，'.join(new)}。"


def _bare(text: str) -> str:
    """What decides whether two spellings say the same: 浦东新区民生路1500号 and 民生路1500号."""
    text = re.sub(r"^[\u4e00-\u9fff]{2,4}区(?=[\u4e00-\u9fff]+[路道街弄])", "", text)
    return re.sub(r"https?://|021-|[\s，、；。]|/$", "", text)


def dated(lines: Sequence[str], day: date | None, year: int | None, notes: str) -> str:
    """What must be said after telephones and addresses: how old they are; empty where there are none."""
    text = _ADDRESS.sub("", "\n".join(lines))
    if _FOR_REFERENCE in text or not (_TELEPHONE.search(text) or _HOUSE.search(text)):
        return ""
    known = _known(day, year)
    if "使用前须核对" in notes:
        return f"（{known}，使用前须核对，也可以拨打12345。）"
    return f"（{known}。）" if _is_fresh(day) else f"（{known}，去之前请先打电话，或者拨打12345。）"


def _known(day: date | None, year: int | None) -> str:
    if day:
        return f"信息截至{in_chinese(day)}"
    return f"信息截至{year}年" if year else "来源没有标日期"


def _is_fresh(day: date | None) -> bool:
    return day is not None and (MADE_ON - day).days <= FRESH_DAYS


def point_lines(points: Sequence[Point], unsure: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    if len(points) < TABLE_FROM:
        yield from (_point(point, unsure.get(point.id, {})) for point in points)
    else:
        yield from _table(points)


def _point(point: Point, unsure: Mapping[str, Any]) -> str:
    told = {"address": point.address, "phones": _phones(point), "hours": point.hours}
    kept = [value for name, value in told.items() if value and name not in unsure.get("leave_out", ())]
    aside = _aside(point, unsure.get("because", ""))
    return f"{'：'.join(filter(None, [point.name, '，'.join(kept)]))}。（{aside}。）"


def _phones(point: Point) -> str:
    """A hotline bears its number in its name."""
    phones = [phone for phone in point.phones if phone not in point.name]
    return f"电话{'、'.join(phones)}" if phones else ""


def _aside(point: Point, because: str) -> str:
    reprinted = "据转载资料" if point.source_kind == "third_party" else ""
    is_sure = _is_fresh(point.day) and not because
    ask = "" if is_sure or not point.address else "去之前请先打电话，或者拨打12345"
    return "，".join(filter(None, [reprinted, _known(point.day, None), because, ask]))


def _table(points: Sequence[Point]) -> Iterator[str]:
    """All of one source, so one line tells where they come from."""
    columns = ["受理点", "地址", *(["电话"] if any(point.phones for point in points) else [])]
    yield f"各区受理点（{_aside(points[0], '')}）："
    yield _row(columns)
    yield _row(["---"] * len(columns))
    for point in points:
        cells = [point.name, point.address or "", "、".join(point.phones)]
        yield _row(cells[: len(columns)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


# An address that only a reprint gives is told, and leads nowhere: nobody knows whose it is today.
_FOREIGN_LINK = re.compile(r"https?://(?=(?P<host>[A-Za-z0-9.-]+))")
_OFFICIAL_HOSTS = (".gov.cn", "shgjj.com")


def unlinked(text: str) -> str:
    """`text` with http:// taken away before hosts that are not of a government, so that no link is made of them.

    >>> unlinked("平台：https://www.yptalent.cn/；http://www.innocom.gov.cn")
    '平台：www.yptalent.cn/；http://www.innocom.gov.cn'
    """
    return _FOREIGN_LINK.sub(lambda found: found[0] if found["host"].endswith(_OFFICIAL_HOSTS) else "", text)


def is_official(url: str) -> bool:
    """Whether `url`, with or without its scheme, is of a government."""
    host = url.partition("://")[2] or url
    return host.partition("/")[0].endswith(_OFFICIAL_HOSTS)


# How the records note what a source lacks, and how a resident is told. What was read in part may say it elsewhere.
_PLAINLY = tuple(
    (re.compile(pattern), told)
    for pattern, told in (
        (r"据([^；，]+)记为常年受理，是否延续未见", r"据\1，当时是常年受理；现在是不是还这样，没有查到"),
        (r"([^；，]+)在(?:来源节选中未见|看到的部分之外)", r"本站看到的部分里没有写\1"),
        (r"来源节选未见([^；，]+)", r"本站看到的部分里没有写\1"),
        (r"所见部分未列([^；，]+)", r"本站看到的部分里没有写\1"),
        (r"来源未(?:见|显示)([^；，]+)", r"来源里没有写\1"),
        (r"([^；，]+)来源未见", r"来源里没有写\1"),
        (r"通知未见([^；，]+)", r"通知里没有写\1"),
        (r"([^；，]+)未见", r"没有查到\1"),
        (r"按当月首日记", "这里按当月第一天算"),
        (r"按首末日记，为赛期", "这里按第一天和最后一天算，是比赛的日子"),
        (r"年份按(转载时间（[^）]*）)推定", r"年份是按\1推算的"),
    )
)


def plainly(note: str) -> str:
    """A note on a window in words for residents; no more and no less than it says.

    >>> plainly("2025年6月发布申报通知；截止日期在来源节选中未见")
    '2025年6月发布申报通知；本站看到的部分里没有写截止日期'
    """
    for pattern, told in _PLAINLY:
        note = pattern.sub(told, note)
    return note
