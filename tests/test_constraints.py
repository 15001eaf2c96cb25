"""Judged in Python, check constraints say what the database says."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Q
from django.db.models.functions import Length

from policies.models import (
    Benefit,
    CitationException,
    Job,
    Material,
    NotDuplicate,
    Picture,
    Policy,
    Relation,
    Round,
    Scheduled,
    Section,
    SectionLabel,
    ServicePoint,
    Withdrawal,
)
from policies.models.constraints import UnknownLookupError, holds, violated
from policies.vocabulary import (
    BenefitKind,
    BenefitPer,
    JobState,
    PictureType,
    PublicationState,
    RelationKind,
    SectionKind,
    SectionState,
    SourceGrade,
    SourceKind,
)

pytestmark = pytest.mark.django_db

ADDRESSES = ["", "https://e.cn/", "HTTP://e.cn/", "ftp://e.cn/", "//e.cn/"]
SLUGS = ["a", "a-1", "A", "a\n", "", "-a", "a-", "a--1", "á"]
YEARS = [None, 1948, 1949, 2100, 2101]
DAYS = [None, date(2015, 8, 14), date(2016, 1, 1), date(2020, 2, 29)]
# Of each column that a constraint speaks of: good values, bad ones, and none.
VALUES = {
    Policy: {
        "slug": SLUGS,
        "title": ["标题", ""],
        "state": [*PublicationState.values, "gone"],
        **dict.fromkeys(["year", "year_entered"], YEARS),
        "source_kind": ["", *SourceKind.values, "x"],
        "source_grade": ["", *SourceGrade.values, "x"],
        "district_id": [None, 1],
        "copy_of_id": [None, 1],
        **dict.fromkeys(["official_url", "source_url"], ADDRESSES),
        "source_note": ["", "扫描件。"],
        **dict.fromkeys(["issued_on", "effective_on", "expires_on", "repealed_on"], DAYS),
    },
    Section: {
        "kind": [*SectionKind.values, "x"],
        "state": [*SectionState.values, "x"],
        "body": ["", "正文"],
    },
    Relation: {"kind": [*RelationKind.values, "x"], "source_id": [1, 2], "target_id": [1, 2]},
    CitationException: {"ending": [True, False], "policy_id": [None, 1]},
    Round: {
        "uid": SLUGS,
        **dict.fromkeys(["opens_on", "closes_on"], DAYS),
        "open_all_year": [False, True],
        "notice_url": ADDRESSES,
    },
    Benefit: {
        "uid": SLUGS,
        "kind": [*BenefitKind.values, "x"],
        "per": ["", *BenefitPer.values, "x"],
        "section": [*SectionKind.values, "x"],
        "quote": ["每月3000元", ""],
    },
    Material: {"uid": SLUGS},
    ServicePoint: {"uid": SLUGS, "online_url": ADDRESSES},
    NotDuplicate: {"first_id": [1, 2, 3], "second_id": [2]},
    Scheduled: {"move": ["publish", "withdraw", "hand-in"]},
    Withdrawal: {"policy_id": [1, 2], "successor_id": [2, None]},
    Job: {"state": [*JobState.values, "x"]},
    Picture: {"media_type": [*PictureType.values, "x"]},
    SectionLabel: {"kind": ["support", "", "original", "x"]},
}
TRIES = 150


def asked(instance):
    """The names of those that the database finds violated."""
    for constraint in instance._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            try:
                constraint.validate(type(instance), instance)
            except ValidationError:
                yield constraint.name


@pytest.mark.parametrize("model", VALUES, ids=lambda model: model.__name__)
def test_python_and_the_database_are_of_one_opinion(model):
    chance, told = random.Random(14), set()
    for _ in range(TRIES):
        # The first value is good by itself: were every column drawn, hardly an instance would be.
        drawn = {
            name: chance.choice(values[: chance.choice([1, None])]) for name, values in VALUES[model].items()
        }
        instance = model(**drawn)
        names = [constraint.name for constraint in violated(instance)]
        assert names == list(asked(instance)), vars(instance)
        told |= {*names, *([] if names else ["none"])}
    checks = {each.name for each in model._meta.constraints if isinstance(each, CheckConstraint)}
    assert told == {*checks, "none"}, "each is violated once, and some instance violates none"


def test_every_model_with_constraints_is_compared():
    models = {
        model
        for model in apps.get_app_config("policies").get_models()
        if any(isinstance(each, CheckConstraint) for each in model._meta.constraints)
    }
    assert models == set(VALUES)


def test_of_a_column_that_holds_no_value_nothing_is_judged():
    """Django leaves out what a field has refused: whatever is compared with it would be no answer, but an error."""
    row = Round(
        uid="a", name="第一批", opens_on=date(2020, 2, 29), closes_on="没有", notice_url="ftp://e.cn/"
    )
    with pytest.raises(ValidationError) as refused:
        row.full_clean(exclude={"policy", "notice_url"}, validate_unique=False)
    assert set(refused.value.message_dict) == {"closes_on"}
    row = Round(uid="a", name="第一批", opens_on=date(2020, 2, 29), closes_on=date(2016, 1, 1))
    row.full_clean(exclude={"policy", "opens_on"}, validate_unique=False)
    with pytest.raises(ValidationError, match="截止日期不能早于开始日期"):
        row.full_clean(exclude={"policy"}, validate_unique=False)


def test_nothing_is_asked_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert [each.name for each in violated(Policy(slug="a", state="published"))] == [
            "policy_published_is_complete"
        ]


@pytest.mark.parametrize(
    "condition",
    [Q(title__length__gt=1), Q(title=Length("slug")), Q(title="a") ^ Q(title="b")],
    ids=["a lookup", "an expression", "a connector"],
)
def test_what_python_does_not_understand_is_left_to_the_database(condition):
    with pytest.raises(UnknownLookupError):
        holds(condition, Policy(title="a"))


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        (Q(year__gt=2000), None),
        (~Q(year__gt=2000), None),
        (Q(year__gt=2000) | Q(title="标题"), True),
        (Q(year__gt=2000) & Q(title="别的"), False),
        (Q(year__gt=2000) & Q(title="标题"), None),
        (Q(issued_on__lt=F("expires_on")), None),
        (Q(), True),
    ],
)
def test_what_nobody_knows_stays_unknown(condition, answer):
    assert holds(condition, Policy(title="标题")) is answer
