"""Addresses of the whole site."""

from django.contrib import admin
from django.contrib.sitemaps.views import index, sitemap
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from policies import views
from policies.admin.arrival import nowhere, sign_in
from policies.admin.first_page import first_page
from policies.sitemaps import SITEMAPS

admin.autodiscover()


class Favicon(RedirectView):
    """Browsers ask for /favicon.ico on pages that name no icon, such as the admin's."""

    def get_redirect_url(self, *args: object, **kwargs: object) -> str:
        return static("icon.svg")


urlpatterns = [
    path("admin/login/", sign_in),
    path("admin/", first_page, name="desk"),
    path("admin/r/<path:anything>", nowhere),
    path("admin/", admin.site.urls),
    path("favicon.ico", Favicon.as_view()),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    path("sitemap.xml", index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-part"}, name="sitemap"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap-part"),
    path("", include("policies.urls")),
]

handler400 = "policies.views.bad_request"
handler403 = "portal.refusing.permission_denied"
handler404 = "portal.refusing.page_not_found"
handler500 = "policies.views.server_error"
