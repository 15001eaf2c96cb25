"""gunicorn's threads, with answers of our own where a request never comes as far as Django."""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress
from http import HTTPStatus

from django.template import loader
from gunicorn import util
from gunicorn.http import errors
from gunicorn.http.message import Request
from gunicorn.workers.gthread import ThreadWorker

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


def status_of(error: Exception) -> HTTPStatus:
    if not isinstance(error, errors.ParseException):
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return STATUSES.get(type(error), HTTPStatus.BAD_REQUEST)


class Worker(ThreadWorker):
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
            self.log.warning("%s to %s: %s", status.value, sender, exc)
        request_id.reset(token)
        # Whoever has gone needs no answer.
        with suppress(OSError):
            util.write_nonblock(client, _answer(status, number))


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
