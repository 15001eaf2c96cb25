"""What is offered for a word that no policy holds: what sounds or looks alike, and finds something."""

import pytest

from policies.models import SynonymGroup
from policies.text.lookalikes import look_alike
from tests.lookup.asking import write
from tests.lookup.library import ask

# SQLite is enough: an index that is filled answers in one way, and test_engine sees both databases fill it alike.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def offered(question):
    meant = "您要找的是不是“"
    ways = ask(question).ways_out
    return [(way.label.removeprefix(meant)[:-1], way.count) for way in ways if way.label.startswith(meant)]


def test_a_character_of_the_same_sound_is_noticed_in_a_longer_word():
    write("hired", "人才引进办法", "人才引进。")
    assert offered("人材引进") == [("人才引进", 1)]


def test_a_word_of_two_characters_is_taken_for_a_known_one_alone():
    write("settle", "落户办法", "落户。")
    assert offered("落卢") == []
    SynonymGroup.objects.create(name="落户", words=["户口"])
    assert offered("落卢") == [("落户", 1)]
    # Half of it would have to be guessed.
    assert offered("积户") == []


def test_several_corrections_come_with_their_counts_the_commoner_first():
    for slug in ("one", "two"):
        write(slug, "公租房办法", "公租房。")
    write("three", "人才办法", "公阻房。")
    assert offered("公组房") == [("公租房", 2), ("公阻房", 1)]
    SynonymGroup.objects.create(name="公阻房", words=["公阻"])
    assert offered("公组房") == [("公阻房", 1), ("公租房", 2)]


def test_a_word_that_finds_something_is_never_corrected():
    SynonymGroup.objects.create(name="落户", words=["户口"])
    write("settle", "落户办法", "落户。")
    write("odd", "落卢", "落卢。")
    page = ask("落卢")
    assert (page.total, page.ways_out) == (1, ())


def test_a_mistyped_word_inside_a_sentence_is_noticed_and_the_whole_sentence_is_offered(client):
    write("settle", "应届生落户办法", "外地应届生可以落户。")
    assert offered("外地应界生怎么申请落户") == [("外地应届生怎么申请落户", 1)]
    assert (
        "外地应届生怎么申请落户”</a>（1 条）"
        in client.get("/policies/?q=外地应界生怎么申请落户").content.decode()
    )
    # One pair that nobody holds lies between two words.
    assert offered("外地应届生生活怎么落户") == offered("应届生请落户怎么样呢") == []


def test_what_neither_sounds_nor_looks_alike_is_no_correction():
    write("science", "大学科技园", "大学科研。大学科技园。")
    assert offered("大学生") == []


def test_look_alikes_are_alike_both_ways_and_to_others_only():
    assert look_alike("卢", "户")
    assert look_alike("户", "卢")
    assert not look_alike("户", "户")
    assert not look_alike("生", "科")
