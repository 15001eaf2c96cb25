"""Relations, written on the page of the policy they start from; and names that are no citations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms import Field, ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from policies.admin.base import DeskAdmin
from policies.admin.districts import choosable
from policies.admin.fields import ChineseFields
from policies.admin.forms import NamedFormSet
from policies.models import CitationException, Policy, Relation
from policies.permissions import Act, Person, looks_after_all, permitted
from policies.vocabulary import PublicationState, RelationKind


class RelationInline(ChineseFields, admin.TabularInline):
    model = Relation
    fk_name = "source"
    formset = NamedFormSet
    fields = ("kind", "target", "note")
    autocomplete_fields = ("target",)
    extra = 0
    verbose_name_plural = "与其他政策的关系（从这条政策说起：本政策……）"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Relation]:
        return super().get_queryset(request).select_related("target")

    def get_formset(
        self, request: HttpRequest, obj: Policy | None = None, **kwargs: Any
    ) -> type[NamedFormSet]:
        """Nobody names what he may not see by its key, though what is named already stays."""
        formset = super().get_formset(request, obj, **kwargs)
        named = list(obj.relations_from.values_list("target", flat=True)) if obj else ()
        if target := formset.form.base_fields.get("target"):
            target.queryset = Policy.objects.filter(choosable(request.user, *named))
        return formset

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Field:
        kwargs["choices"] = [("", "---------"), *((kind.value, kind.in_words) for kind in RelationKind)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


def said_of(policy: Policy, person: Person) -> QuerySet[Relation]:
    """What other policies that this person may see say of it."""
    seen = permitted(person, Act.SEE).originals()
    return policy.relations_to.filter(source__in=seen.values("pk")).select_related("source")


def from_elsewhere(rows: Iterable[Relation]) -> SafeString | str:
    """These are changed on the pages of the other policies."""
    return format_html_join(
        mark_safe("<br>"),
        '{}：<a href="{}">{}</a>',
        (
            (
                RelationKind(row.kind).on_target,
                reverse("admin:policies_policy_change", args=[row.source_id]),
                row.source,
            )
            for row in rows
        ),
    )


@admin.register(CitationException)
class CitationExceptionAdmin(DeskAdmin):
    """A change shows with the next page that is read."""

    list_display = ("name", "how_far", "policy")
    list_select_related = ("policy",)
    autocomplete_fields = ("policy",)
    search_fields = ("name", "policy__title")
    ordering = ("name",)
    readonly_fields = ("how_far",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CitationException]:
        exceptions = super().get_queryset(request)
        if looks_after_all(request.user):
            return exceptions
        seen = Q(policy__state=PublicationState.PUBLISHED) | Q(
            policy__in=permitted(request.user, Act.SEE).values("pk")
        )
        return exceptions.filter(Q(policy__isnull=True) | seen)

    def get_form(
        self, request: HttpRequest, obj: CitationException | None = None, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, **kwargs)
        if policy := form.base_fields.get("policy"):
            named = choosable(request.user, obj and obj.policy_id)
            policy.queryset = Policy.objects.filter(named)
        return form

    def get_fields(self, request: HttpRequest, obj: CitationException | None = None) -> tuple[str, ...]:
        # Django shows who may only look a picture that is called "False" in every language.
        only_looks = obj is not None and not self.has_change_permission(request, obj)
        return ("name", "how_far" if only_looks else "ending", "policy")

    @admin.display(description="范围")
    def how_far(self, exception: CitationException) -> str:
        return "所有以此结尾的名称" if exception.ending else "只是这个名称"
