"""The server that stands before gunicorn, as `portal/deploy/nginx.conf` sets it up."""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection

import brotli
import pytest

from tests.admin.brought_in import IMPORT
from tests.ports import free_port
from tests.serving import ROOT, START_SECONDS, gunicorn, stop
from tests.test_environment import SECRET

DEPLOY = ROOT / "portal/deploy"
NAME = "policy.example"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
# Far more than gunicorn has threads.
SLOW = 50
# Who waits for something asks so seldom that nginx refuses nothing: it lets 50 pass in a second.
POLL_SECONDS = 0.05

# What stands around a file of conf.d, for somebody who may write into one directory only.
AROUND = """
{user}
daemon off;
pid {directory}/nginx.pid;
error_log {directory}/error.log warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    include {directory}/portal.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    port: int
    plain_port: int

    def connection(self, name: str = NAME) -> ssl.SSLSocket:
        """Over TLS; nobody vouches for the certificate of a test."""
        # Not the default context: to read all authorities that it trusts takes longer than to connect.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        bare = socket.create_connection(("127.0.0.1", self.port), timeout=START_SECONDS)
        return context.wrap_socket(bare, server_hostname=name)

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str):
        client = HTTPConnection(NAME)
        client.sock = self.connection()
        client.request(method, path, body, headers)
        answer = client.getresponse()
        answer.body = answer.read()
        answer.said = answer.body.decode(errors="replace")
        client.close()
        return answer


def configured(directory, port, plain_port, behind):
    """The file as it is shipped, but for what it says is to be changed, the ports, and where it keeps pages."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for shipped, here in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("listen 80", f"listen 127.0.0.1:{plain_port}"),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{behind};"),
        ("/etc/ssl/portal/", f"{directory}/"),
        ("/var/cache/portal", f"{directory}/cache"),
        ("/srv/portal/current/", f"{ROOT}/"),
    ):
        assert shipped in text
        text = text.replace(shipped, here)
    (directory / "portal.conf").write_text(text, encoding="utf-8")
    user = "user root;" if os.getuid() == 0 else ""
    (directory / "nginx.conf").write_text(AROUND.format(directory=directory, user=user))


def certified(directory):
    files = ("-keyout", str(directory / "privkey.pem"), "-out", str(directory / "fullchain.pem"))
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    made = ("openssl", "req", "-x509", *key, "-days", "1", "-subj", f"/CN={NAME}")
    subprocess.run([*made, *files], check=True, capture_output=True)


def wait_for_a_port(port, process):
    """Until it takes connections, or has ended, or there was time enough."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), START_SECONDS):
            return
        time.sleep(0.05)
    pytest.fail("nginx did not start")


@contextmanager
def nginx(directory, behind):
    if NGINX is None or not shutil.which("openssl"):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            "nginx and openssl are not installed"
        )
    proxy = Proxy(free_port(), free_port())
    configured(directory, proxy.port, proxy.plain_port, behind)
    certified(directory)
    command = [
        NGINX,
        "-p",
        str(directory),
        "-e",
        str(directory / "error.log"),
        "-c",
        str(directory / "nginx.conf"),
    ]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        wait_for_a_port(proxy.port, process)
        yield proxy
    finally:
        stop(process)


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """gunicorn with one process of two threads, and nginx before it."""
    variables = {
        "DJANGO_SECRET_KEY": SECRET,
        "DJANGO_ALLOWED_HOSTS": NAME,
        "DJANGO_BEHIND_PROXY": "on",
        "DJANGO_SSL_REDIRECT": "on",
        "PORTAL_THREADS": "2",
    }
    with ExitStack() as running:
        server = running.enter_context(gunicorn(tmp_path_factory.mktemp("portal"), **variables))
        proxy = running.enter_context(nginx(tmp_path_factory.mktemp("nginx"), server.port))
        yield server, proxy


@pytest.fixture
def proxy(portal):
    return portal[1]


def test_a_page_comes_through(proxy):
    answer = proxy.ask("/about/")
    assert answer.status == 200
    assert "关于本站" in answer.said
    assert answer.headers["Strict-Transport-Security"]
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_the_portal_learns_who_asks_whatever_he_says(portal):
    server, proxy = portal
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http", "SCRIPT_NAME": "/about"}
    answer = proxy.ask("/about/", **forged)
    assert answer.status == 200
    deadline = time.monotonic() + START_SECONDS
    while answer.headers["X-Request-ID"] not in server.log.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    [line] = [line for line in server.log.read_text().splitlines() if answer.headers["X-Request-ID"] in line]
    assert line.startswith("127.0.0.1 - - ")
    assert "203.0.113.9" not in server.log.read_text()


def test_http_leads_to_https(proxy):
    client = HTTPConnection("127.0.0.1", proxy.plain_port, timeout=START_SECONDS)
    client.request("GET", "/policies/?q=1", headers={"Host": NAME})
    answer = client.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/policies/?q=1")
    client.close()


def test_another_name_is_not_answered(proxy):
    with pytest.raises(ssl.SSLError):
        proxy.connection("evil.example")
    with socket.create_connection(("127.0.0.1", proxy.plain_port), timeout=START_SECONDS) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        assert connection.recv(1) == b""


HALF_A_HEAD = b"GET /about/ HTTP/1.1\r\nHost: policy.example\r\nX-Slow: "
HALF_A_BODY = b"POST /admin/login/ HTTP/1.1\r\nHost: policy.example\r\nContent-Length: 1000\r\n\r\nname="


@pytest.mark.parametrize(
    "sent", [b"", HALF_A_HEAD, HALF_A_BODY], ids=["nothing", "half a head", "half a body"]
)
def test_slow_connections_stop_nobody(proxy, sent):
    with ExitStack() as held:
        for _ in range(SLOW):
            connection = held.enter_context(proxy.connection())
            connection.sendall(sent)
        for _ in range(5):
            assert proxy.ask("/about/").status == 200


def test_what_watches_this_machine_may_ask_whether_the_portal_is_ready(proxy):
    answer = proxy.ask("/readyz")
    assert (answer.status, answer.said) == (503, "database\n")


@pytest.mark.parametrize(
    ("path", "headers", "status", "says"),
    [
        (f"/?q={'a' * 9000}", {}, 414, "网址太长"),
        (f"/?q={'a' * 20_000}", {}, 414, "网址太长"),
        ("/about/", {"Content-Length": "200000000"}, 413, "内容太多"),
        ("/about/", {"Cookie": "a" * 20_000}, 400, "打不开这个网址"),
    ],
    ids=["refused by the portal", "long address", "large body", "long header"],
)
def test_what_is_refused_is_told_in_chinese(proxy, path, headers, status, says):
    answer = proxy.ask(path, **headers)
    assert answer.status == status
    assert says in answer.said
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_portal_that_is_away_is_told_in_chinese(tmp_path):
    with nginx(tmp_path, free_port()) as proxy:
        answer = proxy.ask("/policies/")
    assert answer.status == 502
    assert "暂时打不开" in answer.said
    assert answer.headers["Cache-Control"] == "no-store"


def test_documents_are_taken_where_they_are_brought_in_and_nowhere_else(proxy):
    """More than anything else may send; without an account it is the portal that does not take them."""
    body = {"Content-Length": "25000000", "Content-Type": "text/plain", "Connection": "close"}
    assert proxy.ask("/admin/", "POST", **body).status == 413
    assert proxy.ask(IMPORT, "POST", b"x" * 25_000_000, **body).status in {302, 403, 503}


def test_the_pages_of_the_proxy_are_all_there():
    named = {path.name for path in (DEPLOY / "pages").iterdir()}
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert named == {f"portal-{kind}.html" for kind in ("refused", "missing", "away")}
    assert all(f"/{name};" in text for name in named)


# Pages that it keeps for a second


def again(proxy, path, **headers):
    """The answer of the cache: two requests in one second."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        proxy.ask(path, **headers)
        answer = proxy.ask(path, **headers)
        if answer.headers["X-Cache"] == "HIT":
            return answer
    return pytest.fail("the cache did not answer")


DECODED = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


def test_each_coding_of_a_page_is_kept_apart_and_known_again(proxy):
    kept = {coding: again(proxy, "/about/", **{"Accept-Encoding": coding}) for coding in DECODED}
    assert [answer.headers.get("Content-Encoding", "") for answer in kept.values()] == [*DECODED]
    assert len({DECODED[coding](answer.body) for coding, answer in kept.items()}) == 1
    etags = {coding: answer.headers["ETag"] for coding, answer in kept.items()}
    assert len({*etags.values()}) == 3
    for coding in DECODED:
        for known, etag in etags.items():
            answer = proxy.ask("/about/", **{"Accept-Encoding": coding, "If-None-Match": etag})
            assert answer.status == (304 if known == coding else 200)
            assert (answer.headers["ETag"], answer.headers["Vary"]) == (etags[coding], "Accept-Encoding")


def test_a_head_has_the_headers_of_the_page_that_is_kept(proxy):
    page = again(proxy, "/about/")
    deadline = time.monotonic() + START_SECONDS
    while (head := proxy.ask("/about/", "HEAD")).headers["X-Cache"] != "HIT":
        assert time.monotonic() < deadline
        time.sleep(POLL_SECONDS)
    same = ("ETag", "Content-Length", "Content-Type", "Cache-Control", "Content-Security-Policy")
    assert [head.headers[name] for name in same] == [page.headers[name] for name in same]
    assert head.body == b""


def test_a_page_is_asked_for_anew_in_the_next_second(proxy):
    kept = again(proxy, "/about/").headers["X-Request-ID"]
    deadline = time.monotonic() + START_SECONDS
    while (answer := proxy.ask("/about/")).headers["X-Request-ID"] == kept:
        assert time.monotonic() < deadline
        time.sleep(POLL_SECONDS)
    assert answer.status == 200


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing/", 404), ("/policies/", 503), ("/admin/login/", 200)]
)
def test_errors_and_the_desk_are_never_kept(proxy, path, status):
    answers = [proxy.ask(path) for _ in range(5)]
    assert {answer.status for answer in answers} == {status}
    assert len({answer.headers["X-Request-ID"] for answer in answers}) == 5
