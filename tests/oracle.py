"""The first version's lookup, the measure of the engine's lists and counts: what the ORM says of each policy, and plain sets.

All rows are read once, when an `Oracle` is made, so that many questions about one state of the database cost little.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Model, Q, QuerySet, Value, When

from policies.models import (
    Area,
    AreaDistrict,
    Benefit,
    District,
    Policy,
    PolicyArea,
    PolicyAudience,
    PolicyTopic,
    Round,
    Section,
)
from policies.rounds import Window
from policies.text.dates import year_before
from policies.vocabulary import OpenState, Sort, Validity

FACETS = ("district", "area", "year", "topic", "audience", "validity", "open", "benefit")
CITY = "shanghai"
OVER = (Validity.EXPIRED, Validity.REPEALED, Validity.PAST)

# Values by the id of the policy that has them.
Held = dict[int, set[str]]
# Facet -> the values that are chosen.
Chosen = Mapping[str, list[str]]
# How a policy stands in a list of districts (own, area, city), and under which value.
Group = tuple[str, str]


class Oracle:
    """What is published now, as it is on a day."""

    def __init__(self, on: date) -> None:
        policies = with_validity(Policy.objects.published(), on)
        validity = dict(policies.values_list("pk", "validity_on_day"))
        over = {key for key, value in validity.items() if value in OVER}
        openness = _openness(validity, over, on)
        held = {
            "district": _of_column("district__slug"),
            "area": _of_rows(PolicyArea, "area__slug"),
            "year": _of_column("year"),
            "topic": _of_rows(PolicyTopic, "topic__slug"),
            "audience": _of_rows(PolicyAudience, "audience__slug"),
            "validity": {key: {value} for key, value in validity.items()},
            "open": {key: {state.value} for key, (state, _) in openness.items()},
            "benefit": _benefits(over),
        }
        self.published = list(validity)
        self.held: dict[str, Held] = {
            name: {key: values.get(key, set()) for key in self.published} for name, values in held.items()
        }
        filled = {*Section.objects.filter(state="content").values_list("policy", flat=True)}
        self.usefulness = {
            key: usefulness(state, over=key in over, filled=key in filled)
            for key, (state, _) in openness.items()
        }
        self.closing = {key: day or date.max for key, (_, day) in openness.items()}
        self.filed = _filed()
        self.districts, self.areas = _ordered(District), _ordered(Area)
        self.lying = list(AreaDistrict.objects.values_list("area__slug", "district__slug"))

    def narrowed(self, chosen: Chosen, *, without: str = "") -> list[int]:
        """Under every filter, or under every filter but one."""
        asked = [(self.held[name], {*values}) for name, values in chosen.items() if name != without]
        return [key for key in self.published if all(held[key] & values for held, values in asked)]

    def in_groups(
        self, chosen: Chosen, *, without: str = "", only_own: bool = False
    ) -> list[tuple[Group, set[int]]]:
        """Group after group with its policies: own ones, those for areas here, the city's, those for areas elsewhere."""
        districts = chosen["district"]
        here = {area for area, district in self.lying if district in districts}
        others = {name: values for name, values in chosen.items() if name != "district"}
        members: defaultdict[Group, set[int]] = defaultdict(set)
        for key in self.narrowed(others, without=without):
            if only_own and self.filed[key].district not in districts:
                continue
            if group := group_of(self.filed[key], districts, here):
                members[group].add(key)
        local = [("own", slug) for slug in self.districts if slug in districts and slug != CITY]
        limited = {group for group in members if group[0] == "area"}
        near = [] if only_own else _by_area(limited, [area for area in self.areas if area in here])
        far = [group for group in _by_area(limited, self.areas) if group not in near]
        city = [("city", CITY)] if CITY in districts or not only_own else []
        order = [*local, *near, *city, *far]
        return [(group, members[group]) for group in order if members[group] or group in (*local, *city)]

    def listed(self, chosen: Chosen, *, without: str = "") -> list[int]:
        """What applies in the chosen districts, or everywhere."""
        if without == "district" or not chosen.get("district"):
            return self.narrowed(chosen, without=without)
        return [key for _, group in self.in_groups(chosen, without=without) for key in group]

    def keys(self, chosen: Chosen, sort: Sort) -> list[int]:
        """In order, inside each group of the list of some districts."""
        order = {key: number for number, key in enumerate(self._in_order(sort))}
        if not chosen.get("district"):
            return sorted(self.listed(chosen), key=order.get)
        return [key for _, group in self.in_groups(chosen) for key in sorted(group, key=order.get)]

    def _in_order(self, sort: Sort) -> list[int]:
        """Every policy; by deadline what is open comes first, by its closing day, then the newest."""
        found = list(Policy.objects.published().sorted_by(sort).values_list("pk", flat=True))
        if sort is Sort.DEADLINE:
            found.sort(key=self.closing.get)
        if sort is Sort.USUAL:
            found.sort(key=self.usefulness.get)
        return found

    def counts(self, chosen: Chosen, name: str) -> dict[str, int]:
        """How many policies each value of a facet would show, under every filter but the facet's own.

        Of a district: how many are filed under it.
        """
        held = self.held[name]
        return dict(Counter(value for key in self.listed(chosen, without=name) for value in held[key]))


def with_validity(policies: QuerySet, on: date) -> QuerySet:
    """Annotate `validity_on_day`, by the same rule as `policies.validity.judge`."""
    in_force = Q(expires_on__isnull=False) | Q(repealed_on__isnull=False)
    verified = Q(verified_on__range=(year_before(on), on))
    return policies.annotate(
        validity_on_day=Case(
            When(repealed_on__lte=on, then=Value(Validity.REPEALED.value)),
            When(expires_on__lt=on, then=Value(Validity.EXPIRED.value)),
            When(~Q(past_reason=""), then=Value(Validity.PAST.value)),
            When(
                Q(source_kind="third_party") | ~Q(uncertain_reason=""), then=Value(Validity.UNVERIFIED.value)
            ),
            When(effective_on__gt=on, then=Value(Validity.UPCOMING.value)),
            When(in_force | verified, then=Value(Validity.IN_FORCE.value)),
            default=Value(Validity.UNVERIFIED.value),
            output_field=CharField(),
        )
    )


def _of_column(name: str) -> Held:
    rows = Policy.objects.published().values_list("pk", name)
    return {key: {str(value)} for key, value in rows if value is not None}


def _of_rows(model: type[Model], name: str) -> Held:
    held: defaultdict[int, set[str]] = defaultdict(set)
    for key, value in model.objects.values_list("policy", name):
        held[key].add(value)
    return held


def open_state(windows: Iterable[Window], on: date) -> OpenState:
    """The rule of `policies.rounds` another way round: which windows have begun, have ended, and are running."""
    windows = list(windows)
    begun = [each for each in windows if not each.opens_on or each.opens_on <= on]
    ended = [each for each in windows if each.closes_on and each.closes_on < on]
    running = [each for each in begun if each not in ended]
    if any(each.closes_on and not each.open_all_year for each in running):
        return OpenState.NOW
    if any(each.open_all_year for each in running):
        return OpenState.ALWAYS
    if any(each not in begun and each not in ended for each in windows):
        return OpenState.SOON
    return OpenState.CLOSED if ended else OpenState.UNKNOWN


def _openness(published: Iterable[int], over: set[int], on: date) -> dict[int, tuple[OpenState, date | None]]:
    """With the day on which the first open window closes."""
    windows: defaultdict[int, list[Window]] = defaultdict(list)
    columns = ("policy", "policy__effective_on", "opens_on", "closes_on", "open_all_year")
    for key, effective, *days in Round.objects.values_list(*columns):
        windows[key].append(_begun_with(Window(*days), effective))
    return {key: _openness_of(windows[key], key in over, on) for key in published}


def _openness_of(windows: list[Window], over: bool, on: date) -> tuple[OpenState, date | None]:
    state = open_state(windows, on)
    if over and state is not OpenState.UNKNOWN:
        return OpenState.CLOSED, None
    if state is not OpenState.NOW:
        return state, None
    begun = [each for each in windows if not each.opens_on or each.opens_on <= on]
    return state, min(each.closes_on for each in begun if each.closes_on and each.closes_on >= on)


def _begun_with(window: Window, effective: date | None) -> Window:
    """常年受理 begins with the policy."""
    return Window(effective, None, True) if window.open_all_year and not window.opens_on else window


def _benefits(over: set[int]) -> Held:
    """The kinds that a policy gives: nothing if it is over, and none whose quote is gone."""
    texts = {(each.policy_id, each.kind): each.body for each in Section.objects.all()}
    found: defaultdict[int, set[str]] = defaultdict(set)
    for each in Benefit.objects.exclude(policy__in=over):
        if each.quote in texts.get((each.policy_id, each.section), ""):
            found[each.policy_id].add(each.kind)
    return found


@dataclass(frozen=True)
class Filed:
    """Where a policy stands: the slug of its district, and the slugs of its areas in the order of the areas."""

    district: str
    areas: tuple[str, ...]


def _filed() -> dict[int, Filed]:
    areas: defaultdict[int, list[str]] = defaultdict(list)
    rows = PolicyArea.objects.order_by("area__order", "area__slug").values_list("policy", "area__slug")
    for key, area in rows:
        areas[key].append(area)
    rows = Policy.objects.published().values_list("pk", "district__slug")
    return {key: Filed(district, tuple(areas[key])) for key, district in rows}


def group_of(where: Filed, districts: list[str], areas_here: set[str]) -> Group | None:
    """The group in which a policy stands in the list of these districts, None if it applies in none of them."""
    if where.district != CITY:
        return ("own", where.district) if where.district in districts else None
    if not where.areas:
        return ("city", CITY)
    is_here = not areas_here.isdisjoint(where.areas)
    return ("area", together(where.areas)) if is_here or CITY in districts else None


def together(areas: Iterable[str]) -> str:
    """One word for several areas."""
    return "".join(f"@{area}" for area in sorted(areas))


def _by_area(groups: set[tuple[str, str]], areas: list[str]) -> list[tuple[str, str]]:
    """Those for any of the areas, in their order; for one alone before those for several."""
    first = {}
    for group in groups:
        its = group[1].split("@")
        if numbers := [number for number, area in enumerate(areas) if area in its]:
            first[group] = (numbers[0], len(its), group[1])
    return sorted(first, key=first.get)


def _ordered(model: type) -> list[str]:
    return list(model.objects.order_by("order", "slug").values_list("slug", flat=True))


def usefulness(state: OpenState, *, over: bool, filled: bool) -> int:
    """0 for what can be applied for, 1 for what can be read, 2 for a title, 3 for what is over."""
    if over:
        return 3
    if state in (OpenState.NOW, OpenState.ALWAYS):
        return 0
    return 1 if filled else 2
