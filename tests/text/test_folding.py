"""A text is folded the same however long it is."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from policies.text.folding import fold, fold_with_offsets


def test_a_long_text_folds_as_a_short_one():
    """By each character alone: beside one that is seen to fold, all others are folded as well. Those that take two units
    of UTF-16 are one kind."""
    for code in chain(range(0x10000), range(0x10000, 0x30000, 251)):
        char = chr(code)
        assert fold(char * 120) == fold(char) * 120, hex(code)


def test_what_folds_most_is_folded_as_all_else():
    text = "关于印发《办法》的通知，各区：（一）申请、审核；（二）发放！？％\u3000\n\r\t完" * 5
    assert fold(text) == "".join(map(fold, text))
    assert fold(text + "ＡBc") == "".join(map(fold, text + "ＡBc"))


@given(st.text(max_size=40))
def test_any_text_folds_the_same_in_a_long_one(text):
    around = "人才" * 60
    folded, offsets = fold_with_offsets(around + text + around)
    assert folded == around + fold(text) + around
    assert offsets is None or len(offsets) == len(folded)
