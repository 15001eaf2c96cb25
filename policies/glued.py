"""Where an address leads that is none of the portal's, because something was glued to it (`policies.text.glued`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse

from policies.canonical import PAGES as PUBLIC
from policies.display import Display
from policies.models import Policy, SectionVersion
from policies.querysets import PolicyQuerySet
from policies.text.glued import cut


def _always() -> bool:
    return True


def _known(slug: str) -> PolicyQuerySet:
    """The policy that is published under this slug, or was, or of which its page says that it was withdrawn."""
    return Policy.objects.known_to_residents().filter(Q(slug=slug) | Q(old_slugs__slug=slug))


def _told(slug: str) -> bool:
    return _known(slug).exists()


def _shown(slug: str, number: int) -> bool:
    known = _known(slug)
    versions = SectionVersion.objects.filter(policy_id__in=known.values("pk"), slug__in=known.values("slug"))
    return versions.filter(number=number).exists()


# Every page that may be meant, and whether it is there: at most 1 query.
PAGES: dict[str, Callable[..., bool]] = {
    "policies:home": _always,
    "policies:list": _always,
    "policies:start": _always,
    "policies:compare": _always,
    "policies:matrix": _always,
    "policies:about": _always,
    "policies:help": _always,
    "policies:accessibility": _always,
    "policies:privacy": _always,
    "policies:detail": _told,
    "policies:versions": _told,
    "policies:version": _shown,
    "policies:changes": _shown,
    "desk": _always,
}
# Under these stand pages with names or numbers of their own, so a word behind them may be meant for one.
ABOVE_OTHERS = {"policies:home", "policies:list", "policies:versions"}


def canonical(path: str, params: QueryDict) -> str:
    """The address of the page that is meant, with the parameters that it reads; empty where no page is.

    It is built from the routes alone, so it leads neither to another host nor back to itself. Raises TooManyFieldsSent.
    """
    found = cut(path)
    page = _page(found.path) if found else None
    if page is None or (found.named and page.name in ABOVE_OTHERS):
        return ""
    if not PAGES[page.name](**page.named):
        return ""
    params = params.copy()
    params.update(QueryDict(found.query))
    names = PUBLIC[page.name].reads if page.name in PUBLIC else ()
    query = urlencode({name: params.getlist(name) for name in names}, doseq=True)
    address = reverse(page.name, kwargs=page.named)
    return Display.read(params).kept_by(f"{address}?{query}" if query else address)


@dataclass(frozen=True, slots=True)
class FoundPage:
    name: str
    named: Mapping[str, object]
    """What its route takes from the address."""


def _page(path: str) -> FoundPage | None:
    """A former address is that of the page to which it has moved (`views.moved`)."""
    try:
        found = resolve(path)
    except Resolver404:
        return None
    name = found.kwargs.get("to", found.view_name)
    return FoundPage(name, found.captured_kwargs) if name in PAGES else None
