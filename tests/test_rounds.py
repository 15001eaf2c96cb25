"""The rule of the windows in which one can apply, day by day."""

import os
import random
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from policies.rounds import Window, each_of, first_of, next_change, state_of
from policies.validity import Dates
from policies.vocabulary import OpenState
from tests.oracle import open_state

TODAY = date(2026, 11, 28)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
NOW, SOON, ALWAYS, CLOSED, UNKNOWN = (
    *(OpenState.NOW, OpenState.SOON, OpenState.ALWAYS),
    *(OpenState.CLOSED, OpenState.UNKNOWN),
)
ALL_YEAR = Window(open_all_year=True)


def days(number):
    return TODAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("window", "state", "sentence"),
    [
        (Window(), UNKNOWN, "未查到申报时间"),
        (ALL_YEAR, ALWAYS, "常年受理"),
        (Window(YESTERDAY, None, open_all_year=True), ALWAYS, "常年受理"),
        (Window(TOMORROW, None, open_all_year=True), SOON, "明天开始常年受理（2026年11月29日）"),
        (Window(TODAY), UNKNOWN, "2026年11月28日开始，截止日期未查到"),
        (Window(date(2020, 7, 14)), UNKNOWN, "2020年7月14日开始，截止日期未查到"),
        (Window(TOMORROW), SOON, "明天开始申报（2026年11月29日）"),
        (Window(days(12), days(40)), SOON, "还有 12 天开始申报（2026年12月10日）"),
        (Window(days(30)), SOON, "还有 30 天开始申报（2026年12月28日）"),
        (Window(days(31)), SOON, "2026年12月29日开始申报"),
        (Window(TODAY, TODAY), NOW, "正在申报，今天截止（2026年11月28日）"),
        (Window(YESTERDAY, TOMORROW), NOW, "正在申报，明天截止（2026年11月29日）"),
        (Window(TODAY, days(12)), NOW, "正在申报，12 天后截止（2026年12月10日）"),
        (Window(TODAY, days(30)), NOW, "正在申报，30 天后截止（2026年12月28日）"),
        (Window(TODAY, days(31)), NOW, "正在申报，2026年12月29日截止"),
        (Window(None, days(12)), NOW, "12 天后截止（2026年12月10日），开始日期未查到"),
        (Window(None, days(400)), NOW, "2028年1月2日截止，开始日期未查到"),
        (Window(date(2026, 11, 1), YESTERDAY), CLOSED, "2026年为11月1日至27日，已截止"),
        (Window(date(2026, 3, 1), date(2026, 4, 2)), CLOSED, "2026年为3月1日至4月2日，已截止"),
        (Window(YESTERDAY, YESTERDAY), CLOSED, "2026年为11月27日，已截止"),
        (Window(None, YESTERDAY), CLOSED, "2026年的截止日期为11月27日，已截止"),
        (
            Window(date(2025, 12, 1), date(2026, 1, 31)),
            CLOSED,
            "上一次为2025年12月1日至2026年1月31日，已截止",
        ),
        (Window(date(2024, 3, 1), date(2024, 3, 31)), CLOSED, "2024年为3月1日至31日，本库还没有今年的"),
        (Window(None, date(2025, 2, 28)), CLOSED, "2025年的截止日期为2月28日，本库还没有今年的"),
    ],
)
def test_the_days_decide_and_the_sentence_says_why(window, state, sentence):
    verdict = state_of(window, TODAY)
    assert verdict.state is state
    assert verdict.sentence == sentence


@pytest.mark.parametrize(
    ("window", "left"), [(Window(TODAY, TODAY), 0), (Window(TODAY, days(45)), 45), (ALL_YEAR, None)]
)
def test_days_are_left_of_what_closes(window, left):
    verdict = state_of(window, TODAY)
    assert verdict.days_left == left
    assert verdict.closes_on == (window.closes_on if left is not None else None)


def test_what_is_not_open_has_no_closing_day_to_beat():
    for window in (Window(TOMORROW, days(5)), Window(YESTERDAY, YESTERDAY), Window(YESTERDAY)):
        assert (state_of(window, TODAY).closes_on, state_of(window, TODAY).days_left) == (None, None)


OPEN, AHEAD, OVER, BEGUN = (
    Window(YESTERDAY, days(5)),
    Window(days(3), days(9)),
    Window(date(2024, 3, 1), date(2024, 3, 31)),
    Window(date(2026, 3, 1)),
)


@pytest.mark.parametrize(
    ("windows", "state", "decides"),
    [
        ([], UNKNOWN, None),
        ([BEGUN, OVER, AHEAD, ALL_YEAR, OPEN], NOW, OPEN),
        ([BEGUN, OVER, AHEAD, ALL_YEAR], ALWAYS, ALL_YEAR),
        ([BEGUN, OVER, AHEAD], SOON, AHEAD),
        ([BEGUN, OVER], CLOSED, OVER),
        ([Window(), BEGUN], UNKNOWN, BEGUN),
        ([Window(YESTERDAY, days(9)), OPEN], NOW, OPEN),
        ([Window(days(4), days(5)), AHEAD], SOON, AHEAD),
        (
            [OVER, Window(date(2025, 3, 1), date(2025, 3, 9))],
            CLOSED,
            Window(date(2025, 3, 1), date(2025, 3, 9)),
        ),
    ],
)
def test_of_several_windows_the_first_that_holds_decides(windows, state, decides):
    for order in (windows, windows[::-1]):
        verdict = first_of(order, TODAY)
        assert (verdict.state, verdict.window) == (state, decides)


def test_an_earlier_year_is_not_called_the_last_where_this_year_has_begun():
    assert first_of([OVER, BEGUN], TODAY).sentence == "2024年为3月1日至31日；2026年3月1日开始，截止日期未查到"
    assert (
        first_of([OVER, Window(date(2025, 3, 1))], TODAY).sentence == "2024年为3月1日至31日，本库还没有今年的"
    )


@pytest.mark.parametrize("on", [date(2026, 12, 20), date(2027, 1, 2), date(2027, 12, 20)])
def test_what_has_begun_since_is_told_for_a_year_and_new_year_does_not_end_it(on):
    spring, winter = Window(date(2026, 3, 1), date(2026, 3, 31)), Window(date(2026, 12, 20))
    told = "2026年为3月1日至31日；2026年12月20日开始，截止日期未查到"
    assert first_of([spring, winter], on).sentence == told
    assert first_of([spring, winter], date(2027, 12, 21)).sentence == "2026年为3月1日至31日，本库还没有今年的"
    assert first_of([spring, Window(date(2026, 3, 15))], on).sentence == state_of(spring, on).sentence


@pytest.mark.parametrize("other", [OPEN, AHEAD, BEGUN, ALL_YEAR, Window(YESTERDAY, YESTERDAY)])
def test_an_earlier_year_gives_its_days_only_beside_what_tells_of_this_year(other):
    earlier, beside = each_of([OVER, other], TODAY)
    assert earlier.sentence == "2024年为3月1日至31日"
    assert beside == state_of(other, TODAY)


@pytest.mark.parametrize("other", [Window(), Window(date(2025, 3, 1), date(2025, 3, 9))])
def test_each_earlier_year_says_that_this_year_is_not_known_where_no_other_tells_of_it(other):
    assert each_of([OVER, other], TODAY) == [state_of(OVER, TODAY), state_of(other, TODAY)]


@pytest.mark.parametrize("window", [OPEN, AHEAD, ALL_YEAR])
@pytest.mark.parametrize("over", [Dates(expires_on=YESTERDAY), Dates(past_reason="往年的申报。")])
def test_what_is_over_is_never_open(window, over):
    verdict = first_of([window], TODAY, over)
    assert (verdict.state, verdict.sentence) == (CLOSED, "政策已经不再有效，不能再申报")
    assert verdict.closes_on is None
    assert first_of([window], TODAY, Dates(expires_on=TODAY)) == first_of([window], TODAY)


def test_what_is_over_does_not_promise_a_next_time():
    over = Dates(repealed_on=TODAY)
    assert first_of([OVER], TODAY, over).sentence == "2024年为3月1日至31日，已截止"
    assert first_of([], TODAY, over).state is UNKNOWN


def test_all_year_begins_with_the_policy():
    coming = Dates(effective_on=days(3))
    assert first_of([ALL_YEAR], TODAY, coming).sentence == "还有 3 天开始常年受理（2026年12月1日）"
    assert first_of([ALL_YEAR], days(3), coming).state is ALWAYS
    assert first_of([OPEN], TODAY, coming).state is NOW


EDGES = [date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]


def some_windows(random_):
    def some_day():
        return random_.choice([None, random_.choice(EDGES) + timedelta(days=random_.randint(-40, 40))])

    windows = []
    for _ in range(random_.randint(0, 4)):
        opens, closes = some_day(), some_day()
        if opens and closes and closes < opens:
            opens, closes = closes, opens
        windows.append(Window(opens, closes, open_all_year=closes is None and random_.random() < 0.3))
    return windows


@pytest.mark.parametrize("seed", range(100))
def test_every_day_is_as_an_oracle_finds_it_and_nothing_turns_before_the_day_that_is_named(seed):
    windows = some_windows(random.Random(seed))
    on, change, before = date(2026, 11, 1), None, None
    while on < date(2028, 5, 1):
        verdict = first_of(windows, on)
        assert verdict.state is open_state(windows, on), on
        if change and on < change:
            assert (verdict.state, verdict.window) == before, on
        change, before = next_change(windows, on), (verdict.state, verdict.window)
        if change is None:
            assert first_of(windows, date(2090, 1, 1)).state is verdict.state
            return
        on += timedelta(days=1)


@pytest.mark.parametrize(
    ("window", "turns"),
    [
        (Window(date(2028, 2, 29), date(2028, 2, 29)), [date(2028, 2, 29), date(2028, 3, 1)]),
        (Window(date(2026, 12, 31), date(2026, 12, 31)), [date(2026, 12, 31), date(2027, 1, 1)]),
        (Window(None, date(2027, 2, 28)), [date(2027, 3, 1)]),
        (Window(None, date.max), []),
        (ALL_YEAR, []),
    ],
)
def test_a_window_turns_on_its_first_day_and_on_the_day_after_its_last(window, turns):
    found, on = [], TODAY
    while on := next_change([window], on):
        found.append(on)
    assert found == turns


@pytest.fixture
def zone(request):
    """The clock of the machine stands in this zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"], indirect=True)
@pytest.mark.parametrize(
    ("moment", "state", "words"),
    [
        (datetime(2028, 2, 28, 15, 59, 59, tzinfo=UTC), SOON, "明天开始申报"),
        (datetime(2028, 2, 28, 16, 0, 0, tzinfo=UTC), NOW, "今天截止"),
        (datetime(2028, 2, 29, 15, 59, 59, tzinfo=UTC), NOW, "今天截止"),
        (datetime(2028, 2, 29, 16, 0, 0, tzinfo=UTC), CLOSED, "已截止"),
    ],
)
def test_a_day_begins_at_midnight_in_shanghai_wherever_the_machine_stands(zone, moment, state, words):
    window = Window(date(2028, 2, 29), date(2028, 2, 29))
    verdict = state_of(window, timezone.localdate(moment))
    assert verdict.state is state
    assert words in verdict.sentence


def test_an_earlier_year_begins_at_new_year():
    window = Window(date(2026, 3, 1), date(2026, 3, 31))
    assert state_of(window, date(2026, 12, 31)).sentence == "2026年为3月1日至31日，已截止"
    assert state_of(window, date(2027, 1, 1)).sentence == "2026年为3月1日至31日，本库还没有今年的"
