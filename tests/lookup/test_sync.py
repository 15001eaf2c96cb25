"""The index follows the database, heals whatever befalls it, and says so while it cannot answer."""

import random
import shutil
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
import tantivy
from django.core.management import call_command
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client

from policies.lookup import index as lookup_index
from policies.lookup import schema
from policies.lookup.check import differences
from policies.lookup.engine import Engine, Lookup
from policies.lookup.index import LookupIndex, UnavailableError, index
from policies.management.commands.demo import FIXTURES
from policies.models import (
    Audience,
    District,
    Issuer,
    Policy,
    PolicyAudience,
    PolicyIssuer,
    PolicyTopic,
    Revision,
    Section,
    SynonymGroup,
    Topic,
)
from policies.pages import ListPage
from policies.pages.common import UNAVAILABLE
from policies.vocabulary import Sort, Validity
from tests import oracle
from tests.data import ON, make_policies

pytestmark = pytest.mark.django_db

# Far more than anything here takes, so that a slow machine fails no test.
DEADLINE_SECONDS = 20.0


def make(slug, title, **values):
    values = {"district": District.objects.get(slug="xuhui"), "state": "published", **values}
    return Policy(slug=slug, title=title, source_note="测试数据", **values)


@pytest.fixture
def cast():
    """甲 and 乙 in force, filed alike; 丙 a draft. Nothing is asked yet."""
    District.objects.create(slug="xuhui", name="徐汇区", short="徐汇", code="310104")
    topic = Topic.objects.create(slug="luohu", name="落户")
    audience = Audience.objects.create(slug="boshihou", name="博士后")
    issuer = Issuer.objects.create(name="测试机关")
    for slug, title in (("jia", "甲种住房办法"), ("yi", "乙种津贴办法")):
        policy = make(slug, title)
        policy.save()
        policy.ensure_sections()
        PolicyTopic.objects.create(policy=policy, topic=topic)
        PolicyAudience.objects.create(policy=policy, audience=audience)
        PolicyIssuer.objects.create(policy=policy, issuer=issuer)
    make("bing", "丙种创业办法", state="draft").save()


def ask(words="", on=ON, **parameters):
    params = QueryDict(mutable=True)
    if words:
        params["q"] = words
    params.update(parameters)
    return ListPage.build(params, on)


def slugs(words="", on=ON, **parameters):
    page = ask(words, on, **parameters)
    assert page.available
    return {row.url.split("/")[2] for row in page.rows}


def agrees(on=ON):
    assert differences(index(), on) == []
    return True


def wait_until(condition):
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def generation():
    return index().generations.directory / index().generations.current


def as_another_process():
    """What was opened stays open; whoever asks now opens for himself."""
    lookup_index._at.cache_clear()


# What is saved

JIA, YI = Policy.objects.filter(slug="jia"), Policy.objects.filter(slug="yi")


def content(body):
    return {"state": "content", "body": body}


def by_hand(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def edit(slug, **values):
    policy = Policy.objects.get(slug=slug)
    for name, value in values.items():
        setattr(policy, name, value)
    policy.save()


BOTH = {"jia", "yi"}
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
        lambda: Policy.objects.bulk_create(make(f"new-{n}", "丁种安家费") for n in range(3)),
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


# A day passes


def by_validity(on):
    engine = Engine.on(on)
    return {
        value: set(engine.page(Lookup(facets={"validity": (value,)}), 0, 1000)) for value in Validity.values
    }


def expected_by_validity(on):
    return {value: set(oracle.keys({"validity": [value]}, on, Sort.NEWEST)) for value in Validity.values}


def policies_that_turn(first, days, seed):
    """Every date of theirs lies so that something changes within the `days`, or on their edges."""
    random_ = random.Random(seed)
    make_policies(60, seed)

    def some_day(chance, before=timedelta(0)):
        turn = first + timedelta(days=random_.randint(-1, days + 1))
        return turn - before if random_.random() < chance else None

    policies = list(Policy.objects.all())
    for policy in policies:
        effective, expires = some_day(0.5), some_day(0.5)
        policy.issued_on = None
        policy.effective_on = min(effective, expires) if effective and expires else effective
        policy.expires_on = expires
        policy.repealed_on = some_day(0.3)
        policy.verified_on = some_day(0.5, before=random_.choice([timedelta(0), timedelta(days=365)]))
        policy.state = "published"
    Policy.objects.bulk_update(
        policies, ["effective_on", "expires_on", "issued_on", "repealed_on", "state", "verified_on"]
    )


@pytest.mark.parametrize(
    ("first", "days"),
    [(date(2026, 12, 26), 10), (date(2028, 2, 24), 10), (date(2025, 2, 25), 8), (date(2029, 2, 26), 5)],
    ids=["new year", "leap day", "before a leap year", "after a leap year"],
)
def test_every_validity_turns_on_its_day(db, first, days):
    policies_that_turn(first, days, seed=days)
    built = None
    for on in (first + timedelta(days=n) for n in range(days)):
        assert by_validity(on) == expected_by_validity(on), on
        assert agrees(on)
        built = built or generation()
    assert generation() == built, "a new day is brought up, not built anew"


def test_days_on_which_nobody_asked_are_made_up_for(db):
    first = date(2026, 12, 20)
    policies_that_turn(first, 400, seed=5)
    for days in (0, 1, 30, 31, 200, 900):
        on = first + timedelta(days=days)
        assert by_validity(on) == expected_by_validity(on), on
        assert agrees(on)


def test_a_clock_that_was_set_back_is_believed(db):
    first = date(2026, 12, 20)
    policies_that_turn(first, 30, seed=6)
    by_validity(first + timedelta(days=30))
    assert by_validity(first) == expected_by_validity(first)
    assert agrees(first)


def test_a_request_from_before_midnight_does_not_throw_away_the_index_of_the_new_day(cast):
    new_day = ON + timedelta(days=1)
    slugs(on=new_day)
    built = generation()
    edit("jia", title="人才公寓")
    assert slugs("公寓", on=ON) == {"jia"}
    assert generation() == built
    assert slugs("公寓", on=new_day) == {"jia"}
    assert generation() == built
    assert agrees(new_day)


# What befalls the files


def put(path, data):
    """As a new file: one that is cut short under whoever still has it mapped would end this process (SIGBUS)."""
    draft = path.with_name("draft")
    draft.write_bytes(data)
    draft.replace(path)


def scramble(path):
    put(path, random.Random(path.name).randbytes(path.stat().st_size))


def remove(directory):
    # The threads of an open index remove files of their own meanwhile, and make some.
    while directory.exists():
        shutil.rmtree(directory, ignore_errors=True)


def files():
    return [path for path in sorted(generation().iterdir()) if path.suffix != ".lock"]


def point_to(name):
    return lambda: (generation().parent / "current").write_bytes(name)


DAMAGE = {
    "everything is gone": lambda: remove(generation().parent),
    "the generation is gone": lambda: remove(generation()),
    "the generation is empty": lambda: [path.unlink() for path in generation().iterdir()],
    "nothing is current": lambda: (generation().parent / "current").unlink(),
    "current is empty": point_to(b""),
    "current is garbage": point_to(b"\xff\xfe\0\n"),
    "current is another place": point_to(b"../../etc"),
    "current is not there": point_to(b"g-1-nothing"),
    "current is of the future": point_to(b"g-999-abc"),
    "all files are empty": lambda: [put(path, b"") for path in files()],
    "all files are cut": lambda: [put(path, path.read_bytes()[:-9]) for path in files()],
    "all files are scrambled": lambda: [scramble(path) for path in files()],
    "meta.json is not JSON": lambda: (generation() / "meta.json").write_text("{"),
    "meta.json knows of nothing": lambda: tantivy.Index(schema.build(), str(generation()), reuse=False),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_index_is_healed_at_the_next_question(cast, damage):
    slugs()
    damage()
    as_another_process()
    assert slugs("办法") == BOTH
    assert agrees()


@pytest.mark.parametrize("harm", [lambda path: put(path, path.read_bytes()[:-9]), scramble])
def test_one_damaged_file_is_enough(cast, harm):
    slugs()
    kinds = {path.suffix or path.name for path in files()}
    assert {".store", ".term", ".idx", ".pos", ".fast", ".json"} <= kinds
    for kind in sorted(kinds):
        for path in files():
            if kind in (path.suffix, path.name):
                harm(path)
        as_another_process()
        assert slugs("办法") == BOTH, kind
        assert agrees(), kind


def test_what_is_lost_under_an_open_reader_is_made_again(cast):
    slugs()
    remove(generation().parent)
    assert slugs("办法") == BOTH
    assert agrees()


def test_old_generations_are_cleared_away(cast):
    slugs()
    for _ in range(3):
        index().rebuild(ON)
    assert [path.name for path in generation().parent.glob("g-*")] == [generation().name]
    assert slugs() == BOTH


def test_an_index_of_another_version_is_built_anew(cast, monkeypatch):
    slugs()
    old = generation()
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    as_another_process()
    assert slugs("办法") == BOTH
    assert generation().name.startswith(f"g-{schema.VERSION}-")
    assert not old.exists()
    assert agrees()


def test_another_database_is_noticed(cast):
    slugs()
    old = generation()
    Revision.objects.update(era="another")
    assert slugs("办法") == BOTH
    assert generation() != old
    assert agrees()


def test_a_database_set_back_to_an_older_state_is_noticed(cast):
    slugs()
    with transaction.atomic():
        edit("jia", title="人才公寓")
        Policy.objects.filter(slug="yi").delete()
        assert slugs("公寓") == {"jia"}
        transaction.set_rollback(True)
    assert slugs("公寓") == set()
    assert slugs("办法") == BOTH
    assert agrees()


def test_a_neighbour_who_was_faster_is_not_taken_for_a_newer_database(cast, monkeypatch):
    """Between two looks of this process another one saves, and brings the index up to it."""
    mine, neighbour = index(), LookupIndex(index().generations.directory)
    mine.reader(ON)
    built = generation()
    opened = mine._open

    def opened_late():
        monkeypatch.setattr(mine, "_open", opened)
        edit("jia", title="人才公寓")
        neighbour.reader(ON)
        return opened()

    monkeypatch.setattr(mine, "_open", opened_late)
    mine.reader(ON)
    assert generation() == built
    assert slugs("公寓") == {"jia"}


# While it cannot answer


def pages_do_without(newest):
    """Everything is answered, and nothing is pretended."""
    client = Client()
    page = client.get("/policies/?q=办法&topic=luohu")
    assert page.status_code == 200
    assert UNAVAILABLE in page.content.decode()
    assert newest in page.content.decode()
    assert client.get("/").status_code == 200
    detail = client.get("/policies/yi/")
    assert detail.status_code == 200
    assert "/policies/jia/" not in detail.content.decode()
    assert client.get("/policies/suggest?q=办法").status_code == 200
    return True


def is_unavailable():
    return not ask().available


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(lookup_index, "STALE_SECONDS", 0.2)
    monkeypatch.setattr(lookup_index, "RETRY_SECONDS", 0.1)


def test_with_an_index_a_page_names_related_policies(cast):
    assert "/policies/jia/" in Client().get("/policies/yi/").content.decode()
    assert UNAVAILABLE not in Client().get("/policies/").content.decode()


def test_a_lock_held_by_somebody_else_is_waited_for(cast, impatient):
    slugs()
    writer = tantivy.Index.open(str(generation())).writer(15_000_000, 1)
    edit("jia", title="人才公寓")
    assert slugs("住房") == {"jia"}, "what is a moment old is still shown"
    wait_until(is_unavailable)
    assert pages_do_without(newest="人才公寓")
    writer.wait_merging_threads()
    wait_until(lambda: ask().available)
    assert slugs("公寓") == {"jia"}
    assert agrees()


def test_an_index_that_takes_no_writing_is_waited_for(cast, impatient):
    slugs()
    lock = generation() / ".tantivy-writer.lock"
    lock.unlink()
    lock.mkdir()  # root may write to everything, but nobody to a directory
    edit("jia", title="人才公寓")
    assert slugs("住房") == {"jia"}
    wait_until(is_unavailable)
    assert pages_do_without(newest="人才公寓")
    lock.rmdir()
    wait_until(lambda: ask().available)
    assert slugs("公寓") == {"jia"}
    assert agrees()


def test_a_place_where_no_index_can_be_is_waited_for(cast, impatient):
    slugs()
    place = Path(generation().parent)
    remove(place)
    place.write_text("不是目录")
    assert is_unavailable()
    assert pages_do_without(newest="甲种住房办法")
    with pytest.raises(UnavailableError):
        differences(index(), ON)
    place.unlink()
    wait_until(lambda: ask().available)
    assert slugs() == BOTH
    assert agrees()


def test_the_builder_is_not_disturbed_by_others(cast):
    """Somebody builds: nobody builds beside him, and nobody waits for him."""
    mine = index()
    with mine.generations.building(wait=True):
        assert is_unavailable()
        assert pages_do_without(newest="甲种住房办法")
    assert slugs() == BOTH


@pytest.fixture
def in_the_background(monkeypatch):
    monkeypatch.setattr(lookup_index, "INLINE_POLICIES", 0)
    yield
    if index()._worker:
        index()._worker.join(DEADLINE_SECONDS)


@pytest.mark.django_db(transaction=True)
def test_more_than_a_visitor_can_wait_for_is_built_beside_him(cast, in_the_background):
    assert is_unavailable()
    wait_until(lambda: ask().available)
    assert slugs("办法") == BOTH
    assert agrees()


@pytest.mark.django_db(transaction=True)
def test_more_changes_than_a_visitor_can_wait_for_are_made_beside_him(cast, in_the_background):
    wait_until(lambda: ask().available)
    built = generation()
    Policy.objects.update(title="人才公寓")
    assert ask("公寓").available, "what is a moment old is still shown"
    wait_until(lambda: slugs("公寓") == BOTH)
    assert generation() == built
    assert agrees()
