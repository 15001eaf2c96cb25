"""Relations, written on the page of the policy they start from; and names that are no citations."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import Field
from django.http import HttpRequest

from policies.admin.fields import ChineseFields
from policies.admin.forms import NamedFormSet
from policies.models import CitationException, Relation
from policies.vocabulary import RelationKind


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

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Field:
        kwargs["choices"] = [("", "---------"), *((kind.value, kind.in_words) for kind in RelationKind)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class RelatedFromElsewhere(ChineseFields, admin.TabularInline):
    """What other policies say of this one; it is changed on their pages."""

    model = Relation
    fk_name = "target"
    fields = readonly_fields = ("source", "kind_of_source", "note")
    extra = max_num = 0
    can_delete = False
    verbose_name_plural = "别的政策对这条政策（在那条政策的页面上修改）"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Relation]:
        return super().get_queryset(request).select_related("source")

    @admin.display(description="关系")
    def kind_of_source(self, relation: Relation) -> str:
        return RelationKind(relation.kind).on_target

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(CitationException)
class CitationExceptionAdmin(ChineseFields, admin.ModelAdmin):
    """A change shows with the next page that is read."""

    fields = ("name", "ending", "policy")
    list_display = ("name", "ending", "policy")
    list_select_related = ("policy",)
    autocomplete_fields = ("policy",)
    search_fields = ("name", "policy__title")
    ordering = ("name",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        # PostgreSQL refuses NUL.
        return super().get_search_results(request, queryset, search_term.replace("\x00", ""))
