"""Which words a question is made of, and which of them find."""

import pytest
from django.core.management import call_command

from policies.lookup.engine import Engine, Lookup
from policies.lookup.query import Query
from policies.models import District, SynonymGroup
from tests.data import ON, make_policies
from tests.lookup.asking import ranked, write

pytestmark = pytest.mark.django_db


def words(question):
    matching = Engine.on(ON).matching(Lookup(Query.parse(question)))
    return [word.text for word in matching.words], [word.text for word in matching.finding]


def test_a_question_is_parted_where_a_district_or_a_synonym_stands():
    call_command("loaddata", "districts", verbosity=0)
    SynonymGroup.objects.create(name="公租房", words=["公共租赁住房"])
    assert words("徐汇公租房怎么申请") == (["徐汇", "公租房", "申请"], ["公租房", "申请"])
    assert words("闸北区公共租赁住房") == (["闸北区", "公共租赁住房"], ["公共租赁住房"])
    # 市级 stands in every second policy, and the known words are no part of a Latin one.
    assert words("市级公租房") == (["市级", "公租房"], ["市级", "公租房"])
    SynonymGroup.objects.create(name="opc", words=["一人公司"])
    assert words("opcx公司") == (["opcx公司"], ["opcx公司"])


def test_a_named_district_puts_its_policies_first_and_finds_nothing_beside_other_words():
    make_policies(0, seed=0)
    xuhui, putuo = (District.objects.get(slug=slug) for slug in ("xuhui", "putuo"))
    write("there", "公租房公租房公租房办法", "公租房。徐汇。" * 9, district=putuo)
    write("here", "关于若干事项的通知", "可以申请公租房。" + "其他内容。" * 50, district=xuhui)
    write("unasked", "徐汇的另一件事", district=xuhui)
    assert ranked("徐汇公租房") == ranked("徐汇 公租房") == ["here", "there"]
    assert set(ranked("徐汇")) == {"unasked", "here", "there"}


def test_a_word_that_most_policies_hold_finds_nothing_beside_a_rarer_one():
    for number in range(10):
        write(f"all-{number}", "人才办法", "申请。")
    write("rare", "人才办法", "博士后。")
    write("both", "人才办法", "申请。其他内容。博士后。")
    assert ranked("申请 博士后") == ["both", "rare"]
    assert len(ranked("申请")) == 11
    assert len(ranked("申请 办法")) == 12
    # A rarer word that nobody uses must not hide what the other finds.
    assert len(ranked("申请 才博人")) == 11


def test_pairs_of_a_long_word_that_most_policies_hold_do_not_make_it_found():
    for number in range(10):
        write(f"all-{number}", "人才办法", "申请补贴。")
    write("near", "人才办法", "首次创业的，另有规定。")
    assert ranked("首次创业申请补贴") == ["near"]
