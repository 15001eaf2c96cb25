"""What the list says about a search: synonyms, near words, ways out, passages, suggestions."""

import pytest
from django.db import connection
from django.http import QueryDict

from policies.models import Policy, SynonymGroup, Topic
from policies.pages import ListPage, SuggestPage
from tests.data import ON
from tests.lookup.asking import follow

pytestmark = pytest.mark.django_db


def build(**params):
    data = QueryDict(mutable=True)
    for name, value in params.items():
        data[name.rstrip("_")] = value
    return ListPage.build(data, ON)


# Synonyms


def test_other_words_are_looked_up_too_and_named(library):
    page = build(q="户籍")
    [tried] = page.tried_too
    assert tried.word == "户籍"
    assert "落户" in tried.others
    only = follow(tried.url)
    assert only.total < page.total
    assert only.tried_too == ()


def test_a_new_synonym_takes_effect_at_once(library, client):
    assert build(q="蚁居").total == 0
    group = SynonymGroup.objects.create(name="租赁住房用品", words=["蚁居", "市筹公租房"])
    page = build(q="蚁居")
    assert page.total == build(q="“市筹公租房”").total > 0
    assert page.tried_too[0].others == ("租赁住房用品", "市筹公租房")
    assert "同时查了：租赁住房用品、市筹公租房" in client.get("/policies/", {"q": "蚁居"}).content.decode()
    group.delete()
    assert build(q="蚁居").total == 0


def test_synonyms_do_not_lead_from_group_to_group(library):
    SynonymGroup.objects.create(name="甲乙", words=["丙丁"])
    SynonymGroup.objects.create(name="丙丁", words=["甲乙", "公积金"])
    SynonymGroup.objects.create(name="公积金", words=["居住证"])
    [tried] = build(q="甲乙").tried_too
    assert tried.others == ("丙丁", "公积金")


@pytest.mark.parametrize("stored", ["null", '"户口"', '{"户口": 1}', "[null, 3]"])
def test_no_words_written_by_hand_stop_a_page(library, client, admin_client, stored):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE policies_topic SET synonyms = %s WHERE slug = 'luohu'", [stored])
        cursor.execute("UPDATE policies_synonymgroup SET words = %s", [stored])
    for address in ("/", "/policies/?q=落户", "/policies/suggest?q=落户"):
        assert "落户" in client.get(address).content.decode()
    for row in (Topic.objects.get(slug="luohu"), SynonymGroup.objects.first()):
        desk = f"/admin/policies/{row._meta.model_name}/"
        for address in (desk, f"{desk}{row.pk}/change/"):
            assert admin_client.get(address).status_code == 200


# Nothing found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("居注证", "居住证"),
        ("居註證", "居住证"),
        ("博土后", "博士后"),
        ("公祖房", "公租房"),
        ("伯士后", "博士后"),
        ("积份", "积分"),
        ("落卢", "落户"),
        ("徐会", "徐汇"),
    ],
)
def test_one_wrong_character_is_noticed(library, typed, meant):
    page = build(q=typed)
    assert page.total == 0
    way = next(way for way in page.ways_out if way.label == f"您要找的是不是“{meant}”")
    assert follow(way.url).total == way.count > 0


@pytest.mark.parametrize(
    ("params", "label"),
    [
        ({"q": "公租房", "district": "jiading", "year": "2015"}, "去掉“年份：2015年”"),
        ({"q": "没有这个词 “也没有这个”"}, "只查“没有”，不查其余的"),
        ({"q": "公租房 “没有这句话”"}, "去掉““没有这句话””"),
        ({"q": "“公租房 博士后 落户”"}, "不加引号"),
        (
            {"q": "公积金", "in_": "materials", "district": "baoshan", "year": "1999"},
            "去掉全部筛选，只留关键词",
        ),
        ({"q": "公积金 -公积金"}, "去掉“-公积金”"),
        ({"q": "徐委〔2099〕99号 落户"}, "去掉“徐委〔2099〕99号”"),
    ],
)
def test_ways_out_are_true(library, params, label):
    page = build(**params)
    assert page.total == 0
    for way in page.ways_out:
        assert follow(way.url).total == way.count > 0, way
    assert label in [way.label for way in page.ways_out]


@pytest.mark.parametrize("q", ["低保", "量子", "养老", "大学生"])
def test_what_neither_sounds_nor_looks_like_a_word_is_not_guessed(library, q):
    assert not [way for way in build(q=q).ways_out if "您要找的是不是" in way.label]


def test_a_word_that_stands_somewhere_is_not_taken_as_mistyped(library):
    page = build(q="博士后", district="qingpu", year="1999")
    assert page.total == 0
    assert not [way for way in page.ways_out if "您要找的是不是" in way.label]


def test_of_two_near_words_the_one_that_the_portal_knows_comes_first(library):
    assert build(q="博士厚").ways_out[0].label == "您要找的是不是“博士后”"


def test_a_part_of_a_word_that_stands_somewhere_is_a_way_out(library):
    page = build(q="专家首席官")
    assert "只查“专家”，不查其余的" in [way.label for way in page.ways_out]
    assert "去掉“关键词：专家首席官”" not in [way.label for way in page.ways_out]


def test_the_way_out_that_frees_most_comes_first(library):
    ways = build(q="公租房 “没有这句话”", district="xuhui").ways_out
    # Parts of words come behind whatever gives up one thing only.
    counts = [way.count for way in ways if not way.label.startswith("只查")]
    assert len(counts) > 1
    assert counts == sorted(counts, reverse=True)


# Offers and chips


@pytest.mark.parametrize(
    ("q", "named", "offered"),
    [
        ("徐汇有哪些", ["徐汇区"], []),
        ("浦东怎么样", ["浦东新区"], []),
        ("我在奉贤租公租房", ["奉贤区"], []),
        ("徐汇找公租房", ["徐汇区"], []),
        ("奉贤租", [], []),
        ("徐汇吗", ["徐汇区"], []),
        ("徐汇公租房", ["徐汇区"], []),
        ("黄浦江", [], []),
        ("静安寺", [], []),
        ("徐委〔2015〕15号是什么", [], []),
        ("徐委〔2015〕", [], []),
        ("徐委<2015>", [], []),
        ("2015，2016年", [], ["2015年"]),  # 2015 stands in none of 2016
    ],
)
def test_a_district_is_heard_and_a_filter_is_offered_where_it_leads_somewhere(library, q, named, offered):
    page = build(q=q)
    assert [link.label for link in page.placed_by] == named
    assert [link.label for link in page.offers] == offered
    assert all(follow(link.url).total for link in (*page.placed_by, *page.offers))


@pytest.mark.parametrize(
    ("q", "named", "rest"),
    [
        ("徐匯", "徐汇区", ""),
        ("徐匯區公租房", "徐汇区", "公租房"),
        ("徐汇 徐汇区公租房", "徐汇区", "公租房"),
        ("浦东机场", "浦东新区", "机场"),
        ("徐汇 zzz", "徐汇区", "zzz"),
        ("上海市徐汇区", "徐汇区", ""),
        ("上海 徐汇 公租房", "徐汇区", "公租房"),
    ],
)
def test_a_named_district_is_told_however_it_is_written_and_whatever_it_holds(library, q, named, rest):
    [district] = build(q=q).placed_by
    assert district.label == named
    assert follow(district.url).query == rest
    assert follow(district.url).placed_by == ()


@pytest.mark.parametrize(
    ("q", "labels"),
    [
        ("浦东机场", ["不用关键词，看浦东新区的"]),
        ("徐汇 静安 zzz", ["不用关键词，看徐汇区、静安区的"]),
        ("静安人才岛", ["不用关键词，看静安区的", "不限静安区，查“人才岛”"]),
        ("靜安 人才島", ["不用关键词，看静安区的", "不限静安区，查“人才島”"]),
    ],
)
def test_an_empty_list_of_a_named_district_has_ways_on(library, q, labels):
    page = build(q=q)
    assert page.total == 0
    assert [way.label for way in page.ways_out][: len(labels)] == labels
    assert len({way.url for way in page.ways_out}) == len(page.ways_out)
    assert all(follow(way.url).total == way.count for way in page.ways_out)


@pytest.mark.parametrize("q", ["徐汇 的", "请问 徐汇区 有哪些", "在 徐汇"])
def test_without_its_district_no_words_are_left_that_say_nothing(library, q):
    [district] = build(q=q).placed_by
    assert follow(district.url).query == ""


def test_what_is_excluded_is_said_and_can_be_taken_back(library):
    page = build(q="公租房 -徐汇区")
    [chip] = [chip for chip in page.chips if chip.facet == "不含"]
    assert chip.label == "徐汇区"
    assert follow(chip.url).query == "公租房"
    [chip] = [chip for chip in build(q="-徐汇区").chips if chip.facet == "不含"]
    assert follow(chip.url).query == ""


def test_what_excludes_nothing_is_not_said_to_exclude(library):
    page = build(q="公租房 -“…” -)")
    assert page.total == build(q="公租房").total
    assert [chip.facet for chip in page.chips] == ["关键词"]


# Passages


def test_a_row_shows_the_passage_that_answers_and_names_its_section(library, client):
    page = build(q="人才岛")
    row = next(row for row in page.rows if row.passage)
    marked = [part.text for part in row.passage.parts if part.marked]
    assert set(marked) == {"人才岛"}
    assert row.passage.label == "政策原文"
    html = client.get("/policies/", {"q": "人才岛"}).content.decode()
    assert "<mark>人才岛</mark>" in html


def test_a_list_without_words_has_no_passages(library):
    assert all(row.passage is None for row in build(district="xuhui").rows)


# Suggestions


def words(text):
    return [(word.kind, word.label, word.begun) for word in SuggestPage.build(text, ON).words]


def titles(text):
    return [link.label for link in SuggestPage.build(text, ON).titles]


def test_titles_and_topics_are_suggested(library, client):
    page = SuggestPage.build("公租", ON)
    assert page.titles
    assert all("公租" in link.label for link in page.titles)
    assert words("户口") == words("“戶口”？ -积分") == [("主题", "落户", "户口")]
    html = client.get("/policies/suggest", {"q": "公租"}).content.decode()
    assert page.titles[0].label in html
    assert page.titles[0].url in html


def test_a_suggestion_heeds_numbers_phrases_and_excluded_words(library):
    assert len(titles("徐委2015-15")) == len(titles("徐委〔2015〕15号")) == 1
    assert titles("“公租房”")
    assert titles("公租房")
    assert titles("请问，公租房怎么") == titles("公租房")
    assert not [title for title in titles("公租房 -廉租房") if "廉租房" in title]


@pytest.mark.parametrize("typed", ["luohu", "luoh", "lh", "落hu", "落h", "LUOHU", "ｌｕｏｈｕ"])
def test_words_are_suggested_by_their_sound(library, typed):
    assert ("主题", "落户", "") in words(typed)


def test_a_district_is_suggested_and_leads_to_its_list(library):
    for typed in ("徐", "徐匯", "xuh", "xh"):
        [district] = [word for word in SuggestPage.build(typed, ON).words if word.kind == "区"]
        assert (district.label, district.url) == ("徐汇区", "/policies/?district=xuhui")


def test_a_district_is_suggested_by_its_former_name(library):
    assert words("zhabei") == words("闸北") == [("区", "静安区", "闸北区")]


def test_a_word_that_finds_nothing_is_not_suggested(library):
    Topic.objects.create(slug="wu", name="无人办理")
    assert words("无人") == []


@pytest.mark.parametrize("typed", ["gongzufang", "gongzuf", "公zufang"])
def test_titles_are_suggested_by_their_sound(library, typed):
    policy = Policy.objects.get(slug="xuhui-2015-kechuang-zhongxin")
    policy.title = "关于公租房的测试"
    policy.save()
    assert policy.title in titles(typed)


def test_what_sounds_alike_and_is_written_otherwise_is_not_suggested(library):
    assert titles("攻zufang") == []


def test_a_question_for_suggestions_grows_with_no_policy(library, django_assert_max_num_queries):
    titles("luohu")
    with django_assert_max_num_queries(3):
        SuggestPage.build("rencai", ON)


@pytest.mark.parametrize("q", ["", " ", "\x00", "。", "x" * 5000, "没有这个词"])
def test_odd_beginnings_get_a_page_without_suggestions(library, client, q):
    response = client.get("/policies/suggest", {"q": q})
    assert response.status_code == 200
    assert not response.cookies
