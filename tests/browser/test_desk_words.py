"""Nothing at the desk is in English, in a browser that is: calendar, choices and mistakes, and what the browser itself would say."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from policies.models import Policy, Topic
from tests.admin.desk import REGISTERED, english, signed_in
from tests.browser.site import seat
from tests.library import load_library

pytestmark = pytest.mark.django_db(transaction=True)

# What is shown or read aloud, also what a style writes; and each control that the browser would have something to say about.
WORDS = r"""() => {
    const found = [document.title];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        if (!texts.currentNode.parentElement.closest('script, style, .field-slug')) found.push(texts.currentNode.data);
    }
    for (const element of document.querySelectorAll('body, body *')) {
        for (const name of ['alt', 'title', 'placeholder', 'aria-label', 'aria-description', 'data-placeholder']) {
            found.push(element.getAttribute(name) || '');
        }
        if (element.matches('input[type=submit], input[type=button]')) found.push(element.value);
        for (const side of ['::before', '::after']) {
            const written = getComputedStyle(element, side).content;
            if (written.startsWith('"')) found.push(written);
        }
        const speaks = element.form && !element.form.noValidate && element.willValidate;
        const limits = ['required', 'pattern', 'min', 'max', 'step'].some((name) => element.hasAttribute(name));
        if (speaks && (limits || ['email', 'url', 'number', 'date'].includes(element.type))) {
            found.push(`would say: ${element.name}`);
        }
        if (element.type === 'file' && getComputedStyle(element).opacity !== '0') found.push('Choose File');
    }
    return found.map((words) => words.trim()).filter(Boolean);
}"""


@pytest.fixture
def sit_down(transactional_db, new_page):
    """A page at which the superuser is signed in, over the library of the tests or these parts of it."""

    def sit_down(*parts):
        load_library(*parts)
        # What residents call things is theirs to choose: OPC.
        Topic.objects.update(synonyms=[])
        return seat(new_page(locale="en-US"), signed_in("站长", superuser=True))

    return sit_down


@pytest.fixture
def desk(sit_down):
    """Without a policy."""
    return sit_down("districts", "topics", "audiences")


@pytest.fixture
def full_desk(sit_down):
    return sit_down()


def foreign(page):
    page.wait_for_load_state()
    return sorted({each for words in page.evaluate(WORDS) for each in english(words)})


def visit(page, *addresses):
    """The English words of each address that has some."""
    found = {}
    for address in addresses:
        page.goto(address)
        found[address] = foreign(page)
    return {address: words for address, words in found.items() if words}


def of(model, page, *keys):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=keys)


def test_every_page(full_desk):
    models = {*REGISTERED, User, Group}
    rows = [row for model in models for row in model.objects.all()[:1]]
    assert len(rows) >= 7
    addresses = ["/admin/", "/admin/policies/", "/admin/password_change/", "/admin/policies/policy/import/"]
    addresses += ["/admin/auth/user/own/"]
    addresses += [of(model, page) for model in models for page in ("changelist", "add")]
    addresses += [of(type(row), page, row.pk) for row in rows for page in ("change", "history", "delete")]
    addresses += [of(Policy, "changelist") + "?q=没有这个", "/admin/auth/user/1/password/", "/admin/nothing/"]
    addresses += [of(User, "change", User.objects.get().pk), of(Policy, "change", 99999)]
    assert visit(full_desk, *addresses) == {}


def test_every_mistake(desk):
    for model in (*REGISTERED, User, Group):
        desk.goto(of(model, "add"))
        desk.click(".submit-row [name=_save]")
        desk.wait_for_selector(".errornote")
        assert foreign(desk) == [], model
    user = User.objects.get()
    desk.goto(of(User, "change", user.pk))
    for name, value in {"email": "甲", "username": "a b"}.items():
        desk.fill(f"#id_{name}", value)
    desk.click(".submit-row [name=_save]")
    desk.wait_for_selector(".errornote")
    assert foreign(desk) == []
    for address, button in (
        ("/admin/password_change/", "#content-main [type=submit]"),
        (reverse("admin:auth_user_password_change", args=[user.pk]), "[type=submit]"),
    ):
        desk.goto(address)
        for box in desk.locator("input[type=password]").all():
            box.fill("1")
        desk.locator(f"#content {button}").first.click()
        desk.wait_for_selector(".errornote")
        assert foreign(desk) == [], address


def test_signing_in_and_out(desk):
    desk.goto("/admin/")
    desk.click("#logout-form button")
    desk.wait_for_selector("text=重新登录")
    assert foreign(desk) == []
    desk.goto("/admin/login/")
    assert foreign(desk) == []
    desk.click("[type=submit]")
    desk.wait_for_selector("text=这个字段是必填项")
    assert foreign(desk) == []


def test_the_calendar(desk):
    desk.goto(of(Policy, "add"))
    desk.fill("#id_issued_on", "2015-08-04")
    desk.locator(".field-issued_on .datetimeshortcuts a").nth(1).click()
    calendar = desk.locator(".calendarbox:visible")
    assert calendar.locator("caption").inner_text() == "2015年8月"
    assert sorted(calendar.locator("th").all_inner_texts()) == sorted("日一二三四五六")
    assert foreign(desk) == []
    calendar.get_by_role("link", name="14", exact=True).click()
    assert desk.input_value("#id_issued_on") == "2015/08/14"


def test_what_is_chosen_from_a_list(desk):
    desk.goto(of(Policy, "add"))
    desk.locator(".field-district .select2-selection").click()
    desk.wait_for_selector(".select2-results__option:has-text('徐汇')")
    assert foreign(desk) == []
    desk.keyboard.type("没有这个区")
    desk.wait_for_selector(".select2-results__message")
    assert foreign(desk) == []
    desk.goto(of(Group, "add"))
    desk.fill("#id_permissions_input", "政策")
    desk.locator("#id_permissions_from option").first.click()
    desk.click("#id_permissions_add")
    assert foreign(desk) == []


def test_what_is_done_with_rows(full_desk):
    full_desk.goto(of(Policy, "changelist"))
    full_desk.check("#action-toggle")
    assert foreign(full_desk) == []
    full_desk.click("button[name=index]")
    full_desk.wait_for_selector(".messagelist")
    assert foreign(full_desk) == []
    Policy.objects.update(state="draft")
    full_desk.check("#action-toggle")
    full_desk.select_option("select[name=action]", "delete_selected")
    full_desk.click("button[name=index]")
    full_desk.wait_for_selector("[name=post]", state="attached")
    assert foreign(full_desk) == []


def test_files_that_are_chosen(desk):
    desk.goto("/admin/policies/policy/import/")
    files = [{"name": f"{name}.txt", "mimeType": "text/plain", "buffer": b"-"} for name in ("甲", "乙")]
    assert desk.locator("output").inner_text() == "还没有选择文件。"
    desk.locator("#id_files").set_input_files(files)
    assert desk.locator("output").inner_text() == "已选 2 个：甲.txt、乙.txt"
    desk.focus("#id_files")
    assert (
        desk.locator(".files__button").evaluate("button => getComputedStyle(button).outlineStyle") == "solid"
    )
    with desk.expect_file_chooser():
        desk.click("text=选择文件")
    assert foreign(desk) == []


def test_the_check_sees_english(desk):
    desk.goto("/admin/login/?next=/admin/")
    desk.set_content("<form><input name=a required><input type=file><p title=Now>甲</p></form>")
    assert foreign(desk) == ["Choose", "File", "Now", "say", "would"]
