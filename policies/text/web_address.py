"""Addresses of the web: where one stands among other words, and when two of them lead to the same page (RFC 3986)."""

from __future__ import annotations

import re
from itertools import combinations
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

# Longer than any address of an official page, with what programs that count visitors add to it.
MAX_CHARS = 1000
# Of an address with more parameters than this, all or none count.
MOST_PARAMETERS = 6

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# All that may follow a host; signs at the very end belong to the sentence.
_REST = r"(?::\d{1,5})?(?:[/?\#](?:[!\#-;=?-{}~]{0,900}[a-z0-9/=%&\#~_-])?)?"
# A pattern (re.VERBOSE) for an address in a text after NFKC. Without http:// only what begins with www. or ends as the
# hosts of Chinese institutions do: 2.5 and node.js are words.
PATTERN = rf"""
    (?i:(?<![a-z0-9@._/])
        (?:https?:/{{1,3}}(?:{_LABEL}\.){{0,8}}{_LABEL}
          |(?:www\.(?:{_LABEL}\.){{1,8}}|(?:{_LABEL}\.){{1,8}}(?=(?:cn|com|org|net)(?![a-z0-9.@-])))[a-z]{{2,24}})
        {_REST})
"""

_SCHEME = re.compile(r"(?i:https?):/*")
_SLASHES = re.compile(r"/{2,}")
# The page that a server shows for a directory.
_INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:s?html?|jsp|aspx?|php)\Z")
# An address that is pasted out of another one, or out of a program that shows it so.
_ENCODED = re.compile(r"(?i:https?%3a(?:%2f){1,3}[^\s%]+(?:%[0-9a-f]{2}[^\s%]*)*)")
# Of a policy of this portal, at whatever host it is read; what stands behind it is one of its pages.
_OWN = re.compile(r"/policies/(?P<slug>[a-z0-9-]+)(?:/|\Z)")
_USUAL_PORT = re.compile(r":(?:80|443)\Z")


def key(address: str) -> str:
    """By what an address is compared: host, path and parameters, without what does not choose the page; empty for none.

    >>> key("HTTPS://www.shanghai.gov.cn:443/zhengce/detail/?b=2&a=1#top")
    'shanghai.gov.cn/zhengce/detail?a=1&b=2'
    """
    page, parameters = _parts(address)
    return _joined(page, parameters)


def keys(address: str) -> tuple[str, ...]:
    """The keys of the pages that an address may lead to: with all its parameters, then without some of them.

    What programs add to count visitors (`from=timeline`, `utm_source=…`) has too many names to be listed. So every
    choice of the parameters is asked for, and only a page that is filed by one of them is found. A policy of this portal
    has the same key at every host.

    >>> keys("a.cn/x?id=1&from=timeline")
    ('a.cn/x?from=timeline&id=1', 'a.cn/x?from=timeline', 'a.cn/x?id=1', 'a.cn/x')
    """
    page, parameters = _parts(address)
    if not page:
        return ()
    # The first page of a site with parameters is another page.
    fewest = 0 if "/" in page or not parameters else 1
    few = len(parameters) <= MOST_PARAMETERS
    sizes = range(len(parameters), fewest - 1, -1) if few else (len(parameters), fewest)
    chosen = (some for size in sizes for some in combinations(parameters, size))
    own = _OWN.search(page)
    found = [_joined(page, some) for some in chosen] + ([own_key(own["slug"])] if own else [])
    return tuple(dict.fromkeys(found))


def own_key(slug: str) -> str:
    """By what an address of this portal is compared, whatever its host: of `/policies/<slug>/` and what lies below."""
    return f"/policies/{slug}"


def decoded(text: str) -> str:
    """A text with the addresses in it that are percent-encoded as a whole as they were.

    >>> decoded("https%3A%2F%2Fa.gov.cn%2Fx%3Fid%3D1 这个"), decoded("100%3A")
    ('https://a.gov.cn/x?id=1 这个', '100%3A')
    """
    return _ENCODED.sub(lambda match: unquote(match.group()), text)


def _joined(page: str, parameters: tuple[tuple[str, str], ...]) -> str:
    return f"{page}?{urlencode(parameters)}" if parameters else page


def _parts(address: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """(host and path, parameters in order), all in lower case."""
    plain = _SCHEME.sub("", address.strip().lower(), count=1)
    try:
        split = urlsplit(f"//{plain}")
    except ValueError:
        return "", ()
    parameters = parse_qsl(split.query, keep_blank_values=True, max_num_fields=None)
    return _page(split), tuple(sorted(parameters))


def _page(split: SplitResult) -> str:
    """Host and path; empty without a host."""
    host = _USUAL_PORT.sub("", split.netloc).removeprefix("www.").rstrip(".")
    path = _SLASHES.sub("/", unquote(split.path))
    path = _INDEX_PAGE.sub("", path).rstrip("/")
    # Some sites keep the path of a page behind #, where others keep a place in it.
    route = f"#{split.fragment}" if split.fragment.startswith(("/", "!")) else ""
    return f"{host}{path}{route}" if host else ""
