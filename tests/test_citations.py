"""Citations and titles, held to tables in tests/golden/, and to texts that nobody would write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.text import citations, titles
from tests.test_text import golden


@pytest.mark.parametrize("row", golden("citations.json"))
def test_what_a_text_cites(row):
    found = citations.find(row["text"])
    assert [[each.shown, each.title, each.number] for each in found] == row["found"]
    assert all(row["text"][each.start : each.end] == each.shown for each in found)


@pytest.mark.parametrize("row", golden("titles.json"))
def test_which_titles_name_the_same_document(row):
    assert (titles.key(row["one"]) == titles.key(row["other"])) is row["same"]
    assert titles.key(row["one"])


def test_a_notice_that_issues_two_documents_has_two_keys():
    assert titles.keys("关于印发《甲办法》及《乙办法》的通知") == ("甲办法", "乙办法")


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("徐汇区人民政府关于人才的意见", "徐汇区"),
        ("关于印发《上海市崇明区公共租赁住房管理办法》的通知", "崇明区"),
        ("上海市居住证管理办法", "上海市"),
        ("中共上海市委、上海市人民政府关于人才的意见", "上海市"),
        ("中共中央、国务院关于深化体制机制改革的若干意见", "国家"),
        ("人力资源社会保障部关于职称的通知", "国家"),
        (
            "中国（上海）自由贸易试验区临港新片区管理委员会关于人才的意见",
            "中国上海自由贸易试验区临港新片区管理委员会",
        ),
        ("江苏省人民政府关于人才的意见", "江苏省人民政府"),
        ("杭州市人民政府关于人才的意见", "杭州市人民政府"),
        ("北京市人民政府关于印发〈人才办法〉的通知", "北京市人民政府"),
        ("临港新片区管委会关于印发〈人才办法〉的通知", "临港新片区管委会"),
        ("中央组织部关于人才的意见", "中央组织部"),
        ("商务部关于人才的意见", "商务部"),
        ("中国人民银行关于人才的意见", "中国人民银行"),
        ("市场监管总局关于人才的意见", "市场监管总局"),
        ("市人力资源社会保障局关于人才的意见", "上海市"),
        ("区人民政府关于人才的意见", ""),
        ("关于优化本市住房限购政策的通知", ""),
    ],
)
def test_whose_document_a_title_says_it_is(title, place):
    assert titles.place(title) == place


def test_a_short_name_holds_in_every_paragraph():
    whole = "依据《甲管理办法》（沪府〔2015〕1号）（下称《办法》）。\n《办法》第三条。"
    short = citations.short_names(whole)
    [cited] = citations.find("《办法》第三条。", short)
    assert (cited.shown, cited.title, cited.number) == ("《办法》", "甲管理办法", "沪府〔2015〕1号")
    assert citations.find("《办法》第三条。") == ()


@given(st.text(alphabet="《》〈〉〔〕[]（）2015号沪府甲。、\n 简称", max_size=60))
def test_citations_stand_in_order_and_apart(text):
    found = citations.find(text)
    offsets = [offset for each in found for offset in (each.start, each.end)]
    assert offsets == sorted(offsets)
    assert all(each.start < each.end and text[each.start : each.end] == each.shown for each in found)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("《" * 20_000, 0),
        ("《" * 20_000 + "》" * 20_000, 0),
        ("〈《" * 20_000, 0),
        ("《甲》" * 20_000, 20_000),
        ("沪府〔2015〕7号" * 20_000, 20_000),
        ("〔2015〕" * 100_000, 0),
        ("沪" * 1_000_000, 0),
        ("（" * 1_000_000, 0),
    ],
)
def test_long_texts_are_read_through_once(text, number):
    # Twice the work for each bracket would take minutes here.
    assert len(citations.find(text)) == number


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("按照国务院办公厅《关于人才的意见》", "国家"),
        ("市政府印发的《关于人才的意见》", "上海市"),
        ("根据徐汇区人民政府《关于人才的意见》（徐府〔2020〕1号）", "徐汇区"),
        ("持有《关于人才的意见》", ""),
        ("本区《关于人才的意见》", ""),
        ("根据杭州市人民政府《关于人才的意见》", "杭州市人民政府"),
        ("根据商务部《关于人才的意见》", "商务部"),
        ("根据中国人民银行《关于人才的意见》", "中国人民银行"),
        ("根据上海市人力资源和社会保障局《关于人才的意见》", "上海市"),
        ("符合条件的，向市人社局提交《申请》", ""),
        ("由市科委印发的《人才办法》", "上海市"),
        ("按照浦东新区《人才办法》", "浦东新区"),
        ("按照原闸北区《人才办法》", "闸北区"),
        ("参照北京市《人才办法》", "北京市"),
        ("参照上海市《人才办法》", "上海市"),
        ("按照本市《人才办法》", "上海市"),
        ("废止全部《人才办法》", ""),
        ("我委《人才办法》", ""),
        ("由区人社局印发的《人才办法》", ""),
        ("本区人民政府《人才办法》", ""),
        ("上市《人才办法》", ""),
    ],
)
def test_whose_document_a_citation_is(text, place):
    assert citations.find(text)[0].place == place
