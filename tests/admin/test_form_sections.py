"""The six sections of the form: each says how it stands, and shows how residents will read it."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import Policy, Section
from tests.admin.browser import form_on
from tests.admin.desk import ADD, address, seen, signed_in
from tests.people import account

pytestmark = pytest.mark.django_db

SECTION = reverse("admin:policies_policy_section")
FOLD = re.compile(
    r'<details class="inline-related fold" id="sections-(\d)"( open)?>(.*?)</summary>', re.DOTALL
)


def folds(page) -> dict[int, tuple[bool, list[str]]]:
    """Whether each is open, and what it says of itself."""
    found = FOLD.findall(page.content.decode())
    assert len(found) == 6
    return {int(number): (bool(is_open), told(head)) for number, is_open, head in found}


def told(head: str) -> list[str]:
    words = re.findall(r"<(?:h3|span)([^>]*)>([^<]+)<", head)
    return [each.strip() for attributes, each in words if " hidden" not in attributes]


def fill(policy, kind, body):
    policy.ensure_sections()
    Section.objects.filter(policy=policy, kind=kind).update(state="content" if body else "absent", body=body)


def preview(client, body, kind="original", index=0, **more):
    return client.post(SECTION, {"section": kind, f"sections-{index}-body": body, **more})


def test_each_says_how_long_it_is_or_why_it_is_empty(editor, draft):
    fill(draft, "original", "第一段，共十个字。")
    fill(draft, "service", "")
    found = folds(editor.get(address(draft)))
    assert found[0] == (False, ["政策原文", "已填 9 字"])
    assert found[1] == (False, ["扶持力度", "待补"])
    assert found[5] == (False, ["受理服务", "原文未规定"])


def test_a_new_entry_begins_with_the_official_text(editor):
    found = folds(editor.get(ADD))
    assert [number for number, (is_open, _) in found.items() if is_open] == [0]


def test_it_says_what_differs_from_what_residents_read(editor, published):
    fill(published, "support", "每月一千元。")
    editor.post(address(published, "revise"))
    copy = Policy.objects.get(copy_of=published)
    fill(copy, "support", "每月两千元。")
    found = folds(editor.get(address(copy)))
    assert found[1][1] == ["扶持力度", "已填 6 字", "与发布的不同"]
    assert found[2][1] == ["申报条件", "待补"]


def test_it_counts_the_doubts(editor, draft):
    fill(draft, "original", "一、总则\n本区企业,包括外资企业。\n三、附则\n自发布之日起施行。")
    assert folds(editor.get(address(draft)))[0][1][-1] == "2 处疑点"
    fill(draft, "original", "逗号,在这里。" * 20_000)
    assert folds(editor.get(address(draft)))[0][1] == ["政策原文", "已填 140000 字"]


def test_what_is_wrong_or_not_saved_is_open(editor, draft):
    fill(draft, "original", "一、总则")
    page = editor.get(address(draft))
    typed = {"sections-1-state": "content", "sections-3-body": "网上申报。"}
    back = editor.post(address(draft), form_on(page, **typed))
    found = folds(back)
    assert found[0] == (False, ["政策原文", "已填 4 字"])
    assert found[1] == (True, ["扶持力度", "有内容", "有错误"])
    assert found[3] == (True, ["申报程序", "已填 5 字", "有改动，还没有保存"])
    assert form_on(back)["sections-3-body"] == ["网上申报。"]


def test_what_others_saved_meanwhile_leaves_open_what_was_typed(editor, draft):
    page = editor.get(address(draft))
    fill(draft, "support", "每月一千元。")
    back = editor.post(
        address(draft), form_on(page, **{"sections-4-body": "身份证。", "title": "改过的标题"})
    )
    assert "每月一千元。" in seen(back)
    found = folds(back)
    assert found[4] == (True, ["提交材料", "已填 4 字", "有改动，还没有保存"])
    assert found[1] == (False, ["扶持力度", "已填 6 字"])


def number_of_queries(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


def test_full_sections_need_no_more_queries(editor, published):
    editor.post(address(published, "revise"))
    copy = Policy.objects.get(copy_of=published)
    empty = number_of_queries(editor, address(copy))
    for kind in ("original", "support", "conditions", "procedure"):
        fill(copy, kind, "一、总则")
    assert number_of_queries(editor, address(copy)) <= empty


def test_who_may_only_look_sees_the_texts_and_no_buttons(editor, published):
    fill(published, "original", "一、总则")
    page = editor.get(address(published))
    assert folds(page)[0] == (False, ["政策原文", "已填 4 字"])
    assert "data-preview" not in page.content.decode()
    assert "一、总则" in seen(page)


def test_enter_in_a_field_saves_and_opens_no_preview(editor, draft):
    html = editor.get(address(draft)).content.decode()
    form = html[html.index('id="policy_form"') :]
    first = re.search(r'<(?:input|button) type="submit"[^>]*name="(\w+)"', form)
    assert first[1] == "_save"


# What residents will read


def test_a_section_is_shown_as_residents_will_read_it(editor, published):
    published.title, published.doc_number = "徐汇区人才公寓管理办法", "徐府发〔2016〕9号"
    published.save()
    cited = "依据《徐汇区人才公寓管理办法》（徐府发〔2016〕9号），<b>制定</b>。"
    text = f"一、总则\n{cited}\n（一）范围\n本区,包括各镇。\n三、附则\n自发布之日起施行。"
    page = preview(editor, text)
    html = page.content.decode()
    assert page.status_code == 200
    assert "<b>制定" not in html
    assert 'id="original-1"' in html
    assert f'"{published.get_absolute_url()}"' in html
    words = seen(page)
    expected = ("居民看到的样子（还没有保存", "提纲", "第 4 行，半角标点", "中间缺一个编号")
    assert [each for each in expected if each not in words] == []


def test_to_show_it_stores_nothing(editor, draft, django_assert_max_num_queries):
    fill(draft, "support", "每月一千元。")
    with django_assert_max_num_queries(25) as queries:
        preview(editor, "每月两千元。", "support", 1, district=str(draft.district_id))
    written = [each["sql"] for each in queries if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in written if "session" not in sql] == []
    assert draft.sections.get(kind="support").body == "每月一千元。"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "这一栏还没有内容"),
        ("  \n\u3000\n", "这一栏还没有内容"),
        ("甲\x00乙", "看不见的空字符"),
        ("字" * 100_001, "太长"),
    ],
)
def test_what_cannot_be_shown_is_told(editor, text, refusal):
    page = preview(editor, text)
    assert page.status_code == 200
    assert refusal in seen(page)


@pytest.mark.parametrize(
    "text", ["[" * 20_000, "一、" * 20_000, "|a|b|\n|-|-|\n" + "|1|2|\n" * 5_000, "字" * 100_000]
)
def test_no_text_is_too_strange_to_be_shown(editor, text):
    assert "居民看到的样子" in seen(preview(editor, text))


@pytest.mark.parametrize("sent", [{}, {"section": "nothing"}, {"section": "\x00"}])
def test_another_section_is_none(editor, sent):
    assert editor.post(SECTION, sent).status_code == 404


@pytest.mark.parametrize("district", ["", "x", "9" * 40, "999999"])
def test_a_strange_district_does_no_harm(editor, district):
    assert preview(editor, "一、总则", district=district).status_code == 200


def test_it_is_for_who_may_write_an_entry(client, editor):
    assert preview(client, "一、总则").status_code == 302
    assert preview(signed_in("没有区的", "编辑", districts=[]), "一、总则").status_code == 403
    client.force_login(account("路人"))
    assert preview(client, "一、总则").status_code == 302
    assert editor.get(SECTION).status_code == 405


def test_who_may_change_entries_and_add_none_has_it_too(draft):
    person = signed_in("只改不加", "编辑")
    group = Group.objects.get(name="编辑")
    group.permissions.remove(Permission.objects.get(codename="add_policy"))
    assert "data-preview" in person.get(address(draft)).content.decode()
    assert preview(person, "一、总则").status_code == 200


# How much is in a field


def test_a_field_says_how_much_is_in_it_and_may_be(editor, draft):
    html = editor.get(address(draft)).content.decode()
    title = html.partition('name="title"')[2].partition("</div>")[0]
    assert f"{len(draft.title)} / 300 字" in title
    assert "maxlength" not in title
    assert ">4 字<" in html.partition('name="source_note"')[2].partition("</div>")[0]


def test_what_is_too_long_comes_back_whole(editor, draft):
    long = "标题" * 200
    back = editor.post(address(draft), form_on(editor.get(address(draft)), title=long))
    assert form_on(back)["title"] == [long]
    assert "400 / 300 字" in seen(back)
    assert 'href="#id_title"' in back.content.decode()


def forms_with_words(superuser, draft):
    """Where somebody at the desk pastes: each form to add something, that of an entry with its rows, and one's own mail."""
    seen_by = superuser.get("/admin/").wsgi_request
    for model, desk in admin.site._registry.items():
        if desk.has_add_permission(seen_by):
            yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    yield from (address(draft), "/admin/auth/user/own/")


def test_no_field_cuts_what_is_pasted(superuser, draft):
    paths = list(forms_with_words(superuser, draft))
    assert len(paths) > 12
    cutting = re.compile(r'<(?:input|textarea)[^>]* name="([^"]+)"[^>]* maxlength=')
    found = {path: cutting.findall(superuser.get(path).content.decode()) for path in paths}
    assert {path: names for path, names in found.items() if names} == {}


def test_an_address_that_is_too_long_comes_back_whole(editor, draft):
    long = f"https://www.shanghai.gov.cn/{'a' * 492}"
    back = editor.post(address(draft), form_on(editor.get(address(draft)), official_url=long))
    assert form_on(back)["official_url"] == [long]
    assert "520 / 500 字" in seen(back)
