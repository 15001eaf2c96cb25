"""Typed readers for settings that come from the environment.

A bad value stops the start with one line that names the variable. The line never repeats the
value: values end up in logs, and some of them are secrets.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

# A name, a name with all its subdomains (.example.org), or an IPv6 address in brackets.
_HOST = re.compile(r"[^\s/:@\[\]]+|\[[0-9a-fA-F:.]+\]")
_SITE = re.compile(r"https?://(?:[^\s/:@?#\[\]]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?")
_MAIL_ADDRESS = re.compile(r"[\w.+%-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*", re.ASCII)
_CONTACT = re.compile(r"(?:mailto:[^\s@]+@[^\s@]+|tel:\+?[0-9-]+|https://[^\s/]+\S*)", re.ASCII)
_REDIS_PATH = re.compile(r"(?:/[0-9]{0,3})?")
_TRUE = {"1", "on", "true", "yes"}
_FALSE = {"0", "off", "false", "no"}

# Django's own check (security.W009) asks for the same length.
SECRET_MIN_LENGTH = 50
SECRET_MIN_DISTINCT = 5

# What libpq does by itself, unless the address says otherwise: ten seconds to connect, and as long for a network that
# was cut to be noticed. How long a page or a program waits at all is counted elsewhere (portal/databases).
POSTGRESQL_OPTIONS = {
    "connect_timeout": "10",
    "tcp_user_timeout": "10000",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}
# Each thread keeps its connection, and looks whether it is usable before the first query of a request.
KEPT_CONNECTIONS = {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}


# How a mail server is spoken to, and its usual port. With `smtp` nothing is encrypted.
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}

# A page can be made without it in less time.
CACHE_PATIENCE = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}


class MailServerSettings(NamedTuple):
    host: str
    port: int
    user: str
    password: str
    starts_tls: bool
    """Encrypted after the first words; `is_tls`: from the first byte."""
    is_tls: bool


class BadEnvironment(SystemExit):
    """Ends the process with exit code 1 and one line on standard error."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


def text(name: str, default: str = "") -> str:
    value = os.environ.get(name, "").strip() or default
    if not value.isprintable():
        raise BadEnvironment(name, "holds characters that cannot be printed")
    return value


def flag(name: str, *, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in _TRUE | _FALSE:
        return value in _TRUE
    raise BadEnvironment(name, "must be on or off")


def number(name: str, *, default: int, minimum: int, maximum: int) -> int:
    value = text(name)
    if not value:
        return default
    if value.isascii() and value.isdigit() and len(value) <= 12 and minimum <= int(value) <= maximum:
        return int(value)
    raise BadEnvironment(name, f"must be a whole number from {minimum} to {maximum}")


def names(name: str, default: list[str]) -> list[str]:
    """A list of host names, separated by commas."""
    value = text(name)
    if not value:
        return default
    hosts = [part.strip() for part in value.split(",") if part.strip()]
    if not hosts or not all(map(_HOST.fullmatch, hosts)):
        raise BadEnvironment(name, "must be host names separated by commas, without scheme, port or path")
    return hosts


def secret(name: str, *, required: bool, fallback: str) -> str:
    value = text(name)
    if not value:
        if required:
            raise BadEnvironment(name, "must be set when DJANGO_DEBUG is off")
        return fallback
    if len(value) < SECRET_MIN_LENGTH or len(set(value)) < SECRET_MIN_DISTINCT:
        raise BadEnvironment(name, f"must be at least {SECRET_MIN_LENGTH} varied characters long")
    return value


def code(name: str, *, length: int) -> str:
    """An official code of exactly that many letters and digits, or nothing."""
    value = text(name)
    if value and not (value.isascii() and value.isalnum() and len(value) == length):
        raise BadEnvironment(name, f"must be {length} letters or digits")
    return value


def web_address(name: str) -> str:
    """An address that a page may link to, or nothing."""
    value = text(name)
    try:
        url = urlsplit(value)
        fits = url.scheme in {"http", "https"} and bool(url.hostname) and " " not in value
    except ValueError:
        fits = False
    if value and not fits:
        raise BadEnvironment(name, "must be an address that begins with https:// or http://")
    return value


def contact_address(name: str) -> str:
    """An address as /.well-known/security.txt names it (RFC 9116, 2.5.3), or nothing."""
    value = text(name)
    if value and not _CONTACT.fullmatch(value):
        raise BadEnvironment(name, "must be an address that begins with mailto:, tel: or https://")
    return value


def site_address(name: str) -> str:
    """Scheme and host of the portal, without a slash at the end, or nothing."""
    value = text(name).removesuffix("/")
    if value and not (_SITE.fullmatch(value) and _has_possible_port(value)):
        raise BadEnvironment(name, "must have the form https://host or https://host:port, without a path")
    return value


def _has_possible_port(address: str) -> bool:
    """Or none."""
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


def mail_address(name: str) -> str:
    """One address without the name of its owner, or nothing."""
    value = text(name)
    if value and not _MAIL_ADDRESS.fullmatch(value):
        raise BadEnvironment(name, "must be one mail address, such as policy@example.org")
    return value


def mail_server(name: str) -> MailServerSettings | None:
    """From `smtps://user:password@host:port`, `smtp+tls://…` or `smtp://host`; None without it."""
    value = text(name)
    if not value:
        return None
    try:
        url = urlsplit(value)
        is_more = url.path not in ("", "/") or url.query or url.fragment
        fits = bool(url.hostname) and url.port != 0 and not is_more and unquote(value).isprintable()
    except ValueError:
        fits = False
    if not fits or url.scheme not in MAIL_PORTS:
        raise BadEnvironment(
            name, "must have the form smtps://user:password@host:port, or smtp+tls:// or smtp://"
        )
    if bool(url.username) != bool(url.password):
        raise BadEnvironment(name, "must name both a user and a password, or none")
    if url.username and url.scheme == "smtp":
        raise BadEnvironment(name, "must begin with smtps:// or smtp+tls:// where it has a password")
    return MailServerSettings(
        host=url.hostname,
        port=url.port or MAIL_PORTS[url.scheme],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        starts_tls=url.scheme == "smtp+tls",
        is_tls=url.scheme == "smtps",
    )


def writable_directory(name: str, default: Path) -> Path:
    """A directory that exists, or can be made, and takes new files."""
    path = Path(text(name) or default).absolute()
    _require_writable(name, path)
    return path


def database(name: str, default_directory: Path) -> dict[str, Any]:
    """Django's settings for one database, from `sqlite:///path` or `postgresql://user:password@host:port/name`.

    Parameters behind `?` of a PostgreSQL address go to libpq as they are (`?sslmode=require`).
    """
    value = text(name)
    if not value:
        return _sqlite(default_directory / "portal.sqlite3")
    if not unquote(value).isprintable():
        raise BadEnvironment(name, "holds characters that cannot be printed")
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:
        raise BadEnvironment(name, "is not a well-formed URL") from None
    path = unquote(url.path.removeprefix("/"))
    if url.scheme == "sqlite":
        if url.netloc or not Path(path).name or Path(path).is_dir():
            raise BadEnvironment(name, "must have the form sqlite:///file or sqlite:////absolute/file")
        _require_writable(name, Path(path).absolute().parent)
        return _sqlite(Path(path).absolute())
    if url.scheme in {"postgres", "postgresql"}:
        if not path:
            raise BadEnvironment(name, "must name a database: postgresql://user:password@host:port/name")
        return {
            "ENGINE": "portal.databases.postgresql",
            "NAME": path,
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or ""),
            "PORT": port or "",
            **KEPT_CONNECTIONS,
            "OPTIONS": {**POSTGRESQL_OPTIONS, **dict(parse_qsl(url.query))},
        }
    raise BadEnvironment(name, "must begin with sqlite:/// or postgresql://")


def cache(name: str) -> dict[str, dict[str, Any]]:
    """Django's CACHES, from `redis://:password@host:port/number` or `rediss://…`; without it, one in each process."""
    value = text(name)
    if not value:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    try:
        url = urlsplit(value)
        fits = bool(url.hostname) and url.port != 0 and _REDIS_PATH.fullmatch(url.path) and not url.query
    except ValueError:
        fits = False
    if not fits or url.scheme not in {"redis", "rediss"}:
        raise BadEnvironment(name, "must have the form redis://:password@host:port/number or rediss://…")
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": value,
            "KEY_PREFIX": "portal",
            "OPTIONS": {"serializer": "portal.sharing.Bytes", **CACHE_PATIENCE},
        }
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "portal.databases.sqlite",
        "NAME": path,
        **KEPT_CONNECTIONS,
        "OPTIONS": {
            # Two editors who both read before they write would otherwise meet "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: an acknowledged save survives a power cut, in WAL mode too.
            # Recursive: the triggers also see the row that REPLACE INTO takes away.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA recursive_triggers=ON;",
        },
    }


def _require_writable(name: str, directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        # Asking by doing: permission bits do not tell of read-only mounts or of root.
        with tempfile.TemporaryFile(dir=directory):
            pass
    except (OSError, ValueError):
        raise BadEnvironment(name, "must be in a directory that can be written to") from None
