"""Saved web pages: the document without the page around it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.importing.reading import sources
from policies.importing.reading.markup import EndTag, StartTag, scan
from policies.importing.reading.sources import RejectedSource

GOLDEN = Path(__file__).parent.parent / "golden/pages.json"
ROWS = json.loads(GOLDEN.read_text(encoding="utf-8"))
LONG = "为做好本区人才公寓的申报和审核工作，现将有关事项通知如下，请各单位遵照执行。"


def read(markup: str) -> sources.Source:
    return sources.read("a.html", markup.encode())


@pytest.mark.parametrize("row", ROWS, ids=[row["because"] for row in ROWS])
def test_a_page_reads_as_a_person_reads_it(row):
    assert read(row["page"]).text.split("\n") == row["text"]


PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>关于申报人才公寓的通知_某区人民政府</title>
<meta name="PubDate" content="2021-03-05"><link rel="canonical" href="https://www.example.gov.cn/a.html">
<script>document.write("<p>广告</p>")</script><style>p {{}}</style></head><body>
<div class="top-nav"><a href="/">首页</a> <a href="/yw">要闻动态</a></div>
<div class="crumb">当前位置：首页 &gt; 政务公开</div>
<table class="facts"><tr><td>索引号：</td><td>AB01-2021-003</td><td>发布机构：</td><td>某区人社局</td></tr>
<tr><td>文　号：</td><td>某人社〔2021〕3号</td><td>成文日期：</td><td>2021年3月1日</td></tr></table>
<div class="box"><h1>关于申报人才公寓的通知</h1><div>【打印】 【关闭】</div>
<div id="zoom"><p>&nbsp;</p><p>　　{LONG}</p><p style="display:none">暗语</p><p>一、申报条件</p><p></p></div></div>
<ul><li><a href="1">上一篇：另一个通知</a></li></ul><div class="footer">版权所有：某区人民政府</div></body></html>"""


def test_what_is_around_the_document_is_counted_and_what_the_page_says_of_itself_is_kept():
    source = read(PAGE)
    assert source.remarks == ("正文以外的 1 段没有收：“索引号： AB01-2021-003 发”。",)
    assert source.text.split("\n") == [LONG, "一、申报条件"]
    assert (source.kind, source.title) == ("html", "关于申报人才公寓的通知")
    assert source.meta["url"] == "https://www.example.gov.cn/a.html"
    assert source.meta["PubDate"] == "2021-03-05"
    facts = {"索引号": "AB01-2021-003", "文号": "某人社〔2021〕3号", "成文日期": "2021年3月1日"}
    assert {name: source.meta.get(name) for name in facts} == facts
    assert source.removed == {
        "脚本和样式": 2,
        "只有空格的行": 1,
        "页面上看不见的文字": 1,
        "导航和页面按钮": 5,
        "正文以外的段落": 2,
    }


@pytest.mark.parametrize(
    ("head", "title", "because"),
    [
        ("<title>关于甲的通知_某区</title><h1>关于甲的通知</h1>", "关于甲的通知", "both say the same"),
        ("<title>信息公开</title><h1>关于甲的通知</h1>", "关于甲的通知", "<title> names the part of the site"),
        ("<title>关于甲的若干政策实施意见 - 某区</title><h1>某区门户</h1>", "关于甲的若干政策实施意见", "<h1> names the site"),
        ('<meta name="ArticleTitle" content="关于乙"><title>关于甲的通知</title>', "关于乙", "the page says it for programs"),
        ("<nav><h1>某某区人民政府门户网站</h1></nav><title>关于甲</title>", "关于甲", "<h1> of the navigation"),
        ("", "", "no title is no title"),
    ],
)  # fmt: skip
def test_the_title_of_a_page_is_that_of_its_document(head, title, because):
    assert read(f"{head}<p>{LONG}</p>").title == title, because


def test_the_news_beside_a_document_are_not_part_of_it():
    news = "<ul><li><a href=1>某区召开人才工作会议，部署全年重点任务。推进各项工作落实到位</a></li></ul>"
    source = read(
        f"<div><div><h2>通知</h2><div><p>{LONG}</p><p>一、条件</p></div></div><div>新闻{news}</div></div>"
    )
    assert source.text.split("\n") == [LONG, "一、条件"]
    assert source.remarks[0].startswith("正文以外的 3 段没有收：“通知”、“新闻”、“某区召开")


def test_a_document_in_nested_tables_of_the_old_days():
    menu = "<table><tr><td><a href=1>首页</a></td></tr><tr><td><a href=2>政务公开</a></td></tr></table>"
    data = "<table border=1><tr><td>对象</td><td>标准</td></tr><tr><td>博士</td><td>3万元</td></tr></table>"
    text = f"<table><tr><td><b>通知</b></td></tr><tr><td><p>{LONG}</p>{data}</td></tr></table>"
    source = read(
        f"<table><tr><td>{menu}</td><td>{text}</td></tr></table><table><tr><td>版权所有：某区</table>"
    )
    assert source.text.split("\n") == [LONG, "", "| 对象 | 标准 |", "| --- | --- |", "| 博士 | 3万元 |"]


def test_a_file_called_html_without_a_tag_is_a_text():
    source = read("甲\n乙")
    assert (source.kind, source.text) == ("text", "甲\n乙")


def test_a_document_in_a_box_called_menu_is_read_all_the_same():
    assert read(f'<div class="menu"><p>{LONG}</p></div><div>短</div>').text.startswith(LONG)


def test_a_page_without_text_is_refused():
    with pytest.raises(RejectedSource, match="图片"):
        read('<body><div class="nav"><a href="/">首页</a></div><img src="a.png"></body>')


def test_numbers_of_the_browser_and_raised_digits_are_remarked():
    source = read(f"<p>{LONG}10<sup>8</sup>{LONG}<sup>注1</sup></p><ol><li>甲</li><li>乙</li></ol>")
    assert ["自动编号" in remark for remark in source.remarks] == [True, False]
    assert "1 处带数字的上标" in source.remarks[1]
    assert "10⁸" in source.text


@given(st.text(alphabet=st.characters(exclude_characters="<&", exclude_categories=["Cs"])))
def test_text_without_signs_is_itself(text):
    assert "".join(scan(text)) == text


@given(
    st.lists(
        st.sampled_from(
            ["<", ">", "</", "a", " ", '"', "'", "=", "&", "#", "<!--", "-->", "p", "script", "/"]
        )
    )
)
def test_any_order_of_signs_is_cut_without_a_crash_and_adds_no_text(pieces):
    page = "".join(pieces)
    events = list(scan(page))
    assert sum(len(event) for event in events if isinstance(event, str)) <= len(page)
    assert {type(event) for event in events} <= {str, StartTag, EndTag}


TAGS = [
    *("<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<br>", "<ol>", "</ol>", "<li>", "</li>"),
    *("<table>", "</table>", "<caption>", "</caption>", "<tr>", "</tr>", "<td>", "</td>"),
    *("<th colspan=2>", "<td rowspan=3>"),
]


@given(st.lists(st.sampled_from(TAGS), max_size=40))
def test_no_order_of_tags_loses_text(tags):
    """Between any two tags stands a letter of its own; each is read, whatever is closed or not."""
    letters = [chr(0x4E00 + index) for index in range(len(tags) + 1)]
    markup = "".join(letter + tag for letter, tag in zip(letters, [*tags, ""], strict=True))
    text = read(markup).text
    assert [letter for letter in letters if letter not in text] == []


@pytest.mark.parametrize(
    ("inner", "named"),
    [
        ("<p>按以下路径办理：</p><p>首页 > 个人办事 > 人才引进落户申请</p>", "人才引进落户"),
        (
            "".join(f"<p><a href='x'>{name}.doc</a></p>" for name in ("申请表", "承诺书", "汇总表", "证明")),
            "承诺书",
        ),
        ("<aside>申报条件以本通知为准。</aside>", "以本通知为准"),
        ("<p>徐汇滨江人才公寓效果图</p>" * 3, "人才公寓效果图"),
    ],
    ids=["a path of menus", "a list of links", "an aside", "captions"],
)
def test_what_is_taken_out_of_the_document_is_named(inner, named):
    sentence = "第一条 在徐汇区工作的人才可以申请公寓，每年集中受理一次，逾期不候，另有规定的除外。"
    source = read(f"<title>公寓</title><article><p>{sentence}</p>{inner}<p>{sentence}</p></article>")
    assert source.text.endswith(sentence)
    assert named not in source.text
    [remark] = [remark for remark in source.remarks if "没有收进正文" in remark]
    assert named in remark


def test_a_sentence_is_no_caption_however_often_it_stands_there():
    assert sources.read_text("通知\n" + "每人每月补贴1000元。\n" * 3).text.count("补贴1000元。") == 3


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        (
            "发布日期：2018-06-01　来源：区公安分局　浏览量：302　【字体：大 中 小】",
            {"发布日期": "2018-06-01", "来源": "区公安分局"},
        ),
        ("来源： 日期： 2014-04-29", {"发布日期": "2014-04-29"}),
        ("（责任编辑：张三　审核：宣传科）", {"责任编辑": "张三", "审核": "宣传科"}),
        ("【打印本页】【收藏】【我要纠错】【关闭窗口】", {}),
    ],
)
def test_furniture_of_the_page_is_no_text_and_its_facts_are_kept(line, facts):
    source = read(f"<title>甲公告</title><p>{LONG}</p><p>{line}</p><p>{LONG}乙</p>")
    assert source.text == f"{LONG}\n{LONG}乙"
    assert {label: source.meta.get(label) for label in facts} == facts


@pytest.mark.parametrize(
    "line",
    [
        "【推荐条件】",
        "（推荐单位填写）",
        "主办单位：市科技局　承办单位：市人才中心",
        "审核：区人社局",
        "来源：财政拨款",
        "时间：2024年5月1日　地点：市民中心",
    ],
)
def test_a_line_that_a_document_may_print_stays(line):
    assert line in read(f"<title>甲公告</title><p>{LONG}</p><p>{line}</p><p>{LONG}乙</p>").text


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<title>404</title><h1>您访问的页面不存在</h1>", "页面不存在"),
        ("<form><p>用户名<input></p><p>密码<input type=password></p></form>", "登录"),
        ("".join(f"<li><a href={n}>关于第{n}批公寓的公示</a> 2020-01-0{n}" for n in range(1, 9)), "标题列表"),
        ("<h1>关于表彰的决定</h1><img src=a.jpg width=800><img src=b.jpg width=800>", "2 张图片"),
    ],
)
def test_a_page_without_a_document_is_refused_and_says_what_it_is(page, reason):
    with pytest.raises(RejectedSource, match=reason):
        read(f"<html>{page}</html>")


def test_a_table_that_only_places_things_is_taken_apart_and_one_with_lines_stays():
    cells = f"<tr><td>栏目<td>局<tr><td colspan=2><p>{LONG}</p><p>乙</p>"
    assert read(f"<table>{cells}</table>").text.split("\n") == [LONG, "乙"]
    assert "| --- | --- |" in read(f"<table border=1>{cells}</table>").text
