"""The desk where staff write and publish policies."""

from django.contrib import admin

from policies.admin import (
    accounts,
    event,
    icons,
    misses,
    policy,
    relation,
    scheduled,
    service_point,
    taxonomy,
)
from policies.admin.signin import SignInForm

__all__ = [
    "accounts",
    "event",
    "icons",
    "misses",
    "policy",
    "relation",
    "scheduled",
    "service_point",
    "taxonomy",
]

admin.site.site_header = "人才政策一网通查 · 管理"
admin.site.site_title = "人才政策一网通查 · 管理"
admin.site.index_title = "管理首页"
admin.site.login_form = SignInForm
