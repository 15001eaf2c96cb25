"""A public page as it is kept: in a process, in a shared cache, or on the disk."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from django.http import HttpRequest, HttpResponse

from portal.coding import Coding, decode, encode

EachTime = Callable[[HttpRequest], None]
# What is told anew with each answer.
_ITS_OWN = {"content-length", "content-encoding", "etag", "vary", "cache-control"}


@dataclass(frozen=True, slots=True)
class Page:
    stamp: str
    """What it was made from (`policies.lookup.stamp`)."""
    began_at: float
    """When its making began, in seconds since 1970: what it shows is as old as that, or younger."""
    headers: tuple[tuple[str, str], ...]
    """Those that the page itself has."""
    body: bytes
    coding: Coding = Coding.NONE
    each_time: EachTime | None = None
    """What is done for each answer, also for one that is kept: counting, say. A view sets it on its response."""

    @property
    def size(self) -> int:
        """In bytes."""
        headers = sum(len(name) + len(value) for name, value in self.headers)
        return len(self.stamp) + headers + len(self.body)

    @classmethod
    def of(cls, response: HttpResponse, stamp: str, began_at: float) -> Self:
        """In no coding."""
        headers = tuple(each for each in response.headers.items() if each[0].lower() not in _ITS_OWN)
        each_time = getattr(response, "each_time", None)
        return cls(stamp, began_at, headers, response.content, each_time=each_time)

    def in_coding(self, coding: Coding) -> Self:
        if coding is self.coding:
            return self
        body = encode(decode(self.body, self.coding), coding)
        return replace(self, body=body, coding=coding)

    def packed(self) -> bytes:
        """For where other processes read it. What is done each time is known to this process alone."""
        head = [self.stamp, self.began_at, self.coding, self.headers, len(self.body)]
        return json.dumps(head).encode() + b"\n" + self.body

    @classmethod
    def unpacked(cls, packed: bytes | None) -> Self | None:
        """None for what is no page: another program's, or cut off."""
        head, _, body = (packed or b"").partition(b"\n")
        try:
            stamp, began_at, coding, headers, length = json.loads(head)
            named = tuple((str(name), str(value)) for name, value in headers)
            page = cls(str(stamp), float(began_at), named, body, Coding(coding))
        except (TypeError, ValueError):
            return None
        return page if length == len(body) else None
