"""What comes of a page when something around it is not as it should be: the host, the headers, the database, the code."""

import logging

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError

from tests.data import make_policies
from tests.test_site import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policies():
    return make_policies(20, seed=5)


def test_an_evil_host_is_refused(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400


@pytest.mark.parametrize("name", ["/evil", "/policies", "//evil.example"])
def test_no_server_says_where_the_portal_is_mounted(client, name):
    plain = client.get("/policies/")
    assert client.get("/policies/", SCRIPT_NAME=name).content == plain.content
    assert client.get("/favicon.ico", SCRIPT_NAME=name)["Location"].startswith("/static/")


def test_forged_forwarding_headers_change_nothing(client):
    plain = client.get("/policies/")
    forged = client.get(
        "/policies/",
        headers={"x-forwarded-host": "evil.example", "x-forwarded-proto": "gopher", "if-none-match": '"\x01'},
    )
    assert forged.status_code == 200
    assert forged.content == plain.content


@pytest.mark.parametrize("error", [OperationalError("test"), InterfaceError("test")])
def test_a_database_that_is_away_is_told_in_chinese(client, monkeypatch, caplog, error):
    def away(*args, **kwargs):
        raise error

    monkeypatch.setattr("policies.views.HomePage.build", away)
    monkeypatch.setattr(logging.getLogger("django"), "propagate", True)
    response = client.get("/")
    page = Page(response.content.decode())
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert page.html_lang == "zh-CN"
    assert page.count("h1") == page.count("main") == 1
    assert "暂时打不开" in page.title
    assert "演示站点，非政府网站" in response.content.decode()
    assert not response.cookies
    assert any(record.exc_info and record.exc_info[1] is error for record in caplog.records)


@pytest.mark.parametrize("error", [IntegrityError("test"), ValueError("test")])
def test_another_error_does_not_pass_for_a_database_that_is_away(client, monkeypatch, error):
    def broken(*args, **kwargs):
        raise error

    monkeypatch.setattr("policies.views.HomePage.build", broken)
    client.raise_request_exception = False
    assert client.get("/").status_code == 500


def test_an_error_of_the_portal_is_told_in_chinese(client, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("test")

    monkeypatch.setattr("policies.views.HomePage.build", broken)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "网站出了问题" in response.content.decode()
    assert not response.cookies
