"""Lists, counts and orders equal those of the first version's ORM."""

import random

import pytest
from django.http import QueryDict

from policies.filters import PolicyFilter
from policies.lookup import facets
from policies.lookup.engine import Engine, Lookup
from policies.lookup.index import index
from policies.models import Policy
from policies.vocabulary import Sort
from tests import oracle
from tests.data import ON, clear, fill, make_answers, make_areas, make_policies
from tests.oracle import Oracle

pytestmark = pytest.mark.django_db

# Ten show that another database fills the index with the same; the others ask what the index does with it.
SEEDS = [pytest.param(seed, marks=pytest.mark.once if seed >= 10 else ()) for seed in range(40)]


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


def some_choice(random_, known):
    chosen = {}
    for name in random_.sample(oracle.FACETS, random_.randint(0, 3)):
        some = random_.sample(known.published, random_.randint(1, 3))
        values = set().union(*(known.held[name][key] for key in some))
        if values:
            chosen[name] = sorted(values)
    return chosen


def change_some(random_):
    """Some documents of the index are deleted or written again, and must be counted once or not at all."""
    Engine.on(ON)
    gone = []
    for policy in random_.sample(list(Policy.objects.published()), 20):
        gone.append(policy.pk) if random_.random() < 0.5 else policy.save()
    Policy.objects.filter(pk__in=gone).delete()


@pytest.mark.parametrize("changed", [False, True], ids=["built", "changed since"])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_list_count_and_order_is_that_of_the_database(many, seed, changed):
    random_ = random.Random(seed)
    if changed:
        change_some(random_)
    known = Oracle(ON)
    chosen = some_choice(random_, known)
    engine = Engine.on(ON)
    params = QueryDict(mutable=True)
    for name, values in chosen.items():
        params.setlist(name, values)
    lookup = PolicyFilter(params, values=facets.load()).lookup
    counts = engine.counts(lookup)
    for sort in (Sort.USUAL, Sort.NEWEST, Sort.OLDEST, Sort.DEADLINE):
        expected = known.keys(chosen, sort)
        asked = Lookup(facets=lookup.facets, sort=sort)
        pages = [engine.page(asked, first, 20) for first in range(0, max(len(expected), 1), 20)]
        assert [key for page in pages for key in page] == expected
        assert counts.total == engine.count(asked) == len(expected)
    for name in oracle.FACETS:
        assert counts.by_facet[name] == known.counts(chosen, name), name


def test_counts_of_everything_are_exact_before_and_after_policies_change():
    policies = make_policies(40, seed=9)
    Engine.on(ON)
    index().rebuild(ON)

    def expected():
        known = Oracle(ON)
        return {name: known.counts({}, name) for name in oracle.FACETS}

    assert Engine.on(ON).counts(Lookup()).by_facet == expected()
    for policy in policies[:5]:
        policy.delete()
    policies[6].save()
    assert Engine.on(ON).counts(Lookup()).by_facet == expected()
