"""What staff type: strange characters, dates, numbers, slugs."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest

from policies.admin.fields import DayField
from policies.models import Policy
from policies.models.slugs import propose_slug
from tests.admin.desk import (
    ADD,
    add,
    address,
    form_data,
    refusal,
    seen,
    token,
)

pytestmark = pytest.mark.django_db


# Strange characters


@pytest.mark.parametrize(
    "name", ["title", "doc_number", "slug", "source_note", "source_url", "sections-0-body"]
)
def test_nul_is_refused_in_chinese_and_the_text_is_kept(editor, name):
    answer = editor.post(ADD, form_data(**{name: "https://e.cn/字前\x00字后"}))
    assert answer.status_code == 200
    assert "含有看不见的空字符（NUL），不能保存。" in seen(answer)
    assert "字后" in answer.content.decode()
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    "name", ["source_kind", "district", "topics", "issued_on", "year_entered", "sections-0-state"]
)
def test_nul_in_a_choice_or_number_is_no_server_error(editor, name):
    refusal(editor, ADD, **{name: "\x00x"})
    assert not Policy.objects.exists()


@pytest.mark.parametrize("forged", ["x", "-1", "9" * 30, "1" * 5000])
@pytest.mark.parametrize("name", ["district", "topics", "audiences"])
def test_a_forged_key_is_no_server_error(editor, name, forged):
    assert "请从列表里选" in refusal(editor, ADD, **{name: forged})
    assert editor.get(ADD, {name: forged}).status_code == 200
    assert not Policy.objects.exists()


def test_emoji_and_rare_characters_are_kept(editor):
    policy = add(editor, title="人才😀𠮷", source_note="😀", **{"sections-0-body": "𠮷😀"})
    assert (policy.title, policy.source_note) == ("人才😀𠮷", "😀")
    assert policy.sections.get(kind="original").body == "𠮷😀"


def test_a_text_of_two_megabytes_is_saved(editor, draft):
    body = "政策" * 350_000
    data = urlencode(form_data(**{"sections-0-body": body}) | {"version": token(Policy, draft.pk)})
    answer = editor.generic("POST", address(draft), data, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert draft.sections.get(kind="original").body == body


def test_a_lone_surrogate_in_the_raw_request_is_no_server_error(editor):
    raw = urlencode(form_data(title="甲")).replace("title=%E7%94%B2", "title=%E7%94%B2%ED%A0%80")
    answer = editor.post(ADD, raw, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert Policy.objects.get().title.startswith("甲\ufffd")


def test_a_doc_number_that_grows_when_normalised_is_refused(editor):
    assert "发文字号太长。" in refusal(editor, ADD, doc_number="㈱" * 90)
    assert not Policy.objects.exists()


# Dates and numbers


@pytest.mark.parametrize(
    "dress",
    [
        *("2015-08-14", "2015/8/14", "2015.8.14", "2015年8月14日", " ２０１５年08月14日 ", "2015．8．14"),
        *("二〇一五年八月十四日", "二零一五年八月十四日", "2015年8月14号", "20150814", "2015年8月14日。"),
    ],
)
def test_dates_in_any_dress(dress):
    assert DayField().clean(dress) == date(2015, 8, 14)


@pytest.mark.parametrize(
    "wrong",
    [
        *("2015-02-30", "2015年2月30日", "昨天", "2015年8月", "15-8-14", "2015-08-14x"),
        *(
            "二〇一五年二月三十日",
            "20150230",
            "2015111",
            "2015814",
            "2015.8",
            "自2015年8月14日起",
            "八月十四日",
        ),
    ],
)
def test_dates_that_do_not_exist(editor, wrong):
    words = refusal(editor, ADD, effective_on=wrong)
    assert "请输入真实的日期，例如 2015-08-14。" in words


@pytest.mark.parametrize("name", ["issued_on", "published_on"])
def test_a_date_outside_the_plausible_years_is_no_server_error(editor, name):
    assert "年份应在 1949 到 2100 之间" in refusal(editor, ADD, **{name: "0015-08-14"})


def test_conflicting_dates(editor):
    words = refusal(editor, ADD, effective_on="2015-01-02", expires_on="2015-01-01")
    assert "失效日期不能早于施行日期。" in words
    words = refusal(editor, ADD, issued_on="2015-01-02", expires_on="2015-01-01")
    assert "失效日期不能早于成文日期。" in words
    words = refusal(editor, ADD, issued_on="2015-01-02", repealed_on="2015-01-01")
    assert "废止日期不能早于成文日期。" in words


@pytest.mark.parametrize(
    ("year", "message"),
    [
        ("abc", "请输入四位数的年份，例如 2015。"),
        ("9" * 5000, "请输入四位数的年份，例如 2015。"),
        ("1800", "年份应在 1949 到 2100 之间，例如 2015。"),
    ],
)
def test_bad_years(editor, year, message):
    assert message in refusal(editor, ADD, year_entered=year)


def test_a_date_is_shown_as_it_is_asked_for(editor, draft):
    Policy.objects.update(issued_on=date(2015, 8, 4))
    assert 'value="2015-08-04"' in editor.get(address(draft)).content.decode()


def test_a_bad_address_is_told_with_an_example(editor):
    assert "请输入以 https:// 或 http:// 开头的完整网址，例如 https://www.shanghai.gov.cn/。" in refusal(
        editor, ADD, official_url="见附件"
    )


# Slug


@pytest.mark.parametrize(
    ("district", "year", "doc_number", "title", "slug"),
    [
        ("xuhui", 2016, "徐委[2015]15", "关于人才安居的意见", "xuhui-2015-15"),
        ("", None, "沪府发〔2020〕3号", "关于人才安居的意见", "hff-2020-3"),
        ("xuhui", 2016, "", "关于人才安居的意见", "xuhui-2016-rcajdyj"),
        ("xuhui", 2016, "令第2号", "徐汇区人才公寓管理办法", "xuhui-2016-rcgyglbf"),
        ("xuhui", None, "", "关于印发《徐汇区人才公寓管理办法》的通知", "xuhui-rcgyglbf"),
        ("", 2026, "", "2026年ABC计划", "2026-2026nabcjh"),
        ("", None, "", "……", "wuti"),
        ("xuhui", None, "", "", "xuhui-wuti"),
        ("xuhui", 2016, "", "人才" * 40, "xuhui-2016-" + "rc" * 10),
    ],
)
def test_the_proposed_slug(district, year, doc_number, title, slug):
    assert propose_slug(district, year, doc_number, title) == slug
    Policy(slug=slug, title="题目").full_clean()


def test_a_blank_slug_is_proposed_on_adding(editor, xuhui):
    values = {"district": xuhui.pk, "doc_number": "徐委[2015]15"}
    assert [add(editor, **values).slug for _ in range(2)] == ["xuhui-2015-15", "xuhui-2015-15-2"]
    assert add(editor, issued_on="2019-01-01").slug == "2019-rcajdyj"
    assert add(editor, issued_on="2019-01-01").slug == "2019-rcajdyj-2"


def test_a_slug_of_ones_own_must_be_well_formed_and_free(editor, draft):
    assert add(editor, slug="talent-flats").slug == "talent-flats"
    assert "只能用小写英文字母、数字和连字符" in refusal(editor, ADD, slug="Talent 房")
    assert "已存在" in refusal(editor, ADD, slug=draft.slug)


def test_the_slug_is_for_ever(superuser, draft):
    assert 'name="slug"' not in superuser.get(address(draft)).content.decode()
    assert superuser.post(address(draft), form_data(slug="forged")).status_code == 302
    assert Policy.objects.get().slug == draft.slug
