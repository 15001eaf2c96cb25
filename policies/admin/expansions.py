"""查一个词: what the search makes of a word or a question, and where staff can change that."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from policies.lookup.engine import Engine, Lookup
from policies.lookup.index import UnavailableError
from policies.lookup.query import MAX_CHARS, Typed
from policies.pages.common import Link
from policies.results.expansions import Expanded, Expansion, Other, WordSource, WordSourceKind
from policies.vocabulary import Sort

# What the pages of the desk call a source, and the page where it is changed.
_PAGES = {
    WordSourceKind.GROUP: ("同义词", "synonymgroup"),
    WordSourceKind.TOPIC: ("主题", "topic"),
    WordSourceKind.AUDIENCE: ("适用人群", "audience"),
    WordSourceKind.DISTRICT: ("区", "district"),
}


@dataclass(frozen=True, slots=True)
class OtherRow:
    text: str
    policies: int
    sources: tuple[Link, ...]

    @classmethod
    def of(cls, other: Other) -> OtherRow:
        return cls(other.text, other.policies, tuple(map(_link, other.sources)))


@dataclass(frozen=True, slots=True)
class WordRow:
    word: Expanded
    others: tuple[OtherRow, ...]
    sources: tuple[Link, ...]

    @classmethod
    def of(cls, word: Expanded) -> WordRow:
        return cls(word, tuple(map(OtherRow.of, word.others)), tuple(map(_link, word.sources)))


def expansions_view(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    typed = Typed.parse(request.GET.get("q", ""))
    expansion, available = None, True
    if typed:
        try:
            engine = Engine.on(timezone.localdate())
            expansion = Expansion.of(engine, Lookup(typed, sort=Sort.RELEVANCE))
        except UnavailableError:
            available = False
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "查一个词",
        "opts": model_admin.opts,
        "typed": typed.text,
        "most": MAX_CHARS,
        "available": available,
        "expansion": expansion,
        "rows": [WordRow.of(word) for word in expansion.words] if expansion else [],
    }
    return TemplateResponse(request, "admin/policies/synonymgroup/expansions.html", context)


def _link(source: WordSource) -> Link:
    label, model = _PAGES[source.kind]
    address = reverse(f"admin:policies_{model}_change", args=[source.key])
    return Link(f"{label}：{source.name}", address)
