"""gunicorn's threads: none for who says nothing, and answers of our own where a request never comes as far as Django."""

from __future__ import annotations

import secrets
import selectors
import socket
import struct
from contextlib import suppress
from functools import partial
from http import HTTPStatus

from django.template import loader
from gunicorn import util
from gunicorn.http import errors
from gunicorn.http.message import Request
from gunicorn.workers.gthread import TConn, ThreadWorker

from policies.site import Site
from portal.headers import SECURITY_HEADERS
from portal.logs import request_id

# All others that are the client's fault are 400; what is not is 500.
STATUSES = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.InvalidResponseHeader: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.InvalidResponseHeaderName: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.ConfigurationProblem: HTTPStatus.INTERNAL_SERVER_ERROR,
}


# A body that stops for so long is given up (struct timeval of the system). One that comes byte by byte is not: only a
# proxy, which reads without threads, can afford it.
STALLED_SECONDS = 10
_STALLED = struct.pack("ll", STALLED_SECONDS, 0)
# More than any head that is not refused.
MOST_OF_A_HEAD = 1 << 16


def status_of(error: Exception) -> HTTPStatus:
    if not isinstance(error, errors.ParseException):
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return STATUSES.get(type(error), HTTPStatus.BAD_REQUEST)


class Worker(ThreadWorker):
    """A connection has no thread before the head of its request is there.

    gunicorn gives it one at once, so that a few dozen which send nothing, or half a head, would stop everybody else.
    Here they wait with those that it defers (`pending_conns`), and are closed with them after `keepalive` seconds.
    """

    def enqueue_req(self, conn: TConn) -> None:
        if conn.initialized or conn.data_ready:
            super().enqueue_req(conn)
        else:
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _STALLED)
            self._wait_for_head(conn)

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """The next request of a connection that was kept alive."""
        if _has_head(conn.sock):
            super().on_client_socket_readable(conn, client)
        else:
            self.poller.unregister(client)
            self.keepalived_conns.remove(conn)
            self._wait_for_head(conn)

    def on_pending_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        if _has_head(conn.sock):
            super().on_pending_socket_readable(conn, client)
        else:
            # The poller would tell of these bytes for ever; they are looked at each second.
            self.poller.unregister(client)

    def murder_pending(self) -> None:
        """Each second: close whose time is over, and go on with those whose head is there."""
        super().murder_pending()
        watched = self.poller.get_map()
        for conn in [conn for conn in self.pending_conns if conn.sock not in watched]:
            if _has_head(conn.sock):
                self.pending_conns.remove(conn)
                conn.data_ready = True
                self.enqueue_req(conn)

    def _wait_for_head(self, conn: TConn) -> None:
        conn.sock.setblocking(False)
        conn.set_timeout()
        self.pending_conns.append(conn)
        readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, readable)

    def handle_error(
        self, req: Request | None, client: socket.socket, addr: tuple[str, int] | str, exc: Exception
    ) -> None:
        """Answer what cannot be answered by Django: a page in Chinese, with the headers of every other."""
        status, number = status_of(exc), secrets.token_hex(8)
        sender = addr[0] if isinstance(addr, tuple) else "-"
        token = request_id.set(number)
        if status is HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.exception("%s to %s", status.value, sender)
        else:
            # Each status is a kind of its own (portal/logs.py).
            self.log.warning(f"{status.value} to %s: %s", sender, exc)
        request_id.reset(token)
        # Whoever has gone needs no answer.
        with suppress(OSError):
            util.write_nonblock(client, _answer(status, number))


def _has_head(connection: socket.socket) -> bool:
    """Whether a thread would find a whole head, without taking it; or the end of the connection."""
    try:
        come = connection.recv(MOST_OF_A_HEAD, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return not come or b"\r\n\r\n" in come or len(come) == MOST_OF_A_HEAD


def _answer(status: HTTPStatus, number: str) -> bytes:
    template = "500.html" if status is HTTPStatus.INTERNAL_SERVER_ERROR else "refused.html"
    context = {"site": Site.current(), "status": status.value}
    page = loader.render_to_string(template, context).encode()
    headers = {
        "Connection": "close",
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(page)),
        "Cache-Control": "no-store",
        "X-Request-ID": number,
        **SECURITY_HEADERS,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n{lines}\r\n".encode("ascii") + page
