"""What a person may file and choose, by the districts that are his (`policies.permissions`)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from policies.models import District, Policy
from policies.permissions import Act, Person, districts_of, looks_after, looks_after_all, permitted


def own_districts(person: Person) -> QuerySet[District]:
    """Those that were given to this person one by one, in their order."""
    return District.objects.filter(pk__in=districts_of(person))


def new_policy(person: Person) -> Policy:
    """A new entry as this person may file it: by it is told what can be done with one that is not typed yet."""
    return Policy(district_id=min(districts_of(person), default=None))


def offered_districts(person: Person) -> QuerySet[District]:
    """Those under which this person may file."""
    return District.objects.all() if looks_after_all(person) else own_districts(person)


def not_yours(person: Person) -> str:
    """What is said to who files something under a district that is not his, or under none."""
    names = "、".join(district.name for district in own_districts(person))
    return f"请选您负责的区：{names}。" if names else "您还没有负责的区，请找管理员。"


def choosable(person: Person, *kept: int | None) -> Q:
    """The policies that this person may name on a form; `kept` are the keys of those that are named there already."""
    if looks_after_all(person):
        return Q()
    return Q(pk__in=permitted(person, Act.SEE).values("pk")) | Q(pk__in=[key for key in kept if key])


def without_unseen(person: Person, policies: QuerySet[Policy]) -> tuple[list[Policy], int]:
    """Those of them that this person may see, and how many others there are."""
    seen = list(permitted(person, Act.SEE, policies))
    return seen, policies.count() - len(seen)


class OfADistrict(admin.ModelAdmin):
    """For rows with a `district` that everybody at the desk reads, and that are written by who has the district."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        has_some = looks_after_all(request.user) or bool(districts_of(request.user))
        return super().has_add_permission(request) and has_some

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_own(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, **kwargs)
        form.person = request.user
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Who has one district writes for that."""
        own = list(own_districts(request.user)[:2])
        initial = {"district": own[0].pk} if len(own) == 1 else {}
        return initial | super().get_changeform_initial_data(request)


class DistrictForm(ModelForm):
    """For a form with a `district`, of a page that says whose it is (`OfADistrict`)."""

    person: Person

    def clean_district(self) -> District | None:
        district = self.cleaned_data["district"]
        if not looks_after(self.person, district and district.pk):
            raise ValidationError(not_yours(self.person))
        return district


def _is_own(request: HttpRequest, row: Any) -> bool:
    return row is None or looks_after(request.user, row.district_id)
