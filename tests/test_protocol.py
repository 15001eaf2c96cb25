"""Methods, codings and bodies, as HTTP has them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver

from policies.models import Policy
from portal.protocol import accepted_codings
from tests.admin.brought_in import IMPORT
from tests.admin.desk import english, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    district = {"slug": "xuhui", "name": "徐汇区", "short": "徐汇", "code": "310104"}
    policy = Policy(slug="a-1", title="甲", source_note="扫描件。")
    policy.district = Policy._meta.get_field("district").related_model.objects.create(**district)
    policy.state = "published"
    policy.save()
    return policy


# Methods

ADDRESSES = {
    "": "/",
    "about/": "/about/",
    "help/": "/help/",
    "accessibility/": "/accessibility/",
    "privacy/": "/privacy/",
    "start/": "/start/",
    "matrix/": "/matrix/",
    "compare/": "/compare/",
    "patterns/": "/patterns/",
    "policies/": "/policies/",
    "policies/print": "/policies/print",
    "policies/suggest": "/policies/suggest",
    "policies/<lower:slug>/": "/policies/a-1/",
    "policies/<lower:slug>/versions/": "/policies/a-1/versions/",
    "policies/<lower:slug>/versions/<number:number>/": "/policies/a-1/versions/1/",
    "policies/<lower:slug>/versions/<number:number>/changes/": "/policies/a-1/versions/1/changes/",
    "policies/<lower:slug>/versions/<number:number>/compare/": "/policies/a-1/versions/1/compare/",
}


def test_every_public_address_is_asked():
    routes = {str(route.pattern) for route in get_resolver("policies.urls").url_patterns}
    catch_all = max(routes - set(ADDRESSES), key=len, default="")
    assert routes - {catch_all} == set(ADDRESSES) - {catch_all}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("address", [*ADDRESSES.values(), "/favicon.ico"])
def test_nothing_can_be_sent_to_a_public_address(published, address, method):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.generic(method, address, b"q=1", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert "这一页只能看，不能提交" in seen(answer)
    assert not answer.cookies
    assert "Content-Security-Policy" in answer


def test_the_answer_is_chinese_and_keeps_the_mode(client):
    answer = client.post("/policies/?view=care")
    assert english(seen(answer)) == set()
    assert "/policies/?view=care" in answer.content.decode()


def test_what_is_not_there_is_not_there_for_any_method(client):
    assert client.post("/nothing/").status_code == 404
    assert client.get("/nothing/").status_code == 404


def test_reading_and_the_desk_are_as_before(client, published):
    for address in ("/", "/policies/", "/policies/a-1/"):
        assert client.get(address).status_code == client.head(address).status_code == 200
    assert Client(enforce_csrf_checks=True).post("/admin/login/").status_code == 403


# Codings


@pytest.mark.parametrize(
    ("header", "codings"),
    [
        ("gzip, deflate, br", ["gzip", "deflate", "br"]),
        ("gzip;q=0", []),
        ("gzip; q=0.000 , br;q=1.0", ["br"]),
        ("GZIP;Q=0.5", ["gzip"]),
        ("identity", []),
        ("identity, gzip;q=0.5", []),
        ("identity;q=0.5, gzip;q=0.5", ["gzip"]),
        ("identity;q=0, gzip", ["gzip"]),
        ("*;q=0", []),
        ("gzip;q=0, *", ["*"]),
        ("", []),
        (";q=1,,  ,", []),
        ("gzip;q=x", ["gzip"]),
    ],
)
def test_what_a_client_takes(header, codings):
    assert accepted_codings(header) == codings


REFUSING = ["gzip;q=0", "identity", "identity, gzip;q=0.1", "gzip;q=0.0, br;q=0", ""]


@pytest.mark.parametrize("header", REFUSING)
def test_who_takes_no_coding_gets_none(client, header):
    answer = client.get("/help/", headers={"accept-encoding": header})
    assert "使用帮助" in answer.content.decode()
    assert "Content-Encoding" not in answer
    assert "Accept-Encoding" in answer["Vary"], "a cache must not give it to those who take one"


@pytest.mark.parametrize("header", ["gzip", "gzip;q=0.5, identity;q=0.1", "br;q=0, gzip;q=1"])
def test_who_takes_one_gets_it(client, header):
    assert client.get("/help/", headers={"accept-encoding": header})["Content-Encoding"] == "gzip"


# A real server, which has SQLite whatever the tests run on: once is enough.


@pytest.mark.once
def test_files_too_are_given_as_they_are_asked_for(server):
    codings = {
        header: server.ask("/static/css/tokens.css", **{"Accept-Encoding": header}).headers[
            "Content-Encoding"
        ]
        for header in (*REFUSING, "gzip", "br;q=0, gzip", "br, gzip")
    }
    assert codings == {**dict.fromkeys(REFUSING), "gzip": "gzip", "br;q=0, gzip": "gzip", "br, gzip": "br"}


# Bodies


@pytest.mark.once
@pytest.mark.parametrize("address", ["/about/", "/nothing/", "/healthz", "/static/css/tokens.css"])
def test_head_is_answered_with_the_headers_of_get_and_nothing_to_complain_of(server, address):
    whole, head = server.ask(address), server.ask(address, "HEAD")
    assert (head.status, head.said) == (whole.status, "")
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    assert "no-body" not in server.log.read_text()


# Without tables nobody is known: what nobody sent is read, to be kept for him, as far as it is not too long.
ANSWERS = {"/admin/login/": {403}, IMPORT: {400, 503}, "/about/": {405}, "/nothing/": {404}}


@pytest.mark.once
@pytest.mark.parametrize("address", ANSWERS)
def test_a_body_that_is_refused_is_read_and_answered(server, address):
    """More than any socket holds: a server that closed without reading would be heard as a broken connection."""
    head = b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n'
    body = head + b"x" * 18_000_000 + b"\r\n--b--\r\n"
    answer = server.ask(address, "POST", body, **{"Content-Type": "multipart/form-data; boundary=b"})
    assert answer.status in ANSWERS[address]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"title": "长" * 6_000_000}, "一次最多提交 16 MB"),
        ({f"f{n}": "1" for n in range(1001)}, "一次最多提交 1000 项"),
    ],
    ids=["too long", "too many"],
)
def test_a_form_that_is_too_large_is_told_how_large_it_may_be(client, data, told):
    answer = client.post("/admin/login/", data)
    assert answer.status_code == 400
    assert told in seen(answer)
    assert english(seen(answer)) == set()


def test_too_many_parameters_are_told_as_well(client):
    assert "一次最多提交 1000 项" in seen(
        client.get("/policies/?" + "&".join(f"a{n}=1" for n in range(1100)))
    )
