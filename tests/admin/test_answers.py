"""What answers a resident, written on the page of its policy; and the windows that policies share."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from policies.models import Area, Benefit, Round, Section, ServicePoint
from tests.admin.answers import QUOTE, SUPPORT, benefit, text
from tests.admin.browser import form_on
from tests.admin.desk import ADD, address, form_data, refusal, seen
from tests.admin.test_chinese import foreign

pytestmark = pytest.mark.django_db

POINTS = "/admin/policies/servicepoint/"


@pytest.fixture
def point(xuhui):
    return ServicePoint.objects.create(name="徐汇测试窗口", district=xuhui, telephones=["12345"])


def inline(prefix, *rows, stored=0):
    sent = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": str(stored)}
    return sent | {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def a_round(**values):
    return {"name": "2026年", "order": "0", **values}


def test_an_editor_writes_everything_that_answers_in_one_go(editor, draft, point):
    data = {
        **text(),
        **inline("rounds", a_round(opens_on="2026年3月1日", closes_on="2026.3.31")),
        **inline("benefits", benefit(who="博士", amount="每月3000元", cap_yuan="3000元", per="month")),
        **inline("materials", {"name": "学位证书", "note": "复印件1份", "order": "1"}),
        **inline("policyservicepoint_set", {"point": point.pk, "order": "1"}),
    }
    assert editor.post(address(draft), form_data(**data)).status_code == 302
    assert str(draft.rounds.get().closes_on) == "2026-03-31"
    assert (draft.benefits.get().cap_yuan, draft.benefits.get().per) == (3000, "month")
    assert draft.materials.get().note == "复印件1份"
    assert draft.service_points.get() == point


def test_a_new_policy_takes_a_benefit_with_its_text(editor, xuhui):
    data = form_data(district=xuhui.pk, **text(), **inline("benefits", benefit()))
    assert editor.post(ADD, data).status_code == 302
    assert Benefit.objects.get().quote == QUOTE
    data = form_data(title="另一条意见", district=xuhui.pk, **inline("benefits", benefit()))
    assert "“扶持力度”这一栏没有内容" in seen(editor.post(ADD, data))
    assert Benefit.objects.count() == 1


@pytest.mark.parametrize("quote", ["每月3000元的租房补贴", "每月３０００元", "安居\n（一）对硕士"])
def test_a_quote_that_does_not_stand_there_is_refused_and_kept(editor, supported, quote):
    words = refusal(editor, address(supported), **text(), **inline("benefits", benefit(quote=quote)))
    assert "这一栏里没有这句话" in words
    assert "例如 二、到2030年，产业规模达到2200亿元。" in words
    assert quote.split("\n")[0] in words
    assert not Benefit.objects.exists()


@pytest.mark.parametrize("amount", ["每月3000元", "三千元", "0.3万元", "按月", ""])
def test_an_amount_is_one_of_its_quote_in_any_dress(editor, supported, amount):
    data = form_data(**text(), **inline("benefits", benefit(amount=amount)))
    assert editor.post(address(supported), data).status_code == 302
    assert Benefit.objects.get().amount == amount


def test_an_amount_that_its_quote_does_not_hold_is_refused_and_kept(editor, supported):
    typed = benefit(amount="每月3000元，最高3万元")
    words = refusal(editor, address(supported), **text(), **inline("benefits", typed))
    assert "摘录里没有 30000 这个数" in words
    assert not Benefit.objects.exists()
    with pytest.raises(ValidationError) as refused:
        Benefit(policy=supported, quote=QUOTE, amount="5%").clean()
    assert set(refused.value.message_dict) == {"amount"}


@pytest.mark.parametrize(
    ("body", "example"),
    [(f"{SUPPORT}\n（本栏是摘要，不是原文。）", "，例如 二、到2030年"), ("（本栏是摘要。）", "也不要跨段。")],
)
def test_a_remark_of_ours_is_no_example_of_a_quote(editor, supported, body, example):
    rows = inline("benefits", benefit(quote="别的话"))
    reason = re.search(
        "这一栏里没有这句话。[^<]*?跨段(?:，例如 .{8}|。)",
        refusal(editor, address(supported), **text(body), **rows),
    )
    assert reason[0].endswith(example)


def test_a_text_cannot_leave_a_quote_behind(editor, supported):
    row = Benefit.objects.create(policy=supported, what="租房补贴", kind="rent", quote=QUOTE)
    rows = inline("benefits", benefit(id=row.pk), stored=1)
    assert "没有这句话" in refusal(editor, address(supported), **text("每月2000元租房补贴。"), **rows)
    gone = inline("benefits", benefit(id=row.pk, DELETE="on"), stored=1)
    assert (
        editor.post(address(supported), form_data(**text("每月2000元租房补贴。"), **gone)).status_code == 302
    )
    assert not Benefit.objects.exists()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (inline("rounds", a_round(opens_on="2026-02-30")), "请输入真实的日期，例如 2015-08-14。"),
        (
            inline("rounds", a_round(opens_on="2026-04-01", closes_on="2026-03-01")),
            "截止日期不能早于开始日期",
        ),
        (inline("rounds", a_round(closes_on="2026-03-01", open_all_year="on")), "常年受理的没有截止日期"),
        (inline("benefits", benefit(cap_yuan="很多")), "请填多少元，例如 30000，也可以写 3万元。"),
        (inline("benefits", benefit(quote="人\x00才")), "看不见的空字符"),
        (inline("rounds", a_round(notice_url="javascript:alert(1)")), "网址"),
    ],
)
def test_bad_input_is_told_in_chinese_and_kept(editor, supported, rows, words):
    answer = editor.post(address(supported), form_data(**text(), **rows))
    assert answer.status_code == 200
    assert words in seen(answer)
    assert not foreign(answer) - {"NUL", "http", "https"}
    typed = [value for name, value in rows.items() if not name.endswith("_FORMS") and "\x00" not in value]
    assert all(value in answer.content.decode() for value in typed)
    assert not Round.objects.exists()


@pytest.mark.parametrize(("typed", "yuan"), [("3万元", 30000), ("30,000", 30000), ("三十万元", 300000)])
def test_a_sum_is_read_as_it_is_printed(editor, supported, typed, yuan):
    data = form_data(**text(), **inline("benefits", benefit(cap_yuan=typed)))
    assert editor.post(address(supported), data).status_code == 302
    assert Benefit.objects.get().cap_yuan == yuan


# Two people


def test_a_row_that_a_colleague_wrote_is_not_lost(editor, supported):
    opened = form_on(editor.get(address(supported)))
    Round.objects.create(policy=supported, name="同事的轮次")
    back = editor.post(address(supported), {**opened, "title": "改过的标题", "_save": "保存"})
    assert "没有保存" in seen(back)
    sent = form_on(back)
    assert sent["title"] + sent["rounds-0-name"] == ["改过的标题", "同事的轮次"]


@pytest.mark.parametrize("row", ["rounds", "benefits", "materials"])
def test_a_row_that_was_deleted_meanwhile_comes_back_as_typed(editor, supported, row):
    made = {
        "rounds": lambda: Round.objects.create(policy=supported, name="甲"),
        "benefits": lambda: Benefit.objects.create(policy=supported, what="甲", kind="rent", quote=QUOTE),
        "materials": lambda: supported.materials.create(name="甲"),
    }[row]()
    opened = form_on(editor.get(address(supported)))
    made.delete()
    typed = {**opened, f"{row}-0-{'what' if row == 'benefits' else 'name'}": "乙", "_save": "保存"}
    back = editor.post(address(supported), typed)
    assert ["乙"] in form_on(back).values()


# Service points and areas


def test_reviewers_write_service_points_and_editors_look(editor, reviewer, point):
    change = f"{POINTS}{point.pk}/change/"
    assert reviewer.get(change).status_code == 200
    assert 'name="name"' not in editor.get(change).content.decode()
    assert editor.get(f"{POINTS}add/").status_code == 403
    assert reviewer.get("/admin/policies/area/add/").status_code == 200


@pytest.mark.parametrize("typed", ["人才科", "64872222；64872223", "1" * 40])
def test_a_telephone_that_cannot_be_dialled_is_refused_and_kept(reviewer, point, typed):
    sent = form_on(reviewer.get(f"{POINTS}{point.pk}/change/"))
    answer = reviewer.post(f"{POINTS}{point.pk}/change/", {**sent, "telephones": f"12345\n{typed}"})
    words = seen(answer)
    assert f"“{typed}”不是电话号码。每行一个，例如 021-64872222" in words
    assert not foreign(answer)
    assert ServicePoint.objects.get().telephones == ["12345"]


def test_a_point_is_found_while_somebody_types(editor, point):
    found = editor.get(
        "/admin/autocomplete/",
        {
            "term": "测试窗口",
            "app_label": "policies",
            "model_name": "policyservicepoint",
            "field_name": "point",
        },
    )
    assert [each["text"] for each in found.json()["results"]] == ["徐汇测试窗口"]


def test_a_point_that_a_policy_uses_is_not_deleted(reviewer, point, draft):
    draft.policyservicepoint_set.create(point=point)
    assert "受保护" in seen(reviewer.get(f"{POINTS}{point.pk}/delete/"))


def test_an_area_lies_in_districts_and_a_policy_in_areas(reviewer, draft, xuhui):
    data = {
        "name": "测试片区",
        "short": "片区",
        "slug": "test-area",
        "order": "1",
        **inline("areadistrict_set", {"district": xuhui.pk}),
    }
    assert reviewer.post("/admin/policies/area/add/", data).status_code == 302
    area = Area.objects.get(slug="test-area")
    assert list(area.districts.all()) == [xuhui]
    assert reviewer.post(address(draft), form_data(areas=[area.pk])).status_code == 302
    assert list(draft.areas.all()) == [area]


def test_both_groups_have_their_rights():
    rights = {
        group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()
    }
    rows = {f"{verb}_benefit" for verb in ("view", "add", "change", "delete")}
    assert rows <= rights["编辑"] & rights["审核"]
    assert "change_servicepoint" in rights["审核"] - rights["编辑"]


def test_a_quote_that_was_moved_away_by_others_is_refused_with_the_next_save(reviewer, supported):
    Benefit.objects.create(policy=supported, what="租房补贴", kind="rent", quote=QUOTE)
    Section.objects.filter(policy=supported, kind="support").update(body="别的内容。")
    opened = form_on(reviewer.get(address(supported)))
    answer = reviewer.post(address(supported), {**opened, "title": "新标题", "_save": "保存"})
    assert "没有这句话" in seen(answer)
