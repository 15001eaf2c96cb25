"""被引用但未收录: documents that policies of the library cite and that it does not hold, most cited first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from policies.citations import Missing, Name, texts_of, whole
from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError
from policies.models import Policy
from policies.pages.common import Link
from policies.permissions import Act, may, permitted
from policies.querysets import PolicyQuerySet
from policies.text import citations
from policies.text.citations import Citation
from policies.vocabulary import PublicationState

# Whoever has entered so many knows what comes next.
MOST_LISTED = 500
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class MissingRow:
    shown: str
    """As a text of the library prints it."""
    count: int
    citing: tuple[Link, ...]
    waiting: tuple[Link, ...]
    """Entries with this 文号 that are not published yet."""

    @property
    def more(self) -> int:
        return self.count - len(self.citing)


def missing_view(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    if not may(request.user, Act.SEE):
        raise PermissionDenied
    try:
        found = Engine.on(timezone.localdate()).missing(MOST_LISTED)
    except UnavailableError:
        found = None
    page = Paginator(found or [], PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "被引用但未收录",
        "opts": model_admin.opts,
        "available": found is not None,
        "page": page,
        "rows": _rows(page.object_list, permitted(request.user, Act.SEE)),
        "listed": MOST_LISTED,
        "full": found is not None and len(found) == MOST_LISTED,
    }
    return TemplateResponse(request, "admin/policies/policy/missing.html", context)


def _rows(found: Iterable[Missing], seen: PolicyQuerySet) -> list[MissingRow]:
    """3 queries, whatever the number of rows; `seen` are the policies that the person may see."""
    found = list(found)
    first = {each.citing[0] for each in found if each.citing}
    texts = {policy.pk: policy for policy in Policy.objects.filter(pk__in=first).prefetch_related("sections")}
    keys = {key for each in found for key in each.citing}
    titles = dict(Policy.objects.filter(pk__in=keys).values_list("pk", "title"))
    waiting = _waiting({each.number for each in found} - {""}, seen)
    return [
        MissingRow(
            shown=_as_printed(each, texts),
            count=each.count,
            citing=tuple(_link(key, titles[key]) for key in each.citing if key in titles),
            waiting=waiting.get(each.number, ()),
        )
        for each in found
    ]


def _as_printed(missing: Missing, policies: dict[int, Policy]) -> str:
    first = next(iter(missing.citing), None)
    policy = policies.get(first)
    text = whole(texts_of(policy)) if policy else ""
    short = citations.short_names(text)
    for cited in citations.first_of(text, short):
        if Name.of(cited).term in missing.terms:
            return _in_words(cited)
    # The text has changed since the index was asked.
    return missing.key or missing.number


def _in_words(cited: Citation) -> str:
    if not cited.title:
        return cited.number
    number = f"（{cited.number}）" if cited.number else ""
    return f"《{cited.title}》{number}"


def _waiting(numbers: set[str], seen: PolicyQuerySet) -> dict[str, tuple[Link, ...]]:
    found: dict[str, tuple[Link, ...]] = {}
    entries = seen.exclude(state=PublicationState.PUBLISHED).filter(doc_number_normalized__in=numbers)
    for key, title, number in entries.values_list("pk", "title", "doc_number_normalized"):
        found[number] = (*found.get(number, ()), _link(key, title))
    return found


def _link(key: int, title: str) -> Link:
    return Link(title, reverse("admin:policies_policy_change", args=[key]))
