"""The IP address that a request comes from, also through a proxy, and the network that it counts as."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest

# One household or office gets at least this much of IPv6: who has one address there has 2^64.
IPV6_PREFIX = 64


def client_address(request: HttpRequest) -> str:
    return address_in(request.META)


def address_in(environ: Mapping[str, Any]) -> str:
    """The address of the client, normalised; empty where it is not known. `environ` is that of WSGI.

    Behind a proxy it is the last entry of X-Forwarded-For: the proxy itself wrote it, and whatever stands before
    it is only what the client said.
    """
    said = environ.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        said = environ.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2] or said
    try:
        return str(_plain(said))
    except ValueError:
        return ""


def network_of(address: str) -> str:
    """What is counted as one client: an IPv4 address, or a network of IPv6. ValueError for what is no address."""
    plain = _plain(address)
    if plain.version == 4:
        return str(plain)
    return str(ip_network((plain, IPV6_PREFIX), strict=False))


def _plain(said: str) -> IPv4Address | IPv6Address:
    address = ip_address(said.strip())
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
