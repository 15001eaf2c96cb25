"""Service points and functional areas as rows of fixtures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.content.plan import Area, Plan
from tests.content.records import Facts, Point, Record
from tests.content.wording import is_official

# A telephone without its area code is one of the city's.
_LOCAL_DIGITS = 8


def point_rows(
    facts: Facts, choices: Mapping[str, Mapping[str, Any]], districts: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """One row for each point that the plan shows, with what the plan changes in it."""
    for key, choice in choices.items():
        change = dict(choice)
        contact = change.pop("contact", "")
        point = facts.points.get(key)
        told = _of_point(point, districts) if point else {}
        # What a policy's own page says of a point is nearer than what the list of points says.
        told |= _of_contact(*facts.contact(contact), districts) if contact else {}
        fields = {name: value for name, value in (told | change).items() if value}
        yield {"model": "policies.servicepoint", "fields": {"uid": key.lower(), **fields}}


def unplaced(facts: Facts, plan: Plan) -> Iterator[str]:
    """Points and contacts of which the plan does not say whether they are shown."""
    yield from sorted(facts.points.keys() - plan.points.keys() - plan.left_points.keys())
    for record in facts.to_load:
        known = plan.records[record.id].contacts.keys() | plan.left_contacts.get(record.id, {}).keys()
        places = (str(place) for place, _ in enumerate(record.contacts, start=1))
        yield from (f"{record.id}.{place}" for place in places if place not in known)


def _of_point(point: Point, districts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": point.name,
        "district": [districts[point.district]],
        "handles": "、".join(point.handles),
        "address": point.address,
        "hours": point.hours,
        "telephones": _telephones(point.phones),
        "online_url": "",
        "seen_on": point.seen_on,
    }


def _of_contact(record: Record, contact: Mapping[str, Any], districts: Mapping[str, str]) -> dict[str, Any]:
    url = contact["url"] or ""
    told = {
        "name": contact["what"],
        "district": [districts[record.district]],
        "address": contact["address"],
        "hours": contact["hours"],
        "telephones": _telephones([contact["phone"]] if contact["phone"] else []),
        "online_url": with_scheme(url) if is_official(url) else "",
        "seen_on": record.published_on or record.issued_on,
    }
    return {name: value for name, value in told.items() if value}


def with_scheme(url: str) -> str:
    return url if "://" in url else f"http://{url}"


def _telephones(phones: Iterable[str]) -> list[str]:
    """One way of writing, and each number once: 021-12367 is 12367."""
    plain = [phone.replace("+86-21-", "021-") for phone in phones]
    return list(dict.fromkeys(_telephone(phone) for phone in plain))


def _telephone(phone: str) -> str:
    digits = phone.removeprefix("021-").replace("-", "")
    if not digits.isdecimal():
        return phone
    return f"021-{digits}" if len(digits) == _LOCAL_DIGITS else digits


def area_rows(areas: Iterable[Area]) -> Iterator[dict[str, Any]]:
    for order, area in enumerate(areas, start=1):
        fields = {"slug": area.slug, "name": area.name, "order": order, "short": area.short}
        yield {"model": "policies.area", "fields": fields}
        for district in area.districts:
            fields = {"area": [area.slug], "district": [district]}
            yield {"model": "policies.areadistrict", "fields": fields}
