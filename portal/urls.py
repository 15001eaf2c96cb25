"""Addresses of the whole site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("policies.urls")),
]

handler400 = "policies.views.bad_request"
handler403 = "policies.views.permission_denied"
handler404 = "policies.views.page_not_found"
handler500 = "policies.views.server_error"
