"""What one policy has to do with another, as staff have read it in the documents."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from policies.models.constraints import JudgedInPython
from policies.models.taxonomy import KeyedManager
from policies.querysets import RelationQuerySet
from policies.vocabulary import RelationKind


class Relation(JudgedInPython):
    """`source` does to `target` what `kind` says: the new policy replaces the old one.

    A relation is a statement about two entries and goes with either of them: a draft can be deleted whatever
    it is related to, and what residents see has to be withdrawn first.
    """

    source = models.ForeignKey(
        "Policy", on_delete=models.CASCADE, related_name="relations_from", verbose_name="政策"
    )
    kind = models.CharField("关系", max_length=12, choices=RelationKind)
    target = models.ForeignKey(
        "Policy",
        on_delete=models.CASCADE,
        related_name="relations_to",
        verbose_name="另一条政策",
        limit_choices_to={"copy_of": None},
    )
    note = models.CharField(
        "说明", max_length=200, blank=True, help_text="依据文件里的哪一句，例如 第二十条：原办法同时废止。"
    )

    objects = KeyedManager.from_queryset(RelationQuerySet)("source__slug", "target__slug", "kind")

    class Meta:
        ordering = ["id"]
        verbose_name = "与另一条政策的关系"
        verbose_name_plural = "与其他政策的关系"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "kind"],
                name="relation_once",
                violation_error_message="同一种关系只能填写一次。",
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="relation_not_itself",
                violation_error_message="一条政策不能和它自己有关系，请选另一条政策。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=RelationKind.values),
                name="relation_kind_known",
                violation_error_message="没有这种关系。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}《{self.target}》"

    def natural_key(self) -> tuple[str, str, str]:
        return (self.source.slug, self.target.slug, self.kind)

    def clean(self) -> None:
        if not (self.source_id and self.target_id):
            return
        # A working copy speaks for the policy that it will replace.
        source = self.source.copy_of_id or self.source_id
        if source == self.target_id:
            raise ValidationError("一条政策不能和它自己有关系，请选另一条政策。")
        opposite = Relation.objects.filter(source=self.target_id, target=source, kind=self.kind)
        if opposite.exists():
            raise ValidationError("那条政策已经填写了相反的关系，两条政策不能互相如此。")


class CitationException(models.Model):
    """A name in 《》 that must not be taken at its word: of a form or a newspaper, or an old name of a policy."""

    name = models.CharField(
        "名称", max_length=200, unique=True, help_text="书名号里的文字，不带书名号。例如 居民身份证。"
    )
    ending = models.BooleanField(
        "包括以此结尾的名称", default=False, help_text="例如填 申请表，所有“……申请表”都不当作政策。"
    )
    policy = models.ForeignKey(
        "Policy",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="other_names",
        verbose_name="指的是",
        limit_choices_to={"copy_of": None},
        help_text="这是某条政策的旧名或别名时，选那条政策；留空表示不是政策，不加链接，也不算未收录。",
    )

    objects = KeyedManager("name")

    class Meta:
        ordering = ["name"]
        verbose_name = "书名号例外"
        verbose_name_plural = "书名号例外"
        constraints = [
            models.CheckConstraint(
                condition=Q(ending=False) | Q(policy__isnull=True),
                name="exception_ending_names_no_policy",
                violation_error_message="“包括以此结尾的名称”和“指的是”只能用一个。",
            )
        ]

    def __str__(self) -> str:
        return f"《{self.name}》"

    def natural_key(self) -> tuple[str]:
        return (self.name,)
