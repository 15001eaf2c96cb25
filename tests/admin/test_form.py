"""The form says what its buttons do, and a slip of the finger does nothing."""

import re
from datetime import date

import pytest

from policies.admin.meanings import MEANINGS
from policies.models import Policy
from policies.text.dates import last_day
from tests.admin.browser import form_on
from tests.admin.desk import ADD, LIST, address, buttons, seen

pytestmark = pytest.mark.django_db

HIDDEN_YET = "居民还看不到"


@pytest.fixture
def copy(published, editor):
    editor.post(address(published, "revise"))
    return Policy.objects.get(copy_of=published)


def test_the_buttons_say_where_they_lead_and_who_sees_it(editor, copy):
    new, changed = editor.get(ADD), editor.get(address(copy))
    assert buttons(new)[:3] == ["保存，回到列表", "保存，再增加一条", "保存，接着修改"]
    assert HIDDEN_YET in seen(new)
    assert HIDDEN_YET in seen(changed)
    assert "要换上去，请到\n看改了什么\n，由审核人员发布" in seen(changed)


@pytest.mark.parametrize("button", ["_save", "_continue"])
def test_who_saved_a_copy_is_told_where_it_is_published(editor, copy, button):
    fields = form_on(editor.get(address(copy)), title="改过的标题", **{button: "保存"})
    page = editor.post(address(copy), fields, follow=True)
    assert f"{HIDDEN_YET}这次修改" in seen(page)
    assert address(copy, "decide") in page.content.decode()


def test_enter_beside_the_reason_makes_no_move(reviewer, draft):
    page = reviewer.get(address(draft, "decide"))
    form = page.content.decode().partition('name="reason"')[0].rpartition("<form")[2]
    [first] = re.findall(r'type="submit" name="(\w+)"', form)
    sent = form_on(page, reason="写得不对", **{first: "回车"})
    page = reviewer.post(address(draft, "decide"), sent)
    assert "请按下面的一个按钮" in seen(page)
    assert form_on(page)["reason"] == ["写得不对"]
    assert Policy.objects.get(pk=draft.pk).state == draft.state


def test_each_mistake_is_named_above_the_form_and_leads_to_its_field(editor, draft):
    page = editor.get(address(draft))
    typed = {"title": "", "issued_on": "2月30日", "sections-1-state": "content"}
    rows = {"rounds-TOTAL_FORMS": "1", "rounds-0-order": "0", "rounds-0-closes_on": "月底"}
    html = editor.post(address(draft), form_on(page, **typed, **rows)).content.decode()
    listed = html.partition('<ul class="mistakes">')[2].partition("</ul>")[0]
    links = dict(re.findall(r'<a href="#(.+?)">(.+?)</a>：\S', listed))
    assert links == {
        "id_title": "标题",
        "id_issued_on": "成文日期",
        "id_sections-1-body": "扶持力度：内容",
        "id_rounds-0-name": "申报轮次第 1 条：名称",
        "id_rounds-0-closes_on": "申报轮次第 1 条：截止日期",
    }
    assert all(f' id="{anchor}"' in html for anchor in links)
    assert "mistakes" not in page.content.decode()


def test_enter_beside_the_reason_of_a_withdrawal_says_no_yes(reviewer, published):
    asked = reviewer.get(f"{LIST}{published.pk}/withdraw/ask/")
    fields = form_on(asked, reason="与另一条重复")
    page = reviewer.post(LIST, {**fields, "_enter": "回车"})
    assert "没有撤下。请按下面的按钮" in seen(page)
    assert form_on(page)["reason"] == ["与另一条重复"]
    assert Policy.objects.get(pk=published.pk).state == "published"
    assert reviewer.post(LIST, form_on(page)).status_code == 302
    assert Policy.objects.get(pk=published.pk).state == "withdrawn"


def test_what_a_date_means_in_law_stands_below_its_field(editor, client):
    html = editor.get(ADD).content.decode()
    explained = re.findall(r'href="(/help/)#([\w-]+)" target="_blank"', html)
    assert len(explained) == len(MEANINGS)
    page = client.get("/help/").content.decode()
    assert [anchor for _, anchor in explained if f'id="{anchor}"' not in page] == []
    assert "版记里的印发日期" in html
    assert "二〇二四年五月一日" in html


def test_the_example_of_the_last_day_is_right():
    assert last_day(date(2020, 7, 1), years=5) == date(2025, 6, 30)
    assert "2020-07-01 起施行，填 2025-06-30" in MEANINGS["expires_on"]


def test_a_refusal_says_what_to_do_and_gives_an_example(editor, draft):
    typed = {"title": "", "doc_number": "字" * 101, "district": "abc", "official_url": "abc"}
    rows = {"materials-TOTAL_FORMS": "1", "materials-0-order": "-1", "materials-0-name": ""}
    html = editor.post(address(draft), form_on(editor.get(address(draft)), **typed, **rows)).content.decode()
    listed = html.partition('<ul class="mistakes">')[2].partition("</ul>")[0]
    expected = (
        "请填写标题，用文件上的全称，例如 关于",
        "最多 100 个字，现在有 101 个",
        "请从列表里选",
        "例如 https://www.shanghai.gov.cn/",
        "不能小于 0，例如 1",
        "请填写“名称”",
    )
    assert [words for words in expected if words not in listed] == []


@pytest.mark.parametrize(
    ("year", "cap", "refusals"),
    [
        ("-5", "-1", ("四位数的年份，例如 2015", "金额不能小于 0，例如 30000")),
        ("9" * 20, "9" * 20, ("四位数的年份，例如 2015", "金额太大，例如 30000")),
    ],
)
def test_a_number_out_of_bounds_has_the_example_of_its_field(editor, draft, year, cap, refusals):
    rows = {"benefits-TOTAL_FORMS": "1", "benefits-0-order": "0", "benefits-0-cap_yuan": cap}
    page = editor.get(address(draft))
    back = editor.post(address(draft), form_on(page, year_entered=year, **rows))
    listed = back.content.decode().partition('<ul class="mistakes">')[2].partition("</ul>")[0]
    assert [words for words in refusals if words not in listed] == []
    assert "例如 1。" not in listed


def test_a_reason_that_is_too_long_comes_back_whole(reviewer, draft):
    long = "理由" * 200
    page = reviewer.get(address(draft, "decide"))
    back = reviewer.post(address(draft, "decide"), form_on(page, reason=long, _publish="发布"))
    assert "最多 300 个字，现在有 400 个" in seen(back)
    assert form_on(back)["reason"] == [long]
