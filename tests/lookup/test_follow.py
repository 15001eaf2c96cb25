"""Every kind of change is found at the next question, by bringing the index up to date."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from policies.management.commands.demo import FIXTURES
from policies.models import (
    Audience,
    District,
    Issuer,
    Policy,
    PolicyTopic,
    Section,
    SynonymGroup,
    Topic,
)
from tests.lookup.library import BOTH, JIA, YI, agrees, ask, edit, generation, make, slugs

pytestmark = pytest.mark.django_db


def content(body):
    return {"state": "content", "body": body}


def by_hand(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


CHANGES = {
    "a draft is published": (lambda: edit("bing", state="published"), "创业", set(), {"bing"}),
    "a title is edited: new words": (lambda: edit("jia", title="人才公寓"), "公寓", set(), {"jia"}),
    "a title is edited: old words": (lambda: edit("jia", title="人才公寓"), "住房", {"jia"}, set()),
    "a policy is withdrawn": (lambda: edit("jia", state="withdrawn"), "住房", {"jia"}, set()),
    "a policy is deleted": (lambda: Policy.objects.get(slug="jia").delete(), "办法", BOTH, {"yi"}),
    "many are deleted": (lambda: Policy.objects.all().delete(), "办法", BOTH, set()),
    "a section is written": (
        lambda: Section.objects.filter(policy__slug="jia", kind="support").update(**content("租房券")),
        *("租房券", set(), {"jia"}),
    ),
    "a section is added": (
        lambda: (
            Section.objects.filter(policy__slug="yi", kind="service").delete()
            and Section.objects.create(policy=YI.get(), kind="service", **content("一楼窗口"))
        ),
        *("窗口", set(), {"yi"}),
    ),
    "a queryset is updated": (lambda: JIA.update(title="人才公寓"), "公寓", set(), {"jia"}),
    "many are updated": (lambda: Policy.objects.update(title="人才公寓"), "公寓", set(), BOTH),
    "many are created": (
        lambda: Policy.objects.bulk_create(
            make(f"new-{n}", "丁种安家费", district=District.objects.get()) for n in range(3)
        ),
        *("安家费", set(), {"new-0", "new-1", "new-2"}),
    ),
    "many are updated at once": (
        lambda: Policy.objects.bulk_update(
            [Policy(pk=JIA.get().pk, title="安家费"), Policy(pk=YI.get().pk, title="购房券")], ["title"]
        ),
        *("购房券", set(), {"yi"}),
    ),
    "a row is corrected by hand": (
        lambda: by_hand("UPDATE policies_policy SET title = '戊种疗养办法' WHERE slug = 'jia'"),
        *("疗养", set(), {"jia"}),
    ),
    "a topic is renamed: new name": (lambda: Topic.objects.update(name="入籍"), "入籍", set(), BOTH),
    "a topic is renamed: old name": (lambda: Topic.objects.update(name="入籍"), "落户", BOTH, set()),
    "an audience is renamed: new name": (lambda: Audience.objects.update(name="院士"), "院士", set(), BOTH),
    "an audience is renamed: old name": (lambda: Audience.objects.update(name="院士"), "博士后", BOTH, set()),
    "an issuer is renamed": (lambda: Issuer.objects.update(name="某某局"), "某某局", set(), BOTH),
    "a filing is taken away": (
        lambda: PolicyTopic.objects.get(policy=JIA.get()).delete(),
        "落户",
        BOTH,
        {"yi"},
    ),
    "a document number": (lambda: edit("jia", doc_number="徐委〔2015〕15号"), "徐委[2015]15", set(), {"jia"}),
}


@pytest.mark.parametrize(("act", "words", "before", "after"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_found_at_the_next_question(cast, act, words, before, after):
    assert slugs(words) == before
    built = generation()
    act()
    assert slugs(words) == after
    assert agrees()
    assert generation() == built, "it was built anew instead of being brought up to date"


def test_a_renamed_district_is_found_by_its_new_name_and_not_by_the_old(cast):
    assert slugs("徐汇") == BOTH
    District.objects.filter(slug="xuhui").update(name="滨江区", short="滨江")
    assert slugs("滨江区") == slugs("滨江") == BOTH
    assert slugs("徐汇") == set()
    assert [chip.label for chip in ask(district="滨江").chips] == ["滨江"]
    assert ask(district="徐汇").notices == ("区没有“徐汇”这个选项，已忽略。",)
    assert agrees()


def test_a_section_that_is_emptied_is_found_no_more(cast):
    section = Section.objects.filter(policy__slug="jia", kind="support")
    section.update(**content("租房券"))
    assert slugs("租房券", **{"in": "support"}) == {"jia"}
    section.update(state="absent", body="")
    assert slugs("租房券", **{"in": "support"}) == set()
    assert agrees()


def test_what_was_rolled_back_is_not_found(cast):
    with transaction.atomic():
        edit("jia", title="人才公寓")
        transaction.set_rollback(True)
    assert slugs("公寓") == set()
    assert agrees()


def test_fixtures_that_are_loaded_are_found(db):
    assert ask().total == 0
    call_command("loaddata", *FIXTURES, verbosity=0)
    assert ask().total == Policy.objects.published().count() > 100
    assert agrees()


def test_synonyms_take_effect_at_once_and_nothing_is_built_anew(cast):
    assert slugs("户口") == set()
    built = generation()
    group = SynonymGroup.objects.create(name="落户", words=["户口"])
    assert slugs("户口") == BOTH
    group.words = ["迁居"]
    group.save()
    assert (slugs("户口"), slugs("迁居")) == (set(), BOTH)
    group.delete()
    assert slugs("迁居") == set()
    assert generation() == built


# A date may be as late as the calendar goes: staff write 9999-12-31 for a policy without an end.
@pytest.mark.parametrize("name", ["expires_on", "verified_on", "repealed_on", "effective_on"])
@pytest.mark.parametrize("day", [date.min, date.max])
def test_no_date_of_one_policy_stops_the_lookup_of_all(cast, name, day):
    assert slugs() == BOTH
    JIA.update(**{name: day})
    assert slugs() == BOTH
    assert agrees()
