"""What must never be, the database itself refuses."""

import re
from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from policies.models import Issuer, Policy, PolicyIssuer, Section, SynonymGroup, Topic
from policies.models.taxonomy import SLUG_PATTERN
from policies.vocabulary import PublicationState, SectionKind, SectionState, Validity, Vocabulary
from tests.data import file_alike, make_district

pytestmark = pytest.mark.django_db

SLUG = re.compile(SLUG_PATTERN)


@pytest.fixture
def district():
    return make_district("xuhui")


@pytest.fixture
def policy(district):
    return Policy.objects.create(slug="a-1", title="测试政策", district=district, source_note="测试")


def refused(**changes):
    """Write past every form and every save(): only the database can refuse now."""
    with transaction.atomic(), pytest.raises(IntegrityError) as error:
        Policy.objects.bulk_create([Policy(**({"slug": "b-1", "title": "测试政策"} | changes))])
    return str(error.value)


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "A",
        "aB",
        "a_b",
        "a--b",
        "-a",
        "a-",
        "-",
        "徐汇",
        "é",
        "ａ",
        "a b",
        "a/b",
        "a%",
        "a\n",
        "\na",
        " a",
    ],
)
def test_a_slug_is_lower_case_ascii_digits_and_hyphens(slug):
    assert "policy_slug_form" in refused(slug=slug)
    assert not SLUG.search(slug)


@pytest.mark.parametrize(
    "slug", ["a", "0", "a-b", "xuhui-2015-15", "abcdefghijklmnopqrstuvwxyz-0123456789", "a-" * 39 + "a"]
)
def test_and_nothing_else_is_asked_of_it(slug):
    Policy.objects.bulk_create([Policy(slug=slug, title="测试政策")])
    assert SLUG.search(slug)


def test_two_policies_cannot_share_a_slug(policy):
    assert "slug" in refused(slug=policy.slug)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        (
            {"effective_on": date(2020, 1, 2), "expires_on": date(2020, 1, 1)},
            "policy_expires_after_effective",
        ),
        ({"issued_on": date(2020, 1, 2), "expires_on": date(2020, 1, 1)}, "policy_expires_after_issued"),
        ({"issued_on": date(2020, 1, 2), "repealed_on": date(2020, 1, 1)}, "policy_repealed_after_issued"),
        ({"year": 1848}, "policy_year_plausible"),
        ({"year_entered": 1848}, "policy_year_entered_plausible"),
        ({"source_kind": "hearsay"}, "policy_source_kind_known"),
        ({"source_grade": "best"}, "policy_source_grade_known"),
        ({"state": "verloren"}, "policy_state_known"),
        ({"state": "published"}, "policy_published_is_complete"),
        ({"state": "published", "source_note": "测试"}, "policy_published_is_complete"),
    ],
)
def test_impossible_rows_are_refused(changes, constraint):
    assert constraint in refused(**changes)


@pytest.mark.parametrize("name", ["expires_on", "repealed_on"])
def test_a_policy_may_end_on_the_day_of_its_issue_or_without_one(name):
    day = date(2020, 1, 1)
    Policy.objects.create(slug="b-1", title="测试政策", issued_on=day, **{name: day})
    Policy.objects.create(slug="b-2", title="测试政策", **{name: day})
    Policy.objects.create(slug="b-3", title="测试政策", issued_on=day)
    assert Policy.objects.count() == 3


@pytest.mark.parametrize(
    "missing", [{"title": ""}, {"district": None}, {"source_note": "", "official_url": ""}]
)
def test_a_published_policy_has_title_district_and_source(district, missing):
    complete = {
        "state": PublicationState.PUBLISHED,
        "title": "测试政策",
        "district": district,
        "source_note": "测",
    }
    assert "policy_published_is_complete" in refused(**(complete | missing))
    Policy.objects.bulk_create([Policy(slug="c-1", **complete)])
    Policy.objects.bulk_create(
        [
            Policy(
                slug="c-2", **(complete | {"source_note": "", "official_url": "https://www.shanghai.gov.cn/"})
            )
        ]
    )
    assert Policy.objects.published().count() == 2


def test_a_slug_is_not_changed_by_the_form(policy):
    policy.slug = "another"
    with pytest.raises(ValidationError, match="改网址标识"):
        policy.full_clean()


@pytest.mark.parametrize(
    ("values", "year"),
    [
        ({}, None),
        ({"issued_on": date(2014, 12, 31)}, 2014),
        ({"issued_on": date(2014, 12, 31), "published_on": date(2015, 1, 5)}, 2015),
        ({"year_entered": 2001}, 2001),
        ({"year_entered": 2016, "published_on": date(2015, 12, 5)}, 2016),
    ],
)
def test_the_year_is_the_one_entered_else_of_publication_else_of_issue(policy, values, year):
    for name, value in values.items():
        setattr(policy, name, value)
    policy.year = 1999
    policy.save()
    assert Policy.objects.get().year == year


def test_the_migration_keeps_the_years_that_somebody_entered(policy):
    migration = import_module("policies.migrations.0011_source_and_year")
    others = [
        Policy(slug="b-1", title="测试", issued_on=date(2014, 12, 31), year=2014),
        Policy(slug="b-2", title="测试", published_on=date(2015, 1, 5), year=2015),
        Policy(slug="b-3", title="测试"),
    ]
    Policy.objects.bulk_create(others)
    Policy.objects.filter(pk=policy.pk).update(year=2001)
    migration.keep_the_years_that_were_entered(apps, SimpleNamespace(connection=connection))
    assert set(Policy.objects.values_list("slug", "year_entered")) == {
        ("a-1", 2001),
        ("b-1", None),
        ("b-2", None),
        ("b-3", None),
    }


def test_the_normalised_number_follows_the_printed_one(policy):
    policy.doc_number = "徐委[2015]15"
    policy.save()
    stored = Policy.objects.get()
    assert (stored.doc_number, stored.doc_number_normalized) == ("徐委[2015]15", "徐委〔2015〕15号")


def test_six_sections_are_completed_and_kept(policy):
    Section.objects.create(policy=policy, kind=SectionKind.SUPPORT, state=SectionState.CONTENT, body="测试")
    policy.ensure_sections()
    policy.ensure_sections()
    states = dict(policy.sections.values_list("kind", "state"))
    assert states == {kind: "content" if kind == "support" else "pending" for kind in SectionKind.values}


@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        ({"kind": "support", "state": "content", "body": ""}, "section_state_matches_body"),
        ({"kind": "support", "state": "pending", "body": "字"}, "section_state_matches_body"),
        ({"kind": "support", "state": "absent", "body": "字"}, "section_state_matches_body"),
        ({"kind": "footnotes", "state": "pending", "body": ""}, "section_kind_known"),
    ],
)
def test_a_section_says_what_it_has(policy, row, constraint):
    with transaction.atomic(), pytest.raises(IntegrityError, match=constraint):
        Section.objects.bulk_create([Section(policy=policy, **row)])


def test_a_kind_of_section_appears_once(policy):
    Section.objects.create(policy=policy, kind=SectionKind.SUPPORT)
    with transaction.atomic(), pytest.raises(IntegrityError):
        Section.objects.create(policy=policy, kind=SectionKind.SUPPORT)


def test_taxonomy_in_use_cannot_be_deleted(policy):
    topic, audience, issuer = file_alike([policy])
    for used in (topic, audience, issuer, policy.district):
        with pytest.raises(ProtectedError):
            used.delete()
    policy.delete()
    topic.delete()
    assert not Topic.objects.exists()


@pytest.mark.parametrize("words", ["户口", {"户口": 1}, [1], ["户口", ""], ["户口", " "], [["户口"]], 0])
def test_other_words_are_a_list_of_words(words):
    for value in (Topic(slug="luohu", name="落户", synonyms=words), SynonymGroup(name="落户", words=words)):
        with pytest.raises(ValidationError, match="一列词语"):
            value.full_clean()


def test_no_other_words_are_none():
    for value in (Topic(slug="luohu", name="落户"), SynonymGroup(name="落户", words=["户口", "迁居"])):
        value.full_clean()
        value.save()
    assert Topic.objects.get().synonyms == []
    assert SynonymGroup.objects.get().words == ["户口", "迁居"]


def test_joint_issuers_keep_their_order(policy):
    for order, name in ((2, "上海市徐汇区人民政府"), (1, "中共上海市徐汇区委员会")):
        PolicyIssuer.objects.create(policy=policy, issuer=Issuer.objects.create(name=name), order=order)
    names = [issuing.issuer.name for issuing in policy.policyissuer_set.all()]
    assert names == ["中共上海市徐汇区委员会", "上海市徐汇区人民政府"]


def test_saving_is_an_edit(policy):
    assert policy.edited_at is not None


@pytest.mark.parametrize("enum", Vocabulary.__subclasses__())
def test_every_vocabulary_parses_value_and_label(enum):
    for member in enum:
        assert enum.parse(f" {member.value.upper()}\u200b") is member
        assert enum.parse(member.label) is member
    assert enum.parse("没有这个") is None
    assert Validity.parse("") is None
