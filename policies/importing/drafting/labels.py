"""Which of the six sections the words of a heading name, in the many wordings of notices.

Words that are known as a whole come first, and before them those that staff have added. Others are read as they are made: a noun such as 条件 or 额度, and before it words that say
of what, 申报 or 资助. What is put together of two names a section only where both name the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from policies.vocabulary import SectionKind

# Several labels together are no longer than this.
LABEL_CHARS = 30
# More short lines than the longest documents have.
REMEMBERED = 4096

LABELS: dict[SectionKind, tuple[str, ...]] = {
    SectionKind.ORIGINAL: ("政策全文", "原文"),
    SectionKind.SUPPORT: (
        *(
            "支持标准",
            "扶持标准",
            "补贴标准",
            "资助额度",
            "经费额度",
            "资助标准",
            "贴息标准",
            "奖励标准",
            "待遇",
        ),
        *("能享受什么", "有什么支持", "补多少", "能补多少"),
    ),
    SectionKind.CONDITIONS: (
        *("申请条件", "申报要求", "资格条件", "申报对象", "申请对象", "适用对象", "资助对象"),
        *("申报主体资质", "征集范围", "申报对象和条件", "申报对象及条件", "申报条件及要求", "申报条件和要求"),
        *(
            "谁可以申请",
            "谁可以申报",
            "谁能申请",
            "哪些人可以申请",
            "哪些企业可以申报",
            "申报资格",
            "申请要求",
            "报名要求",
        ),
    ),
    SectionKind.PROCEDURE: (
        *("申报流程", "申请流程", "办理流程", "办理步骤", "遴选程序", "申报方式", "推荐方式", "评审"),
        *(
            "怎么申请",
            "怎么申报",
            "如何申请",
            "如何申报",
            "怎么办理",
            "如何办理",
            "时间安排",
            "进度安排",
            "申报安排",
        ),
    ),
    SectionKind.MATERIALS: (
        *("申报材料", "申请材料", "办理材料", "材料清单", "证明材料", "附件材料", "需要什么材料"),
        *("要交哪些材料", "需要哪些材料", "材料要求", "申报材料要求", "材料报送"),
    ),
    SectionKind.SERVICE: (
        *("受理部门", "受理机构", "受理窗口", "办理地点", "咨询电话", "申报入口", "申报平台", "主管部门"),
        *("谁负责", "找哪个部门", "去哪里办", "在哪里办", "找谁办", "联系我们", "业务咨询", "政策咨询"),
    ),
}
KINDS = {label: kind for kind, labels in LABELS.items() for label in (kind.label, *labels)}

# What one does, on the way to being supported; and what is given.
_ACTS = (
    "办事|申报|申请|申领|申办|报名|推荐|评选|评审|评定|遴选|选拔|认定|受理|办理|审核|审批|征集|入选|参评|参赛|参选|报送|提交|提供|兑现|"
    "认购|入住|租赁|报考|配租|供应|引进|落户|享受|准入|备案|登记|支付|拨付|发放|领取|培训|招聘|选聘|聘用"
)
_GIFTS = "支持|扶持|资助|补贴|补助|奖励|奖补|奖金|津贴|贴息|资金|经费|优惠|激励|减免|租金|房租|薪酬|年薪|待遇|安家费|补偿"
_ABOUT = (
    "基本|具体|主要|相关|有关|所需|需要|需|应当|应|须|必备|必须|其他|的|项目|人才|企业|单位|个人|政策|人员|团队|平台|机构|住房|购房|"
    "租房|创业|就业|年度|纳入|资格|适用|服务|各类|本|准备|附|附件|培养|贷款|博士后?|毕业生|高校|青年|优秀|高层次|高技能|安家|人|者|优先|限制|业务|"
    "应?具备|下列|以下|起止|具体|家庭"
)
_ANY = f"(?:{_ACTS}|{_GIFTS}|{_ABOUT})"
_MADE: tuple[tuple[SectionKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            SectionKind.SERVICE,
            f"(?:{_ANY})+地点|(?:{_ANY})*(?:联系(?:方式|方法|电话|人|地址|单位|部门|咨询)?|咨询(?:方式|电话|服务|渠道|部门|人|地址)?|电话|地址|"
            "热线|窗口|网址)|(?:.{0,6}(?:受理|办理|经办|承办|主管|牵头|办公|办事|申报|申请|报名|服务|接收|报送))"
            "(?:地点|部门|机构|单位|窗口|点|处室|科室|地址|网址|网站|平台|入口|电话|系统|时间段)|(?:办公|服务|咨询|上班|工作)时间|"
            "(?:监督|投诉|举报|联系|咨询)+(?:电话|方式|渠道)?",
        ),
        (
            SectionKind.MATERIALS,
            f"(?:{_ANY})*(?:材料|资料|证件|证明)(?:清单|目录|要求|报送|提交|准备|内容|方式)*|(?:所需|提交的?|申报|报送|应附)文件",
        ),
        (
            SectionKind.CONDITIONS,
            f"(?:{_ANY})*(?:条件|资格|资质|对象|主体|人群|门槛)|(?:{_ANY})+(?:范围|人|者|人选|标准要求)"
            f"|.{{0,8}}(?:{_ACTS})(?:条件|对象|资格|范围)"
            "|(?:认定|入选|准入|推荐|评选|选拔)(?:标准|要求)|范围|(?:申报|申请|推荐|资格|基本|参评|参赛|报名)(?:单位|企业|人|具体|基本)*要求",
        ),
        (
            SectionKind.SUPPORT,
            f"(?:{_ANY})*(?:{_GIFTS})(?:标准|额度|金额|数额|力度|幅度|内容|方式|措施|政策|办法|比例|上限|项目|种类|期限|发放|拨付|兑现|"
            f"资金|经费|支持)*|(?:{_ANY})*(?:额度|金额|数额|力度)|(?:{_ANY})*(?:拨付|发放)(?:方式|办法|标准|时间)?"
            f"|.{{0,8}}(?:{_GIFTS})(?:标准|额度|金额|力度)|(?!不|停|取消|违).{{0,6}}(?:奖励|补贴|补助|津贴|优惠|资助|扶持)"
            "|(?:主要|具体|有关|相关)政策(?:措施|内容)?|政策(?:内容|措施|支持|待遇|优惠)",
        ),
        (
            SectionKind.PROCEDURE,
            f"(?:{_ANY})*(?:程序|流程|步骤|手续|途径|渠道|截止(?:时间|日期)?|环节)(?:安排|要求)?"
            f"|(?:{_ANY})+(?:时间|日期|时限|期限)(?:安排|要求)?"
            f"|(?:{_ACTS})+(?:方式|方法|办法|安排|公示)|(?:专家)?(?:评审|审核|公示|认定|遴选|评选)+|.{{0,8}}(?:{_ACTS})(?:程序|流程|步骤|时间)",
        ),
    )
)
# Words that name no section beside others, and none alone.
_WEAK = re.compile(
    "要求|说明|事项|名额|有关(?:事项|要求)|其他|其它|注意事项|申报|申请|受理|申报受理|办理|审批|登记|领取|推荐|引进|报名|享受|提交|报送|拨付|兑现"
)
# 申报与受理: each is a step on the way.
_STEP = re.compile("申报|申请|受理|办理|审批|登记|领取|推荐|报名|提交|报送")
# 资助方式和标准: what the first word says is said of the second as well.
_SUBJECT = re.compile(f"{_ACTS}|{_GIFTS}")
# 时间 goes with whatever stands beside it: 申报时间和地点 is where.
_OF_TIME = re.compile(".*(?:时间|日期|时限|期限)(?:安排|要求)?")
# What looks like a label and speaks of something else.
_OTHER = re.compile(
    ".*(?:组织|领导|管理|监督|考核|绩效|职责|分工|原则|依据|目的|背景|目标|任务|来源|用途|预算|附则|罚则|责任|纪律|宣传|解释|施行|生效|"
    "有效期?|废止|保障措施|保障机制|政策依据|发展|建设|实施期限?|指标|服务保障|服务内容|公示时间|培养期|聘期|聘用期限?|合同期限?|租赁期限?|工作时间安排)(?!部门|电话).*"
    "|(?:法律|违约|失信).*|支持|保障|费用|服务|资金|经费|项目|登记|备案|培训|招聘|引进|落户|租赁"
)
_JOINT = re.compile("以及|[、和及与/／]|\\s+")


class Labels:
    """What is known here, and what staff have added: words -> the section they name, or None for what names none."""

    def __init__(self, added: Mapping[str, SectionKind | None] | None = None) -> None:
        self._known: dict[str, SectionKind | None] = {**KINDS, **(added or {})}
        # A line is asked about several times while its text is drafted.
        self._found = lru_cache(REMEMBERED)(self._find)

    def kind_of(self, words: str) -> SectionKind | None:
        """The section that the words of a heading name; several labels together only where all mean the same one.

        >>> kind_of = Labels().kind_of
        >>> kind_of("资助额度及拨付方式").label, kind_of("申报受理及联系人").label, kind_of("申报条件和申报材料")
        ('扶持力度', '受理服务', None)
        >>> kind_of("和") is None
        True
        """
        words = words.strip().rstrip("：:？?").strip()
        if not words or len(words) > LABEL_CHARS:
            return None
        return self._found(words)

    def _find(self, words: str) -> SectionKind | None:
        if words in self._known:
            return self._known[words]
        parts = [part for part in _JOINT.split(words) if part]
        if not parts:
            return None
        if len(parts) > 1:
            return self._of_several(parts)
        return None if _WEAK.fullmatch(parts[0]) else self._of_part(parts[0])

    def _of_several(self, parts: list[str]) -> SectionKind | None:
        told = [part for part in parts if not _WEAK.fullmatch(part)]
        if not told and all(map(_STEP.fullmatch, parts)):
            return SectionKind.PROCEDURE
        subject = _SUBJECT.match(parts[0])
        said = subject[0] if subject else ""
        return _one_of({part: self._of_part(part) or self._of_part(said + part) for part in told})

    def _of_part(self, part: str) -> SectionKind | None:
        if part in self._known:
            return self._known[part]
        if _OTHER.fullmatch(part):
            return None
        return next((kind for kind, pattern in _MADE if pattern.fullmatch(part)), None)


def _one_of(kinds: Mapping[str, SectionKind | None]) -> SectionKind | None:
    """The one section that all parts name. A part that tells of time gives way to those that do not."""
    if None in kinds.values():
        return None
    firm = {kind for part, kind in kinds.items() if not _OF_TIME.fullmatch(part)}
    named = firm or set(kinds.values())
    return named.pop() if len(named) == 1 else None


OWN = Labels()
