"""The addresses of the public pages."""

from django.urls import path, re_path, register_converter
from django.urls.converters import IntConverter, SlugConverter

from policies import views


class NumberConverter(IntConverter):
    """One address for one number: no 0, no 01, and none that a database could not hold."""

    regex = "[1-9][0-9]{0,8}"


class LowerSlugConverter(SlugConverter):
    """Slugs as policies have them; one in capitals is another address for the same page."""

    regex = "[a-z0-9]+(?:-[a-z0-9]+)*"


register_converter(NumberConverter, "number")
register_converter(LowerSlugConverter, "lower")

app_name = "policies"
urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.words, {"template": "about.html"}, name="about"),
    path("help/", views.how_to, name="help"),
    path("accessibility/", views.words, {"template": "accessibility.html"}, name="accessibility"),
    path("privacy/", views.words, {"template": "privacy.html"}, name="privacy"),
    path("start/", views.start, name="start"),
    path("matrix/", views.matrix, name="matrix"),
    path("compare/", views.compare, name="compare"),
    path("patterns/", views.patterns, name="patterns"),
    path("policies/", views.policy_list, name="list"),
    # Without a slash at their end, for a policy may be called so.
    path("policies/print", views.policy_print, name="print"),
    path("policies/suggest", views.suggest, name="suggest"),
    path("policies/<lower:slug>/", views.policy_detail, name="detail"),
    path("policies/<lower:slug>/versions/", views.policy_versions, name="versions"),
    path("policies/<lower:slug>/versions/<number:number>/", views.policy_version, name="version"),
    path("policies/<lower:slug>/versions/<number:number>/changes/", views.policy_changes, name="changes"),
    path("policies/<lower:slug>/versions/<number:number>/compare/", views.moved, {"to": "policies:changes"}),
    path("preview/<path:token>", views.preview, name="preview"),
    # Last of all, also of the project: it takes whatever nothing else took.
    re_path("", views.anything_else),
]
