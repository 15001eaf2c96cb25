"""Tables in two states: told row by row and cell by cell, and shown as tables; tests/golden/changed_tables.json."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.models import Policy, Section
from policies.pages import changes as module
from policies.pages.changes import ChangedTable, Changes, all_changes, as_it_was
from tests.data import make_district
from tests.test_diff import BRACKETS
from tests.test_text import golden

SIGNS = {"": "=", "改动": "~", "新增": "+", "删去": "-"}
HOME = "/policies/a-1/"
HEAD = "类别|标准\n-|-\n"


def written(pieces, word):
    """Where all of it is new or old, its sign says so."""
    return "".join((BRACKETS[piece.fate] if word == "改动" else "{}").format(piece.text) for piece in pieces)


def told(block):
    if not isinstance(block, ChangedTable):
        return f"{SIGNS[block.word]} {written(block.pieces, block.word)}"
    return [
        f"{SIGNS[row.word]} " + "|".join("*" * row.is_head + written(cell, row.word) for cell in row.cells)
        for row in block.rows
    ]


@pytest.mark.parametrize("case", golden("changed_tables.json"))
def test_a_table_is_compared_cell_by_cell(case):
    assert [told(block) for block in all_changes(case["before"], case["after"])] == case["told"]


TEXTS = st.text(alphabet="甲乙1|-\n ", max_size=40)


def letters(blocks, without):
    """What of `blocks` can be read in the one state; `without` is the fate of what belongs to the other."""
    cells = [
        cell
        for block in blocks
        for cell in (
            [cell for row in block.rows for cell in row.cells]
            if isinstance(block, ChangedTable)
            else [block.pieces]
        )
    ]
    return of_text("".join(piece.text for cell in cells for piece in cell if piece.fate != without))


def of_text(text):
    return re.findall("[甲乙1]", text)


@given(TEXTS, TEXTS)
def test_no_word_is_lost_in_a_table(before, after):
    blocks = all_changes(before, after)
    assert letters(blocks, without="old") == of_text(after)
    assert letters(blocks, without="new") == of_text(before)
    assert letters(as_it_was(after), without="old") == of_text(after)
    assert Changes.of(after, after).identical


def test_rows_far_from_a_change_are_counted_only():
    before = HEAD + "\n".join(f"第{n}类|{n}万元" for n in range(40))
    changes = Changes.of(before, before.replace("20万元", "21万元"))
    [stretch] = changes.stretches
    [table] = stretch.changes
    assert told(table.heads and table)[:2] == ["= *类别|*标准", "= 第0类|0万元"]
    assert [row.left_out for row in table.rows if row.left_out] == [18, 17]
    assert (changes.rows, changes.paragraphs, stretch.count) == (1, 0, 41)


def test_a_table_that_stayed_is_folded_whole():
    rows = "\n".join(f"第{n}类|{n}万元" for n in range(9))
    text = "\n".join(["甲", "乙", HEAD + rows, "丙", "丁"])
    first, _, _ = Changes.of(text, f"{text}\n全新的内容").stretches
    assert (first.folded, first.count) == (True, 2 + 10 + 1)
    assert [
        row.left_out for block in first.changes if isinstance(block, ChangedTable) for row in block.rows
    ] == [0] * 10


def test_more_rows_than_anybody_reads_are_cut_and_told():
    before = HEAD + "\n".join(f"第{n}类|补贴{n}万元" for n in range(700))
    changes = Changes.of(before, before.replace("补贴", "奖励"))
    assert (changes.rows, changes.cut) == (700, True)
    [stretch] = changes.stretches
    assert len(stretch.changes[-1].rows) < 510


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HEAD + "甲|乙\n" * 60_000, HEAD + "乙|甲\n" * 60_000),
        ((HEAD + "甲|1\n\n") * 40_000, (HEAD + "甲|2\n\n") * 40_000),
        ("|".join("甲" * 5_000) + "\n" + "|".join("-" * 5_000) + "\n" + "|".join("乙" * 5_000), ""),
        (HEAD + "|" * 1_000_000, HEAD + "|" * 900_000),
        (HEAD + "人才" * 20_000 + "|1", HEAD + "才人" * 20_000 + "|1"),
    ],
)
def test_the_cost_is_linear(before, after):
    """A cost that grew with the square would take minutes here."""
    changes = Changes.of(before, after)
    assert changes.paragraphs + changes.rows > 0


@pytest.fixture
def page(db, client):
    """The page on which one text became another, and that of the first one."""
    policy = Policy.objects.create(
        slug="a-1", title="测试政策", district=make_district("xuhui"), source_note="测试", state="published"
    )

    def of(before, after):
        section = Section.objects.create(policy=policy, kind="support", state="content", body=before)
        section.body = after
        section.save()
        return [client.get(f"{HOME}versions/1/{page}").content.decode() for page in ("changes/", "")]

    return of


def test_the_page_shows_a_table(page):
    compared, alone = page(
        HEAD + "博士|<b>30</b>万元\n硕士|10万元", HEAD + "博士|<b>50</b>万元\n硕士|10万元\n本科|2万元"
    )
    assert '<p role="status">有改动的表格行共 2 行。</p>' in compared
    assert re.findall(r'<th[^>]*scope="col">(.*?)\s*</th>', compared) == ["改动", "类别", "标准"]
    assert '<td class="changed__word">改动</td><td>博士</td><td>&lt;b&gt;<del>' in compared
    assert '<td class="changed__word">新增</td><td><ins>' in compared
    assert re.findall(r'<th[^>]*scope="col">(.*?)\s*</th>', alone) == ["类别", "标准"]
    assert "<td>&lt;b&gt;30&lt;/b&gt;万元</td>" in alone
    for html in (compared, alone):
        assert "|" not in re.search("<main.*?</main>", html, re.DOTALL)[0]


def test_both_kinds_of_changes_are_counted(page):
    compared, _ = page("每年发放。\n" + HEAD + "博士|30万元", "每月发放。\n" + HEAD + "博士|50万元")
    assert '<p role="status">有改动的段落共 1 段，表格行共 1 行。</p>' in compared


def test_one_page_shows_so_much_of_what_changed(monkeypatch):
    monkeypatch.setattr(module, "PAGE_CHARS", 1000)
    changes = Changes.of("甲" * 5000, "乙" * 5000)
    pieces = [piece for stretch in changes.stretches for change in stretch.changes for piece in change.pieces]
    assert sum(len(piece.text) for piece in pieces) == 1000
    assert changes.cut
    assert not Changes.of("甲" * 200, "乙" * 200).cut


def test_what_stayed_and_does_not_fit_is_counted_alone(monkeypatch):
    monkeypatch.setattr(module, "PAGE_CHARS", 1000)
    same = "\n".join(f"第{number}段没有改动的文字" for number in range(50))
    changes = Changes.of(f"开头\n{same}\n结尾", f"改了\n{same}\n也改了")
    [folded] = [stretch for stretch in changes.stretches if stretch.folded]
    assert (folded.changes, folded.count) == ((), 48)
    assert not changes.cut
