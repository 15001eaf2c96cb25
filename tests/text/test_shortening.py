"""What is cut to the room that it has."""

import pytest

from policies.text.shortening import shortened


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("一二三四", 4, "一二三四"),
        ("一二三四五", 4, "一二三四…"),
        ("一二，三四五", 4, "一二…"),
        ("一，二三四五六七八九", 8, "一，二三四五六七…"),
        ("一\n 二", 8, "一 二"),
    ],
)
def test_what_is_left_out_is_told(text, most, short):
    assert shortened(text, most) == short
