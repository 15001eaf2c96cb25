"""What a question put as a sentence finds, and what comes first."""

import pytest
from django.http import QueryDict

from policies.lookup import compounds, ranking
from policies.lookup.engine import Engine, Lookup
from policies.lookup.query import Typed
from policies.models import District, SynonymGroup
from policies.vocabulary import SectionKind
from tests.data import ON
from tests.library import load_library
from tests.lookup.asking import ranked, write
from tests.lookup.library import ask

pytestmark = pytest.mark.django_db

FILLING = "其他内容。" * 300


@pytest.fixture
def many_found(monkeypatch):
    """As in a library where two pairs find enough."""
    monkeypatch.setattr(ranking, "SENTENCE_FEW", 0)


@pytest.mark.usefixtures("many_found")
def test_two_pairs_of_a_sentence_find_and_one_does_not():
    write("two", "关于若干事项的通知", "首次来沪创业的，可以贷款。")
    write("one", "关于若干事项的通知", "贷款。")
    assert ranked("年轻人创业怎么贷款") == ["two"]


def test_one_pair_is_enough_where_two_find_little(monkeypatch):
    write("two", "关于若干事项的通知", "首次来沪创业的，可以贷款。")
    write("one", "关于若干事项的通知", "贷款。")
    for number in range(8):
        write(f"none-{number}", "另一件事")
    assert ranked("年轻人创业怎么贷款") == ["two", "one"]
    monkeypatch.setattr(ranking, "SENTENCE_FEW", 1)
    assert ranked("年轻人创业怎么贷款") == ["two"]


@pytest.mark.usefixtures("many_found")
def test_a_pair_that_very_few_hold_finds_alone(monkeypatch):
    write("alone", "关于若干事项的通知", "驿站。")
    for number in range(3):
        write(f"other-{number}", "关于若干事项的通知", "贷款。")
    for number in range(8):
        write(f"none-{number}", "另一件事")
    assert ranked("贷款期间想住驿站") == []
    monkeypatch.setattr(ranking, "SENTENCE_ALONE", 0.1)
    assert ranked("贷款期间想住驿站") == ["alone"]


def test_a_pair_that_lies_across_two_words_neither_finds_alone_nor_is_offered(monkeypatch):
    write("across", "关于若干事项的通知", "能领。")
    write("apart", "另一件事", "能。领。")
    assert ranked("考证能领钱吗") == ["across"]
    monkeypatch.setattr(compounds, "_CHANCE", 0.8)
    assert ranked("考证能领钱吗") == []
    assert ask("考证能领钱吗").ways_out == ()


@pytest.mark.parametrize(
    ("pair", "together", "says_nothing"), [("能领", 2, True), ("技能", 60, False), ("证钱", 2, False)]
)
def test_a_pair_says_nothing_if_a_word_that_joins_others_is_in_it_and_it_is_rare(
    pair, together, says_nothing
):
    assert compounds.meets_by_chance(pair, lambda token: together if token == pair else 120) is says_nothing


def test_the_rarest_pairs_find_and_what_very_many_hold_does_not(monkeypatch):
    for number in range(3):
        write(f"many-{number}", "关于若干事项的通知", "青年人的贷款。")
    write("few", "关于若干事项的通知", "租房的驿站。")
    for number in range(10):
        write(f"none-{number}", "另一件事")
    assert len(ranked("青年租房贷款驿站")) == 4
    monkeypatch.setattr(ranking, "SENTENCE_PLACES", 2)
    assert ranked("青年租房贷款驿站") == ["few"]


def test_a_word_that_staff_know_finds_a_sentence_by_itself_or_by_another():
    SynonymGroup.objects.create(name="公租房", words=["公共租赁住房"])
    write("itself", "关于若干事项的通知", "公租房。")
    write("another", "关于若干事项的通知", "公共租赁住房。")
    write("neither", "关于若干事项的通知", "住房。")
    assert set(ranked("我想住公租房该找谁")) == {"itself", "another"}


def test_quotation_marks_in_a_long_sentence_need_not_be_held_and_in_a_short_one_must():
    write("held", "关于若干事项的通知", "青年驿站。求职期间可以免费住宿。")
    write("other", "关于若干事项的通知", "求职期间可以免费住宿。" * 5)
    assert ranked("求职期间怎么免费住宿 “青年驿站”") == ["held", "other"]
    assert ranked("免费住宿怎么找 “青年驿站”") == ["held"]


def test_what_is_excluded_is_not_found_by_a_sentence():
    write("with", "关于若干事项的通知", "毕业生可以免费住宿。青年驿站。")
    write("without", "关于若干事项的通知", "毕业生可以免费住宿。")
    assert ranked("毕业生怎么免费住宿 -驿站") == ["without"]


@pytest.mark.parametrize(
    "title",
    [
        "关于印发《人才住房管理办法》的通知",
        "关于开展“青年驿站”免费住宿工作的通知",
        "关于2025年人才住房工作的若干意见",
    ],
)
def test_a_title_that_is_pasted_comes_first(title):
    write("often", "人才住房", "人才住房管理办法。青年驿站免费住宿工作。关于2025年印发开展的通知。" * 40)
    write("asked", title, FILLING)
    assert ranked(title)[0] == "asked"


def test_a_sentence_that_is_copied_from_a_text_comes_first():
    write("often", "住房补贴", "用人单位为青年人才申请住房补贴。" * 40)
    write("copied", "关于若干事项的通知", FILLING + "青年人才的用人单位可以申请住房补贴。" + FILLING)
    assert ranked("青年人才的用人单位可以申请住房补贴")[0] == "copied"


def test_a_copied_sentence_that_names_a_district_finds_its_text_wherever_that_applies():
    load_library("districts")
    xuhui, city = (District.objects.get(slug=slug) for slug in ("xuhui", "shanghai"))
    write("near", "关于若干事项的通知", "窗口设在中山西路。材料交到大厅。", district=xuhui)
    write("copied", "关于若干事项的通知", "窗口设在徐汇区中山西路的大厅，材料在那里收。", district=city)
    assert ranked("窗口设在徐汇区中山西路的大厅") == ["copied", "near"]
    # In other words, or in few, it is a question.
    assert ranked("窗口是不是设在徐汇区中山西路的大厅") == ["near", "copied"]
    assert ranked("徐汇区中山西路") == ["near", "copied"]


def test_of_two_that_say_the_same_the_one_that_is_not_over_comes_first():
    body = "毕业生可以免费住宿。"
    write(
        "over",
        "关于若干事项的通知",
        body * 2,
        year_entered=2024,
        past_reason="这是2023年度的规定，已经过去。",
    )
    write("holds", "关于若干事项的通知", body, year_entered=2020)
    assert ranked("毕业生怎么免费住宿") == ["holds", "over"]


def test_a_district_and_function_words_between_them_do_not_part_the_words_of_a_sentence():
    load_library("districts")
    xuhui = District.objects.get(slug="xuhui")
    write("apart", "关于若干事项的通知", "租房。补贴。" * 9, district=xuhui)
    write("together", "关于若干事项的通知", "租房补贴。" + FILLING, district=xuhui)
    assert ranked("在徐汇租房有没有补贴") == ["together", "apart"]


def test_a_sentence_is_looked_for_in_the_chosen_section():
    write("here", "关于若干事项的通知", "毕业生可以免费住宿。")
    asked = Typed.parse("毕业生怎么免费住宿")
    assert Engine.on(ON).count(Lookup(asked, scope=SectionKind.ORIGINAL)) == 1
    assert Engine.on(ON).count(Lookup(asked, scope=SectionKind.MATERIALS)) == 0


def test_no_word_of_a_sentence_only_puts_in_order():
    for number in range(10):
        write(f"all-{number}", "人才办法", "申请。")
    write("rare", "人才办法", "博士后。")
    engine = Engine.on(ON)
    assert engine.only_ranked(Lookup(Typed.parse("申请 博士后")))
    assert not engine.only_ranked(Lookup(Typed.parse("博士后怎么申请住房补贴")))


def test_the_page_says_that_the_list_of_a_sentence_is_what_is_most_like_it(client):
    write("near", "关于若干事项的通知", "毕业生可以免费住宿。")
    sentence, words = (
        client.get("/policies/", {"q": q}).content.decode() for q in ("毕业生怎么免费住宿", "毕业生 住宿")
    )
    assert 'id="count">最相关的 <span class="number">1</span> 条' in sentence
    assert "不一定含有每个词" in sentence
    assert 'id="count">共 <span class="number">1</span> 条' in words
    assert "不一定含有每个词" not in words


def test_paper_says_so_too(client):
    write("near", "关于若干事项的通知", "毕业生可以免费住宿。")
    asked = {"q": "毕业生怎么免费住宿"}
    assert "<p>最相关的 1 条，这里是第 1 到 1 条" in client.get("/policies/", asked).content.decode()
    assert "<p>最相关的 1 条，全部列出" in client.get("/policies/print", asked).content.decode()


def test_how_a_sentence_was_understood_is_folded_where_it_takes_more_than_a_line(client):
    load_library("districts")
    SynonymGroup.objects.create(name="租房", words=["租住"])
    write("here", "关于若干事项的通知", "租房有补贴。", district=District.objects.get(slug="xuhui"))
    page = ask("在徐汇租房有没有补贴")
    assert page.understood_in_short == "徐汇区适用、整句话、意思相近的词"
    shown = client.get("/policies/", {"q": "在徐汇租房有没有补贴"}).content.decode()
    assert "怎么查的：徐汇区适用、整句话、意思相近的词</summary>" in shown
    assert [ask(words).understood_in_short for words in ("租房", "徐汇补贴", "租房到底有没有补贴的")] == [
        "",
        "",
        "整句话、意思相近的词",
    ]


def test_the_word_alone_is_asked_for_under_the_same_filters_and_in_the_district_that_was_named():
    load_library("districts")
    SynonymGroup.objects.create(name="租房", words=["租住"])
    write(
        "here",
        "关于若干事项的通知",
        "租房有补贴。",
        district=District.objects.get(slug="xuhui"),
        year_entered=2020,
    )
    [tried] = ask("在徐汇租房有没有补贴", year="2020").tried_too
    assert QueryDict(tried.url.partition("?")[2]) == QueryDict("q=“租房”&year=2020&district=xuhui")
    [tried] = ask("在静安租房有没有补贴").tried_too
    assert tried.url == ""
    [tried] = ask("租房有没有补贴").tried_too
    assert QueryDict(tried.url.partition("?")[2]) == QueryDict("q=“租房”")
