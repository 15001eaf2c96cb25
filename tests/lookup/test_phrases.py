"""A phrase is found wherever it stands: in a title, in one section, in all of a policy."""

import random
import re
from itertools import pairwise

import pytest

from policies.lookup import tokens
from policies.lookup.engine import Engine, Lookup
from policies.lookup.query import Typed
from policies.models import Policy, Section
from policies.text.folding import fold
from policies.vocabulary import SectionKind, SectionState, Sort
from tests.data import ON, make_district
from tests.lookup.asking import EVERY
from tests.lookup.library import make

# SQLite is enough: what is asked about is the index.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

KINDS = ("original", "conditions", "materials")


def found(question, **options):
    lookup = Lookup(Typed.parse(question), sort=Sort.RELEVANCE, **options)
    return set(Engine.on(ON).page(lookup, 0, EVERY))


def standing(text):
    """Finds the runs of `text` side by side, whatever signs stand between them; Han is parted from Han by one at least."""
    runs = tokens.runs(fold(text))
    whole = [run if tokens.is_han(run) else rf"(?<![a-z0-9]){run}(?![a-z0-9])" for run in runs]
    between = ["+" if tokens.is_han(run) == tokens.is_han(after) else "*" for run, after in pairwise(runs)]
    return re.compile(
        whole[0] + "".join(rf"[\W_]{many}{run}" for many, run in zip(between, whole[1:], strict=True))
    )


def write_around(phrase):
    """Sixty policies, whose texts are pieces of words, signs and the phrase itself."""
    random_ = random.Random(phrase)
    pieces = ["租", "房", "公租", "落户", "人才", "，", "。\n", " ab1 ", " b1", "1", phrase]
    district = make_district("xuhui")
    policies, sections = [], []
    for number in range(60):
        title = random_.choice(["人才", "租房落", "公租"])
        policies.append(make(f"p-{number}", title, district=district))
        for kind in KINDS:
            body = "".join(random_.choices(pieces, k=random_.randint(1, 6))).strip() or "无"
            sections.append(Section(policy=policies[-1], kind=kind, state=SectionState.CONTENT, body=body))
    Policy.objects.bulk_create(policies)
    Section.objects.bulk_create(sections)


@pytest.mark.parametrize(
    "phrase",
    [
        *("租房", "租房落", "公租房户", "人才人才", "房。落", "租房，落户", "户 1", "1，房", "公，租，房"),
        *("才ab1", "ab1。人", "b1 才人", "落户；公租"),
    ],
)
def test_a_phrase_is_found_where_it_stands_in_all_of_a_policy_or_in_one_section(phrase):
    write_around(phrase)
    pattern = standing(phrase)
    in_one = {kind: set() for kind in KINDS}
    for section in Section.objects.all():
        if pattern.search(fold(tokens.closed(section.body))):
            in_one[section.kind].add(section.policy_id)
    for kind, expected in in_one.items():
        assert found(f"“{phrase}”", scope=SectionKind(kind)) == expected
        assert found(f"人才 -“{phrase}”", scope=SectionKind(kind)).isdisjoint(expected)
    in_title = {policy.pk for policy in Policy.objects.all() if pattern.search(policy.title)}
    assert found(f"“{phrase}”") == set().union(in_title, *in_one.values())
    assert set() < in_one["materials"] < set(Policy.objects.values_list("pk", flat=True))
