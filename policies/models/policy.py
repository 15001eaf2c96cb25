"""A policy: the rule itself, its dates, and what it is filed under."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from policies.models.addresses import MESSAGE, WebAddressField, is_web_address
from policies.models.area import Area
from policies.models.constraints import JudgedInPython
from policies.models.event import Target
from policies.models.old_slug import OldSlug
from policies.models.section import Section
from policies.models.service_point import ServicePoint
from policies.models.taxonomy import (
    Audience,
    District,
    Issuer,
    KeyedManager,
    Topic,
    validate_slug,
)
from policies.querysets import PolicyQuerySet
from policies.text import docnumber
from policies.validity import Dates, Verdict, caveat, judge
from policies.vocabulary import PublicationState, SourceGrade, SourceKind

# The oldest year that a document of the present city government can bear.
FIRST_YEAR, LAST_YEAR = 1949, 2100
# As staff see it where nobody has said.
UNSAID = ("", "未注明")


class PolicyManager(KeyedManager.from_queryset(PolicyQuerySet)):
    def get_by_natural_key(self, slug: str) -> Policy:
        """An old slug names the policy that had it."""
        return self.get(slug=OldSlug.today([slug]).get(slug, slug))


class Policy(JudgedInPython):
    slug = models.CharField(
        "网址标识",
        max_length=80,
        unique=True,
        validators=[validate_slug],
        help_text="出现在网址里，例如 xuhui-2015-15。保存后要改，请用“改网址标识”，原来的网址会转到新的。",
    )
    title = models.CharField("标题", max_length=300, help_text="用文件上的全称。")
    title_is_ours = models.BooleanField(
        "本站拟题",
        default=False,
        blank=True,
        # With labels, because Django names them in English where staff may only look.
        choices=[(False, "不是"), (True, "是")],
        help_text="标题不是照文件抄录，是本站为一项服务或者一年一次的申报拟的，选“是”。",
    )
    doc_number = models.CharField(
        "发文字号",
        max_length=100,
        blank=True,
        help_text="照文件上印的填写，例如 徐委〔2015〕15号。没有就留空。",
    )
    # Twice as long as what is printed: normalising can lengthen a text (㈱ becomes （株）).
    doc_number_normalized = models.CharField(
        "规范文号", max_length=200, blank=True, editable=False, db_index=True
    )
    district = models.ForeignKey(
        District,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="policies",
        verbose_name="区",
        help_text="现在的区；全市适用的选“上海市”。",
    )
    district_printed = models.CharField(
        "文件上的区名", max_length=60, blank=True, help_text="与现在的区名不同时填写，例如 闸北区。"
    )
    topics = models.ManyToManyField(Topic, through="PolicyTopic", blank=True, verbose_name="主题")
    audiences = models.ManyToManyField(
        Audience, through="PolicyAudience", blank=True, verbose_name="适用人群"
    )
    issuers = models.ManyToManyField(Issuer, through="PolicyIssuer", blank=True, verbose_name="发文机关")
    areas = models.ManyToManyField(Area, through="PolicyArea", blank=True, verbose_name="功能区域")
    service_points = models.ManyToManyField(
        ServicePoint, through="PolicyServicePoint", blank=True, verbose_name="受理点"
    )

    issued_on = models.DateField("成文日期", null=True, blank=True, help_text="文件落款的日期。")
    published_on = models.DateField("发布日期", null=True, blank=True, help_text="对外公布的日期。")
    effective_on = models.DateField("施行日期", null=True, blank=True)
    expires_on = models.DateField("失效日期", null=True, blank=True, help_text="有效期的最后一天。")
    repealed_on = models.DateField("废止日期", null=True, blank=True, help_text="从这一天起不再有效。")
    verified_on = models.DateField(
        "核实日期",
        null=True,
        blank=True,
        help_text="最近一次向发文机关核实仍然有效的日期。没有核实过就留空。",
    )
    year_entered = models.PositiveSmallIntegerField(
        "标题上的年份",
        null=True,
        blank=True,
        help_text="标题写明年份，或者只知道年份时填写，例如 2015；填了就按它归入年份。"
        "没有填写时，按发布日期或成文日期的年份。",
    )
    # Derived, so that a list is narrowed and put in order by one indexed column.
    year = models.PositiveSmallIntegerField("年份", null=True, editable=False, db_index=True)

    official_url = WebAddressField("官方原文网址", max_length=500, blank=True)
    source_url = WebAddressField(
        "资料来源网址", max_length=500, blank=True, help_text="不是官方网站、但看到内容的网页。"
    )
    source_note = models.TextField("来源说明", blank=True, help_text="内容从哪里来。没有官方网址时必须填写。")
    source_kind = models.CharField(
        "来源类别",
        max_length=13,
        choices=[UNSAID, *SourceKind.choices],
        blank=True,
        help_text="内容是看什么整理的。选“转载资料”的，网页上写明未与原文核对，不显示来源网址，也不算现行有效。"
        "不清楚就不选。",
    )
    source_grade = models.CharField(
        "来源可靠程度",
        max_length=6,
        choices=[UNSAID, *SourceGrade.choices],
        blank=True,
        help_text="看到官方原文或官方平台的，选“高”；看到机构、媒体的引用或存档副本的，选“中”；其他选“低”。",
    )
    uncertain_reason = models.CharField(
        "存疑原因",
        max_length=200,
        blank=True,
        help_text="内容靠不住的地方，例如 只见到 2019 年的报道，不知道后来有没有调整。填了就显示为待核实，并写明这个原因。",
    )
    past_reason = models.CharField(
        "不再适用的原因",
        max_length=200,
        blank=True,
        help_text="这一条只供查考时填写，例如 这是2022年的申报，已经结束；或者 已由2024年的新办法取代。"
        "填了就显示为不再适用，并写明这个原因。",
    )
    editorial_note = models.TextField(
        "编者注", blank=True, help_text="原网页的缺字、错字等，每行一条，显示在正文旁边。不要改动正文。"
    )

    state = models.CharField(
        "发布状态", max_length=10, choices=PublicationState, default=PublicationState.DRAFT, db_index=True
    )
    edited_at = models.DateTimeField("最近编辑", null=True, blank=True, editable=False)
    # Who wrote the last change: another person publishes it (`policies.publishing`).
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="最后修改的人",
    )
    returned_because = models.CharField("退回的理由", max_length=300, blank=True, editable=False)

    # Of a working copy: the policy that it will replace, and what that was when it was copied (`working_copy`).
    copy_of = models.OneToOneField(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="working_copy",
        verbose_name="修改的是",
    )
    copy_base = models.JSONField("开始修改时的内容", null=True, blank=True, editable=False)

    objects = PolicyManager("slug")

    class Meta:
        ordering = ["-year", "-id"]
        verbose_name = "政策"
        verbose_name_plural = "政策"
        permissions = [("publish_policy", "可以发布和撤下政策")]
        # Whoever publishes is shown what has the same title.
        indexes = [models.Index(fields=["title"], name="policy_by_title")]
        constraints = [
            models.CheckConstraint(
                condition=Q(slug__slug_form=True),
                name="policy_slug_form",
                violation_error_message="网址标识只能用小写英文字母、数字和连字符。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PublicationState.values),
                name="policy_state_known",
                violation_error_message="没有这个发布状态。",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="policy_year_plausible",
                violation_error_message=f"年份应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间，例如 2015。",
            ),
            models.CheckConstraint(
                condition=Q(year_entered__isnull=True) | Q(year_entered__range=(FIRST_YEAR, LAST_YEAR)),
                name="policy_year_entered_plausible",
                violation_error_message=f"年份应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间，例如 2015。",
            ),
            models.CheckConstraint(
                condition=Q(source_kind__in=["", *SourceKind.values]),
                name="policy_source_kind_known",
                violation_error_message="没有这个来源类别。",
            ),
            models.CheckConstraint(
                condition=Q(source_grade__in=["", *SourceGrade.values]),
                name="policy_source_grade_known",
                violation_error_message="没有这个可靠程度。",
            ),
            models.CheckConstraint(
                condition=Q(effective_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gte=F("effective_on")),
                name="policy_expires_after_effective",
                violation_error_message="失效日期不能早于施行日期。",
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gte=F("issued_on")),
                name="policy_expires_after_issued",
                violation_error_message="失效日期不能早于成文日期。",
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True)
                | Q(repealed_on__isnull=True)
                | Q(repealed_on__gte=F("issued_on")),
                name="policy_repealed_after_issued",
                violation_error_message="废止日期不能早于成文日期。",
            ),
            *(
                models.CheckConstraint(
                    condition=is_web_address(column),
                    name=f"policy_{column}_is_web_address",
                    violation_error_message=MESSAGE,
                )
                for column in ("official_url", "source_url")
            ),
            models.CheckConstraint(
                condition=~Q(state=PublicationState.PUBLISHED)
                | (~Q(title="") & Q(district__isnull=False) & (~Q(official_url="") | ~Q(source_note=""))),
                name="policy_published_is_complete",
                violation_error_message="发布前必须填写标题、区，以及官方原文网址或来源说明。",
            ),
            models.CheckConstraint(
                condition=Q(copy_of__isnull=True)
                | Q(state__in=[PublicationState.DRAFT, PublicationState.REVIEW]),
                name="policy_copy_is_never_public",
                violation_error_message="修改稿本身不能发布或者撤下。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        """Save as an act of editing. Loading a fixture passes by here, and so leaves `edited_at` empty."""
        self.derive()
        self.edited_at = timezone.now()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("policies:detail", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @property
    def is_copy(self) -> bool:
        return self.copy_of_id is not None

    @property
    def known_as(self) -> str:
        """The slug under which the journal names it: that of the policy that a working copy will replace."""
        return self.copy_of.slug if self.is_copy else self.slug

    @property
    def target(self) -> Target:
        return Target(self.known_as, self.copy_of_id or self.pk)

    def clean(self) -> None:
        if self.pk and Policy.objects.filter(pk=self.pk).exclude(slug=self.slug).exists():
            raise ValidationError({"slug": "网址标识要用“改网址标识”来改，否则别人收藏的网址会失效。"})
        try:
            self.check_slug()
        except ValidationError as error:
            raise ValidationError({"slug": error.messages}) from None

    def check_slug(self) -> None:
        """ValidationError where residents know the slug as the old address of another policy: 1 query."""
        if taken := OldSlug.taken_by_another(self.slug, self.pk):
            told = f"“{self.slug}”是《{taken.policy}》以前的网址标识，居民可能收藏着，请另写一个。"
            raise ValidationError(told)

    def derive(self) -> None:
        """Fill the columns that follow from others."""
        self.doc_number_normalized = docnumber.normalize(self.doc_number)
        day = self.published_on or self.issued_on
        self.year = self.year_entered or (day.year if day else None)

    def ensure_sections(self) -> None:
        """Add the sections that are missing as 待补, so that staff always see all six."""
        Section.objects.complete([self])

    @property
    def dates(self) -> Dates:
        return Dates(
            effective_on=self.effective_on,
            expires_on=self.expires_on,
            repealed_on=self.repealed_on,
            verified_on=self.verified_on,
            caveat=caveat(self.source_kind, self.uncertain_reason),
            past_reason=self.past_reason,
        )

    def validity(self, on: date) -> Verdict:
        return judge(self.dates, on)
