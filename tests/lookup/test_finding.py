"""Words are found wherever they stand, in texts of few characters, where they meet often."""

import random

import pytest

from policies.lookup import tokens
from policies.lookup.engine import Engine, Lookup
from policies.lookup.query import Typed
from policies.models import Policy, Section
from policies.text.folding import fold
from policies.vocabulary import SectionKind, SectionState, Sort
from tests import oracle
from tests.data import ON, clear, make_policies
from tests.lookup.asking import EVERY

# SQLite is enough: an index that is filled answers in one way, and test_engine sees both databases fill it alike.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

CHARACTERS = "公租房落户人才，。 Ab1\n"


# Words


@pytest.fixture(scope="module")
def rows_of_texts(django_db_setup, django_db_blocker):
    """Forty policies with random bodies of few characters, so that words meet often."""
    with django_db_blocker.unblock():
        policies = make_policies(40, seed=3)
        random_ = random.Random(5)
        Section.objects.bulk_create(
            Section(policy=policy, kind=kind, state=SectionState.CONTENT, body=body)
            for policy in policies
            for kind in ("original", "conditions")
            if (body := "".join(random_.choices(CHARACTERS, k=random_.randint(1, 25))).strip())
        )
        yield
        clear()


@pytest.fixture
def texts(rows_of_texts, own_index, index_once):
    index_once(ON)


def whole_text(policy):
    parts = [policy.title, policy.doc_number, policy.doc_number_normalized, policy.district.name]
    parts += [policy.district.short, *(topic.name for topic in policy.topics.all())]
    parts += [audience.name for audience in policy.audiences.all()]
    parts += [section.body for section in policy.sections.all()]
    # A space between Han characters is print, not a gap between words.
    return "\n".join([*map(tokens.closed, parts), f"{policy.year} 年"])


def naive(holds):
    policies = Policy.objects.published().select_related("district")
    policies = policies.prefetch_related("topics", "audiences", "sections")
    return {policy.pk for policy in policies if holds(policy)}


def found(question, **options):
    engine = Engine.on(ON)
    return set(engine.page(Lookup(Typed.parse(question), sort=Sort.RELEVANCE, **options), 0, EVERY))


@pytest.mark.parametrize(
    "word", ["房", "公租", "租房", "落户", "人", "公租房", "才人", "ab1", "AB1", "ａｂ１"]
)
def test_a_short_word_finds_every_policy_that_holds_it_and_no_other(texts, word):
    expected = naive(lambda policy: fold(word) in fold(whole_text(policy)))
    if word in ("ab1", "AB1", "ａｂ１"):
        expected = naive(lambda policy: fold(word) in tokens.cut(fold(whole_text(policy))))
    assert found(word) == expected


def test_words_widen_and_the_policy_with_all_of_them_comes_first(texts):
    either = naive(lambda policy: any(word in whole_text(policy) for word in ("落户", "租房")))
    both = naive(lambda policy: all(word in whole_text(policy) for word in ("落户", "租房")))
    assert found("落户 租房") == either
    assert both
    ranked = Engine.on(ON).page(Lookup(Typed.parse("落户 租房"), sort=Sort.RELEVANCE), 0, EVERY)
    assert set(ranked[: len(both)]) == both


def test_a_phrase_is_needed_and_an_excluded_word_is_not_wanted(texts):
    assert found("“租房落”") == naive(lambda policy: "租房落" in whole_text(policy))
    assert found("人才 -落户") == naive(
        lambda policy: "人才" in whole_text(policy) and "落户" not in whole_text(policy)
    )
    assert found("-落户") == naive(lambda policy: "落户" not in whole_text(policy))


def test_words_can_be_looked_for_in_one_section(texts):
    def holds(policy):
        return any(
            "公租" in section.body for section in policy.sections.all() if section.kind == "conditions"
        )

    assert found("公租", scope=SectionKind.CONDITIONS) == naive(holds) != found("公租")


def test_counts_under_words_are_exact(texts):
    lookup = Lookup(Typed.parse("落户 租房"), facets={"district": ("xuhui", "putuo")}, sort=Sort.RELEVANCE)
    counts = Engine.on(ON).counts(lookup)
    assert counts.total == len(found("落户 租房", facets=lookup.facets))
    for name in oracle.FACETS:
        for value, count in counts.by_facet[name].items():
            facets = {**lookup.facets, name: (value,)}
            # A district counts its own policies only.
            own = {"only_own": name == "district"}
            assert len(found("落户 租房", facets=facets, **own)) == count, (name, value)
