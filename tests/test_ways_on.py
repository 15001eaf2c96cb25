"""Where there is nothing to show, the page says in plain words what happened and what can be done next."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client

from policies.lookup.index import UnavailableError
from policies.models import Policy
from tests.data import make_district
from tests.test_site import Page

pytestmark = pytest.mark.django_db

HOME, LIST = "/", "/policies/"


def answer(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return shown(response)


def shown(response):
    """What stands in <main>, and the page."""
    html = response.content.decode()
    [main] = re.findall(r"<main.*?</main>", html, re.DOTALL)
    return main, Page(main)


def searches(page):
    return any(tag == "form" and form["action"] == LIST for tag, form in page.tags) and any(
        tag == "input" and box.get("name") == "q" for tag, box in page.tags
    )


@pytest.fixture
def policy():
    return Policy.objects.create(
        slug="a-1", title="测试政策", district=make_district("xuhui"), source_note="测试", state="published"
    )


@pytest.fixture
def failing(monkeypatch):
    """A function that makes the first page fail with an error."""

    def fail(error):
        def broken(*args, **kwargs):
            raise error

        monkeypatch.setattr("policies.views.HomePage.build", broken)

    return fail


@pytest.fixture
def without_index(monkeypatch):
    def away(*args, **kwargs):
        raise UnavailableError

    monkeypatch.setattr("policies.lookup.engine.Engine.on", away)


@pytest.mark.parametrize(
    ("address", "status", "what", "next_step"),
    [
        ("/policies/?" + "a=1&" * 1_100, 400, "打不开这个网址", "请检查网址，少选几个条件再试。"),
        ("/nothing/", 404, "没有找到这个页面", "或者在这里查找："),
        ("/policies/no-such/", 404, "这条政策已经删除", "或者在这里查找："),
        ("/policies/a-1/versions/9/", 404, "没有找到这个页面", "或者在这里查找："),
    ],
)
def test_an_address_that_leads_nowhere(client, policy, address, status, what, next_step):
    main, page = answer(client, address, status)
    assert what in main
    assert next_step in main
    assert {HOME, LIST} <= set(page.links)
    assert searches(page)


def test_a_page_that_is_not_for_everybody(client, failing):
    failing(PermissionDenied())
    main, page = answer(client, "/", 403)
    assert "您没有权限打开这个页面。如果您是工作人员，请换有权限的账号登录。" in main
    assert {HOME, LIST} <= set(page.links)
    assert searches(page)


def test_a_form_that_is_too_old():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a"})
    assert response.status_code == 403
    main, page = shown(response)
    assert "页面已过期，没有保存" in main
    assert "重新登录后再保存" in main
    assert {HOME, LIST} <= set(page.links)


@pytest.mark.parametrize(
    ("error", "status", "what"),
    [(ValueError("test"), 500, "网站出了问题"), (OperationalError("test"), 503, "网站暂时取不到资料")],
)
def test_a_site_that_fails_asks_nothing_of_the_database(
    client, failing, made_anew, django_assert_num_queries, error, status, what
):
    failing(error)
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        main, page = answer(client, "/", status)
    assert what in main
    assert "这不是您的操作造成的。" in main
    assert "请过几分钟再" in main
    assert "请告诉网站的管理人员" in main
    assert page.links == ["", HOME, LIST], "the same address again, home, and the list"


def test_a_question_that_finds_nothing(client, policy):
    main, page = answer(client, "/policies/?q=没有这个词&district=xuhui")
    assert "没有同时符合这些条件的政策。" in main
    assert "可以这样再查：" in main
    assert "或者换一个更短、更常用的词" in main
    assert "/policies/?district=xuhui" in page.links
    assert searches(page)


def test_an_empty_library(client):
    for address in (HOME, LIST):
        main, page = answer(client, address)
        assert "还没有已发布的政策。" in main
        assert "请过些时候再来，或者直接向受理部门询问。" in main
        assert "更常用的词" not in main, "no word would help"
        assert searches(page)


def test_a_search_without_its_index(client, policy, without_index):
    main, page = answer(client, "/policies/?q=测试")
    assert "查找功能正在恢复，通常几分钟就好。" in main
    assert "请过几分钟再查；下面先按时间列出最新的政策" in main
    assert policy.get_absolute_url() in page.links
    assert searches(page)


def test_suggestions_without_an_index(client, policy, without_index):
    main, page = answer(client, "/policies/suggest?q=测试")
    assert "查找功能正在恢复" in main
    assert "请过几分钟再试" in main
    assert LIST in page.links
    assert searches(page)


@pytest.mark.parametrize(
    ("query", "words"),
    [("", "先输入几个字"), ("没有这个", "请换一个更短、更常用的词，例如“租房”，或者在全文里查：")],
)
def test_no_suggestions(client, policy, query, words):
    main, page = answer(client, f"/policies/suggest?q={query}")
    assert words in main
    assert searches(page)
    assert any(link.startswith("/policies/?q=") for link in page.links) == bool(query)


def test_a_policy_without_sections(client, policy):
    main, page = answer(client, policy.get_absolute_url())
    assert "还没有录入：" in main
    assert "；需要时请向受理部门询问。" in main
    Policy.objects.update(official_url="https://a.example/o")
    main, page = answer(client, policy.get_absolute_url())
    assert "；请看<a" in main
    assert page.links.count("https://a.example/o") == 2, "in the line and among the facts"


def test_a_policy_without_earlier_states(client, policy):
    main, page = answer(client, f"{policy.get_absolute_url()}versions/")
    assert "没有旧版" in main
    assert policy.get_absolute_url() in page.links
