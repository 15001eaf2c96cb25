"""Policies: writing, publishing and withdrawing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from policies.admin.altering import Altering
from policies.admin.answers import BenefitInline, MaterialInline, PointInline, RoundInline
from policies.admin.base import DeskAdmin
from policies.admin.comparing import Comparing
from policies.admin.districts import OfADistrict
from policies.admin.exporting import Exporting
from policies.admin.fields import ChineseFields
from policies.admin.forms import NamedFormSet, PolicyForm
from policies.admin.held import HeldPosts
from policies.admin.history import History
from policies.admin.importing import Importing
from policies.admin.jobs import Jobs
from policies.admin.missing import missing_view
from policies.admin.moving import Moving, enumerated
from policies.admin.overtaken import Overtaken
from policies.admin.pictures import Pictures
from policies.admin.previewing import Previewing
from policies.admin.recording import Recording
from policies.admin.relation import RelationInline, from_elsewhere, said_of
from policies.admin.renaming import Renaming
from policies.admin.section_preview import SectionPreviews
from policies.admin.sections import SectionInline
from policies.admin.standing import StandingFields, fieldsets_of
from policies.admin.suggesting import Suggesting
from policies.admin.versions import EarlierTexts
from policies.admin.working_copy import Revising
from policies.lookup import facets as facet_table
from policies.models import ImportedSource, Policy, PolicyIssuer
from policies.permissions import Act, may, permitted
from policies.text import docnumber
from policies.vocabulary import PublicationState


class IssuerInline(ChineseFields, admin.TabularInline):
    model = PolicyIssuer
    formset = NamedFormSet
    fields = ("order", "issuer")
    autocomplete_fields = ("issuer",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[PolicyIssuer]:
        return super().get_queryset(request).select_related("issuer")


FIELDSETS = (
    ("基本信息", {"fields": ("title", "title_is_ours", "doc_number", "slug")}),
    ("归类", {"fields": (("district", "district_printed"), "areas", "topics", "audiences")}),
    (
        "日期（各是各的，不知道就留空）",
        {
            "fields": (
                ("issued_on", "published_on"),
                "year_entered",
                ("effective_on", "expires_on"),
                ("repealed_on", "verified_on"),
            ),
            "description": "照文件上写的填就行：2024-05-01、2024.5.1、2024年5月1日、二〇二四年五月一日、20240501 都可以。",
        },
    ),
    (
        "来源",
        {
            "fields": (
                ("source_kind", "source_grade"),
                *(
                    "official_url",
                    "source_url",
                    "source_note",
                    "uncertain_reason",
                    "past_reason",
                    "editorial_note",
                ),
            )
        },
    ),
    (
        "发布",
        {
            "fields": ("state", ("edited_at", "edited_by")),
            "description": "写好以后按“保存并交审”，由审核人员发布。已发布的要先撤下，才能删除。",
        },
    ),
)


def _without_slug(fields: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(name for name in fields if name != "slug")


@admin.register(Policy)
class PolicyAdmin(
    OfADistrict,
    Suggesting,
    Overtaken,
    DeskAdmin,
    Recording,
    Moving,
    Altering,
    StandingFields,
    Revising,
    History,
    Comparing,
    Previewing,
    SectionPreviews,
    Renaming,
    EarlierTexts,
    Exporting,
    Importing,
    Pictures,
    HeldPosts,
    Jobs,
):
    form = PolicyForm
    inlines = (
        *(IssuerInline, SectionInline),
        *(RoundInline, BenefitInline, MaterialInline, PointInline),
        RelationInline,
    )
    autocomplete_fields = ("district",)
    list_display = (
        "title",
        "doc_number",
        "district",
        "year",
        "state_told",
        "revising",
        "validity_today",
        "last_edit",
    )
    list_select_related = ("district", "edited_by", "copy_of", "working_copy__edited_by")
    list_filter = facet_table.columns()
    list_per_page = 50
    search_fields = ("title", "doc_number", "doc_number_normalized")
    search_help_text = "按标题或发文字号查找，例如 人才公寓、徐委〔2015〕15号。"
    date_hierarchy = "published_on"
    actions = (
        *("publish", "withdraw"),
        *("alter_topics", "alter_district", "alter_verified"),
        "delete_selected",
    )

    def get_urls(self) -> list[URLPattern]:
        missing = self.admin_site.admin_view(partial(missing_view, model_admin=self))
        return [path("missing/", missing, name="policies_policy_missing"), *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: Policy | None = None) -> tuple[Any, ...]:
        # Not as an attribute: the system check admin.E013 refuses many-to-many fields that have a `through`.
        shown = FIELDSETS
        if obj and obj.is_copy:
            # Its address is that of no page.
            shown = tuple((name, {**each, "fields": _without_slug(each["fields"])}) for name, each in shown)
        if self._asks_reason(request, obj):
            *others, (name, last) = shown
            shown = (*others, (name, {**last, "fields": (*last["fields"], "reason")}))
        shown = (*shown, *fieldsets_of(obj))
        if obj and (said := said_of(obj, request.user)):
            # Its column is not told who looks.
            obj.said_elsewhere = from_elsewhere(said)
            shown = (
                *shown,
                ("别的政策对这条政策（在那条政策的页面上修改）", {"fields": ("said_elsewhere",)}),
            )
        return shown

    def get_readonly_fields(self, request: HttpRequest, obj: Policy | None = None) -> tuple[str, ...]:
        inherited = super().get_readonly_fields(request, obj)
        always = ("state", "edited_at", "edited_by", "said_elsewhere", *inherited)
        return (*always, "slug") if obj else always

    def get_queryset(self, request: HttpRequest) -> QuerySet[Policy]:
        """Of the list, its search, and the choices of other pages."""
        return permitted(request.user, Act.SEE, super().get_queryset(request))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Policy | None:
        policy = super().get_object(request, object_id, from_field)
        if policy and request.method == "POST":
            # What this person may do depends on the state, so nobody may change it until the answer is out.
            return Policy.objects.select_for_update(of=("self",)).filter(pk=policy.pk).first()
        return policy

    def shown_beside(self, instances: Collection[Policy]) -> Iterator[tuple[int, str, Any]]:
        """The originals, and what was decided about their doubts."""
        sources = ImportedSource.objects.filter(policy__in=instances).order_by("pk")
        kept: dict[int, list[Any]] = {}
        for key, *told in sources.values_list("policy", "sha256", "decisions"):
            kept.setdefault(key, []).append(told)
        for key, told in kept.items():
            yield key, "imported_sources", told

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Policy], search_term: str
    ) -> tuple[QuerySet[Policy], bool]:
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if number := docnumber.normalize(search_term):
            found |= queryset.filter(doc_number_normalized__icontains=number)
        return found, may_repeat

    @admin.display(description="关系")
    def said_elsewhere(self, policy: Policy) -> str:
        return policy.said_elsewhere

    @admin.display(description="今天的效力")
    def validity_today(self, policy: Policy) -> str:
        return policy.validity(timezone.localdate()).validity.label

    def view_on_site(self, policy: Policy) -> str | None:
        """None hides the link: residents, and so the link, find published policies only."""
        return policy.get_absolute_url() if policy.state == PublicationState.PUBLISHED else None

    # Who may do what

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.ADD)

    def has_view_permission(self, request: HttpRequest, obj: Policy | None = None) -> bool:
        return may(request.user, Act.SEE, obj)

    def has_change_permission(self, request: HttpRequest, obj: Policy | None = None) -> bool:
        return may(request.user, Act.EDIT, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Policy | None = None) -> bool:
        return may(request.user, Act.DELETE, obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.PUBLISH)

    # Actions

    @admin.action(description="删除所选的政策", permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[Policy]) -> HttpResponse | None:
        published = [f"《{policy}》" for policy in queryset if policy.state == PublicationState.PUBLISHED]
        if published:
            reason = "没有删除任何政策：已发布的要先撤下，才能删除。"
            self.message_user(request, reason + enumerated(published), messages.ERROR)
            return None
        return super().delete_selected(request, queryset)
