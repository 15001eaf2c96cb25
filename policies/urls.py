from django.urls import path

from policies import views

app_name = "policies"
urlpatterns = [
    path("", views.home, name="home"),
    path("policies/", views.policy_list, name="list"),
    path("policies/suggest", views.suggest, name="suggest"),
    path("policies/<slug:slug>/", views.policy_detail, name="detail"),
]
