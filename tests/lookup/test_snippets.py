"""What is marked in a text, and which passage of it is shown. Nothing here asks an index."""

import pytest

from policies.lookup.compounds import parted
from policies.lookup.lexicon import Lexicon, Word
from policies.lookup.query import Typed
from policies.lookup.snippets import Highlighter
from policies.lookup.wanted import wanted
from policies.vocabulary import SectionKind

# How many of the policies of a small library hold each token.
HELD = {
    "租": 40,
    "房": 90,
    "补": 120,
    "贴": 110,
    "首": 60,
    "次": 80,
    "创": 70,
    "业": 150,
    "外": 40,
    "地": 80,
    "应": 90,
    "届": 20,
    "生": 60,
    "租房": 30,
    "房补": 35,
    "补贴": 105,
    "首次": 30,
    "次创": 3,
    "创业": 60,
    "业补": 10,
    "应届": 18,
    "届生": 15,
}


def made_of(word):
    return parted(word, lambda token: HELD.get(token, 0))


def marks(question, **sections):
    return highlighter(question).passage(sections)


def highlighter(question):
    typed = Typed.parse(question)
    return Highlighter(wanted(map(Word, typed.words), typed, made_of))


def in_title(question, title):
    return joined(highlighter(question).parts(title))


def text(passage):
    return joined(passage.parts)


def joined(parts):
    return "".join(f"[{part.text}]" if part.marked else part.text for part in parts)


def test_the_section_with_most_of_the_words_is_shown():
    passage = marks("租房 补贴", original="租房的事。", support="租房补贴每月。", service="补贴窗口")
    assert (passage.kind, text(passage)) == (SectionKind.SUPPORT, "[租房补贴]每月。")


def test_marks_survive_folding_and_nothing_is_html():
    passage = marks("台湾 ab", original="<b>臺灣</b>\u200b居民ＡＢ㈱台\u200b湾&")
    assert text(passage) == "<b>[臺灣]</b>\u200b居民[ＡＢ]㈱[台\u200b湾]&"


def test_a_passage_begins_and_ends_where_it_can():
    passage = marks("目标", original="前文" * 200 + "。这里说的是目标一词" + "后文" * 200)
    shown = text(passage)
    assert shown.startswith("…这里说的是[目标]一词")
    assert shown.endswith("…")
    assert len(shown) < 120


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        ("前文。这里，说的是", "…这里，说的是[目标]"),
        ("前文，这里，说的是", "…这里，说的是[目标]"),
        ("前文，这里和那里、", "…这里和那里、[目标]"),
        ("前文" * 20, "…[目标]"),
    ],
)
def test_a_passage_begins_with_its_sentence_or_a_part_of_it(before, shown):
    assert text(marks("目标", original="甲" * 80 + before + "目标")) == shown


def test_a_text_of_nothing_but_hits_is_cut_in_linear_time():
    passage = marks("租房", original="租房" * 100_000)
    assert text(passage).startswith("[租房")


def test_a_number_or_latin_word_is_marked_only_where_it_stands_whole():
    assert text(marks("15", original="2015年共150万元、15人")) == "2015年共150万元、[15]人"
    assert text(marks("2.5", original="12.5%、2.51、2.5%")) == "12.5%、2.51、[2.5]%"
    assert text(marks("it", original="submit IT")) == "submit [IT]"
    assert text(marks("a_b", original="见a_b。")) == "见[a_b]。"
    assert text(marks("徐委〔2015〕15号", original="徐委〔2015〕150号、徐委[2015]15号")).endswith(
        "、[徐委[2015]15]号"
    )


def test_characters_that_are_printed_apart_are_marked():
    assert text(marks("通知书", original="通　知　书")) == "[通 知 书]"


def test_a_remark_is_no_part_of_a_passage():
    passage = marks("租房", original="可以租房。\n（本栏是摘要，不是租房的原文。）")
    assert text(passage) == "可以[租房]。"
    assert marks("摘要", original="可以租房。\n（本栏是摘要，不是原文。）") is None


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("租房补贴", ("租房", "补贴")),
        ("首次创业补贴", ("首次", "创业", "补贴")),
        ("外地应届生", ("外地", "应届生")),  # 外地 stands nowhere
        ("创业", ("创业",)),
        ("创", ("创",)),
        ("创业补", ("创业补",)),
        ("创业了", ("创业", "了")),  # 业了 stands nowhere
        ("首次创业能拿", ("首次", "创业", "能", "拿")),  # they may be anything
        ("做应届生", ("做", "应届生")),
        ("闻所未闻", ("闻所未闻",)),
        ("30万元", ("30", "万元")),
    ],
)
def test_a_long_word_is_made_of_what_the_library_keeps_together(word, parts):
    assert made_of(word) == parts


@pytest.mark.parametrize(
    ("question", "title", "marked"),
    [
        ("租房补贴", "购房补贴办法", "购房补贴办法"),
        ("租房补贴", "租房补贴和购房补贴", "[租房补贴]和购房补贴"),
        ("租房补贴", "租房的补贴", "[租房]的[补贴]"),
        ("租房补贴", "租　房　补　贴", "[租　房　补　贴]"),
        ("租房补贴", "租房办法", "租房办法"),
        ("租房补贴", "租房補貼", "[租房補貼]"),
        ("首次创业补贴", "首次创业一次性补贴", "[首次创业]一次性[补贴]"),
        ("首次创业补贴", "就业补贴", "就业[补贴]"),  # 业补 is no word
        ("做应届生", "应届生落户", "[应届生]落户"),
        ("首次创业能拿", "首次创业一次性补贴", "[首次创业]一次性补贴"),
        ("创业了", "创业补贴", "[创业]补贴"),
        ("72分", "72人和72分", "72人和[72分]"),
        ("首次创业补贴", "再次创业补贴", "再次[创业补贴]"),
        ("外地应届生", "应届生落户", "[应届生]落户"),
        ("外地应届生", "外地人员", "外地人员"),
        ("1000万元", "１，０００万元", "[１，０００万元]"),
    ],
)
def test_only_whole_words_are_marked_and_enough_of_them(question, title, marked):
    assert in_title(question, title) == marked


def test_other_words_are_marked_whole():
    typed = Typed.parse("租房补贴")
    marker = Highlighter(wanted([Word("租房补贴", ("租赁补贴",))], typed, made_of))
    assert joined(marker.parts("租赁补贴与购房补贴")) == "[租赁补贴]与购房补贴"


@pytest.mark.parametrize(
    ("question", "title", "marked"),
    [
        ("租房", "公租房和租房", "[公租房]和[租房]"),
        ("租房", "公 租 房", "[公 租 房]"),
        ("租房补贴", "公租房补贴", "[公租房补贴]"),
        ("租房补贴", "公租房", "公租房"),
        ("公租房", "公租房", "[公租房]"),
        ("人才", "人才公寓", "[人才]公寓"),
    ],
)
def test_a_word_that_is_none_by_itself_is_marked_with_the_one_it_stands_in(question, title, marked):
    lexicon = Lexicon([["公租房", "公共租赁住房"], ["人才公寓", "人才安居房"]], {})
    typed = Typed.parse(question)
    marker = Highlighter(wanted(map(Word, typed.words), typed, made_of), lexicon.longer)
    assert joined(marker.parts(title)) == marked


def test_a_section_that_says_it_whole_comes_before_one_that_says_its_parts():
    passage = marks("租房补贴", support="租房。补贴。", original="办法" * 5000 + "。租房补贴")
    assert (passage.kind, text(passage)) == (SectionKind.ORIGINAL, "…[租房补贴]")


def test_a_passage_holds_the_parts_for_which_it_was_chosen():
    passage = marks(
        "租房补贴", original="前文" * 50 + "。" + "前文" * 10 + "租房" + "中文" * 32 + "补贴，" + "后文" * 99
    )
    assert {part.text for part in passage.parts if part.marked} == {"租房", "补贴"}


@pytest.mark.parametrize("offset", range(1985, 2010))
def test_no_word_is_lost_where_one_piece_of_a_text_ends(offset):
    assert "[租房补贴]" in text(marks("租房补贴", original="。" * offset + "租房补贴"))
    assert marks("15", original="。" * offset + "2015年") is None
