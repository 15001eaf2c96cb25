"""What a policy gives: each benefit quotes the words that promise it."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from policies.models.row import PolicyRow
from policies.models.section import Section
from policies.quotes import numbers_beyond, stands
from policies.text.lines import is_remark
from policies.vocabulary import BenefitKind, BenefitPer, SectionKind

LONGEST_QUOTE = 500
# Of the sentence that shows staff what a quote looks like.
EXAMPLE_CHARS = 24


class Benefit(PolicyRow):
    """The quote and the amount are checked when staff save or a file is loaded. Whether it still stands is computed, never stored."""

    who = models.CharField("给谁", max_length=200, blank=True, help_text="例如 应届博士毕业生。")
    what = models.CharField("给什么", max_length=200, help_text="例如 租房补贴。")
    amount = models.CharField(
        "给多少", max_length=120, blank=True, help_text="照文件的说法写短，例如 每月3000元。没有写明就留空。"
    )
    kind = models.CharField("方式", max_length=8, choices=BenefitKind)
    cap_yuan = models.PositiveBigIntegerField(
        "最多多少元", null=True, blank=True, help_text="只填数字，例如 30000。没有上限或者不知道就留空。"
    )
    per = models.CharField(
        "怎么给",
        max_length=5,
        choices=[("", "未注明"), *BenefitPer.choices],
        blank=True,
        help_text="一次付清，还是每月、每年给。",
    )
    section = models.CharField("摘自哪一栏", max_length=12, choices=SectionKind, default=SectionKind.SUPPORT)
    quote = models.TextField(
        "摘录",
        max_length=LONGEST_QUOTE,
        validators=[MaxLengthValidator(LONGEST_QUOTE)],
        help_text="从那一栏照抄一句，一字不差，例如 每月给予3000元租房补贴。",
    )

    sections_at_hand: Mapping[str, str] | None = None
    """Kind -> body, where the texts are saved together with the benefit; None asks the database."""

    class Meta(PolicyRow.Meta):
        verbose_name = "待遇"
        verbose_name_plural = "待遇"
        constraints = [
            *PolicyRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=BenefitKind.values),
                name="benefit_kind_known",
                violation_error_message="没有这种方式。",
            ),
            models.CheckConstraint(
                condition=Q(per__in=["", *BenefitPer.values]),
                name="benefit_per_known",
                violation_error_message="只能是一次、每月或者每年。",
            ),
            models.CheckConstraint(
                condition=Q(section__in=SectionKind.values),
                name="benefit_section_known",
                violation_error_message="没有这个栏目。",
            ),
            models.CheckConstraint(
                condition=~Q(quote=""),
                name="benefit_quotes_something",
                violation_error_message="必须从政策里照抄一句。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.amount}".strip()

    def clean(self) -> None:
        if not self.quote:
            return
        if problems := self._why_no_quote() | self._why_no_amount():
            raise ValidationError(problems)

    def _why_no_quote(self) -> dict[str, str]:
        body = self._body()
        if body is None or stands(self.quote, body):
            return {}
        where = self.get_section_display()
        if not body:
            return {"section": f"“{where}”这一栏没有内容。请先填写那一栏，再从里面照抄一句。"}
        example = _a_sentence_of(body)
        reason = f"“{where}”这一栏里没有这句话。请从那一栏照抄一句，一字不差，也不要跨段"
        return {"quote": f"{reason}，例如 {example}" if example else f"{reason}。"}

    def _why_no_amount(self) -> dict[str, str]:
        beyond = "、".join(numbers_beyond(self.amount, self.quote))
        if not beyond:
            return {}
        return {"amount": f"摘录里没有 {beyond} 这个数。请照摘录里的数填写，或者换一句写明这个数的摘录。"}

    def _body(self) -> str | None:
        """Of the section that is quoted, empty without one; None for a policy that is not stored yet."""
        if self.sections_at_hand is not None:
            return self.sections_at_hand.get(self.section, "")
        if not self.policy_id:
            return None
        stored = Section.objects.filter(policy=self.policy_id, kind=self.section)
        return stored.values_list("body", flat=True).first() or ""


def _a_sentence_of(body: str) -> str:
    """The beginning of its last paragraph, which is seldom a heading; empty where all are remarks of ours."""
    lines = [line.strip() for line in body.splitlines()]
    sentences = [line for line in lines if line and not is_remark(line)]
    return sentences[-1][:EXAMPLE_CHARS] if sentences else ""
