"""What a real gunicorn believes of the headers that somebody sends it."""

from __future__ import annotations

import pytest

from tests.serving import gunicorn
from tests.test_environment import SECRET

# Headers by which a proxy would say that the request came by HTTPS.
FORWARDED = [
    {"X-Forwarded-Proto": "https"},
    {"X-Forwarded-Protocol": "ssl"},
    {"X-Forwarded-Ssl": "on"},
    {"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "off"},
]


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """No proxy stands before it, and everybody is to come by HTTPS."""
    directory = tmp_path_factory.mktemp("alone")
    with gunicorn(directory, DJANGO_SECRET_KEY=SECRET, DJANGO_SSL_REDIRECT="on") as server:
        yield server


@pytest.fixture(scope="module")
def behind_proxy(tmp_path_factory):
    directory = tmp_path_factory.mktemp("behind")
    variables = {"DJANGO_SECRET_KEY": SECRET, "DJANGO_SSL_REDIRECT": "on", "DJANGO_BEHIND_PROXY": "on"}
    with gunicorn(directory, **variables) as server:
        yield server


@pytest.mark.parametrize("headers", FORWARDED, ids=", ".join)
def test_nobody_is_believed_to_have_come_by_https(alone, headers):
    answer = alone.ask("/about/", **headers)
    assert answer.status == 301
    assert answer.headers["Location"].startswith("https://127.0.0.1")


def test_the_proxy_is_believed_where_the_operator_says_that_there_is_one(behind_proxy):
    secure = {"X-Forwarded-Proto": "https"}
    assert behind_proxy.ask("/about/", **secure).status == 200
    assert behind_proxy.ask("/about/").status == 301
    assert behind_proxy.ask("/about/", **{"X-Forwarded-Ssl": "on"}).status == 301


@pytest.mark.parametrize("name", ["/evil", "/about", "/does-not-fit", "/static", "//evil.example"])
def test_nobody_says_where_the_portal_is_mounted(behind_proxy, name):
    plain, secure = behind_proxy, {"X-Forwarded-Proto": "https"}
    answer = plain.ask("/about/", SCRIPT_NAME=name, **secure)
    assert (answer.status, answer.said) == (200, plain.ask("/about/", **secure).said)
    assert plain.ask(f"{name}/about/", SCRIPT_NAME=name, **secure).status == 404
    answer = plain.ask("/about/", PATH_INFO="/help/", REMOTE_USER="zhan", **secure)
    assert "关于本站" in answer.said
