"""Policies: writing, publishing and withdrawing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet
from django.forms import Field, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from policies.admin.base import DeskAdmin
from policies.admin.exporting import Exporting
from policies.admin.fields import ChineseFields
from policies.admin.forms import NamedFormSet, PolicyForm, SectionForm, SectionFormSet
from policies.admin.importing import Importing
from policies.admin.missing import missing_view
from policies.admin.relation import RelationInline, from_elsewhere
from policies.admin.versions import EarlierTexts
from policies.models import ImportedSource, Policy, PolicyIssuer, Section
from policies.models.constraints import violated
from policies.permissions import Act, may, permitted
from policies.text import docnumber
from policies.vocabulary import PublicationState, SectionState

# A message that lists hundreds of titles is not read; the count is told in any case.
MAX_NAMED = 20


class IssuerInline(ChineseFields, admin.TabularInline):
    model = PolicyIssuer
    formset = NamedFormSet
    fields = ("order", "issuer")
    autocomplete_fields = ("issuer",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[PolicyIssuer]:
        return super().get_queryset(request).select_related("issuer")


class SectionInline(ChineseFields, admin.StackedInline):
    model = Section
    form = SectionForm
    formset = SectionFormSet
    fields = ("state", "body")
    can_delete = False
    # A section has its place, not its key; one that is not there yet is shown as 待补.
    rows_named_by = "kind"
    same_as_none = {"state": SectionState.PENDING.value, "body": ""}
    template = "admin/policies/policy/sections.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Policy | None = None) -> tuple[str, ...]:
        """All fields for who may only look: Django would leave the forms of new rows open."""
        return () if self._may_edit(request, obj) else self.fields

    def _may_edit(self, request: HttpRequest, obj: Policy | None) -> bool:
        parent = self.admin_site.get_model_admin(self.parent_model)
        allowed = parent.has_change_permission(request, obj) if obj else parent.has_add_permission(request)
        return allowed and self.has_add_permission(request, obj) and self.has_change_permission(request, obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Field | None:
        if db_field.name == "body":
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 16})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


FIELDSETS = (
    ("基本信息", {"fields": ("title", "title_is_ours", "doc_number", "slug")}),
    ("归类", {"fields": (("district", "district_printed"), "topics", "audiences")}),
    (
        "日期（各是各的，不知道就留空）",
        {
            "fields": (
                ("issued_on", "published_on"),
                "year_entered",
                ("effective_on", "expires_on"),
                ("repealed_on", "verified_on"),
            )
        },
    ),
    (
        "来源",
        {
            "fields": (
                ("source_kind", "source_grade"),
                *("official_url", "source_url", "source_note", "uncertain_reason", "editorial_note"),
            )
        },
    ),
    ("发布", {"fields": ("state", "edited_at")}),
)


@admin.register(Policy)
class PolicyAdmin(DeskAdmin, EarlierTexts, Exporting, Importing):
    form = PolicyForm
    inlines = (IssuerInline, SectionInline, RelationInline)
    autocomplete_fields = ("district",)
    list_display = ("title", "doc_number", "district", "year", "state", "validity_today", "edited_at")
    list_select_related = ("district",)
    list_filter = ("state", "district", "year", "topics", "source_kind")
    list_per_page = 50
    search_fields = ("title", "doc_number", "doc_number_normalized")
    search_help_text = "按标题或发文字号查找，例如 人才公寓、徐委〔2015〕15号。"
    date_hierarchy = "published_on"
    actions = ("publish", "withdraw", "delete_selected")

    def get_urls(self) -> list[URLPattern]:
        missing = self.admin_site.admin_view(partial(missing_view, model_admin=self))
        return [path("missing/", missing, name="policies_policy_missing"), *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: Policy | None = None) -> tuple[Any, ...]:
        # Not as an attribute: the system check admin.E013 refuses many-to-many fields that have a `through`.
        shown = FIELDSETS
        if obj and obj.relations_to.exists():
            shown = (
                *shown,
                ("别的政策对这条政策（在那条政策的页面上修改）", {"fields": ("said_elsewhere",)}),
            )
        return shown

    def get_readonly_fields(self, request: HttpRequest, obj: Policy | None = None) -> tuple[str, ...]:
        return ("edited_at", "said_elsewhere", "slug") if obj else ("edited_at", "said_elsewhere")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Policy]:
        """Of the list, its search, and the choices of other pages."""
        return permitted(request.user, Act.SEE, super().get_queryset(request))

    def get_form(
        self, request: HttpRequest, obj: Policy | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.may_publish = self.has_publish_permission(request)
        return form

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Policy | None:
        policy = super().get_object(request, object_id, from_field)
        if policy and request.method == "POST":
            # What this person may do depends on the state, so nobody may change it until the answer is out.
            return Policy.objects.select_for_update().filter(pk=policy.pk).first()
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
        # The autocomplete address checks nothing, and PostgreSQL refuses NUL.
        found, may_repeat = super().get_search_results(request, queryset, search_term.replace("\x00", ""))
        if number := docnumber.normalize(search_term):
            found |= queryset.filter(doc_number_normalized__icontains=number)
        return found, may_repeat

    def save_model(self, request: HttpRequest, obj: Policy, form: ModelForm, change: bool) -> None:
        """Texts change while the policy is not public: before it is published, after it is withdrawn.

        Otherwise an unpublished text would pass for one that residents could read (`policies.models.archive`).
        """
        if not _after_its_texts(obj, change):
            super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Iterable[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.ensure_sections()
        if _after_its_texts(form.instance, change):
            super().save_model(request, form.instance, form, change)

    @admin.display(description="关系")
    def said_elsewhere(self, policy: Policy) -> str:
        return from_elsewhere(policy)

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

    @admin.action(description="发布所选的政策", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Policy]) -> HttpResponse | None:
        return self._move(request, queryset, PublicationState.PUBLISHED, "发布")

    @admin.action(description="撤下所选的政策", permissions=["publish"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Policy]) -> HttpResponse | None:
        return self._move(request, queryset, PublicationState.WITHDRAWN, "撤下")

    @admin.action(description="删除所选的政策", permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[Policy]) -> HttpResponse | None:
        published = [f"《{policy}》" for policy in queryset if policy.state == PublicationState.PUBLISHED]
        if published:
            reason = "没有删除任何政策：已发布的要先撤下，才能删除。"
            self.message_user(request, reason + _enumerate(published), messages.ERROR)
            return None
        return super().delete_selected(request, queryset)

    def _move(
        self, request: HttpRequest, queryset: QuerySet[Policy], state: PublicationState, verb: str
    ) -> HttpResponse | None:
        keys = list(queryset.values_list("pk", flat=True))
        policies = list(Policy.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        obstacles = {policy.pk: _obstacle(policy, state) for policy in policies}
        asked = [
            (f"《{policy}》（{policy.get_state_display()}）", obstacles[policy.pk]) for policy in policies
        ]
        if page := self.unless_confirmed(request, policies, verb, asked):
            return page
        moved, refused = 0, []
        for policy in policies:
            if reason := obstacles[policy.pk]:
                refused.append(f"《{policy}》：{reason}")
                continue
            policy.state = state
            policy.save()
            policy.ensure_sections()
            self.log_change(request, policy, f"{verb}。")
            moved += 1
        if moved:
            self.message_user(request, f"已{verb} {moved} 条政策。", messages.SUCCESS)
        if refused:
            told = f"有 {len(refused)} 条没有{verb}。{_enumerate(refused)}"
            self.message_user(request, told, messages.WARNING)
        return None


def _after_its_texts(policy: Policy, change: bool) -> bool:
    return change and policy.state == PublicationState.PUBLISHED


def _obstacle(policy: Policy, state: PublicationState) -> str:
    """Why `policy` cannot be moved to `state`; empty when it can."""
    if policy.state == state:
        return f"本来就是“{state.label}”。"
    if state is PublicationState.WITHDRAWN and policy.state != PublicationState.PUBLISHED:
        return "还没有发布过，不需要撤下。"
    before, policy.state = policy.state, state
    reasons = [constraint.get_violation_error_message() for constraint in violated(policy)]
    policy.state = before
    return "".join(reasons)


def _enumerate(names: list[str]) -> str:
    rest = len(names) - MAX_NAMED
    return "；".join(name.rstrip("。") for name in names[:MAX_NAMED]) + (
        f"；另有 {rest} 条。" if rest > 0 else "。"
    )
