"""三步找政策: three questions, answered by links; the answers stand in the address."""

import re
from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from policies.lookup.index import UnavailableError
from policies.models import Policy
from policies.pages.start import StartPage
from tests.data import ON, make_answers, make_policies
from tests.test_site import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def policies():
    made = make_policies(40, seed=7)
    make_answers(made, seed=7)
    return made


def asked(query=""):
    return StartPage.build(QueryDict(query), ON)


def choices(page):
    return {choice.label: choice for group in page.groups for choice in group.choices}


def found_by(client, url):
    return int(re.search(r'id="count">共 <span class="number">(\d+)<', client.get(url).content.decode())[1])


def test_the_questions_come_one_after_the_other(client, policies):
    address, headings = "/start/", []
    while address.startswith("/start/"):
        html = client.get(address).content.decode()
        headings.append(re.search(r'<h2 id="question">(.*?)？', html)[1])
        address = re.search(r'<p class="any"><a class="tile" href="([^"]*)"', html)[1].replace("&amp;", "&")
    assert headings == ["我是谁", "在哪个区", "想要什么"]
    assert address == "/policies/"


def test_the_last_answer_leads_to_the_list_that_it_counts(client, policies):
    page = asked("audience=audience-1&district=")
    found = {choice.url: choice.count for choice in choices(page).values() if choice.count}
    assert found
    assert {url: found_by(client, url) for url in found} == found
    assert all(url.startswith("/policies/?audience=audience-1&") for url in found)


def test_every_step_counts_under_what_was_chosen_before(policies):
    page = asked("audience=audience-1")
    of_audience = Policy.objects.published().filter(audiences__slug="audience-1")
    assert page.total == of_audience.count()
    assert choices(page)["徐汇"].count == of_audience.filter(district__slug="xuhui").count()


def test_what_was_answered_can_be_changed_and_the_rest_stays(policies):
    page = asked("audience=audience-1&district=xuhui")
    assert [(step.answer, step.url) for step in page.steps] == [
        ("人群1", "/start/?district=xuhui"),
        ("徐汇", "/start/?audience=audience-1"),
        ("", ""),
    ]
    again = asked("district=xuhui")
    assert (again.number, again.step.heading) == (1, "我是谁")
    assert choices(again)["人群2"].url == "/start/?district=xuhui&audience=audience-2"
    assert page.back_url == "/start/?audience=audience-1"


def test_a_step_that_was_skipped_is_not_asked_again(policies):
    page = asked("audience=&district=")
    assert [step.answer for step in page.steps] == ["都可以", "都可以", ""]
    assert (page.any_url, page.total) == ("/policies/", Policy.objects.published().count())


def test_a_value_without_results_is_no_link_and_the_way_on_is_open(client, policies):
    Policy.objects.filter(district__slug="xuhui").update(state="draft")
    html = client.get("/start/?audience=").content.decode()
    assert "district=xuhui" not in html
    assert re.search(r"按上面的选择没有查到的：徐汇。把上面选过的改成“都可以”", html)
    html = client.get("/start/?audience=&district=xuhui").content.decode()
    assert "这样选，本库里没有查到" in html
    assert 'href="/start/?audience="' in html


def test_a_value_that_nobody_knows_is_named_and_the_question_asked_again(client, policies):
    page = asked("audience=king&district=xuhui")
    assert page.notices == ("适用人群没有“king”这个选项，已忽略。",)
    assert page.number == 1
    assert page.url == "/start/?district=xuhui"
    assert "已忽略" in client.get("/start/?audience=king").content.decode()


def test_other_parameters_are_not_kept(policies):
    assert asked("audience=&topic=topic-1&q=x&utm=y").url == "/start/?audience="


def test_without_an_index_one_chooses_all_the_same(client, policies, monkeypatch):
    def away(on: date):
        raise UnavailableError

    monkeypatch.setattr("policies.pages.start.Engine.on", away)
    page = asked("audience=")
    assert {choice.count for choice in choices(page).values()} == {None}
    assert "条数暂时数不出来" in client.get("/start/").content.decode()


def test_each_step_has_a_title_of_its_own(client, policies):
    addresses = ["/start/", "/start/?audience=", "/start/?audience=audience-1", "/start/?audience=&district="]
    titles = [Page(client.get(address).content.decode()).title for address in addresses]
    assert len({*titles}) == len(titles)


def test_few_queries_whatever_there_is(client, made_anew, policies):
    client.get("/start/?audience=&district=")
    with CaptureQueriesContext(connection) as queries:
        client.get("/start/?audience=&district=xuhui")
    assert len(queries) <= 3


def test_home_leads_there(client, policies):
    assert 'href="/start/"' in client.get("/").content.decode()
