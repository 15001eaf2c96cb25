"""Which lines of 提交材料 get a box on paper."""

import pytest

from policies.text.checklist import to_tick
from policies.text.outline import outline
from policies.text.render import Table, Title, render
from tests.test_text import golden


def line(block):
    pieces = block.pieces + (block.rest if isinstance(block, Title) else ())
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize("row", golden("checklist.json"))
def test_a_box_stands_before_each_material(row):
    blocks = render(outline(row["text"]), prefix="materials-")
    ticked = to_tick(blocks)
    assert ticked <= {block.anchor for block in blocks}
    found = [line(block) for block in blocks if not isinstance(block, Table) and block.anchor in ticked]
    assert found == row["ticked"]
