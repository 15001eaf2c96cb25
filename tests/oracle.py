"""The first version's lookup, in plain ORM: slow, simple, and the measure of the engine's lists and counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

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


def narrowed(chosen: dict[str, list[str]], on: date, *, without: str = "") -> QuerySet:
    """Published policies under every filter, or under every filter but one."""
    policies = with_validity(Policy.objects.published(), on)
    filters = {
        "district": lambda values: Q(district__slug__in=values),
        "area": lambda values: Q(pk__in=PolicyArea.objects.filter(area__slug__in=values).values("policy")),
        "year": lambda values: Q(year__in=values),
        # Subqueries, not joins: a join would count a policy once for each topic that matched.
        "topic": lambda values: Q(pk__in=PolicyTopic.objects.filter(topic__slug__in=values).values("policy")),
        "audience": lambda values: Q(
            pk__in=PolicyAudience.objects.filter(audience__slug__in=values).values("policy")
        ),
        "validity": lambda values: Q(validity_on_day__in=values),
        "open": lambda values: Q(pk__in=_holding(open_states(on), values)),
        "benefit": lambda values: Q(pk__in=_holding(benefits(on), values)),
    }
    for name, values in chosen.items():
        if name != without:
            policies = policies.filter(filters[name](values))
    return policies


def _holding(held: dict[int, set[str]], values: list[str]) -> list[int]:
    return [key for key, has in held.items() if has & {*values}]


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


def open_states(on: date) -> dict[int, set[str]]:
    """Of each published policy, in a set like the values of any other facet."""
    return {key: {state.value} for key, (state, _) in _openness(on).items()}


def _openness(on: date) -> dict[int, tuple[OpenState, date | None]]:
    """With the day on which the first open window closes."""
    windows: defaultdict[int, list[Window]] = defaultdict(list)
    columns = ("policy", "opens_on", "closes_on", "open_all_year")
    for key, *days in Round.objects.values_list(*columns):
        windows[key].append(Window(*days))
    policies = with_validity(Policy.objects.published(), on)
    return {
        key: _openness_of([_begun_with(each, effective) for each in windows[key]], validity in OVER, on)
        for key, effective, validity in policies.values_list("pk", "effective_on", "validity_on_day")
    }


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


def benefits(on: date) -> dict[int, set[str]]:
    """The kinds that a policy gives: of none that is over, and none whose quote is gone."""
    alive = with_validity(Policy.objects.published(), on).exclude(validity_on_day__in=OVER)
    found: dict[int, set[str]] = {key: set() for key in alive.values_list("pk", flat=True)}
    texts = {(each.policy_id, each.kind): each.body for each in Section.objects.all()}
    for each in Benefit.objects.filter(policy__in=list(found)):
        if each.quote in texts.get((each.policy_id, each.section), ""):
            found[each.policy_id].add(each.kind)
    return found


@dataclass(frozen=True)
class Filed:
    """Where a policy stands: the slug of its district, and the slugs of its areas in the order of the areas."""

    district: str
    areas: tuple[str, ...]


def filed() -> dict[int, Filed]:
    areas: defaultdict[int, list[str]] = defaultdict(list)
    rows = PolicyArea.objects.order_by("area__order", "area__slug").values_list("policy", "area__slug")
    for key, area in rows:
        areas[key].append(area)
    rows = Policy.objects.published().values_list("pk", "district__slug")
    return {key: Filed(district, tuple(areas[key])) for key, district in rows}


def group_of(where: Filed, districts: list[str], areas_here: set[str]) -> tuple[str, str] | None:
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


def in_groups(
    chosen: dict[str, list[str]], on: date, *, without: str = "", only_own: bool = False
) -> list[tuple[tuple[str, str], set[int]]]:
    """Group after group with its policies: own ones, those for areas here, the city's, those for areas elsewhere."""
    districts = chosen["district"]
    here = {*AreaDistrict.objects.filter(district__slug__in=districts).values_list("area__slug", flat=True)}
    others = {name: values for name, values in chosen.items() if name != "district"}
    members: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    places = filed()
    for key in narrowed(others, on, without=without).values_list("pk", flat=True):
        if only_own and places[key].district not in districts:
            continue
        if group := group_of(places[key], districts, here):
            members[group].add(key)
    local = [("own", slug) for slug in _ordered(District) if slug in districts and slug != CITY]
    limited = {group for group in members if group[0] == "area"}
    near = [] if only_own else _by_area(limited, [area for area in _ordered(Area) if area in here])
    far = [group for group in _by_area(limited, _ordered(Area)) if group not in near]
    city = [("city", CITY)] if CITY in districts or not only_own else []
    order = [*local, *near, *city, *far]
    return [(group, members[group]) for group in order if members[group] or group in (*local, *city)]


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


def listed(chosen: dict[str, list[str]], on: date, *, without: str = "") -> list[int]:
    """What applies in the chosen districts, or everywhere."""
    if without == "district" or not chosen.get("district"):
        return list(narrowed(chosen, on, without=without).values_list("pk", flat=True))
    return [key for _, group in in_groups(chosen, on, without=without) for key in group]


def keys(chosen: dict[str, list[str]], on: date, sort: Sort) -> list[int]:
    """In order, inside each group of the list of some districts."""
    order = {key: number for number, key in enumerate(_in_order(on, sort))}
    if not chosen.get("district"):
        return sorted(listed(chosen, on), key=order.get)
    return [key for _, group in in_groups(chosen, on) for key in sorted(group, key=order.get)]


def _in_order(on: date, sort: Sort) -> list[int]:
    """Every policy; by deadline what is open comes first, by its closing day, then the newest."""
    found = list(Policy.objects.published().sorted_by(sort).values_list("pk", flat=True))
    if sort is Sort.DEADLINE:
        closing = {key: day for key, (_, day) in _openness(on).items()}
        found.sort(key=lambda key: closing[key] or date.max)
    if sort is Sort.USUAL:
        rank = usefulness(on)
        found.sort(key=rank.get)
    return found


def usefulness(on: date) -> dict[int, int]:
    """0 for what can be applied for, 1 for what can be read, 2 for a title, 3 for what is over."""
    filled = {*Section.objects.filter(state="content").values_list("policy", flat=True)}
    states = open_states(on)
    policies = with_validity(Policy.objects.published(), on)
    found = {}
    for key, validity in policies.values_list("pk", "validity_on_day"):
        if validity in OVER:
            found[key] = 3
        elif states[key] & {OpenState.NOW, OpenState.ALWAYS}:
            found[key] = 0
        else:
            found[key] = 1 if key in filled else 2
    return found


def counts(chosen: dict[str, list[str]], on: date, name: str) -> dict[str, int]:
    """How many policies each value of a facet would show, under every filter but the facet's own.

    Of a district: how many are filed under it.
    """
    found = listed(chosen, on, without=name)
    if name in ("open", "benefit"):
        held = open_states(on) if name == "open" else benefits(on)
        return dict(Counter(value for key in found for value in held.get(key, ())))
    columns = {
        "district": "district__slug",
        "area": "areas__slug",
        "topic": "topics__slug",
        "audience": "audiences__slug",
        "validity": "validity_on_day",
    }
    column = columns.get(name, name)
    policies = with_validity(Policy.objects.filter(pk__in=found), on)
    rows = policies.order_by().values(column).annotate(number=Count("pk"))
    return {str(row[column]): row["number"] for row in rows if row[column] is not None}
