"""What a hundred synthetic policies are like: valid, plainly made up, and of the shapes of real ones."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from policies.models import (
    Area,
    Benefit,
    Material,
    Policy,
    PolicyArea,
    PolicyAudience,
    PolicyServicePoint,
    PolicyTopic,
    Round,
    Section,
    ServicePoint,
)
from policies.text import docnumber
from policies.text.outline import outline
from policies.vocabulary import SectionKind, SectionState
from tests.benchmarks import phrases, synthetic
from tests.data import clear
from tests.library import load_library
from tests.test_synthetic import ANSWERS

# What is drawn from a seed depends on no database.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module", autouse=True)
def generated(django_db_setup, django_db_blocker):
    """The tests only look at them."""
    with django_db_blocker.unblock():
        load_library("districts", "topics", "audiences")
        synthetic.generate(100, seed=7)
        yield
        clear()


@pytest.fixture
def hundred():
    return list(Policy.objects.select_related("district").order_by("slug"))


def problems(row):
    keys = {field.name for field in row._meta.fields if field.is_relation}
    try:
        # Of a stored row the database has judged the rest.
        row.full_clean(exclude=keys, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        return [f"{row!r}: {message}" for message in error.messages]
    return []


def test_every_row_passes_the_models_own_validation(hundred):
    sections, shared = list(Section.objects.all()), [*ServicePoint.objects.all(), *Area.objects.all()]
    answers = [row for model in ANSWERS for row in model.objects.all()]
    assert (len(hundred), len(sections), len(shared)) == (100, 600, 124)
    rows = [*hundred, *sections, *shared, *answers]
    assert [problem for row in rows for problem in problems(row)] == []


def test_every_policy_is_marked_as_made_up(hundred):
    for policy in hundred:
        assert policy.slug.startswith(synthetic.SLUG_PREFIX)
        assert policy.title.endswith("（演示数据）")
        assert policy.source_note == "演示数据：由程序生成，不是真实政策。"
        assert not policy.doc_number or docnumber.DocNumber.parse(policy.doc_number).agency.startswith("演示")
        assert (policy.official_url, policy.source_url, policy.edited_at) == ("", "", None)


def test_every_policy_is_published_and_its_derived_columns_are_filled(hundred):
    assert Policy.objects.published().count() == 100
    for policy in hundred:
        day = policy.published_on or policy.issued_on
        assert not day or policy.year == day.year
        assert bool(policy.doc_number_normalized) == bool(policy.doc_number)
    assert {policy.year for policy in hundred} - {None} <= set(range(2005, 2027))


def test_dates_are_in_the_order_of_a_documents_life(hundred):
    for policy in hundred:
        dates = [policy.issued_on, policy.published_on, policy.effective_on, policy.expires_on]
        known = [day for day in dates if day]
        assert known == sorted(known)
        assert not policy.verified_on or policy.verified_on <= synthetic.LAST_DAY
    for name in ("issued_on", "published_on", "effective_on", "expires_on", "repealed_on", "verified_on"):
        assert 0 < sum(getattr(policy, name) is None for policy in hundred) < 100, name


def test_some_values_are_used_far_more_than_others(hundred):
    assert Counter(policy.district.slug for policy in hundred).most_common(1)[0][0] == "shanghai"
    topics = Counter(PolicyTopic.objects.values_list("policy_id", flat=True))
    audiences = Counter(PolicyAudience.objects.values_list("policy_id", flat=True))
    assert len(topics) == 100
    assert set(topics.values()) == {1, 2, 3, 4}
    assert set(audiences.values()) == {1, 2, 3}
    assert len(audiences) < 100
    uses = Counter(PolicyTopic.objects.values_list("topic_id", flat=True)).values()
    assert max(uses) > 5 * min(uses)


def test_there_are_as_many_answers_as_real_policies_have(hundred):
    for model, least in ((Round, 20), (Benefit, 60), (Material, 60), (PolicyServicePoint, 40)):
        assert least < model.objects.count() < 300, model
    assert PolicyArea.objects.exists()
    named = Round.objects.exclude(name__startswith="演示").count()
    assert named + ServicePoint.objects.exclude(note="演示数据，不是真实的受理点。").count() == 0


def test_a_full_policy_has_six_sections_and_its_original_is_cut_into_headings(hundred):
    assert set(Counter(Section.objects.values_list("policy_id", flat=True)).values()) == {6}
    originals = Section.objects.filter(kind=SectionKind.ORIGINAL).values_list("body", flat=True)
    lengths = sorted(map(len, originals))
    assert lengths[0] >= 100
    assert 1000 < lengths[50] < 2500
    assert lengths[-1] <= synthetic.LONGEST_CHARS
    assert all({1, 2} <= {heading.depth for heading in outline(body).headings} for body in originals)
    others = Section.objects.exclude(kind=SectionKind.ORIGINAL)
    assert {section.state for section in others} == set(SectionState)


def test_no_text_holds_an_amount_or_a_telephone_number(hundred):
    for section in Section.objects.all():
        assert not any(char.isdecimal() for char in section.body)


def test_a_policy_keeps_to_its_theme(hundred):
    """As in real texts, most terms stand in few policies; else a question would find nearly all of them."""
    texts = ["".join(policy.sections.order_by("kind").values_list("body", flat=True)) for policy in hundred]
    shares = sorted(sum(field in text for text in texts) / len(texts) for field in phrases.SLOTS["field"])
    assert shares[len(shares) // 2] < 0.2
    assert shares[-1] > shares[0]
