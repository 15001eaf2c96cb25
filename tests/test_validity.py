"""The rule of validity, in Python and in the database."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from policies.models import District, Policy, Section
from policies.text.dates import in_chinese
from policies.validity import Dates, Verdict, caveat, coming, judge, next_change
from policies.vocabulary import SourceKind, Validity
from tests.oracle import with_validity

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("dates", "expected", "words"),
    [
        (Dates(), Validity.UNVERIFIED, "没有查到失效日期"),
        (Dates(effective_on=date(2010, 1, 1)), Validity.UNVERIFIED, "确认"),
        (Dates(expires_on=TODAY), Validity.IN_FORCE, "2026年11月23日，还没有到期"),
        (Dates(expires_on=YESTERDAY), Validity.EXPIRED, "2026年11月22日，已经到期"),
        (
            Dates(effective_on=TOMORROW, expires_on=date(2030, 1, 1)),
            Validity.UPCOMING,
            "2026年11月24日起施行",
        ),
        (Dates(effective_on=TODAY, expires_on=date(2030, 1, 1)), Validity.IN_FORCE, "还没有到期"),
        (Dates(repealed_on=TODAY, expires_on=date(2030, 1, 1)), Validity.REPEALED, "2026年11月23日废止"),
        (Dates(repealed_on=TOMORROW), Validity.IN_FORCE, "将于2026年11月24日废止"),
        (Dates(verified_on=TODAY), Validity.IN_FORCE, "2026年11月23日经人工核实"),
        (Dates(verified_on=date(2025, 11, 23)), Validity.IN_FORCE, "经人工核实"),
        (Dates(verified_on=date(2025, 11, 22)), Validity.UNVERIFIED, "已超过十二个月"),
        (Dates(verified_on=TOMORROW), Validity.UNVERIFIED, "没有人工核实"),
        (Dates(verified_on=TODAY, expires_on=YESTERDAY), Validity.EXPIRED, "到期"),
    ],
)
def test_the_dates_decide_and_the_sentence_says_why(dates, expected, words):
    verdict = judge(dates, TODAY)
    assert verdict.validity is expected
    assert words in verdict.reason


@pytest.mark.parametrize(
    ("dates", "expected", "words"),
    [
        ({}, Validity.UNVERIFIED, ""),
        ({"expires_on": TOMORROW}, Validity.UNVERIFIED, "资料上说有效期至2026年11月24日。"),
        ({"verified_on": TODAY}, Validity.UNVERIFIED, ""),
        ({"repealed_on": TOMORROW}, Validity.UNVERIFIED, ""),
        ({"effective_on": TOMORROW}, Validity.UNVERIFIED, "资料上说自2026年11月24日起施行。"),
        ({"expires_on": YESTERDAY}, Validity.EXPIRED, None),
        ({"repealed_on": TODAY}, Validity.REPEALED, None),
    ],
)
@pytest.mark.parametrize(
    ("source", "why"),
    [
        (("third_party", ""), "内容据转载整理，未与原文核对。"),
        (("official", "两处来源不一。"), "存疑：两处来源不一。"),
        (("", " 两处来源不一"), "存疑：两处来源不一。"),
        (("third_party", "年份未见"), "内容据转载整理，未与原文核对。存疑：年份未见。"),
    ],
)
def test_what_cannot_be_relied_upon_is_over_or_unverified_and_says_why(dates, expected, words, source, why):
    verdict = judge(Dates(**dates, caveat=caveat(*source)), TODAY)
    assert verdict.validity is expected
    if expected is Validity.UNVERIFIED:
        assert verdict.reason == f"{why}{words}办理前请向受理部门确认。"


@pytest.mark.parametrize("kind", sorted({"", *SourceKind.values} - {"third_party"}))
def test_other_sources_leave_it_to_the_dates(kind):
    assert caveat(kind, " ") == ""


def days(number):
    return TODAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (Dates(expires_on=TODAY), "今天到期"),
        (Dates(expires_on=TOMORROW), "明天到期"),
        (Dates(expires_on=days(12)), "还有 12 天到期"),
        (Dates(expires_on=days(180)), "还有 180 天到期"),
        (Dates(effective_on=TODAY), "今天施行"),
        (Dates(effective_on=days(12), expires_on=days(20)), "还有 12 天施行"),
        (Dates(effective_on=date(2010, 1, 1), expires_on=days(20)), "还有 20 天到期"),
        (Dates(repealed_on=days(2), expires_on=days(20)), "还有 2 天废止"),
        (Dates(), None),
        (Dates(verified_on=TODAY), None),
        (Dates(expires_on=days(181)), None),
        (Dates(expires_on=YESTERDAY), "昨天到期"),
        (Dates(expires_on=days(-2)), None),
        (Dates(effective_on=YESTERDAY), "昨天施行"),
        (Dates(effective_on=days(-2)), None),
        (Dates(effective_on=YESTERDAY, expires_on=days(20)), "还有 20 天到期"),
        (Dates(effective_on=YESTERDAY, expires_on=days(181)), "昨天施行"),
        (Dates(repealed_on=TODAY, expires_on=days(20)), "今天废止"),
        (Dates(repealed_on=TOMORROW), "明天废止"),
        (Dates(repealed_on=YESTERDAY, effective_on=days(3)), "昨天废止"),
        (Dates(repealed_on=days(-2), expires_on=TODAY), None),
        (Dates(expires_on=YESTERDAY, effective_on=days(3)), "昨天到期"),
        (Dates(expires_on=days(-2), effective_on=days(3)), None),
    ],
)
def test_a_day_that_is_near_is_counted(dates, words):
    found = coming(dates, TODAY)
    assert (found and found.in_words(TODAY)) == words


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "words"), [(-1, "昨天"), (0, "今天"), (1, "明天"), (12, "还有 12 天")])
def test_list_home_and_policy_count_the_days_and_name_the_date(client, number, words):
    day = timezone.localdate() + timedelta(days=number)
    district = District.objects.create(slug="xuhui", name="徐汇区", short="徐汇", code="310104")
    policy = Policy.objects.create(
        slug="a-1", title="测试", district=district, source_note="测试", state="published", expires_on=day
    )
    Section.objects.create(policy=policy, kind="support", state="content", body="甲")
    for address in ("/", "/policies/"):
        assert f"{words}到期（{in_chinese(day)}）" in client.get(address).content.decode()
    page = client.get(policy.get_absolute_url()).content.decode()
    assert f"有效期至{in_chinese(day)}，" in page
    assert f">{words}到期。<" in page
    Policy.objects.update(expires_on=day + timedelta(days=400))
    assert "coming" not in client.get(policy.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_a_near_day_has_its_date_where_the_sentence_before_it_names_another(client):
    today = timezone.localdate()
    policy = Policy.objects.create(
        slug="a-1",
        title="测试",
        district=District.objects.create(slug="xuhui", name="徐汇区", short="徐汇", code="310104"),
        source_note="测试",
        state="published",
        expires_on=today + timedelta(days=5),
        repealed_on=today + timedelta(days=30),
    )
    page = client.get(policy.get_absolute_url()).content.decode()
    assert f"将于{in_chinese(policy.repealed_on)}废止" in page
    assert f">还有 5 天到期（{in_chinese(policy.expires_on)}）。<" in page


@pytest.mark.parametrize(
    "dates",
    [{}, {"expires_on": TODAY}, {"verified_on": TODAY}, {"effective_on": TOMORROW}, {"caveat": "存疑：甲。"}],
    ids=["nothing known", "within its dates", "verified", "to come", "doubtful"],
)
def test_what_staff_put_into_the_past_stays_there_and_says_why(dates):
    verdict = judge(Dates(**dates, past_reason="这是2022年的申报，已经结束。"), TODAY)
    assert verdict == Verdict(Validity.PAST, "这是2022年的申报，已经结束。")


def test_a_date_that_ended_it_tells_more_than_the_past():
    reason = {"past_reason": "已由新办法取代"}
    assert judge(Dates(**reason), TODAY).reason == "已由新办法取代。"
    assert judge(Dates(expires_on=YESTERDAY, **reason), TODAY).validity is Validity.EXPIRED
    assert judge(Dates(repealed_on=TODAY, **reason), TODAY).validity is Validity.REPEALED


def test_nobody_waits_for_a_day_of_what_is_past():
    dates = Dates(expires_on=TOMORROW, past_reason="往年的申报")
    assert coming(dates, TODAY) is None
    assert coming(dates, TOMORROW + timedelta(days=1)).day == TOMORROW


@pytest.mark.django_db
def test_the_oracle_of_the_lookup_tests_judges_as_the_rule_does():
    random_ = random.Random(20261123)
    district = District.objects.create(slug="xuhui", name="徐汇区", short="徐汇", code="310104")

    def some_day():
        return random_.choice(
            [None, TODAY + timedelta(days=random_.choice([-800, -366, -365, -1, 0, 1, 400]))]
        )

    policies = [
        Policy(
            slug=f"p-{number}",
            title=f"测试政策{number}",
            district=district,
            source_kind=random_.choice(["", *SourceKind.values]),
            uncertain_reason=random_.choice(["", "", "年份未见"]),
            past_reason=random_.choice(["", "", "", "往年的申报"]),
            verified_on=some_day(),
            repealed_on=some_day(),
            effective_on=(effective := some_day()),
            expires_on=(
                expires if (expires := some_day()) and (not effective or expires >= effective) else None
            ),
        )
        for number in range(600)
    ]
    Policy.objects.bulk_create(policies)
    judged = {policy.slug: policy.validity(TODAY).validity for policy in policies}
    found = dict(with_validity(Policy.objects.all(), TODAY).values_list("slug", "validity_on_day"))
    assert found == judged
    assert set(found.values()) == set(Validity)


@pytest.mark.parametrize("seed", range(200))
def test_nothing_changes_before_the_day_that_is_named(seed):
    random_ = random.Random(seed)
    start = date(2023, 12, 1)

    def some_day():
        return random_.choice([None, start + timedelta(days=random_.randint(-500, 900))])

    days = [some_day() for _ in range(4)]
    dates = Dates(*days, random_.choice(["", "", "存疑。"]), random_.choice(["", "", "往年的申报"]))
    on = start
    for _ in range(12):
        change = next_change(dates, on)
        last = change or start + timedelta(days=1500)
        while on < last - timedelta(days=1):
            following = on + timedelta(days=1)
            assert judge(dates, following).validity is judge(dates, on).validity
            on = following
        if change is None:
            return
        on = change
    pytest.fail("more changes than there are dates")
