"""Where policies are applied for. A point has no draft: residents read at once what is saved."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from policies.admin.base import DeskAdmin
from policies.admin.districts import DistrictForm, OfADistrict
from policies.admin.fields import CALENDAR, TelephonesField
from policies.models import ServicePoint

_TELEPHONES = ServicePoint._meta.get_field("telephones")


class ServicePointForm(DistrictForm):
    class Media:
        js = CALENDAR

    telephones = TelephonesField(
        label=_TELEPHONES.verbose_name,
        help_text="每行一个，例如 021-64872222；有分机的写 021-64872222转8012。",
        required=False,
    )


@admin.register(ServicePoint)
class ServicePointAdmin(OfADistrict, DeskAdmin):
    form = ServicePointForm
    fieldsets = (
        ("哪里", {"fields": ("name", "district", "handles", "address", "hours")}),
        ("怎么联系", {"fields": ("telephones", "online_url", "note")}),
        ("从哪里知道的", {"fields": ("source", "seen_on")}),
        ("其他", {"fields": ("is_district_window",)}),
    )
    autocomplete_fields = ("district",)
    list_display = ("name", "district", "address", "seen_on", "is_district_window", "policies")
    list_filter = ("is_district_window", "district")
    list_select_related = ("district",)
    search_fields = ("name", "address", "handles")
    search_help_text = "按名称、地址或办什么查找，例如 徐汇 人才。"
    ordering = ("district__order", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ServicePoint]:
        return super().get_queryset(request).annotate(policy_count=Count("policyservicepoint"))

    @admin.display(description="政策数", ordering="policy_count")
    def policies(self, point: ServicePoint) -> int:
        return point.policy_count
