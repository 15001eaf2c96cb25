"""Pictures that imported files carry: shown at the desk with the line they stood at, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from policies.admin.base import policy_seen_by
from policies.admin.bringing import BringingIn
from policies.importing.storing import waiting
from policies.models import ImportedSource, Picture, Policy

# A browser that takes the bytes for a page after all runs nothing of it.
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class PictureView:
    line: int
    words: str
    """How the line begins."""
    told: str
    """What the file says of it."""
    alt: str
    url: str


class Pictures(BringingIn):
    """For PolicyAdmin: …/<key>/pictures/<number>/, and …/import/<id>/pictures/<number>/ of a document that waits."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:key>/pictures/<int:number>/", view(self.picture), name="policies_policy_picture"),
            path(
                "import/<int:key>/pictures/<int:number>/",
                view(self.picture_that_waits),
                name="policies_policy_review_picture",
            ),
        ]
        return own + super().get_urls()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        policy = kwargs.get("obj")
        context["pictures"] = pictures_of(policy) if policy else []
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(require_safe)
    def picture(self, request: HttpRequest, key: int, number: int) -> HttpResponse:
        policy = policy_seen_by(request, key)
        return _shown(Picture.objects.of(policy).filter(number=number).first())

    @method_decorator(require_safe)
    def picture_that_waits(self, request: HttpRequest, key: int, number: int) -> HttpResponse:
        self.only_writers(request)
        own = waiting(request.user).filter(pk=key)
        return _shown(Picture.objects.filter(source__in=own, number=number).first())


def _shown(picture: Picture | None) -> HttpResponse:
    if picture is None:
        raise Http404
    answer = HttpResponse(bytes(picture.data), content_type=picture.media_type, headers=HEADERS)
    ending = picture.media_type.rpartition("/")[2]
    answer.headers["Content-Disposition"] = f'inline; filename="picture-{picture.pk}.{ending}"'
    return answer


def pictures_of(policy: Policy) -> list[PictureView]:
    """Of the file that made it last: 2 queries."""
    found = Picture.objects.of(policy).defer("data")
    return list(_views(found, "admin:policies_policy_picture", policy.pk))


def pictures_waiting(kept: ImportedSource) -> list[PictureView]:
    """1 query."""
    return list(_views(kept.pictures.defer("data"), "admin:policies_policy_review_picture", kept.pk))


def _views(pictures: Iterable[Picture], route: str, key: int) -> Iterator[PictureView]:
    for picture in pictures:
        url = reverse(route, args=[key, picture.number])
        yield PictureView(picture.line, picture.words, picture.alt, str(picture), url)
