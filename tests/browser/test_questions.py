"""Ten questions of residents over what is shipped: on a phone the first screen of the list says it, and so does the card.

Each is asked as one would type it, in few words and filters, and the first result is the one that answers; and as one
would say it, in a sentence typed on the first page, and what answers is among the first five.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Shelf, look_on
from tests.browser.site import arrive
from tests.browser.test_results import PHONE
from tests.content.test_shown import DAY
from tests.data import clear
from tests.library import load_shipped


@dataclass(frozen=True)
class Question:
    asked: dict[str, str]
    spoken: str
    """The same in a sentence, without a filter."""
    answered_by: str
    """Its title."""
    in_the_line: tuple[str, ...]
    on_the_card: dict[str, str]
    """Head of a row -> what it says there."""

    def __str__(self) -> str:
        return " ".join(self.asked.values())


QUESTIONS = (
    Question(
        {"district": "xuhui", "benefit": "rent", "q": "租房补贴"},
        "在徐汇租房有没有补贴",
        "关于开展2025年度徐汇区人才租房补贴工作的通知",
        ("给多少 租房补贴",),
        {"给多少": "租房 租房补贴", "什么时候": "2025年7月9日刊载", "要什么条件": "依法经营的用人单位"},
    ),
    Question(
        {"q": "应届生落户"},
        "外地应届生怎么落户",
        "2020年非上海生源应届普通高校毕业生进沪就业申请本市户籍评分办法",
        ("评分落户 72分",),
        {"给多少": "评分落户 72分"},
    ),
    Question(
        {"q": "首次创业 一次性补贴"},
        "首次创业能拿多少",
        "首次创业一次性补贴",
        ("一次性创业补贴 8000元", "常年受理"),
        {"给谁": "毕业2年以内", "给多少": "8000元", "什么时候": "常年受理"},
    ),
    Question(
        {"q": "博士后 在站", "benefit": "cash"},
        "博士后在站能拿多少钱",
        "2022年上海市“超级博士后”激励计划资助申报",
        ("市级资助 每人30万元", "已截止 2022年为9月6日至19日"),
        {"给谁": "在站博士后", "给多少": "每人30万元", "什么时候": "本库还没有今年的"},
    ),
    Question(
        {"q": "居住证积分 受理"},
        "居住证积分在哪里受理",
        "上海市居住证积分管理办法（2017年）",
        ("去哪办 居住证积分管理信息系统",),
        {"要什么条件": "职工社会保险满6个月", "去哪办": "居住证积分管理信息系统"},
    ),
    Question(
        {"q": "公租房 受理", "district": "pudong"},
        "浦东公租房去哪里申请",
        "关于印发《浦东新区公共租赁住房供应管理实施细则》的通知",
        ("去哪办 浦东新区公租房受理点",),
        {"去哪办": "021-50591069"},
    ),
    Question(
        {"q": "租房补贴", "district": "yangpu"},
        "杨浦租房一个月补多少钱",
        "2025年度杨浦区人才安居租房补贴",
        ("租房补贴 8000元/月，最长2年",),
        {"给谁": "高层次人才", "给多少": "8000元/月，最长2年"},
    ),
    Question(
        {"q": "回乡就业", "district": "chongming"},
        "崇明人回乡就业有补贴吗",
        "崇明籍大学生回乡就业补贴与青年人才补贴（燕归巢、凤来栖青年人才工程）",
        ("回乡就业补贴 6万元", "回乡就业补贴 15万元"),
        {"给多少": "回乡就业补贴 15万元"},
    ),
    Question(
        {"q": "公积金贷款 最高"},
        "公积金贷款最高能贷多少",
        "关于本市住房公积金贷款最高额度调整的通知（2026年2月26日起）",
        ("公积金贷款 最高240万元",),
        {"给多少": "贷款与贴息 公积金贷款 最高240万元"},
    ),
    Question(
        {"q": "青年驿站"},
        "青年驿站可以免费住几天",
        "上海“青年驿站”（来沪求职青年免费短住）",
        ("免费短住 每次最长3天", "常年受理"),
        {"给谁": "高校毕业生", "给多少": "每次最长3天，每年累计不超过15天", "什么时候": "常年受理"},
    ),
)


@pytest.fixture(scope="module")
def shipped(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The rows of `fixtures/`, and the folder of their index."""
    shelf.empty()
    load_shipped()
    yield tmp_path_factory.mktemp("index-of-what-is-shipped")
    clear()


@pytest.fixture
def page(shipped: Path, own_index: None, settings, monkeypatch, same_page) -> Page:
    settings.SEARCH_INDEX_DIR = shipped
    look_on(DAY, monkeypatch)
    return same_page(**PHONE, javascript=False)


def has_no_sideways_scroll(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_a_question_is_answered_on_the_first_screen(page: Page, question: Question) -> None:
    page.goto(f"/policies/?{urlencode(question.asked)}")
    row = page.get_by_role("listitem").filter(has=page.get_by_role("heading", level=3)).first
    title = row.get_by_role("heading", level=3).get_by_role("link")
    expect(title).to_have_text(question.answered_by)
    for words in question.in_the_line:
        expect(row.locator(".row__answer span", has_text=words).first).to_be_in_viewport(ratio=1)
    assert has_no_sideways_scroll(page)

    address = title.get_attribute("href")
    title.click()
    arrive(page, address)
    card = page.get_by_role("region", name="这条政策的要点")
    for head, words in question.on_the_card.items():
        part = card.locator(".answer__row", has=page.locator("dt", has_text=head))
        expect(part.locator("p, a", has_text=words).first).to_be_in_viewport(ratio=1)
    assert has_no_sideways_scroll(page)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.spoken)
def test_a_sentence_typed_on_the_first_page_is_answered_among_the_first_five(
    page: Page, question: Question
) -> None:
    page.goto("/")
    search = page.get_by_role("search").first
    search.get_by_role("textbox").fill(question.spoken)
    search.get_by_role("button").first.click()
    expect(page.locator("#count")).to_contain_text("最相关的")
    titles = page.locator("#results").get_by_role("heading", level=3).get_by_role("link")
    expect(titles.first).to_be_in_viewport(ratio=1)
    place = titles.all_inner_texts()[:5].index(question.answered_by)
    titles.nth(place).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(question.answered_by)
    assert has_no_sideways_scroll(page)
