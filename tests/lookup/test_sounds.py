"""Words that were typed by their sound, and what the page says of them."""

import pytest

from policies.lookup.engine import Engine, Lookup
from policies.lookup.query import Typed
from policies.models import SynonymGroup, Topic
from tests.data import ON
from tests.library import load_library
from tests.lookup.asking import follow, write
from tests.lookup.library import ask

# SQLite is enough: an index that is filled answers in one way, and test_engine sees both databases fill it alike.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def words(db):
    """落户 and 人才公寓 are known, 人才 and 政策 stand in titles; all are found."""
    load_library("districts")
    SynonymGroup.objects.create(name="落户", words=["户口"])
    Topic.objects.create(slug="zhufang", name="住房安居", synonyms=["人才公寓"])
    write("settle", "人才政策：落户", "OPC 可以落户。")
    write("flat", "人才政策：人才公寓", "人才公寓。")


def read(question):
    lookup, _ = Engine.on(ON).read(Lookup(Typed.parse(question)))
    return lookup.typed.text


def found(question):
    return {row.url.split("/")[2] for row in ask(question).rows}


@pytest.mark.parametrize(
    "typed",
    ["luohu", "LuoHu", "luo hu", "luo'hu", "落hu", "luo户", "ｌｕｏｈｕ", "luòhù", "luo\u0300hu\u0300"],
)
def test_a_word_is_found_by_its_sound(words, typed):
    assert read(typed) == "落户"
    assert found(typed) == found("落户") == {"settle"}


@pytest.mark.parametrize("typed", ["rcgy", "RCGY", "rencaigongyu", "ren cai gong yu", "人才gy", "人才gongyu"])
def test_a_known_word_is_found_by_its_initials_too(words, typed):
    assert found(typed) == found("人才公寓") == {"flat"}


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("徐汇luohu怎么办", "徐汇落户怎么办"),
        ("xuhui luohu", "徐汇落户"),
        ("luohu xyz", "落户 xyz"),
        ("OPC luohu", "OPC 落户"),
        ("rencaizhengce", "人才政策"),
        ("2024年luohu", "2024年落户"),
    ],
)
def test_a_sound_is_read_inside_a_question(words, typed, understood):
    assert read(typed) == understood


@pytest.mark.parametrize(
    "typed",
    [
        "OPC",  # a policy holds it
        "“luohu”",
        "“luòhù”",
        "人才 -luòhù",
        "hotel",
        "R字签证",
        "luohu2",
        "luohu.gov.cn",
        "rc",
        "",
    ],
)
def test_what_means_itself_stays_as_it_was_typed(words, typed):
    assert read(typed) == typed


def test_a_named_district_is_its_list_by_sound_too(words):
    assert [link.label for link in ask("xuhui luohu").placed_by] == ["徐汇区"]
    assert ask("xuhui", only="own").only_own


def test_the_page_says_what_was_read(words, client):
    assert "按读音，“luohu”查的是“落户”。" in client.get("/policies/?q=luohu").content.decode()
    assert "按读音" not in client.get("/policies/?q=落户").content.decode()


def test_of_two_words_with_one_sound_the_commoner_is_looked_up_and_the_other_offered(words, client):
    SynonymGroup.objects.create(name="洛湖", words=["洛水"])
    for slug in ("lake", "shore"):
        write(slug, "洛湖", "洛湖。")
    [heard] = ask("luohu").heard_as
    assert heard.meant == "洛湖"
    [other] = heard.possible
    assert (other.label, other.count) == ("落户", 1)
    assert follow(other.url).total == 1
    assert "也可能是：" in client.get("/policies/?q=luohu").content.decode()


def test_initials_of_several_words_are_offered_and_not_looked_up(words, client):
    SynonymGroup.objects.create(name="人才工业", words=["别的"])
    write("trade", "人才工业", "人才工业。")
    write("trade-too", "人才工业二", "人才工业。")
    page = ask("rcgy")
    assert page.total == 0
    [heard] = page.heard_as
    assert heard.meant == ""
    assert [(way.label, way.count) for way in heard.possible] == [("人才工业", 2), ("人才公寓", 1)]
    assert "按读音，“rcgy”可能是" in client.get("/policies/?q=rcgy").content.decode()


def test_two_initials_are_never_looked_up_by_themselves(words):
    page = ask("lh")
    assert page.total == 0
    assert [(each.meant, [way.label for way in each.possible]) for each in page.heard_as] == [("", ["落户"])]


def test_a_new_word_is_known_by_its_sound_at_once(words):
    assert found("mixue") == set()
    SynonymGroup.objects.update(words=["觅穴"])
    assert found("mixue") == {"settle"}


def test_a_list_on_paper_reads_as_the_page_does(words, client):
    assert "人才政策：落户" in client.get("/policies/?q=luohu&print=all").content.decode()
