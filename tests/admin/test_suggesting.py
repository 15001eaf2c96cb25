"""What the texts of a policy may hold is offered beside its rows; a button puts it into the form, and nothing is stored."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import Benefit, Policy, Round, ServicePoint
from tests.admin.answers import QUOTE, SUPPORT, benefit, text
from tests.admin.browser import form_on
from tests.admin.desk import ADD, PUBLISHED, address, form_data, seen

pytestmark = pytest.mark.django_db

PROCEDURE = "申报时间：2026年3月1日至2026年3月31日。"
MATERIALS = "1．《申请表》（一式两份）；\n2．学位证书复印件。"
SERVICE = "徐汇测试窗口，电话：021-64872222。\n另一个测试中心，地址：测试路1号，电话：64872223"


@pytest.fixture
def told(draft):
    """A policy whose texts hold a round, two materials and two windows."""
    draft.ensure_sections()
    for kind, body in (("procedure", PROCEDURE), ("materials", MATERIALS), ("service", SERVICE)):
        draft.sections.filter(kind=kind).update(state="content", body=body)
    return draft


@pytest.fixture
def point(xuhui):
    return ServicePoint.objects.create(name="徐汇区测试窗口", district=xuhui, telephones=["64872222"])


def offered(page):
    """What the buttons send."""
    return re.findall(r'name="_adopt" value="([^"]*)"', page.content.decode())


def test_the_page_offers_benefits_and_no_target(editor, supported):
    words = seen(editor.get(address(supported)))
    assert "可能的待遇（点“采用”填入）" in words
    assert re.search(r"每月3000元 租房补贴\s*：（一）对博士给予每月3000元租房补贴", words)
    assert "没有列入：产业规模达到2200亿元" in words


def test_what_was_entered_is_not_offered_again(editor, supported):
    Benefit.objects.create(policy=supported, what="租房补贴", kind="rent", quote=QUOTE)
    page = editor.get(address(supported))
    assert "_adopt" not in page.content.decode()
    assert "没有找到其他可能的待遇" in seen(page)


def test_a_suggestion_comes_into_the_form_and_nothing_is_stored(editor, supported):
    page = editor.get(address(supported))
    [adopt] = offered(page)
    typed = {**form_on(page), "title": "改过的标题", "_adopt": adopt}
    back = editor.post(address(supported), typed)
    assert "还没有保存" in seen(back)
    assert not Benefit.objects.exists()
    sent = form_on(back)
    assert sent["title"] == ["改过的标题"]
    quote = adopt.split(" ")[-1]
    assert (sent["benefits-0-quote"], sent["benefits-0-what"]) == ([quote], ["租房补贴"])
    assert "_adopt" not in back.content.decode(), "what was taken is not offered again"
    assert editor.post(address(supported), {**sent, "_save": "保存"}).status_code == 302
    row = Benefit.objects.get()
    assert (row.quote, row.cap_yuan, row.kind, row.per) == (quote, 3000, "rent", "month")
    assert Policy.objects.get(pk=supported.pk).title == "改过的标题"


def test_a_suggestion_is_taken_beside_stored_and_typed_rows(editor, supported):
    Benefit.objects.create(policy=supported, what="安居", kind="service", quote="安居")
    page = editor.get(address(supported))
    [adopt] = offered(page)
    typed = {
        **form_on(page),
        **{f"benefits-1-{name}": value for name, value in benefit(what="手工", quote="最多36个月").items()},
        "benefits-TOTAL_FORMS": "2",
        "_adopt": adopt,
    }
    sent = form_on(editor.post(address(supported), typed))
    assert [sent[f"benefits-{n}-what"][0] for n in range(3)] == ["安居", "手工", "租房补贴"]
    assert editor.post(address(supported), {**sent, "_save": "保存"}).status_code == 302
    assert list(supported.benefits.values_list("what", flat=True)) == ["安居", "手工", "租房补贴"]


@pytest.mark.parametrize("asked", ["benefits:别的话", "别的:话", "", "rounds:all"])
def test_a_suggestion_of_a_text_that_is_gone_is_not_taken(editor, supported, asked):
    typed = {**form_on(editor.get(address(supported))), "_adopt": asked}
    words = seen(editor.post(address(supported), typed))
    assert "没有填入" in words
    assert not Benefit.objects.exists()


def test_a_new_policy_is_offered_what_was_typed(editor):
    typed = form_data(**text(), _adopt="benefits:每月3000元 租房补贴 （一）对博士给予每月3000元租房补贴")
    sent = form_on(editor.post(ADD, typed))
    assert sent["benefits-0-what"] == ["租房补贴"]
    assert sent["sections-1-body"] == [SUPPORT]
    assert not Policy.objects.exists()


def test_enter_in_a_field_saves(editor, supported):
    page = editor.get(address(supported)).content.decode()
    first = re.search(r'<(?:button|input) type="submit"[^>]*>', page[page.index('id="policy_form"') :])[0]
    assert 'name="_save"' in first


def test_who_may_only_look_is_offered_nothing(editor, supported):
    Policy.objects.filter(pk=supported.pk).update(state=PUBLISHED)
    page = editor.get(address(supported))
    assert page.status_code == 200
    assert "_adopt" not in page.content.decode()


def adopt(client, policy, value):
    """The form as it comes back, and what is sent with it."""
    back = client.post(address(policy), {**form_on(client.get(address(policy))), "_adopt": value})
    return back, form_on(back)


def save(client, policy, sent):
    answer = client.post(address(policy), {**sent, "_save": "保存"})
    assert answer.status_code == 302, seen(answer)


def test_the_days_of_a_round_come_with_the_sentence_that_names_them(editor, told):
    [value] = [each for each in offered(editor.get(address(told))) if each.startswith("rounds")]
    back, sent = adopt(editor, told, value)
    assert not Round.objects.exists()
    assert value not in offered(back)
    save(editor, told, sent)
    row = told.rounds.get()
    assert (row.name, row.opens_on, row.closes_on) == ("2026年", date(2026, 3, 1), date(2026, 3, 31))
    assert row.source == f"原文：{PROCEDURE}"
    assert not [each for each in offered(editor.get(address(told))) if each.startswith("rounds")]


def test_all_materials_are_taken_at_once(editor, told):
    told.materials.create(name="学位证书")
    page = editor.get(address(told))
    assert "全部采用" not in seen(page), "one of two is entered"
    told.materials.all().delete()
    _, sent = adopt(editor, told, "materials:all")
    save(editor, told, sent)
    assert list(told.materials.values_list("name", "note")) == [
        ("《申请表》", "一式两份"),
        ("学位证书", "复印件"),
    ]


def test_a_window_of_the_desk_is_found_by_its_telephone(editor, told, point):
    page = editor.get(address(told))
    [value] = [each for each in offered(page) if each.startswith("policyservicepoint_set")]
    _, sent = adopt(editor, told, value)
    save(editor, told, sent)
    assert told.service_points.get() == point


def test_a_button_is_understood_as_a_browser_sends_it(editor, told, point):
    told.sections.filter(kind="service").update(body="徐汇区测试窗口\n地址：测试路1号\n电话：64872222")
    page = editor.get(address(told))
    [value] = [each for each in offered(page) if each.startswith("policyservicepoint_set")]
    assert "\n" in value
    _, sent = adopt(editor, told, value.replace("\n", "\r\n"))
    assert sent["policyservicepoint_set-0-point"] == [str(point.pk)]


def test_of_another_window_a_form_is_filled_for_who_may_add_it(editor, reviewer, told, point):
    assert "另一个测试中心，地址：测试路1号，电话：64872223（请审核人员新增）" in seen(
        editor.get(address(told))
    )
    page = reviewer.get(address(told)).content.decode()
    [link] = re.findall(r'href="(/admin/policies/servicepoint/add/\?name=[^"]+)"', page)
    form = form_on(reviewer.get(link.replace("&amp;", "&")))
    assert (form["name"], form["address"], form["telephones"]) == (
        ["另一个测试中心"],
        ["测试路1号"],
        ["64872223"],
    )
    assert ServicePoint.objects.count() == 1


def test_a_row_that_is_to_be_deleted_is_offered_anew(editor, told):
    told.materials.create(name="《申请表》")
    typed = {**form_on(editor.get(address(told))), "materials-0-DELETE": "on", "_adopt": "materials:all"}
    sent = form_on(editor.post(address(told), typed))
    assert sent["materials-1-name"] == ["《申请表》"]


def test_offers_cost_one_query(editor, told):
    with CaptureQueriesContext(connection) as offering:
        editor.get(address(told))
    told.sections.filter(kind="service").update(body="没有电话。")
    with CaptureQueriesContext(connection) as without:
        editor.get(address(told))
    assert len(offering) == len(without) + 1
