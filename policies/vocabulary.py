"""The closed vocabularies of the portal: what is stored or put into an address, and its Chinese label.

Every enum has a tolerant `parse()`: it takes the stored value or the label, in any dress, and answers
None for anything else.
"""

from __future__ import annotations

from typing import Self

from django.db import models

from policies.text.normalize import fold_case


class Vocabulary(models.TextChoices):
    @classmethod
    def parse(cls, text: str) -> Self | None:
        wanted = fold_case(text)
        for member in cls:
            if wanted in (fold_case(member.value), fold_case(member.label)):
                return member
        return None


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


class Move(Vocabulary):
    """What changes the state of a policy; `policies.publishing` says when."""

    HAND_IN = "hand-in", "交审"
    SEND_BACK = "send-back", "改回草稿"
    PUBLISH = "publish", "发布"
    WITHDRAW = "withdraw", "撤下"


class JobKind(Vocabulary):
    """What is done by `manage.py run_jobs`."""

    IMPORT = "import", "导入文件"


class JobState(Vocabulary):
    INCOMING = "incoming", "正在收下"
    """Not all of its rows are there yet."""
    WAITING = "waiting", "等待处理"
    RUNNING = "running", "正在处理"
    STOPPED = "stopped", "已停止"
    DONE = "done", "处理完了"


class PictureType(Vocabulary):
    """Of the pictures that are kept: what every browser shows and what holds no program."""

    PNG = "image/png", "PNG"
    JPEG = "image/jpeg", "JPEG"
    GIF = "image/gif", "GIF"
    BMP = "image/bmp", "BMP"
    WEBP = "image/webp", "WebP"


class SourceKind(Vocabulary):
    """Where what is entered of a policy was read. Without one nobody has said: 未注明."""

    OFFICIAL = "official", "官方原文"
    ENGLISH = "english", "官方英文版"
    INSTITUTIONAL = "institutional", "机构资料"
    THIRD_PARTY = "third_party", "转载资料"


class SourceGrade(Vocabulary):
    """How far the source can be relied upon."""

    HIGH = "high", "高"
    MEDIUM = "medium", "中"
    LOW = "low", "低"


class Validity(Vocabulary):
    """What a policy is worth on a given day. Computed by `policies.validity`, never stored."""

    IN_FORCE = "in-force", "现行有效"
    UPCOMING = "upcoming", "尚未施行"
    UNVERIFIED = "unverified", "待核实"
    EXPIRED = "expired", "已失效"
    REPEALED = "repealed", "已废止"
    PAST = "past", "不再适用"


class OpenState(Vocabulary):
    """Whether a policy can be applied for on a given day. Computed by `policies.rounds`, never stored."""

    NOW = "now", "正在申报"
    SOON = "soon", "即将开始"
    ALWAYS = "always", "常年受理"
    CLOSED = "closed", "已截止"
    UNKNOWN = "unknown", "未查到"


class BenefitKind(Vocabulary):
    """In which way a policy helps."""

    CASH = "cash", "现金"
    RENT = "rent", "租房"
    PURCHASE = "purchase", "购房"
    LOAN = "loan", "贷款与贴息"
    TAX = "tax", "税收"
    STATUS = "status", "资格或身份"
    SERVICE = "service", "服务"
    IN_KIND = "in_kind", "实物"


class BenefitPer(Vocabulary):
    """How often a benefit is given."""

    ONCE = "once", "一次"
    MONTH = "month", "每月"
    YEAR = "year", "每年"


class RelationKind(Vocabulary):
    """What one policy, the source, has to do with another, the target."""

    BASIS = "basis", "依据"
    IMPLEMENTS = "implements", "实施细则"
    REVISES = "revises", "修订"
    REPEALS = "repeals", "废止"
    REPLACES = "replaces", "替代"
    EXPLAINS = "explains", "解读"
    FORWARDS = "forwards", "转发"

    @property
    def on_source(self) -> str:
        """The heading on the page of the source, over its targets."""
        return "上位文件" if self is RelationKind.IMPLEMENTS else self.label

    @property
    def on_target(self) -> str:
        """The heading on the page of the target, over its sources."""
        match self:
            case RelationKind.BASIS:
                return "是这些文件的依据"
            case RelationKind.IMPLEMENTS:
                return "实施细则"
        return f"被{self.label}"

    @property
    def in_words(self) -> str:
        """As staff choose it, read between source and target."""
        match self:
            case RelationKind.BASIS:
                return "依据是"
            case RelationKind.IMPLEMENTS:
                return "是它的实施细则"
        return f"{self.label}了"


class EventKind(Vocabulary):
    """What the journal of events records."""

    SIGNED_IN = "sign-in", "登录"
    FAILED = "sign-in-failed", "登录失败"
    REFUSED = "sign-in-refused", "登录被拒绝"
    SIGNED_OUT = "sign-out", "退出"
    IDLED_OUT = "idle-sign-out", "久未操作，自动退出"
    UNLOCKED = "unlock", "解除登录限制"
    HANDED_IN = Move.HAND_IN.value, "政策交审"
    SENT_BACK = Move.SEND_BACK.value, "政策退回或改回草稿"
    PUBLISHED = Move.PUBLISH.value, "政策发布"
    WITHDRAWN = Move.WITHDRAW.value, "政策撤下"
    CORRECTED = "correct", "政策更正"
    """The working copy was published."""
    COPIED = "copy", "开始修改已发布的政策"
    RENEWED = "renew-copy", "修改稿重新对照"
    DISCARDED = "discard-copy", "放弃修改稿"
    CREATED = "create", "新建政策"
    EDITED = "edit", "修改政策"
    RESTORED = "restore", "恢复以前的内容"
    DELETED = "delete", "删除政策"
    RENAMED = "rename", "政策改网址标识"
    SCHEDULED = "schedule", "政策排定"
    UNSCHEDULED = "unschedule", "政策取消排定"
    NOT_MADE = "schedule-refused", "排定的没有做成"
    LINKED = "preview-link", "生成预览链接"
    UNLINKED = "end-preview-link", "收回预览链接"


class Sort(Vocabulary):
    """Without words there is nothing to be relevant to; then 能用的在前 is the usual order, else 最相关."""

    RELEVANCE = "relevance", "最相关"
    USUAL = "usual", "能用的在前"
    NEWEST = "newest", "从新到旧"
    OLDEST = "oldest", "从旧到新"
    DEADLINE = "deadline", "快截止的在前"


class ViewMode(Vocabulary):
    """How a page is laid out; an address without `view` shows it as usual."""

    CARE = "care", "长者模式"
    PLAIN = "plain", "纯文本"


class Size(Vocabulary):
    LARGE = "large", "大"
    LARGER = "larger", "特大"


class Contrast(Vocabulary):
    HIGH = "high", "高对比"
