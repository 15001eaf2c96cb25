"""Which words a question is made of, and which of them find."""

import pytest

from policies.lookup.engine import Engine, Lookup
from policies.lookup.lexicon import MAX_OTHERS, Lexicon
from policies.lookup.query import Typed
from policies.models import District, Policy, SynonymGroup, Topic
from policies.results.alternatives import offers
from policies.vocabulary import SectionKind
from tests.data import ON, make_policies
from tests.library import load_library
from tests.lookup.asking import ranked, write
from tests.lookup.library import ask

pytestmark = pytest.mark.django_db


def words(question):
    matching = Engine.on(ON).matching(Lookup(Typed.parse(question)))
    return [word.text for word in matching.words], [word.text for word in matching.finding]


def test_a_question_is_parted_where_a_district_or_a_synonym_stands():
    load_library("districts")
    SynonymGroup.objects.create(name="公租房", words=["公共租赁住房"])
    # A district that is named is the filter of the list, and no word to be found.
    assert words("徐汇公租房怎么申请") == (["公租房", "申请"], ["公租房", "申请"])
    assert words("闸北区公共租赁住房") == (["公共租赁住房"], ["公共租赁住房"])
    # 市级 stands in every second policy, and the known words are no part of a Latin one.
    assert words("市级公租房") == (["市级", "公租房"], ["市级", "公租房"])
    # What is done with a known word is no part of it; beside others it may be part of them.
    assert words("租公租房")[0] == words("在徐汇租公租房")[0] == ["公租房"]
    assert words("租借公租房")[0] == ["租借", "公租房"]
    assert words("公租房租")[0] == ["公租房租"]
    SynonymGroup.objects.create(name="opc", words=["一人公司"])
    assert words("opcx公司") == (["opcx公司"], ["opcx公司"])


def test_a_word_of_a_topic_leads_to_the_topic_only_where_no_policy_holds_it():
    topic = Topic.objects.create(slug="zhufang", name="住房安居", synonyms=["青年公寓", "人才公寓"])
    write("named", "人才公寓", "人才公寓。")
    write("filed", "若干事项")
    write("unfiled", "另一件事")
    Policy.objects.get(slug="filed").topics.add(topic)
    assert ranked("人才公寓") == ["named"]
    assert ranked("青年公寓") == ["filed"]
    assert words("青年公寓怎么申请")[0] == ["青年公寓", "申请"]
    write("talk", "若干办法", "青年公寓。")
    assert ranked("青年公寓") == ["talk"]


def test_a_word_of_a_topic_that_is_made_of_known_words_finds_by_these():
    SynonymGroup.objects.create(name="应届毕业生", words=["应届生"])
    SynonymGroup.objects.create(name="户口", words=["落户"])
    Topic.objects.create(slug="luohu", name="户籍", synonyms=["应届生落户"])
    assert words("应届生落户打分")[0] == ["应届生", "落户", "打分"]


def test_english_words_are_known_together_and_are_not_named_beside_chinese_ones():
    SynonymGroup.objects.create(name="居住证", words=["residence permit"])
    SynonymGroup.objects.create(name="居留许可", words=["residence permit"])
    write("card", "居住证办法", "居住证。")
    write("visa", "居留许可办法", "居留许可。")
    assert words("Residence  Permit怎么申请")[0] == ["residence permit", "申请"]
    assert set(ranked("residence permit")) == {"card", "visa"}
    assert ranked("居住证") == ["card"]
    assert ask("居住证").tried_too == ()
    assert words("permit residence")[0] == ["permit", "residence"]
    write("english", "Residence permit", "residence permit")
    assert ask("居住证").tried_too[0].others == ("residence permit",)


def test_a_group_of_any_size_is_read_in_linear_time():
    group = [f"说法{n:05}" for n in range(50_000)]
    lexicon = Lexicon([group, [group[-1], "另一说法"]], {})
    [early], [last] = lexicon.words(group[3]), lexicon.words(group[-1])
    assert early.others == (*group[:3], *group[4 : MAX_OTHERS + 1])
    assert last.others == tuple(group[:MAX_OTHERS])


@pytest.mark.parametrize("question", ["请问，公租房怎么申请？", "请问 公租房 申请 有哪些"])
def test_a_term_of_function_words_alone_asks_for_nothing_beside_others(question):
    assert words(question)[0] == ["公租房", "申请"]
    assert words("请问")[0] == ["请问"]


def test_a_named_district_means_its_list_and_finds_nothing_of_another():
    make_policies(0, seed=0)
    xuhui, putuo = (District.objects.get(slug=slug) for slug in ("xuhui", "putuo"))
    write("there", "公租房公租房公租房办法", "公租房。徐汇。" * 9, district=putuo)
    write("here", "关于若干事项的通知", "可以申请公租房。" + "其他内容。" * 50, district=xuhui)
    write("unasked", "徐汇的另一件事", district=xuhui)
    assert ranked("徐汇公租房") == ranked("徐汇 公租房") == ["here"]
    assert set(ranked("徐汇")) == {"unasked", "here"}


def test_the_words_beside_a_district_count_as_the_whole_question():
    make_policies(0, seed=0)
    xuhui = District.objects.get(slug="xuhui")
    write("apart", "租房与补贴", "租房。补贴。房补。" * 9, district=xuhui)
    write("together", "关于若干事项的通知", "租房补贴。" + "其他内容。" * 50, district=xuhui)
    assert ranked("租房补贴")[0] == "together"
    assert ranked("徐汇 租房补贴")[0] == "together"


def test_of_two_that_say_the_same_the_one_that_is_no_reprint_comes_first():
    write("retold", "租房补贴", "租房补贴。", source_kind="third_party")
    write("official", "租房补贴若干规定", "租房补贴。其他内容。")
    assert ranked("租房补贴") == ["official", "retold"]
    write("both", "租房补贴", "租房补贴。申报期限。", source_kind="third_party")
    assert ranked("租房补贴 申报期限")[0] == "both"


@pytest.mark.parametrize(
    "question",
    [
        "租房补贴 不要徐汇",
        "不要徐汇 租房补贴",
        "除了徐汇和静安租房补贴",
        "不在徐汇 租房补贴",
        "租房补贴不要徐汇的",
    ],
)
def test_a_district_that_is_refused_is_neither_the_filter_nor_a_word(question):
    load_library("districts")
    engine = Engine.on(ON)
    asked = Lookup(Typed.parse(question))
    assert engine.districts(asked) == ()
    assert [word.text for word in engine.matching(asked).words] == ["租房补贴"]
    assert offers(engine, asked) == ()


def test_a_year_that_is_refused_is_not_offered():
    write("one", "租房补贴办法", "租房补贴。", year_entered=2015)
    asked, refused = (Lookup(Typed.parse(q)) for q in ("2015年租房补贴", "不要2015年的租房补贴"))
    assert [offer.options[0].value for offer in offers(Engine.on(ON), asked)] == ["2015"]
    assert offers(Engine.on(ON), refused) == ()


def test_a_word_that_no_policy_holds_is_told_beside_one_that_is_found(client):
    for number in range(3):
        write(f"one-{number}", "应届生落户办法", "应届生落户。")
    page = client.get("/policies/", {"q": "应界生 落户"}).content.decode()
    assert "没有政策含有“应界生”，下面是按其余的词查到的。" in page
    assert "您要找的是不是“应届生”" in page
    assert "没有政策含有" not in client.get("/policies/", {"q": "应届生 落户"}).content.decode()
    alone = client.get("/policies/", {"q": "应界生"}).content.decode()
    assert "没有政策含有“应界生”" not in alone


def test_a_year_alone_leads_to_its_filter(client):
    write("one", "租房补贴办法", "租房补贴。", year_entered=ON.year)
    page = client.get("/policies/", {"q": "今年"})
    assert "请按它筛选" in page.content.decode()
    assert getattr(page, "each_time", None) is None


def test_a_refusal_of_anything_else_stays_a_word():
    load_library("districts")
    assert words("不要担保")[0] == ["不要担保"]
    assert words("不要")[0] == words("不要徐汇")[0] == ["不要"]


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


def test_a_word_that_staff_know_finds_however_common_it_is():
    SynonymGroup.objects.create(name="公租房", words=["公共租赁住房"])
    for number in range(10):
        write(f"all-{number}", "公租房办法", "公租房。")
    write("rare", "人才办法", "申请。")
    assert words("公租房申请")[1] == ["公租房", "申请"]
    assert len(ranked("公租房申请")) == 11


def test_pairs_of_a_long_word_that_most_policies_hold_do_not_make_it_found():
    for number in range(10):
        write(f"all-{number}", "人才办法", "申请补贴。")
    write("near", "人才办法", "首次创业的，另有规定。")
    assert ranked("首次创业申请补贴") == ["near"]


def test_a_character_beside_a_known_word_shows_that_it_was_another_word():
    load_library("districts")
    SynonymGroup.objects.create(name="工作许可", words=["工作证"])
    for text in ("工作证明", "黄浦江", "静安寺"):
        assert words(text)[0] == [text]
    assert words("我在徐汇办工作证")[0] == ["工作证"]
    assert words("普陀和徐汇")[0] == []


def test_a_policy_with_all_words_comes_before_one_that_says_one_of_them_very_often():
    write("one", "首席技师首席技师工作室", "首席技师。" * 30)
    write("both", "关于若干事项的通知", "其他内容。" * 400 + "首席技师可以申请。" + "宠物医院补助。")
    write("none", "另一件事")
    assert ranked("首席技师 宠物医院") == ["both", "one"]


def test_the_whole_question_comes_first_in_latin_words_and_with_its_function_words_too():
    write("often", "top silver list, 100 of silver, silver, top", "silver one top two 100 three. " * 20)
    write("exact", "关于若干事项的通知", "入选 Silver Top 100 榜单的企业。" + "其他内容。" * 300)
    assert ranked("silver top 100")[0] == "exact"
    write("apart", "购房，资格", "购房。资格。" * 20)
    write("spoken", "关于若干事项的通知", "有购房的资格。" + "其他内容。" * 300)
    assert ranked("购房的资格")[0] == "spoken"


def test_a_number_in_a_long_word_must_be_there():
    write("thirty", "人才办法", "三十万元以下。30万元以下的项目。")
    write("age", "人才办法", "30周岁以下的。")
    write("fifty", "人才办法", "50万元以下的项目。")
    assert ranked("30万元以下") == ["thirty"]


def test_characters_that_are_printed_apart_are_found_and_a_line_parts_words():
    write("apart", "人才办法", "通　知　书\n租 房 补 贴")
    write("lines", "人才办法", "上海租\n房屋")
    assert ranked("通知书") == ranked("租房补贴") == ranked("“租 房补贴”") == ["apart"]
    assert ranked("“租房”") == ["apart"]


def test_a_number_is_looked_for_in_the_chosen_section():
    write("own", "人才办法", "正文。", doc_number="徐委〔2015〕15号")
    write("citing", "人才办法", "根据徐委〔2015〕15号。")
    asked = Lookup(Typed.parse("徐委2015-15"), scope=SectionKind.ORIGINAL)
    assert Engine.on(ON).count(asked) == 1
    assert len(ranked("徐委2015-15")) == 2


def test_a_number_is_found_with_and_without_commas_between_its_thousands():
    write("comma", "人才办法", "最高1,000万元。")
    write("plain", "人才办法", "最高1000万元。")
    write("other", "人才办法", "最高1万元、000万元、1,0000万元、21,000万元。")
    assert set(ranked("“1000万元”")) == set(ranked("“1，000万元”")) == {"comma", "plain"}
