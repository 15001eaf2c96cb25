"""The content codings of a body. Only of public pages: they hold nothing secret.

The length of a compressed page of the desk, which repeats what was asked for beside tokens, would tell of them (BREACH).
"""

from __future__ import annotations

import gzip
from enum import StrEnum
from functools import lru_cache

import brotli

from portal.protocol import accepted_codings

# About as fast as gzip at 6, and a tenth smaller.
BROTLI_QUALITY = 4
GZIP_LEVEL = 6
# Less is not worth it.
LEAST_BYTES = 200


class Coding(StrEnum):
    """In the order in which they are chosen."""

    BROTLI = "br"
    GZIP = "gzip"
    NONE = ""


@lru_cache(256)
def best_of(header: str) -> Coding:
    """Of those that an Accept-Encoding takes."""
    accepted = accepted_codings(header)
    return next((coding for coding in (Coding.BROTLI, Coding.GZIP) if coding in accepted), Coding.NONE)


def encode(body: bytes, coding: Coding) -> bytes:
    match coding:
        case Coding.BROTLI:
            return brotli.compress(body, brotli.MODE_TEXT, BROTLI_QUALITY)
        case Coding.GZIP:
            # Without the moment: the same page is the same bytes.
            return gzip.compress(body, GZIP_LEVEL, mtime=0)
        case Coding.NONE:
            return body


def decode(body: bytes, coding: Coding) -> bytes:
    match coding:
        case Coding.BROTLI:
            return brotli.decompress(body)
        case Coding.GZIP:
            return gzip.decompress(body)
        case Coding.NONE:
            return body
