"""What policies are filed under. A value in use cannot be deleted (PROTECT in the models)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from policies.admin.base import DeskAdmin
from policies.admin.districts import without_unseen
from policies.admin.expansions import expansions_view
from policies.admin.fields import ChineseFields
from policies.admin.forms import NamedFormSet, SynonymGroupForm, TopicForm
from policies.models import (
    Area,
    AreaDistrict,
    Audience,
    District,
    FormerDistrict,
    Issuer,
    Policy,
    SectionLabel,
    SynonymGroup,
    Topic,
)
from policies.models.taxonomy import words_in


class Counted(DeskAdmin):
    """A value with the number of policies under it. `filed_as` is the field of Policy that holds the value."""

    filed_as: str

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        policies = Policy._meta.get_field(self.filed_as).related_query_name()
        return super().get_queryset(request).annotate(policy_count=Count(policies, distinct=True))

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> tuple[Any, ...]:
        """Name the policies that stand in the way; Django names the rows that tie them to the value."""
        *rest, protected = super().get_deleted_objects(objs, request)
        if not protected:
            return (*rest, protected)
        keys = [each.pk for each in objs]
        policies = Policy.objects.filter(**{f"{self.filed_as}__in": keys})
        seen, others = without_unseen(request.user, policies.distinct())
        named = [*self._other_rows(protected), *map(_link, seen)]
        if others:
            named.append(f"另有 {others} 条政策，不在您负责的区")
        return (*rest, named)

    def _other_rows(self, protected: list[str]) -> list[str]:
        """What Django names besides policies; of a choice of many it names only rows that stand for them."""
        if Policy._meta.get_field(self.filed_as).many_to_many:
            return []
        of_a_policy = f"{Policy._meta.verbose_name}: "
        return [each for each in protected if not each.startswith(of_a_policy)]

    @admin.display(description="政策数", ordering="policy_count")
    def policies(self, value: Any) -> int:
        return value.policy_count


class CategoryAdmin(Counted):
    list_display = ("name", "slug", "order", "policies")
    search_fields = ("name", "slug")
    ordering = ("order", "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The slug is in addresses that residents keep, so it is for ever."""
        return ("slug",) if obj else ()


class FormerDistrictInline(ChineseFields, admin.TabularInline):
    model = FormerDistrict
    formset = NamedFormSet
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[FormerDistrict]:
        return super().get_queryset(request).select_related("district")


@admin.register(District)
class DistrictAdmin(CategoryAdmin):
    filed_as = "district"
    fields = ("name", "short", "code", "slug", "order")
    list_display = ("name", "short", "code", "slug", "order", "policies")
    search_fields = ("name", "short", "slug", "former_names__name")
    inlines = (FormerDistrictInline,)


@admin.register(FormerDistrict)
class FormerDistrictAdmin(DeskAdmin):
    """Also on its own: who may record a former name need not be allowed to change a district."""

    list_display = ("name", "district", "code", "until")
    list_select_related = ("district",)
    search_fields = ("name", "district__name")
    autocomplete_fields = ("district",)


@admin.register(Topic)
class TopicAdmin(CategoryAdmin):
    filed_as = "topics"
    form = TopicForm
    fields = ("name", "slug", "order", "wish", "synonyms")
    list_display = ("name", "slug", "order", "wish", "synonyms_in_words", "policies")

    @admin.display(description="同义词")
    def synonyms_in_words(self, topic: Topic) -> str:
        return "、".join(words_in(topic.synonyms))


@admin.register(Audience)
class AudienceAdmin(CategoryAdmin):
    filed_as = "audiences"
    fields = ("name", "slug", "order")


class AreaDistrictInline(ChineseFields, admin.TabularInline):
    model = AreaDistrict
    formset = NamedFormSet
    autocomplete_fields = ("district",)
    extra = 0
    verbose_name_plural = "所在的区（跨几个区的，每区一行；不清楚就留空）"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AreaDistrict]:
        return super().get_queryset(request).select_related("area", "district")


@admin.register(Area)
class AreaAdmin(CategoryAdmin):
    filed_as = "areas"
    fields = ("name", "short", "slug", "order")
    list_display = ("name", "short", "slug", "order", "policies")
    inlines = (AreaDistrictInline,)


@admin.register(Issuer)
class IssuerAdmin(Counted):
    filed_as = "issuers"
    list_display = ("name", "policies")
    search_fields = ("name",)
    ordering = ("name",)


@admin.register(SectionLabel)
class SectionLabelAdmin(DeskAdmin):
    """Read with the next document that is brought in."""

    fields = ("words", "kind")
    list_display = ("words", "kind")
    list_filter = ("kind",)
    search_fields = ("words",)
    ordering = ("kind", "words")


@admin.register(SynonymGroup)
class SynonymGroupAdmin(DeskAdmin):
    """Words that are looked up together. A change shows in the next search."""

    form = SynonymGroupForm
    fields = ("name", "words")
    list_display = ("name", "words_in_words")
    search_fields = ("name",)
    ordering = ("name",)

    def get_urls(self) -> list[URLPattern]:
        expansions = self.admin_site.admin_view(partial(expansions_view, model_admin=self))
        return [path("expansions/", expansions, name="policies_synonymgroup_expansions"), *super().get_urls()]

    @admin.display(description="其他说法")
    def words_in_words(self, group: SynonymGroup) -> str:
        return "、".join(words_in(group.words))


def _link(policy: Policy) -> str:
    address = reverse("admin:policies_policy_change", args=[policy.pk])
    return format_html('政策：<a href="{}">{}</a>', address, policy)
