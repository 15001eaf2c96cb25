"""Headings of official documents that staff have told the importer about."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from policies.vocabulary import SectionKind

# 政策原文 is always whole: no heading names it.
NAMED = [(kind.value, kind.label) for kind in SectionKind if kind is not SectionKind.ORIGINAL]


class SectionLabelManager(models.Manager["SectionLabel"]):
    def known(self) -> dict[str, SectionKind | None]:
        """Words -> the section that they name, or None. 1 query."""
        rows = self.values_list("words", "kind")
        return {words: SectionKind(kind) if kind else None for words, kind in rows}


class SectionLabel(models.Model):
    """Wins over what the importer knows by itself, so that staff can also correct it."""

    words = models.CharField(
        "标题用语",
        max_length=30,
        unique=True,
        help_text="文件里怎么写就怎么填，不含编号和冒号，例如 扶持内容。",
    )
    kind = models.CharField(
        "归入栏目",
        max_length=20,
        choices=NAMED,
        blank=True,
        help_text="以后导入时，这个标题下面的文字放进哪一栏；留空表示不属于任何一栏，只留在政策原文里。",
    )

    objects = SectionLabelManager()

    class Meta:
        ordering = ["kind", "words"]
        verbose_name = "栏目标题用语"
        verbose_name_plural = "栏目标题用语"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _ in NAMED]) | Q(kind=""),
                name="section_label_kind_valid",
            )
        ]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        """As a heading is compared: without what stands around its words."""
        self.words = self.words.strip().rstrip("：:？?").strip()
        if not self.words:
            raise ValidationError({"words": "请填写标题里的文字。"})
