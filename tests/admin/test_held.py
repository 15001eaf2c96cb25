"""What was typed is there after the session that it was typed in has ended: for who typed it, once, and unsaved."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from policies.accounts import held
from policies.admin.saving import CarefulSaving
from policies.models import HeldPost, Policy
from tests.admin.browser import form_on, target_of
from tests.admin.desk import ADD, LIST, PUBLISHED, address, english, seen
from tests.outage import away
from tests.people import account
from tests.test_read_only import read_only

pytestmark = pytest.mark.django_db

PASSWORD = "Baoyu-1754-Daguan"
COME_BACK = "会话已过期，已重新登录；您刚才填写的内容都在下面，尚未保存。"
LOGIN, INDEX = "/admin/login/", "/admin/"


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def people(db):
    return tuple(
        account(name, group, password=PASSWORD, is_staff=True)
        for name, group in (("小编", "编辑"), ("小审", "审核"))
    )


class Person:
    """At one browser, which sends the tokens of its pages, and checks nothing for anybody."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)

    def sign_in(self, name, at=LOGIN):
        page = self.client.get(at)
        fields = form_on(page, username=name, password=PASSWORD)
        return self.client.post(target_of(page, at), fields, follow=True)

    def open(self, path):
        page = self.client.get(path)
        assert page.status_code == 200, path
        return page

    def send(self, page, path, **typed):
        return self.client.post(target_of(page, path), form_on(page, **typed))

    def session_ends(self):
        Session.objects.all().delete()


@pytest.fixture
def browser(people):
    person = Person()
    person.sign_in("小编")
    return person


def sent_too_late(browser, path, **typed):
    """The address of the page of sign-in that is the answer."""
    page = browser.open(path)
    browser.session_ends()
    answer = browser.send(page, path, **typed)
    assert answer.status_code == 302
    assert answer["Location"].startswith(LOGIN)
    return answer["Location"]


def value_of(page, name):
    """What stands in a field of the page's form."""
    [value] = form_on(page)[name]
    return value


def test_a_change_comes_back_filled_and_is_saved_by_the_next_press(browser, draft):
    path = address(draft)
    login = sent_too_late(browser, path, title="改过的标题", **{"sections-0-body": "第一段\r\n第二段"})
    assert "用“小编”登录以后，接着修改" in seen(browser.open(login))
    page = browser.sign_in("小编", at=login)
    assert COME_BACK in seen(page)
    assert value_of(page, "title") == "改过的标题"
    assert value_of(page, "sections-0-body") == "第一段\n第二段"
    draft.refresh_from_db()
    assert draft.title != "改过的标题"
    again = page.redirect_chain[-1][0]
    assert COME_BACK in seen(browser.open(again)), "once more, after a reload"
    assert browser.send(page, again)["Location"] == LIST
    draft.refresh_from_db()
    assert draft.title == "改过的标题"
    assert draft.sections.get(kind="original").body == "第一段\n第二段"
    assert not HeldPost.objects.exists()


def test_a_new_entry_comes_back_with_its_rows(browser, xuhui):
    rows = {
        "rounds-TOTAL_FORMS": "1",
        "rounds-0-order": "0",
        "rounds-0-name": "2026年",
        "rounds-0-closes_on": "不知道",
    }
    login = sent_too_late(browser, ADD, title="新的一条", district=str(xuhui.pk), **rows)
    page = browser.sign_in("小编", at=login)
    assert COME_BACK in seen(page)
    assert (value_of(page, "title"), value_of(page, "district")) == ("新的一条", str(xuhui.pk))
    assert "不知道" in page.content.decode()
    assert not Policy.objects.exists()
    answer = browser.send(page, page.redirect_chain[-1][0], **{"rounds-0-closes_on": "2026-12-01"})
    assert answer.status_code == 302
    assert Policy.objects.get().rounds.get().name == "2026年"


def test_what_others_saved_meanwhile_is_told(browser, draft):
    login = sent_too_late(browser, address(draft), title="我的标题")
    Policy.objects.filter(pk=draft.pk).update(title="别人的标题")
    page = browser.sign_in("小编", at=login)
    assert value_of(page, "title") == "我的标题"
    assert "别人的标题" in seen(page)


def test_nobody_else_is_shown_it(browser, draft):
    login = sent_too_late(browser, address(draft), title="小编写的")
    page = browser.sign_in("小审", at=login)
    assert page.redirect_chain[-1][0] == INDEX
    assert "另一个账号填写的" in seen(page)
    key = HeldPost.objects.get().pk
    other = browser.open(f"{address(draft)}?held={key}")
    assert "小编写的" not in other.content.decode()
    assert browser.client.get(f"{LIST}held/{key}/", follow=True).redirect_chain[-1][0] == INDEX
    browser.client.post(f"{LIST}held/{key}/", {"csrfmiddlewaretoken": form_on(other)["csrfmiddlewaretoken"]})
    assert HeldPost.objects.count() == 1


def test_who_comes_back_by_another_way_finds_it_on_the_first_page(browser, draft):
    sent_too_late(browser, address(draft), title="改过的标题")
    browser.session_ends()
    page = browser.sign_in("小编")
    key = HeldPost.objects.get().pk
    assert f"{LIST}held/{key}/" in page.content.decode()
    assert "您填写过、没有保存的" in seen(page)
    assert "填写的“改过的标题”，接着修改" in seen(page)
    fields = form_on(page)
    browser.client.post(f"{LIST}held/{key}/", fields)
    assert not HeldPost.objects.exists()
    assert "held" not in browser.open(INDEX).content.decode()


def test_an_old_token_gives_the_text_back(browser, draft):
    path = address(draft)
    page = browser.open(path)
    browser.session_ends()
    browser.sign_in("小编")
    answer = browser.send(page, path, title="改过的标题")
    assert answer.status_code == 302
    came_back = browser.client.get(answer["Location"], follow=True)
    assert COME_BACK in seen(came_back)
    assert value_of(came_back, "title") == "改过的标题"


def test_an_old_token_of_another_account_is_told(browser, draft):
    path = address(draft)
    page = browser.open(path)
    browser.session_ends()
    browser.sign_in("小审")
    answer = browser.client.post(path, form_on(page, title="小编写的"), follow=True)
    assert answer.redirect_chain[-1][0] == INDEX
    assert "刚才那一页是用“小编”打开的" in seen(answer)
    assert HeldPost.objects.get().owner.username == "小编"


def test_two_windows_at_the_page_of_sign_in(browser, draft):
    browser.session_ends()
    path = f"{LOGIN}?next={address(draft)}"
    first = browser.open(path)
    browser.sign_in("小编")
    answer = browser.send(first, path, username="小编", password=PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, address(draft))


def test_a_forged_mark_keeps_nothing(browser, draft):
    page = browser.open(address(draft))
    browser.session_ends()
    for mark in ("", "1", "1:abc:def", f"{User.objects.get(username='小审').pk}:x:y"):
        answer = browser.client.post(address(draft), form_on(page, typist=mark))
        assert answer["Location"].startswith(LOGIN)
    assert not HeldPost.objects.exists()


def test_no_password_is_kept(browser, people):
    page = browser.open(ADD)
    browser.session_ends()
    answer = browser.send(page, ADD, password1="geheim")
    assert answer["Location"].startswith(LOGIN)
    assert not HeldPost.objects.exists()


def test_a_reason_comes_back_to_be_sent_again(people, draft, published):
    person = Person()
    person.sign_in("小审")
    path = f"{LIST}{published.pk}/withdraw/ask/"
    login = sent_too_late(person, path, reason="与另一条重复。")
    page = person.sign_in("小审", at=login)
    assert "与另一条重复。" in seen(page)
    assert "尚未保存" in seen(page)
    assert english(seen(page)) == set()
    assert Policy.objects.get(pk=published.pk).state == PUBLISHED
    answer = person.send(page, LIST)
    assert answer.status_code == 302
    assert Policy.objects.get(pk=published.pk).state == "withdrawn"
    assert not HeldPost.objects.exists()


def test_a_pasted_text_comes_back(browser):
    login = sent_too_late(browser, f"{LIST}import/", text="关于人才的意见\r\n第一条 这是正文。")
    page = browser.sign_in("小编", at=login)
    assert "第一条 这是正文。" in seen(page)
    answer = browser.send(page, INDEX)
    assert answer.status_code == 302
    assert "import" in answer["Location"]


def test_an_address_of_ones_own_comes_back(browser):
    login = sent_too_late(browser, "/admin/auth/user/own/", email="bian@policy.example")
    page = browser.sign_in("小编", at=login)
    assert "邮箱" in seen(page)
    assert "bian@policy.example" in seen(page)
    assert browser.send(page, INDEX)["Location"] == INDEX
    assert User.objects.get(username="小编").email == "bian@policy.example"
    assert not HeldPost.objects.exists()


def test_what_cannot_be_saved_any_more_is_sent_to_be_told(browser, draft):
    login = sent_too_late(browser, address(draft), title="改过的标题")
    draft.delete()
    page = browser.sign_in("小编", at=login)
    assert "尚未保存" in seen(page)
    answer = browser.send(page, INDEX)
    assert "已经被删除" in seen(answer)
    assert value_of(answer, "title") == "改过的标题"


def test_a_session_that_ends_again_keeps_one(browser, draft):
    path = address(draft)
    login = sent_too_late(browser, path, title="一改")
    page = browser.sign_in("小编", at=login)
    browser.session_ends()
    again = browser.send(page, page.redirect_chain[-1][0], title="二改")
    page = browser.sign_in("小编", at=again["Location"])
    assert value_of(page, "title") == "二改"
    assert HeldPost.objects.count() == 1


def test_it_is_kept_for_a_day(browser, draft, capsys):
    login = sent_too_late(browser, address(draft), title="改过的标题")
    HeldPost.objects.update(held_at=timezone.now() - timedelta(hours=25))
    page = browser.sign_in("小编", at=login)
    assert "可能超过了 24 小时" in seen(page)
    call_command("clean_up")
    assert "1 held forms" in capsys.readouterr().out
    assert not HeldPost.objects.exists()


def test_one_person_has_so_many(people, rf):
    for number in range(held.MOST_OF_ONE_PERSON + 2):
        sent = rf.post("/", {"title": str(number)}).POST
        held.hold(people[0], f"/{number}", sent)
    kept = [post.address for post in held.kept_for(people[0])]
    assert kept == [f"/{number}" for number in range(held.MOST_OF_ONE_PERSON + 1, 1, -1)]
    assert HeldPost.objects.count() == held.MOST_OF_ONE_PERSON


def test_what_no_text_column_takes_is_kept(people):
    sent = QueryDict(mutable=True)
    sent.setlist("title", ["a\x00b", "\ud800"])
    key = held.hold(people[0], "/", sent)
    assert held.sent_in(held.find(key, people[0])).getlist("title") == ["a\x00b", "\ud800"]


def test_an_outage_at_the_same_moment_loses_nothing_either(browser, draft):
    path = address(draft)
    page = browser.open(path)
    browser.session_ends()
    with read_only():
        cannot_write = browser.send(page, path, title="改过的标题")
    with away():
        cannot_ask = browser.send(page, path, title="改过的标题")
        old_token = browser.send(page, path, title="改过的标题", csrfmiddlewaretoken="x" * 64)
    for answer in (cannot_write, cannot_ask, old_token):
        assert (answer.status_code, value_of(answer, "title")) == (503, "改过的标题")
    later = browser.send(cannot_ask, path)
    back = browser.sign_in("小编", at=later["Location"])
    assert value_of(back, "title") == "改过的标题"


def test_a_save_is_not_undone_by_what_cannot_be_cleaned_up(browser, draft, monkeypatch):
    login = sent_too_late(browser, address(draft), title="改过的标题")
    page = browser.sign_in("小编", at=login)

    def fail(*args):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(held, "forget", fail)
    assert browser.send(page, page.redirect_chain[-1][0])["Location"] == LIST
    draft.refresh_from_db()
    assert draft.title == "改过的标题"


def test_every_form_in_which_somebody_types_has_an_owner(superuser, draft, published):
    changed = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        for model, editor in admin.site._registry.items()
        if isinstance(editor, CarefulSaving) and editor.has_add_permission(superuser.get(INDEX).wsgi_request)
    ]
    assert len(changed) > 10
    asked = [
        address(draft),
        address(draft, "decide"),
        address(draft, "slug"),
        f"{LIST}import/",
        "/admin/auth/user/own/",
    ]
    asked += [f"{LIST}{published.pk}/withdraw/ask/", f"{LIST}{draft.pk}/publish/ask/"]
    for path in (*changed, *asked):
        fields = form_on(superuser.get(path))
        if not any("password" in name for name in fields):
            assert held.owner_of(*fields.get("typist", [""])) is not None, path


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_to_look_at_a_section_holds_nothing_and_leaves_what_is_held(browser, draft, is_signed_in):
    login = sent_too_late(browser, address(draft), title="改过的标题")
    back = browser.sign_in("小编", at=login)
    fields = form_on(back, section="original", csrfmiddlewaretoken="x" * 64)
    if not is_signed_in:
        fields["csrfmiddlewaretoken"] = form_on(back)["csrfmiddlewaretoken"]
        browser.session_ends()
    before = list(HeldPost.objects.values())
    answer = browser.client.post(f"{LIST}section/", fields)
    assert answer.status_code == 403
    assert "请回到填写的那一页保存" in seen(answer)
    assert list(HeldPost.objects.values()) == before != []
