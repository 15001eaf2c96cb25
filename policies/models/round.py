"""When a policy can be applied for: the calls under it, one after the other."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from policies.models.addresses import MESSAGE, WebAddressField, is_web_address
from policies.models.row import PolicyRow


class Round(PolicyRow):
    """One call. What it is worth on a day is computed, never stored (`policies.rounds`)."""

    name = models.CharField("名称", max_length=100, help_text="例如 2025年、2025年第一批。")
    opens_on = models.DateField("开始日期", null=True, blank=True, help_text="可以申报的第一天。")
    closes_on = models.DateField("截止日期", null=True, blank=True, help_text="可以申报的最后一天。")
    open_all_year = models.BooleanField(
        "常年受理",
        default=False,
        help_text="文件写明随时可以申报的才选。没有截止日期、又没有选这一项的，不会显示为正在申报。",
    )
    notice_url = WebAddressField("申报通知网址", max_length=500, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    source = models.CharField(
        "来源", max_length=300, blank=True, help_text="日期从哪里来，例如 徐汇区人社局2025年3月的申报通知。"
    )
    # Calendars tell by it which of two events with one uid is the later. Counted by `policies.models.sequence`.
    sequence = models.PositiveIntegerField("改期次数", default=0, editable=False)

    class Meta(PolicyRow.Meta):
        verbose_name = "申报轮次"
        verbose_name_plural = "申报轮次"
        constraints = [
            *PolicyRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(closes_on__gte=F("opens_on")),
                name="round_closes_after_opening",
                violation_error_message="截止日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(open_all_year=False) | Q(closes_on__isnull=True),
                name="round_all_year_never_closes",
                violation_error_message="常年受理的没有截止日期：请去掉截止日期，或者不选常年受理。",
            ),
            models.CheckConstraint(
                condition=is_web_address("notice_url"),
                name="round_notice_url_is_web_address",
                violation_error_message=MESSAGE,
            ),
        ]

    def __str__(self) -> str:
        return self.name
