"""The first version's lookup, in plain ORM: slow, simple, and the measure of the engine's lists and counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from policies.models import Benefit, Policy, PolicyAudience, PolicyTopic, Round, Section
from policies.rounds import Window
from policies.text.dates import year_before
from policies.vocabulary import OpenState, Sort, Validity

FACETS = ("district", "year", "topic", "audience", "validity", "open", "benefit")
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


def keys(chosen: dict[str, list[str]], on: date, sort: Sort) -> list[int]:
    """In order; by deadline what is open comes first, by its closing day, then the newest."""
    found = list(narrowed(chosen, on).sorted_by(sort).values_list("pk", flat=True))
    if sort is Sort.DEADLINE:
        closing = {key: day for key, (_, day) in _openness(on).items()}
        found.sort(key=lambda key: closing[key] or date.max)
    return found


def counts(chosen: dict[str, list[str]], on: date, name: str) -> dict[str, int]:
    """How many policies each value of a facet would show, under every filter but the facet's own."""
    if name in ("open", "benefit"):
        held = open_states(on) if name == "open" else benefits(on)
        found = narrowed(chosen, on, without=name).values_list("pk", flat=True)
        return dict(Counter(value for key in found for value in held.get(key, ())))
    column = {"district": "district__slug", "topic": "topics__slug", "audience": "audiences__slug"}
    column = column.get(name, "validity_on_day" if name == "validity" else name)
    rows = narrowed(chosen, on, without=name).order_by().values(column).annotate(number=Count("pk"))
    return {str(row[column]): row["number"] for row in rows if row[column] is not None}
