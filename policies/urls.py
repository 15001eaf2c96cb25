from django.urls import path, register_converter
from django.urls.converters import IntConverter

from policies import views


class NumberConverter(IntConverter):
    """One address for one number: no 0, no 01, and none that a database could not hold."""

    regex = "[1-9][0-9]{0,8}"


register_converter(NumberConverter, "number")

app_name = "policies"
urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.words, {"template": "about.html"}, name="about"),
    path("help/", views.how_to, name="help"),
    path("accessibility/", views.words, {"template": "accessibility.html"}, name="accessibility"),
    path("privacy/", views.words, {"template": "privacy.html"}, name="privacy"),
    path("patterns/", views.patterns, name="patterns"),
    path("policies/", views.policy_list, name="list"),
    path("policies/suggest", views.suggest, name="suggest"),
    path("policies/<slug:slug>/", views.policy_detail, name="detail"),
    path("policies/<slug:slug>/versions/", views.policy_versions, name="versions"),
    path("policies/<slug:slug>/versions/<number:number>/", views.policy_version, name="version"),
    path(
        "policies/<slug:slug>/versions/<number:number>/compare/", views.policy_comparison, name="comparison"
    ),
]
