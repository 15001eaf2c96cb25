"""A view parses, asks, renders. Only here is it asked what day it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from policies import glossary, misses
from policies.glued import canonical
from policies.models import Policy, SectionVersion
from policies.pages import (
    ChangesPage,
    ComparePage,
    DetailPage,
    HistoryPage,
    HomePage,
    ListPage,
    MatrixPage,
    PatternsPage,
    StartPage,
    SuggestPage,
    VersionPage,
    WholeList,
    WithdrawnPage,
)
from policies.pages.paper import Printed
from policies.pages.parts import PolicyText
from policies.pages.preview import EndedPreview, path_of, preview_of
from policies.pages.versions import text_of
from policies.preview_links import EndedError, NoLinkError, PreviewLink
from policies.publishing import in_words
from policies.results.listed import published_with
from policies.site import Site

# A database that restarts is back within this time; programs that read the portal wait as long.
RETRY_SECONDS = 60
# Less than the year that RFC 9116 recommends at most (2.5.5).
SECURITY_DAYS = timedelta(days=180)
PLAIN = "text/plain; charset=utf-8"
View = Callable[..., HttpResponse]
# All that can be done with a public page.
READING = ("GET", "HEAD")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    page = HomePage.build(on=timezone.localdate())
    return render(request, "home.html", {"page": page})


@require_safe
def words(request: HttpRequest, template: str) -> HttpResponse:
    return render(request, template)


@require_safe
def how_to(request: HttpRequest) -> HttpResponse:
    return render(request, "help.html", {"groups": glossary.GROUPS})


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    page = StartPage.build(request.GET, on=timezone.localdate())
    return render(request, "start.html", {"page": page, "printed": _printed(request, page.url)})


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    page = MatrixPage.build(request.GET, on=timezone.localdate())
    return render(request, "matrix.html", {"page": page, "printed": _printed(request, page.url)})


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    page = ComparePage.build(request.GET, on=timezone.localdate())
    return render(request, "compare.html", {"page": page, "printed": _printed(request, page.url)})


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """For development: residents have no use for it."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "patterns.html", {"page": PatternsPage.build()})


@require_safe
def policy_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    page = ListPage.build(request.GET, on=today)
    context = {"page": page, "printed": _printed(request, page.pagination.url)}
    response = render(request, "list.html", context, status=404 if page.pagination.is_beyond else 200)
    if page.missed:
        # Also where the page is kept and shown to somebody else (portal/keeping.py).
        response.each_time = partial(misses.count_search, word=page.missed, on=today)
    return response


@require_safe
def policy_print(request: HttpRequest) -> HttpResponse:
    page = WholeList.build(request.GET, on=timezone.localdate())
    return render(request, "whole.html", {"page": page, "printed": _printed(request, page.url)})


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    page = SuggestPage.build(request.GET.get("q", ""), on=timezone.localdate())
    return render(request, "suggest.html", {"page": page})


def of_a_published_policy(view: View) -> View:
    """For each page of one policy. An old slug leads to that of today, 301; where the policy was withdrawn, 410 says
    so; an address that never was any is 404."""

    @require_safe
    @wraps(view)
    def answered(request: HttpRequest, slug: str, **named: object) -> HttpResponse:
        try:
            return view(request, slug, **named)
        except Http404:
            if today := _slug_today(slug):
                return moved(request, request.resolver_match.view_name, slug=today, **named)
            if page := WithdrawnPage.of_slug(slug):
                return render(request, "withdrawn.html", {"page": page}, status=410)
            raise

    return answered


def _slug_today(old: str) -> str | None:
    """None where residents know no policy that had this slug."""
    known = Policy.objects.known_to_residents().filter(old_slugs__slug=old)
    return known.values_list("slug", flat=True).first()


@of_a_published_policy
def policy_detail(request: HttpRequest, slug: str) -> HttpResponse:
    policy = published_with(slug)
    if policy is None:
        raise Http404
    text = PolicyText.of(policy)
    shown, address = text.asked_for(request.GET.get("part", "1"))
    if _asks_otherwise(request, shown):
        return redirect(address)
    page = DetailPage.build(policy, timezone.localdate(), text, shown)
    return render(request, "detail.html", {"page": page, "printed": _printed(request, address)})


def _asks_otherwise(request: HttpRequest, shown: int) -> bool:
    """Whether a part is asked for in other words than its own address has: part 1 has none."""
    return "part" in request.GET and (shown == 1 or request.GET["part"] != str(shown))


@of_a_published_policy
def policy_versions(request: HttpRequest, slug: str) -> HttpResponse:
    page = HistoryPage.build(get_object_or_404(Policy.objects.published(), slug=slug))
    return render(request, "versions.html", {"page": page, "printed": _printed(request, request.path)})


@of_a_published_policy
def policy_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    policy = get_object_or_404(Policy.objects.published(), slug=slug)
    version = get_object_or_404(SectionVersion.objects.shown_of(policy), number=number)
    text = text_of(policy, version)
    shown, address = text.asked_for(request.GET.get("part", "1"))
    if _asks_otherwise(request, shown):
        return redirect(address)
    page = VersionPage.build(policy, version, text, shown)
    return render(request, "version.html", {"page": page, "printed": _printed(request, address)})


@of_a_published_policy
def policy_changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    policy = get_object_or_404(Policy.objects.published(), slug=slug)
    version = get_object_or_404(SectionVersion.objects.shown_of(policy), number=number)
    page = ChangesPage.build(policy, version)
    return render(request, "changes.html", {"page": page, "printed": _printed(request, request.path)})


def for_who_has_the_link(view: View) -> View:
    """No cache keeps it, no crawler lists it, and no page that it leads to learns its address."""

    @require_safe
    @wraps(view)
    def answered(request: HttpRequest, **named: object) -> HttpResponse:
        response = view(request, **named)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return answered


@for_who_has_the_link
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """An entry that is not published yet: 404 where the link is none of ours, 410 where it has ended."""
    # What a chat program glues to an address stands behind its last slash.
    token, _, _ = token.partition("/")
    try:
        link = PreviewLink.signed_as(token)
        entry = link.read(timezone.now())
    except NoLinkError:
        return render(request, "preview_ended.html", {"page": EndedPreview.no_link()}, status=404)
    except EndedError as ended:
        return render(request, "preview_ended.html", {"page": EndedPreview.of(ended)}, status=410)
    if entry.district is None:
        return render(request, "preview_ended.html", {"page": EndedPreview.without_district()}, status=404)
    path = path_of(token)
    page = preview_of(entry, timezone.localdate(), path, request.GET.get("part", "1"))
    context = {"page": page, "printed": _printed(request, path), "until": in_words(link.until), "back": ""}
    return render(request, "preview.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    return render(request, "robots.txt", {"sitemap": sitemap}, content_type=PLAIN)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116; 404 where the operator named nobody. Whoever serves the file vouches for it, so its end moves on."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = timezone.localdate() + SECURITY_DAYS
    address = request.build_absolute_uri()
    context = {"contact": settings.SECURITY_CONTACT, "expires": expires, "address": address}
    return render(request, "security.txt", context, content_type=PLAIN)


@require_safe
def moved(request: HttpRequest, to: str, **named: object) -> HttpResponse:
    """For a former address of a page: 301 to that of today, with whatever was asked of it."""
    address = reverse(to, kwargs=named)
    query = request.META["QUERY_STRING"]
    return redirect(f"{address}?{query}" if query else address, permanent=True)


@csrf_exempt
def anything_else(request: HttpRequest) -> HttpResponse:
    """For an address that is none of the portal's: 301 to the page that is meant, else 404.

    Permanent: what an address means is read from it alone, and whether that page is there only decides if anything is said.
    """
    if request.method in READING and (address := canonical(request.path_info, request.GET)):
        return redirect(address, permanent=True)
    raise Http404


def _printed(request: HttpRequest, path: str) -> Printed:
    return Printed.of(request.build_absolute_uri(path), on=timezone.localdate())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", {"limit": _limit(exception)}, status=400)


def _limit(exception: Exception) -> str:
    """How much may be sent at once, where it was more."""
    match exception:
        case RequestDataTooBig():
            return f"一次最多提交 {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20} MB"
        case TooManyFieldsSent():
            return f"一次最多提交 {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} 项"
    return ""


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def only_to_be_read(request: HttpRequest) -> HttpResponse:
    """405, for whatever is sent to a public page."""
    response = render(request, "405.html", status=405)
    response["Allow"] = ", ".join(READING)
    return response


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"ways": getattr(exception, "ways", ())}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _on_its_own("500.html", 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    response = _on_its_own("503.html", 503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def not_saved(request: HttpRequest, why: str) -> HttpResponse:
    """503, for what the desk sent while the database could not take it (`full`, `busy`, `read_only`, else it is away).

    All of it comes back, to be sent again; but no password, which would stand in the page.
    """
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    secret = any("password" in name for name, _ in sent)
    had_files = request.content_type == "multipart/form-data"
    context = {"why": why, "secret": secret, "had_files": had_files, "sent": [] if secret else sent}
    response = _on_its_own("not_saved.html", 503, **context)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _on_its_own(template: str, status: int, **context: object) -> HttpResponse:
    # Without the request: whatever broke may break a context processor too.
    page = loader.render_to_string(template, {"site": Site.current(), **context})
    return HttpResponse(page, status=status)
