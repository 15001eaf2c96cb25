"""The whole text in its positions: everything that is cut out of it is counted, and a run begins where the last one ended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.lookup import positions, tokens
from policies.text.folding import fold
from policies.vocabulary import SectionKind

TEXTS = st.text(alphabet="公租房落户，。 ab1\n", max_size=40)


@pytest.mark.parametrize(
    ("text", "positioned"),
    [
        ("公租房", "公 公租 § 租房 房 § §"),
        ("公租，房", "公 公租 租 § § 房 § §"),
        ("3号", "3 § § 号 § §"),
        ("人才公寓", "人 人才 § 才公 § 公寓 寓 § §"),
        ("。、", ""),
    ],
)
def test_marks_stand_where_no_character_has_to_be_found(text, positioned):
    assert positions.lay(text, "§").positioned.split() == positioned.split()


@given(TEXTS)
def test_what_is_counted_are_the_tokens_of_the_text(text):
    laid = positions.lay(text)
    assert sorted(laid.tokens.split()) == sorted(tokens.indexed(text).split())
    assert all(len(character) == 1 for character in laid.characters.split())


def test_a_run_that_is_taken_apart_in_pieces_lies_as_in_one(monkeypatch):
    whole = positions.lay("公租房落户人才公寓", "§")
    monkeypatch.setattr(positions, "AT_ONCE", 3)
    assert positions.lay("公租房落户人才公寓", "§") == whole


@given(TEXTS)
def test_every_text_is_found_as_a_phrase_in_its_places(text):
    slots = positions.lay(text, "§").positioned.split()
    runs = tokens.runs(fold(tokens.closed(text)))
    assert all(slots[position] == token for position, token in positions.phrase(runs))


@pytest.mark.parametrize("text", ["公租房", "租房，落户", "3号", "号3", "房，落", "ab1 b1"])
def test_a_phrase_in_a_section_has_a_mark_of_it(text):
    mark = positions.MARKS[SectionKind.CONDITIONS]
    slots = positions.lay(text, mark).positioned.split()
    terms = positions.phrase_in_section(tokens.runs(text), SectionKind.CONDITIONS)
    assert mark in [token for _, token in terms]
    assert all(slots[position] == token for position, token in terms)


def test_no_text_and_no_question_holds_a_mark():
    for mark in (positions.MARK, *positions.MARKS.values()):
        assert mark not in tokens.cut(fold(f"落户{mark}租房 {mark}"))
