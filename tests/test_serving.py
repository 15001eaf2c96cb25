"""What a real gunicorn believes of the headers that somebody sends it."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack

import pytest

from tests.serving import START_SECONDS, gunicorn
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


# Far more than there are threads.
SLOW = 50
HALF_A_HEAD = b"GET /about/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
KEPT_ALIVE = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def connected(server, sent):
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=START_SECONDS)
    connection.sendall(sent)
    return connection


def is_closed(connection):
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("sent", [b"", HALF_A_HEAD], ids=["nothing", "half a head"])
def test_connections_that_send_no_whole_head_stop_nobody_and_are_closed(alone, sent):
    """Without any proxy: none of them has a thread."""
    with ExitStack() as held:
        connections = [held.enter_context(connected(alone, sent)) for _ in range(SLOW)]
        assert [alone.ask("/healthz").status for _ in range(5)] == [200] * 5
        assert all(map(is_closed, connections))


def test_half_a_head_on_a_connection_kept_alive_stops_nobody(alone):
    with ExitStack() as held:
        connections = [held.enter_context(connected(alone, KEPT_ALIVE)) for _ in range(SLOW)]
        for connection in connections:
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
            connection.sendall(HALF_A_HEAD)
        assert [alone.ask("/healthz").status for _ in range(5)] == [200] * 5


def test_a_head_that_comes_in_pieces_is_answered(alone):
    with connected(alone, b"GET /healthz HTTP/1.1\r\nHo") as connection:
        time.sleep(0.2)
        connection.sendall(b"st: 127.0.0.1\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")


def test_requests_that_follow_each_other_at_once_are_all_answered(alone):
    last = KEPT_ALIVE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with connected(alone, KEPT_ALIVE * 3 + last) as connection:
        answered = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answered.count(b"HTTP/1.1 200") == 4
