"""Synthetic policies: plainly marked, the same for the same seed, and gone again without a trace."""

from __future__ import annotations

import pytest

from policies.models import (
    Area,
    Audience,
    Benefit,
    District,
    Material,
    Policy,
    PolicyArea,
    PolicyAudience,
    PolicyServicePoint,
    PolicyTopic,
    RecordVersion,
    Round,
    Section,
    ServicePoint,
    Topic,
)
from policies.vocabulary import PublicationState, SectionKind
from tests import data
from tests.benchmarks import generate, synthetic
from tests.library import load_library

pytestmark = pytest.mark.django_db


@pytest.fixture
def taxonomy():
    load_library("districts", "topics", "audiences")


ANSWERS = {
    Round: ("name", "opens_on", "closes_on", "open_all_year"),
    Benefit: ("what", "kind", "per", "quote"),
    Material: ("name",),
}


def content():
    """Everything that was generated, without the keys that the database gave."""
    columns = [field.attname for field in Policy._meta.concrete_fields if field.name != "id"]
    tables = (
        Policy.objects.order_by("slug").values_list(*columns),
        Section.objects.order_by("policy__slug", "kind").values_list("policy__slug", "kind", "state", "body"),
        PolicyTopic.objects.order_by("policy__slug", "topic__slug").values_list(
            "policy__slug", "topic__slug"
        ),
        PolicyAudience.objects.order_by("policy__slug", "audience__slug").values_list(
            "policy__slug", "audience__slug"
        ),
        *(
            model.objects.order_by("policy__slug", "uid").values_list("policy__slug", "uid", *columns)
            for model, columns in ANSWERS.items()
        ),
        PolicyServicePoint.objects.order_by("policy__slug", "point__uid").values_list(
            "policy__slug", "point__uid"
        ),
        PolicyArea.objects.order_by("policy__slug", "area__slug").values_list("policy__slug", "area__slug"),
    )
    return [list(table) for table in tables]


@pytest.fixture
def development(settings):
    settings.DEBUG = True


@pytest.fixture
def run(capsys):
    """What the program prints."""

    def run(*arguments):
        generate.main(arguments)
        return capsys.readouterr().out

    return run


@pytest.fixture
def refused(capsys):
    """The last line of the program that ends with an error."""

    def refused(*arguments):
        with pytest.raises(SystemExit) as ended:
            generate.main(arguments)
        assert ended.value.code == 2
        return capsys.readouterr().err.splitlines()[-1]

    return refused


@pytest.mark.once
def test_the_same_seed_makes_the_same_policies(taxonomy):
    assert synthetic.generate(40, seed=7) == 40
    first = content()
    synthetic.remove()
    synthetic.library_of.cache_clear()
    synthetic.generate(40, seed=7)
    assert content() == first
    synthetic.remove()
    synthetic.generate(40, seed=8)
    assert content()[0] != first[0]


@pytest.mark.once
def test_batches_and_calls_do_not_change_what_is_made(taxonomy):
    reported = []
    synthetic.generate(40, seed=7, batch=15, progress=reported.append)
    assert reported == [15, 30, 40]
    at_once = content()
    synthetic.remove()
    synthetic.generate(23, seed=7)
    synthetic.generate(17, seed=7)
    assert content() == at_once


def test_numbering_goes_on_after_what_is_there(taxonomy):
    Policy.objects.create(slug="yanshi-zhongxin", title="自己的条目")
    synthetic.generate(3, seed=7)
    Policy.objects.get(slug="yanshi-00000001").delete()
    synthetic.generate(2, seed=7)
    slugs = Policy.objects.order_by("slug").values_list("slug", flat=True)
    assert list(slugs) == [*(f"yanshi-0000000{n}" for n in (2, 3, 4, 5)), "yanshi-zhongxin"]


@pytest.mark.once
def test_a_short_policy_has_a_short_original_only(taxonomy):
    synthetic.generate(100, seed=7, short=True)
    sections = Section.objects.all()
    assert len(sections) == 100
    assert {section.kind for section in sections} == {SectionKind.ORIGINAL}
    assert all(60 <= len(section.body) <= 200 for section in sections)


def test_few_topics_are_enough():
    data.make_taxonomy()
    Topic.objects.exclude(slug="topic-0").delete()
    synthetic.generate(20, seed=7)
    assert PolicyTopic.objects.count() == 20


def test_removing_takes_the_generated_ones_only(taxonomy, monkeypatch):
    monkeypatch.setattr(synthetic, "REMOVE_BATCH", 4)
    for slug in ("yanshi", "yanshi-zhongxin", "yanshi-2021", "xuhui-00000001"):
        Policy.objects.create(slug=slug, title="自己的条目").ensure_sections()
    kept = content()
    synthetic.generate(10, seed=7)
    ServicePoint.objects.create(uid="yanshi-own", name="自己的")
    assert synthetic.remove() == 10
    assert content() == kept
    assert not RecordVersion.objects.filter(slug__startswith="yanshi-0").exists()
    assert [point.uid for point in ServicePoint.objects.all()] == ["yanshi-own"]
    assert not Area.objects.exists()
    assert synthetic.remove() == 0


@pytest.mark.usefixtures("development")
@pytest.mark.parametrize("model", [District, Topic, Audience])
def test_without_taxonomy_nothing_is_made_and_the_error_says_what_to_load(model, refused):
    data.make_taxonomy()
    model.objects.all().delete()
    with pytest.raises(
        synthetic.TaxonomyMissingError, match=rf"{model.__name__}.* loaddata districts topics"
    ):
        synthetic.generate(1, seed=7)
    assert "loaddata districts topics audiences" in refused("1")
    assert not Policy.objects.exists()


@pytest.mark.parametrize(("number", "batch"), [(-1, 10), (1, 0), (1, -5)])
def test_impossible_numbers_are_refused(number, batch):
    with pytest.raises(ValueError, match="at least"):
        synthetic.generate(number, seed=7, batch=batch)


def test_making_none_is_no_error(taxonomy):
    assert synthetic.generate(0, seed=7) == 0
    assert not Policy.objects.exists()


def test_the_program_writes_and_removes(taxonomy, development, run):
    assert run("12", "--seed", "3") == "Wrote 12 synthetic policies (seed 3).\n"
    assert run("2", "--short") == "Wrote 2 synthetic policies (seed 1, short).\n"
    assert Policy.objects.filter(state=PublicationState.PUBLISHED).count() == 14
    assert Section.objects.count() == 12 * 6 + 2
    assert run("--remove") == "Removed 14 synthetic policies.\n"
    assert not Policy.objects.exists()


def test_a_portal_that_serves_residents_gets_them_only_by_name_and_loses_them_always(taxonomy, run, refused):
    assert "nothing was written: DJANGO_DEBUG is off" in refused("2")
    assert not Policy.objects.exists()
    assert run("2", "--among-real-policies") == "Wrote 2 synthetic policies (seed 1).\n"
    assert run("--remove") == "Removed 2 synthetic policies.\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give either N"),
        (["5", "--remove"], "give either N"),
        (["--remove", "--short"], "give either N"),
        (["-5"], "not a whole number of at least 1"),
        (["0"], "not a whole number of at least 1"),
        (["many"], "not a whole number of at least 1"),
        (["1.5"], "not a whole number of at least 1"),
        (["5", "--seed", "x"], "--seed"),
    ],
)
def test_the_program_refuses_what_it_cannot_do(taxonomy, development, refused, arguments, message):
    assert message in refused(*arguments)
    assert not Policy.objects.exists()
