"""How a word is typed by its sound, held to tests/golden/pinyin.json."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.text import pinyin
from tests.test_text import golden

LOADED = "import policies.text.pinyin, sys; print('pypinyin' in sys.modules)"


@pytest.mark.parametrize("row", golden("pinyin.json"))
def test_a_word_has_a_sound_and_initials(row):
    assert pinyin.full(row["text"]) == row["full"]
    assert pinyin.initials(row["text"]) == row["initials"]


@pytest.mark.parametrize("word", pinyin.READINGS)
def test_our_own_readings_have_one_syllable_for_each_character(word):
    assert pinyin.syllables(word) == tuple(pinyin.READINGS[word].split())


@given(st.text(max_size=12))
def test_nothing_breaks_the_reader(text):
    assert len(pinyin.syllables(text)) <= len(text)
    assert len(pinyin.initials(text)) <= len(pinyin.full(text))


def test_the_readings_are_loaded_when_they_are_asked_for():
    asked = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == "False"
