"""The closed vocabularies of the portal: what is stored or put into an address, and its Chinese label.

Every enum has a tolerant `parse()`: it takes the stored value or the label, in any dress, and answers
None for anything else.
"""

from __future__ import annotations

from typing import Self

from django.db import models

from policies.text.normalize import fold


class Vocabulary(models.TextChoices):
    @classmethod
    def parse(cls, text: str) -> Self | None:
        wanted = fold(text)
        return next((member for member in cls if wanted in (fold(member.value), fold(member.label))), None)


class SectionKind(Vocabulary):
    """The six sections of every policy, in the order in which residents read them."""

    ORIGINAL = "original", "政策原文"
    SUPPORT = "support", "扶持力度"
    CONDITIONS = "conditions", "申报条件"
    PROCEDURE = "procedure", "申报程序"
    MATERIALS = "materials", "提交材料"
    SERVICE = "service", "受理服务"


class SectionState(Vocabulary):
    CONTENT = "content", "有内容"
    PENDING = "pending", "待补"
    ABSENT = "absent", "原文未规定"


class PublicationState(Vocabulary):
    """Residents see 已发布 only."""

    DRAFT = "draft", "草稿"
    REVIEW = "review", "待审"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤下"


class Validity(Vocabulary):
    """What a policy is worth on a given day. Computed by `policies.validity`, never stored."""

    IN_FORCE = "in-force", "现行有效"
    UPCOMING = "upcoming", "尚未施行"
    UNVERIFIED = "unverified", "待核实"
    EXPIRED = "expired", "已失效"
    REPEALED = "repealed", "已废止"


class Sort(Vocabulary):
    """Without words there is nothing to be relevant to, and 最相关 is not offered."""

    RELEVANCE = "relevance", "最相关"
    NEWEST = "newest", "从新到旧"
    OLDEST = "oldest", "从旧到新"
