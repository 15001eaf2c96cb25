"""A mail server on loopback that speaks as much SMTP as `smtplib` needs, and keeps what it took."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default

ANSWERS = {
    b"EHLO": b"250-mail.example\r\n250 8BITMIME\r\n",
    b"MAIL": b"250 ok\r\n",
    b"RSET": b"250 ok\r\n",
    b"QUIT": b"221 bye\r\n",
}


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.taken: list[EmailMessage] = []
        self.connections = 0
        self.refused = b""
        """An address that it knows nobody by."""
        self.leaves_at = b""
        """An address that it answers by closing the connection."""

    @property
    def port(self) -> int:
        return self.server_address[1]


class Session(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.server.connections += 1
        self.wfile.write(b"220 mail.example\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"RCPT" and self.server.leaves_at and self.server.leaves_at in line:
                return
            self.wfile.write(self._answer(verb, line))
            if verb == b"DATA":
                self._take()
            if verb == b"QUIT":
                return

    def _answer(self, verb: bytes, line: bytes) -> bytes:
        if verb == b"RCPT":
            is_refused = self.server.refused and self.server.refused in line
            return b"550 no such mailbox: secret words\r\n" if is_refused else b"250 ok\r\n"
        return b"354 go on\r\n" if verb == b"DATA" else ANSWERS.get(verb, b"502 what?\r\n")

    def _take(self) -> None:
        lines = iter(self.rfile.readline, b".\r\n")
        content = b"".join(line.removeprefix(b".") if line.startswith(b"..") else line for line in lines)
        self.server.taken.append(email.message_from_bytes(content, policy=default))
        self.wfile.write(b"250 taken\r\n")


@contextmanager
def mail_server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
