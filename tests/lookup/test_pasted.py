"""What people paste into the search box: addresses, titles with all around them, numbers in English; and years in any dress."""

from urllib.parse import quote, quote_from_bytes

import pytest
from django.http import QueryDict
from django.urls import reverse

from policies.lookup.engine import Engine, Lookup
from policies.lookup.query import Typed
from policies.models import Policy, Round
from policies.pages import ListPage, SuggestPage
from policies.pages.listing import BY_TITLE, NO_SUCH_ADDRESS
from policies.vocabulary import Sort
from tests.data import ON
from tests.lookup.asking import follow, ranked, slugs, write

pytestmark = pytest.mark.django_db

HIRING = "shanghai-2020-yinjin-rencai-luohu"
ADDRESS = "https://www.shanghai.gov.cn/202023/20210402/327944d9e1ab49ae85e73ef4b4201475.html"
RENTING = "changning-2021-quchou-gongzufang"
WITH_PARAMETERS = "https://www.shanghai.gov.cn/zhengce/detail?businessId=007413629&siteId=0074"
UNKNOWN = "https://www.shanghai.gov.cn/nothing/here.html"


def build(**params):
    data = QueryDict(mutable=True)
    data.update(params)
    return ListPage.build(data, ON)


# Addresses


@pytest.mark.parametrize(
    "pasted",
    [
        ADDRESS,
        ADDRESS.replace("https", "http").replace("www.", ""),
        ADDRESS.replace("https://www.shanghai.gov.cn", "HTTPS://WWW.SHANGHAI.GOV.CN"),
        f"{ADDRESS}/?from=timeline&isappinstalled=0#top",
        f"{ADDRESS} 这个政策",
        f"看看{ADDRESS},谢谢",
        f"（{ADDRESS}）",
        f"“{ADDRESS}”",
        ADDRESS + "?utm_source=" + "x" * 300,
    ],
)
def test_a_pasted_address_finds_the_policy_that_has_it(library, pasted):
    page = build(q=pasted)
    assert slugs(page) == [HIRING]
    assert page.notices == ()
    assert slugs(follow(page.pagination.url)) == [HIRING]
    assert [link.url for link in SuggestPage.build(pasted, ON).titles] == [f"/policies/{HIRING}/"]


@pytest.mark.parametrize(
    "pasted",
    [
        f"http://127.0.0.1:8000/policies/{HIRING}/",
        f"https://portal.example/policies/{HIRING}/versions/2/?part=2#support",
        f"https%3A%2F%2Fportal.example%2Fpolicies%2F{HIRING}%2F",
        quote(ADDRESS, safe=""),
    ],
)
def test_an_address_of_this_portal_finds_its_policy_at_any_host_and_so_does_an_encoded_one(library, pasted):
    assert slugs(build(q=pasted)) == [HIRING]


@pytest.mark.parametrize("path", [f"policies/{HIRING}-2/", f"policy/{HIRING}/", "policies/", "policies/?q=1"])
def test_another_address_with_such_a_host_finds_nothing(library, path):
    page = build(q=f"https://portal.example/{path}")
    assert (page.total, page.notices) == (0, (NO_SUCH_ADDRESS,))


def test_the_row_says_that_an_address_found_it(library, client):
    for pasted, named in (
        (ADDRESS, "官方原文"),
        (f"https://a.cn{reverse('policies:detail', args=[HIRING])}", "本站网址"),
    ):
        assert f"按网址找到：{named}" in client.get("/policies/", {"q": pasted}).content.decode()
    assert "按网址找到" not in client.get("/policies/", {"q": "人才引进"}).content.decode()


def test_the_parameters_that_choose_a_page_count_and_others_do_not(library):
    assert slugs(build(q=WITH_PARAMETERS)) == slugs(build(q=f"{WITH_PARAMETERS}&spm=1")) == [RENTING]
    assert build(q=WITH_PARAMETERS.replace("007413629", "1")).total == 0


def test_an_address_that_nobody_has_is_said_to_be_unknown(library, client):
    page = build(q=f"{UNKNOWN} 这个政策")
    assert (page.total, page.notices, page.ways_out) == (0, (NO_SUCH_ADDRESS,), ())
    assert NO_SUCH_ADDRESS in client.get("/policies/", {"q": UNKNOWN}).content.decode()


def test_beside_an_unknown_address_other_words_are_a_way_on(library):
    [way] = build(q=f"{UNKNOWN} 公租房").ways_out
    assert way.label == f"去掉“{UNKNOWN}”"
    assert way.count == build(q="公租房").total > 0


def test_with_an_unknown_address_the_title_beside_it_finds(library):
    page = build(q=f"《上海市居住证管理办法》_上海市人民政府 {UNKNOWN}")
    assert page.total == 1
    assert page.notices == (BY_TITLE,)


def test_a_filter_that_hides_the_policy_does_not_make_its_address_unknown(library):
    page = build(q=ADDRESS, year="1999")
    assert (page.total, page.notices) == (0, ())
    assert page.ways_out


def test_the_notice_of_a_call_and_the_source_are_addresses_too():
    policy = write("called", "人才办法", source_url="https://a.edu.cn/source")
    Round.objects.create(policy=policy, name="2026年", notice_url="https://b.gov.cn/notice.html")
    assert ranked("b.gov.cn/notice.html") == ranked("http://www.a.edu.cn/source/") == ["called"]


# Titles


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "《{}》",
        "{}_上海市人民政府",
        "《{}》 - 上海市人力资源和社会保障局",
        "{}——政策解读",
        "{}-上海市人民政府",
    ],
)
def test_a_pasted_title_finds_its_policy_first(library, around):
    engine = Engine.on(ON)
    titles = dict(Policy.objects.published().values_list("pk", "title"))
    for key, title in titles.items():
        asked = Lookup(Typed.parse(around.format(title)), sort=Sort.RELEVANCE)
        [first] = engine.page(asked, 0, 1)
        assert titles[first] == titles[key]


# Numbers


def test_a_number_in_english_is_found_as_far_as_the_library_shows_what_it_means():
    note = "文号由官方英文版换写：英文版写作 SMPG D [2019] No. 45。"
    write("own", "甲办法", doc_number="沪府规〔2019〕45号", editorial_note=note)
    write("other", "乙办法", doc_number="沪府规〔2018〕99号")
    write("english", "丙办法", doc_number="SHHRSS D [2018] No. 27")
    write(
        "citing",
        "丁办法",
        doc_number="沪人社规〔2020〕1号",
        editorial_note="上位文件为 SMPG D [2019] No. 45。",
    )
    assert ranked("SMPG D [2019] No. 45") == ["own", "citing"]
    assert ranked("smpg d [2018] no.99") == ["other"]
    assert ranked("SHHRSS D [2018] No. 27") == ["english"]
    # That 沪人社规 stands beside another number says nothing of SHHRSS D, nor of any other serial.
    assert ranked("SHHRSS D [2020] No. 1") == []


@pytest.mark.parametrize(
    "typed", ["徐委〔二〇一五〕十五号", "徐委〔2015 15号", "徐委2015 15号", "徐 委〔2015〕15号"]
)
def test_a_number_in_any_dress_finds_its_policy_first(library, typed):
    assert slugs(build(q=typed))[0] == "xuhui-2015-kechuang-zhongxin"


# Years


@pytest.mark.parametrize(
    ("q", "offered", "years"),
    [
        ("二〇二一年", "2021年", ["2021"]),
        ("二零二一年公租房", "2021年", ["2021"]),
        ("２０２１年", "2021年", ["2021"]),
        ("2020-2021年公租房", "2020年至2021年", ["2020", "2021"]),
        ("2020 至 2021年 公租房", "2020年至2021年", ["2020", "2021"]),
        ("近十年 公租房", "2017年至2026年", [str(year) for year in range(2017, 2027)]),
        ("近兩年", "2025年至2026年", ["2025", "2026"]),
        ("去年", "2025年", ["2025"]),
    ],
)
def test_years_in_any_dress_are_offered_as_filters(library, q, offered, years):
    assert ON.year == 2026
    [link] = build(q=q).offers
    assert link.label == offered
    assert QueryDict(link.url.partition("?")[2]).getlist("year") == years
    assert follow(link.url).total > 0


def test_years_that_are_chosen_are_not_offered_again(library):
    data = QueryDict("q=2020至2021年&year=2020&year=2021")
    assert ListPage.build(data, ON).offers == ()


def test_a_district_in_traditional_characters_is_offered(library):
    page = build(q="奉賢 公租房", district="jingan")
    assert [link.label for link in page.offers] == ["奉贤区"]
    assert follow(page.offers[0].url).query == "公租房"


# Bytes and signs


def test_words_in_gbk_are_read_and_links_carry_utf_8(library, client):
    sent = quote_from_bytes("公租房".encode("gbk"))
    page = client.get(f"/policies/?q={sent}").content.decode()
    assert f"（{build(q='公租房').total} 条）" in page
    assert quote_from_bytes("公租房".encode()) in page
    assert sent not in page
    assert client.get(f"/policies/suggest?q={sent}").content.decode().count("公租") > 1


@pytest.mark.parametrize("typed", ["公租\ufe0f房", "公租\U000e0100房", "公\u0323租房", "公租房\ufe0f"])
def test_selectors_and_marks_part_no_words(library, typed):
    assert build(q=typed).total == build(q="公租房").total
    assert build(q=f"“{typed}”").total == build(q="“公租房”").total


def test_accents_do_not_hide_a_word():
    write("cafe", "人才办法", "Cafe\u0301 与 résumé。")
    assert ranked("café") == ranked("cafe") == ranked("resume") == ["cafe"]
