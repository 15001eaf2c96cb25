"""What changed between two texts: golden rows, both texts given back exactly, and texts made to be slow."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.text import alignment, diff
from policies.text.diff import Fate, compare

GOLDEN = json.loads((Path(__file__).parent / "golden/diff.json").read_text(encoding="utf-8"))
BRACKETS = {Fate.SAME: "{}", Fate.OLD: "[-{}-]", Fate.NEW: "{{+{}+}}"}


def told(row):
    if row.pieces:
        return "~ " + "".join(BRACKETS[piece.fate].format(piece.text) for piece in row.pieces)
    if row.same:
        return f"= {row.before}"
    return f"- {row.before}" if row.after is None else f"+ {row.after}"


@pytest.mark.parametrize("case", GOLDEN, ids=[case["because"] for case in GOLDEN])
def test_what_changed_is_told_as_people_would(case):
    found = compare(case["before"], case["after"])
    assert [told(row) for row in found.rows] == case["rows"]
    assert not found.coarse


# Few different characters, so that texts have much in common.
TEXTS = st.text(alphabet="甲乙丙1 .\n", max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_come_back_exactly(before, after):
    found = compare(before, after)
    assert (found.before, found.after) == (before, after)
    for row in found.rows:
        assert bool(row.pieces) == (None not in (row.before, row.after) and not row.same)
        if row.pieces:
            for text, other in ((row.before, Fate.NEW), (row.after, Fate.OLD)):
                assert "".join(piece.text for piece in row.pieces if piece.fate is not other) == text


@given(st.text(), st.text())
def test_any_text_can_be_compared(before, after):
    found = compare(before, after)
    assert (found.before, found.after) == tuple(text.replace("\r\n", "\n") for text in (before, after))


@given(TEXTS, st.integers(0, 60))
def test_one_new_paragraph_is_all_that_is_new(text, index):
    lines = text.split("\n")
    lines.insert(index % (len(lines) + 1), "新的一段")
    changed = [row for row in compare(text, "\n".join(lines)).rows if not row.same]
    # An empty text has no paragraph at all, so beside the new one there is then an empty one.
    assert "新的一段" in [row.after for row in changed]
    assert len(changed) == (1 if text else 2)


def _hostile():
    chance = random.Random(1)
    words = ["".join(chance.choices("人才政策补贴申请条件材料办法", k=40)) for _ in range(50)]
    shuffled = [chance.choice(words) for _ in range(25_000)]
    return {
        "every line changed": ("\n".join(f"第{n}条 补贴{n}元。" for n in range(40_000)),
                               "\n".join(f"第{n}条 奖励{n}元！" for n in range(40_000))),
        "the same line over and over": ("一、\n" * 300_000, "一、\n" * 200_000 + "二、\n" * 100_000),
        "fifty lines in any order": ("\n".join(shuffled), "\n".join(reversed(shuffled))),
        "one long line": ("人才" * 500_000, "才人" * 400_000 + "政策"),
        "nothing but line breaks": ("\n" * 1_000_000, "甲\n" * 400_000),
        "long lines, all changed": (
            "\n".join(f"第{n}条 {words[n % 50]}{words[n % 47]}补贴{n}元。" for n in range(9_900)),
            "\n".join(f"第{n}条 {words[n % 50]}{words[n % 47]}奖励{n}元！" for n in range(9_900)),
        ),
        "long lines, all changed, one more": (
            "\n".join(f"第{n}条 {words[n % 50]}{words[n % 47]}补贴{n}元。" for n in range(9_900)),
            "\n".join(f"第{n}条 {words[n % 50]}{words[n % 47]}奖励{n}元！" for n in range(9_901)),
        ),
        "blocks of fifty, fewer": (
            "\n".join(f"旧{n * 7919}款" * 20 if n % 50 else "同" for n in range(9_000)),
            "\n".join(f"新{n * 7919}条" * 20 if n % 50 else "同" for n in range(9_000)),
        ),
        "two words, half of them changed": ("甲 乙 " * 45_000, "乙 甲 丙 " * 30_000),
        "blocks of fifty": ("\n".join(f"旧{n * 7919}款" if n % 50 else "同" for n in range(60_000)),
                            "\n".join(f"新{n * 7919}条" if n % 50 else "同" for n in range(60_000))),
    }  # fmt: skip


HOSTILE = _hostile()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_made_to_be_slow_is_compared_within_the_budget(name, monkeypatch):
    cells = []
    closely = alignment._closely
    monkeypatch.setattr(alignment, "_closely", lambda a, b, of: cells.append(of.cells) or closely(a, b, of))
    before, after = HOSTILE[name]
    found = compare(before, after)
    assert (found.before, found.after) == (before, after)
    assert sum(cells) <= diff.CELLS_IN_ALL
    assert all(amount <= alignment.CELLS for amount in cells)
    assert found.coarse


def test_what_is_beyond_the_budget_is_shown_whole_and_said_to_be_so():
    before, after = "人才政策。" * 30_000, "人才政策！" * 30_000
    found = compare(before, after)
    assert found.coarse
    assert [(piece.text, piece.fate) for piece in found.rows[0].pieces] == [
        (before, Fate.OLD),
        (after, Fate.NEW),
    ]
