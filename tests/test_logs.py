"""What stands in the log, and how often."""

from __future__ import annotations

import io
import logging
import re
import socket

import pytest
from django.test import Client

from portal import logs
from portal.access import ACCOUNT
from portal.headers import SECURITY_HEADERS
from tests.admin.desk import Words, english
from tests.serving import START_SECONDS

ID = r"[0-9a-f]{16}"


@pytest.fixture
def handler():
    handler = logs.CalmHandler(io.StringIO())
    handler.setFormatter(logs.LineFormatter())
    return handler


@pytest.fixture
def log(handler):
    logger = logging.Logger("django.test")
    logger.addHandler(handler)
    return logger


def lines(handler):
    return handler.stream.getvalue().splitlines()


def written(handler):
    """The messages without their moment, process and request."""
    return [line.split("] ", 4)[-1] for line in lines(handler)]


class TestLines:
    def test_a_line_says_when_who_how_bad_and_of_which_request(self, log, handler):
        log.warning("of nobody")
        token = logs.request_id.set("0123456789abcdef")
        log.error("of a request")
        logs.request_id.reset(token)
        moment = r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0800\] \[\d+\]"
        first, second = lines(handler)
        assert re.fullmatch(rf"{moment} \[WARNING\] \[-\] of nobody", first)
        assert re.fullmatch(rf"{moment} \[ERROR\] \[0123456789abcdef\] of a request", second)

    @pytest.mark.parametrize("sign", ["\n", "\r", "\x1b[2J", "\x85", "\u2028", "\u202e", "\x00"])
    def test_no_text_makes_another_line_or_commands_a_terminal(self, log, handler, sign):
        log.warning("asked: %s", f"a{sign}[2026] forged 徐汇")
        [line] = handler.stream.getvalue().split("\n")[:-1]
        assert line.isprintable()
        assert "forged 徐汇" in line

    def test_a_host_that_is_not_allowed_is_one_line(self, handler, monkeypatch):
        security = logging.getLogger("django.security.DisallowedHost")
        monkeypatch.setattr(security, "handlers", [handler])
        monkeypatch.setattr(security, "propagate", False)
        assert Client(headers={"host": "evil.example"}).get("/").status_code == 400
        [line] = lines(handler)
        assert "evil.example" in line

    def test_an_error_of_ours_keeps_its_traceback(self, log, handler):
        try:
            _ = 1 / 0
        except ZeroDivisionError:
            log.exception("broken")
        assert lines(handler)[-1] == "ZeroDivisionError: division by zero"


class TestRepeats:
    @pytest.fixture(autouse=True)
    def clock(self, monkeypatch):
        self.now = 1000.0
        monkeypatch.setattr(logs, "monotonic", lambda: self.now)

    def test_a_thousand_of_a_kind_are_a_few_and_a_number(self, log, handler):
        for number in range(1000):
            log.warning("the index cannot be opened: %s", number)
        assert len(lines(handler)) == logs.MOST_OF_A_KIND
        self.now += logs.SECONDS
        log.info("something else")
        assert written(handler)[-2:] == [
            f"{1000 - logs.MOST_OF_A_KIND} more like this were left out: the index cannot be opened: 0",
            "something else",
        ]
        log.warning("the index cannot be opened: %s", "again")
        assert written(handler)[-1] == "the index cannot be opened: again"

    def test_what_was_left_out_is_told_when_nothing_else_happens(self, log, handler, monkeypatch):
        for number in range(logs.MOST_OF_A_KIND + 2):
            log.error("away: %s", number)
        handler._timer.cancel()
        self.now += logs.SECONDS
        handler.tell_overdue()
        assert written(handler)[-1] == "2 more like this were left out: away: 0"
        log.error("away: %s", 0)
        handler.close()
        assert len(lines(handler)) == logs.MOST_OF_A_KIND + 2

    def test_other_kinds_are_written_meanwhile(self, log, handler):
        for _ in range(100):
            log.warning("one")
        log.warning("two")
        log.error("one")
        assert written(handler)[-2:] == ["two", "one"]

    def test_errors_are_one_kind_if_they_come_from_one_place(self, log, handler):
        def fail(at):
            try:
                if at:
                    raise ValueError(at)
                int("x")
            except ValueError:
                log.exception("Internal Server Error: /%s", at)

        for at in range(1, 20):
            fail(at)
        fail(0)
        headings = [line for line in written(handler) if line.startswith("Internal")]
        first = range(1, logs.MOST_OF_A_KIND + 1)
        assert headings == [f"Internal Server Error: /{at}" for at in (*first, 0)]

    def test_what_is_no_warning_is_never_left_out(self, log, handler):
        for number in range(50):
            log.info("event sign-in actor=%s", number)
        assert len(lines(handler)) == 50

    def test_texts_that_are_never_the_same_fill_no_memory(self, log, handler):
        for number in range(3 * logs.MOST_KINDS):
            log.warning(f"text {number}")
        assert len(handler._tallies) <= logs.MOST_KINDS


@pytest.mark.django_db
def test_the_desk_names_its_account_and_public_pages_nobody(client, admin_user):
    assert client.get("/admin/").wsgi_request.META[ACCOUNT] == ""
    client.force_login(admin_user)
    assert client.get("/admin/").wsgi_request.META[ACCOUNT] == admin_user.username
    public = client.get("/about/").wsgi_request
    assert ACCOUNT not in public.META
    assert not public.session.accessed


@pytest.mark.django_db
def test_each_answer_has_a_number_that_nobody_chooses(client):
    forged = {"x-request-id": "0000000000000000"}
    answers = [client.get(address, headers=forged) for address in ("/", "/nothing/", "/admin/", "/healthz")]
    numbers = [answer["X-Request-ID"] for answer in answers]
    assert all(re.fullmatch(ID, number) for number in numbers)
    assert len({*numbers, *forged.values()}) == 5


class TestServer:
    def test_a_line_says_who_asked_how_long_it_took_and_its_number(self, server):
        headers = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7", "Authorization": "Basic YWRtaW46eA=="}
        number = server.ask("/about/", **headers).headers["X-Request-ID"]
        line = server.line_of(number)
        assert re.match(r'198\.51\.100\.7 - - \[.* \+0800\] "GET /about/ HTTP/1\.1" 200 \d+ ', line)
        assert re.search(rf' \d+\.\d{{6}} {number} "-"$', line)

    def test_all_lines_are_in_one_time_zone(self, server):
        server.line_of(server.ask("/about/").headers["X-Request-ID"])
        log = server.log.read_text()
        assert {*re.findall(r":\d\d ([+-]\d{4})\]", log)} == {"+0800"}

    @pytest.mark.parametrize(
        ("head", "status", "says"),
        [
            (b"nonsense\r\n\r\n", 400, "看不懂"),
            (b"GET / HTTP/1.1\r\nA B: c\r\n\r\n", 400, "看不懂"),
            (b"GET /?q=" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", 414, "网址太长"),
            (b"GET / HTTP/1.1\r\nCookie: " + b"a" * 9000 + b"\r\n\r\n", 431, "Cookie"),
            (b"GET / HTTP/1.1\r\nTransfer-Encoding: odd\r\n\r\n", 501, "看不懂"),
        ],
        ids=["no request", "bad header", "long address", "long header", "unknown coding"],
    )
    def test_what_never_comes_as_far_as_django_is_answered_alike(self, server, head, status, says):
        answer, page = exchanged(server.port, head)
        assert answer[0].startswith(f"HTTP/1.1 {status} ")
        headers = dict(line.split(": ", 1) for line in answer[1:])
        assert {*SECURITY_HEADERS} <= {*headers}
        words = Words()
        words.feed(page)
        assert says in page
        assert english(" ".join(words.found)) <= {"Cookie"}
        line = server.line_of(headers["X-Request-ID"])
        assert f"[WARNING] [{headers['X-Request-ID']}] {status} to 127.0.0.1: " in line

    def test_files_and_refusals_carry_all_headers_too(self, server):
        for address in ("/static/css/tokens.css", "/nothing/", "/policies//x"):
            assert {*SECURITY_HEADERS} <= {*server.ask(address).headers.keys()}
        assert {*SECURITY_HEADERS} <= {*server.ask("/", Host="evil.example").headers.keys()}


def exchanged(port, sent):
    """Lines of the head, and the body, of what is answered."""
    with socket.create_connection(("127.0.0.1", port), timeout=START_SECONDS) as connection:
        connection.sendall(sent)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    return head.decode("ascii").split("\r\n"), body.decode()
