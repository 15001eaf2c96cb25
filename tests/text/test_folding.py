"""A text is folded the same however long it is."""

from hypothesis import given
from hypothesis import strategies as st

from policies.text.folding import fold, fold_with_offsets


def test_a_long_text_folds_as_a_short_one():
    """Each character but those beside it, which make the text long: by what is seen first, or by all that is known."""
    around = "政策" * 60
    for code in range(0x30000):
        char = chr(code)
        assert fold(around + char + around) == around + fold(char) + around, hex(code)


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
