"""Lists, counts and orders equal those of the first version's ORM; words are found where they stand."""

import random
import re
from itertools import pairwise

import pytest
from django.http import QueryDict

from policies.filters import PolicyFilter
from policies.lookup import facets, tokens
from policies.lookup.engine import Engine, Lookup
from policies.lookup.index import index
from policies.lookup.query import Query
from policies.models import Policy, PolicyTopic, Section
from policies.text.folding import fold
from policies.vocabulary import SectionKind, SectionState, Sort
from tests import oracle
from tests.data import ON, clear, fill, make_answers, make_areas, make_policies
from tests.lookup.asking import EVERY, ranked, write

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rows_of_many(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        policies = make_policies(300, seed=11)
        fill(policies[::2])
        make_answers(policies, seed=11)
        make_areas(policies, seed=11)
        yield
        clear()


@pytest.fixture
def many(rows_of_many, own_index, index_once):
    index_once(ON)


def some_choice(random_):
    policies = list(
        Policy.objects.published().select_related("district").prefetch_related("topics", "audiences", "areas")
    )
    open_states, benefits = oracle.open_states(ON), oracle.benefits(ON)
    chosen = {}
    for name in random_.sample(oracle.FACETS, random_.randint(0, 3)):
        values = set()
        for policy in random_.sample(policies, random_.randint(1, 3)):
            values |= {
                "district": {policy.district.slug},
                "area": {area.slug for area in policy.areas.all()},
                "year": {str(policy.year)} - {"None"},
                "topic": {topic.slug for topic in policy.topics.all()},
                "audience": {audience.slug for audience in policy.audiences.all()},
                "validity": {policy.validity(ON).validity.value},
                "open": open_states[policy.pk],
                "benefit": benefits.get(policy.pk, set()),
            }[name]
        if values:
            chosen[name] = sorted(values)
    return chosen


def change_some(random_):
    """Some documents of the index are deleted or written again, and must be counted once or not at all."""
    Engine.on(ON)
    for policy in random_.sample(list(Policy.objects.published()), 20):
        policy.delete() if random_.random() < 0.5 else policy.save()


@pytest.mark.parametrize("changed", [False, True], ids=["built", "changed since"])
@pytest.mark.parametrize("seed", range(40))
def test_every_list_count_and_order_is_that_of_the_database(many, seed, changed):
    random_ = random.Random(seed)
    if changed:
        change_some(random_)
    chosen = some_choice(random_)
    engine = Engine.on(ON)
    params = QueryDict(mutable=True)
    for name, values in chosen.items():
        params.setlist(name, values)
    lookup = PolicyFilter(params, values=facets.load()).lookup
    counts = engine.counts(lookup)
    for sort in (Sort.USUAL, Sort.NEWEST, Sort.OLDEST, Sort.DEADLINE):
        expected = oracle.keys(chosen, ON, sort)
        asked = Lookup(facets=lookup.facets, sort=sort)
        pages = [engine.page(asked, first, 20) for first in range(0, max(len(expected), 1), 20)]
        assert [key for page in pages for key in page] == expected
        assert counts.total == engine.count(asked) == len(expected)
    for name in oracle.FACETS:
        assert counts.by_facet[name] == oracle.counts(chosen, ON, name), name


# Words


@pytest.fixture
def texts():
    """Ten policies with random bodies of few characters, so that words meet often."""
    make_policies(40, seed=3)
    random_ = random.Random(5)
    for policy in Policy.objects.all():
        for kind in ("original", "conditions"):
            body = "".join(random_.choices("公租房落户人才，。 Ab1\n", k=random_.randint(1, 25))).strip()
            if body:
                Section.objects.create(policy=policy, kind=kind, state=SectionState.CONTENT, body=body)


def whole_text(policy):
    parts = [policy.title, policy.doc_number, policy.doc_number_normalized, policy.district.name]
    parts += [policy.district.short, *(topic.name for topic in policy.topics.all())]
    parts += [audience.name for audience in policy.audiences.all()]
    parts += [section.body for section in policy.sections.all()]
    # A space between Han characters is print, not a gap between words.
    return "\n".join([*map(tokens.closed, parts), f"{policy.year} 年"])


def naive(holds):
    return {policy.pk for policy in Policy.objects.published() if holds(policy)}


def found(question, **options):
    engine = Engine.on(ON)
    return set(engine.page(Lookup(Query.parse(question), sort=Sort.RELEVANCE, **options), 0, EVERY))


@pytest.mark.once
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
    ranked = Engine.on(ON).page(Lookup(Query.parse("落户 租房"), sort=Sort.RELEVANCE), 0, EVERY)
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


def standing(text):
    """Finds the runs of `text` side by side, whatever signs stand between them; Han is parted from Han by one at least."""
    runs = tokens.runs(fold(text))
    whole = [run if tokens.is_han(run) else rf"(?<![a-z0-9]){run}(?![a-z0-9])" for run in runs]
    between = ["+" if tokens.is_han(run) == tokens.is_han(after) else "*" for run, after in pairwise(runs)]
    return re.compile(
        whole[0] + "".join(rf"[\W_]{many}{run}" for many, run in zip(between, whole[1:], strict=True))
    )


@pytest.mark.once
@pytest.mark.parametrize(
    "phrase",
    [
        *("租房", "租房落", "公租房户", "人才人才", "房。落", "租房，落户", "户 1", "1，房", "公，租，房"),
        *("才ab1", "ab1。人", "b1 才人", "落户；公租"),
    ],
)
def test_a_phrase_is_found_where_it_stands_in_all_of_a_policy_or_in_one_section(phrase):
    random_ = random.Random(phrase)
    pieces = ["租", "房", "公租", "落户", "人才", "，", "。\n", " ab1 ", " b1", "1", phrase]
    for number in range(60):
        policy = write(f"p-{number}", random_.choice(["人才", "租房落", "公租"]))
        for kind in ("original", "conditions", "materials"):
            body = "".join(random_.choices(pieces, k=random_.randint(1, 6))).strip() or "无"
            Section.objects.create(policy=policy, kind=kind, state=SectionState.CONTENT, body=body)
    pattern = standing(phrase)

    def holds(kind):
        return naive(
            lambda policy: any(
                pattern.search(fold(tokens.closed(section.body)))
                for section in policy.sections.all()
                if section.kind == kind
            )
        )

    in_one = {kind: holds(kind) for kind in ("original", "conditions", "materials")}
    for kind, expected in in_one.items():
        assert found(f"“{phrase}”", scope=SectionKind(kind)) == expected
        assert found(f"人才 -“{phrase}”", scope=SectionKind(kind)).isdisjoint(expected)
    in_title = naive(lambda policy: pattern.search(policy.title))
    assert found(f"“{phrase}”") == set().union(in_title, *in_one.values())
    assert set() < in_one["materials"] < set(Policy.objects.values_list("pk", flat=True))


def test_counts_under_words_are_exact(texts):
    lookup = Lookup(Query.parse("落户 租房"), facets={"district": ("xuhui", "putuo")}, sort=Sort.RELEVANCE)
    counts = Engine.on(ON).counts(lookup)
    assert counts.total == len(found("落户 租房", facets=lookup.facets))
    for name in oracle.FACETS:
        for value, count in counts.by_facet[name].items():
            facets = {**lookup.facets, name: (value,)}
            # A district counts its own policies only.
            own = {"only_own": name == "district"}
            assert len(found("落户 租房", facets=facets, **own)) == count, (name, value)


def test_counts_of_everything_are_exact_before_and_after_policies_change():
    policies = make_policies(40, seed=9)
    Engine.on(ON)
    index().rebuild(ON)

    def expected():
        return {name: oracle.counts({}, ON, name) for name in oracle.FACETS}

    assert Engine.on(ON).counts(Lookup()).by_facet == expected()
    for policy in policies[:5]:
        policy.delete()
    policies[6].save()
    assert Engine.on(ON).counts(Lookup()).by_facet == expected()


# Order


def test_the_exact_phrase_comes_first_however_often_the_words_stand_elsewhere():
    write("often", "首次创业 创业补贴 首次补贴", "首次创业。创业补贴。补贴创业首次。" * 30)
    write("exact", "关于若干事项的通知", "本市居民可以申请首次创业补贴。" + "其他内容。" * 300)
    assert ranked("首次创业补贴") == ["exact", "often"]


def test_of_two_with_equal_text_the_one_that_helps_comes_first():
    """Whatever their dates are: over, or known by its title only, is worth less."""
    day = ON.replace(year=2020)
    write("over", "人才公寓办法", "人才公寓的租金减半。", issued_on=day, repealed_on=ON)
    write("helps", "人才公寓办法", "人才公寓的租金减半。", issued_on=day.replace(year=2010))
    assert ranked("人才公寓 租金") == ["helps", "over"]
    write("title-only", "博士后公寓细则", issued_on=ON)
    write("readable", "博士后公寓细则", "略。", issued_on=day)
    assert ranked("博士后公寓") == ["readable", "title-only"]


def test_at_equal_relevance_usable_comes_before_over_and_newer_before_older():
    day = ON.replace(year=2020)
    write("over", "人才公寓办法", issued_on=day, expires_on=day)
    write("old", "人才公寓办法", issued_on=day)
    write("new", "人才公寓办法", issued_on=ON)
    assert ranked("人才公寓") == ["new", "old", "over"]


def test_the_own_number_comes_before_a_citation_of_it():
    write(
        "citing",
        "徐委〔2015〕15号徐委〔2015〕15号的解读",
        "根据徐委[2015]15号、徐委﹝２０１５﹞１５号制定。" * 9,
    )
    write("own", "关于人才的意见", doc_number="徐委[2015]15")
    write("other", "关于人才的意见", doc_number="徐委〔2015〕150号")
    for dress in ("徐委〔2015〕15号", "徐委2015-15", "徐委【2015】15"):
        assert ranked(dress) == ["own", "citing"], dress


def test_a_title_counts_more_than_the_text():
    write("text", "关于若干事项的通知", "创业担保贷款。")
    write("title", "创业担保贷款通知", "关于若干事项。")
    assert ranked("担保贷款")[0] == "title"


def test_traditional_characters_find_simplified_ones():
    write("a-1", "人才购房补贴办法", "臺灣居民可以申請。")
    assert ranked("購房補貼") == ranked("台湾居民") == ["a-1"]


# Related policies


def test_related_policies_share_rare_words_or_topics_and_never_the_policy_itself():
    make_policies(60, seed=4)
    one = write("one", "博士后工作站管理办法")
    write("two", "博士后工作站申报指南")
    three = write("three", "另一件事")
    topic = PolicyTopic.objects.first().topic
    for policy in (one, three):
        PolicyTopic.objects.create(policy=policy, topic=topic)
    related = Engine.on(ON).related(one.pk, one.title, [topic.slug], one.district.slug, 5)
    slugs = [Policy.objects.get(pk=key).slug for key in related]
    assert slugs[0] == "two"
    assert "one" not in slugs
    assert len(slugs) == 5
    assert all(topic in Policy.objects.get(slug=slug).topics.all() for slug in slugs[1:])
