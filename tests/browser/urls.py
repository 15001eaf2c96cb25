"""The portal's addresses, the page of patterns without the debugger, and one address for each error page."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import QueryDict
from django.shortcuts import render
from django.urls import path
from django.views.csrf import csrf_failure

from policies import views
from policies.pages import PatternsPage
from policies.site import Site
from portal.urls import handler400, handler403, handler404, handler500
from portal.urls import urlpatterns as portal

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def patterns(request):
    return render(request, "patterns.html", {"page": PatternsPage.build()})


def refused(request):
    """What gunicorn answers by itself."""
    return render(request, "refused.html", {"site": Site.current(), "status": 431}, status=431)


def not_saved(request):
    request.POST = QueryDict("title=标题&body=第一行%0A第二行")
    return views.not_saved(request, "full")


urlpatterns = [
    path("patterns/", patterns),
    path("errors/400/", views.bad_request, {"exception": BadRequest()}),
    path("errors/403/", views.permission_denied, {"exception": PermissionDenied()}),
    path("errors/403-csrf/", csrf_failure),
    path("errors/405/", views.only_to_be_read),
    path("errors/431/", refused),
    path("errors/500/", views.server_error),
    path("errors/503/", views.unavailable),
    path("errors/503-not-saved/", not_saved),
    *portal,
]
