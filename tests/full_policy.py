"""A policy of which everything is known: benefits, rounds, materials and where to go; plainly test data."""

from __future__ import annotations

from datetime import date

from policies.models import (
    Benefit,
    Material,
    Policy,
    PolicyServicePoint,
    Round,
    Section,
    ServicePoint,
)

TEXTS = {
    "original": "一、总则\n为做好人才安居工作，制定本办法。\n二、购房补贴\n对测试人才给予最高50万元的购房补贴。",
    "support": (
        "（一）租房补贴：第一档人才每月1500元，第二档人才每月1000元，最长36个月。\n"
        "（二）安家补贴：具有博士学位的人才一次性给予8万元。\n"
        "（三）人才公寓：租金不高于每月2000元。"
    ),
    "conditions": (
        "申请人应当同时符合下列条件：\n"
        "（一）与本区单位签订一年以上劳动合同，依法缴纳社会保险，在本市没有自有住房，也没有享受其他住房优惠；\n"
        "（二）具有硕士以上学位；\n"
        "（三）年龄不超过45周岁。"
    ),
    "procedure": "1. 网上填报。\n2. 单位审核。",
    "service": "由测试中心受理。",
}
# uid, who, what, amount, kind, cap, per, section, quote
BENEFITS = [
    ("b1", "第一档人才", "租房补贴", "每月1500元", "rent", 1500, "month", "support", "第一档人才每月1500元"),
    ("b2", "第二档人才", "租房补贴", "1000元", "rent", 1000, "month", "support", "第二档人才每月1000元"),
    ("b3", "具有博士学位的人才", "安家补贴", "8万元", "cash", 80_000, "once", "support", "一次性给予8万元"),
    ("b4", "测试人才", "购房补贴", "", "purchase", 500_000, "once", "original", "给予最高50万元的购房补贴"),
    ("b5", "", "人才公寓", "", "in_kind", 2000, "month", "support", "租金不高于每月2000元"),
]
MATERIALS = [("居住证", "原件和复印件各1份"), ("劳动合同", ""), ("学位证书", "复印件1份，验原件")]


def fill_answers(policy: Policy, on: date, *, seen_on: date | None = None) -> ServicePoint:
    """Write all of it. A round is open on the day `on` for 12 days more; the point, which is returned, was seen on `seen_on`."""
    for kind, body in TEXTS.items():
        Section.objects.update_or_create(
            policy=policy, kind=kind, defaults={"state": "content", "body": body}
        )
    policy.ensure_sections()
    for order, (uid, who, what, amount, kind, cap, per, section, quote) in enumerate(BENEFITS):
        Benefit.objects.create(
            policy=policy,
            uid=uid,
            order=order,
            who=who,
            what=what,
            amount=amount,
            kind=kind,
            cap_yuan=cap,
            per=per,
            section=section,
            quote=quote,
        )
    fill_rounds(policy, on)
    for order, (name, note) in enumerate(MATERIALS):
        Material.objects.create(policy=policy, uid=f"m{order + 1}", order=order, name=name, note=note)
    point = make_point("sp001", "测试中心", district=policy.district, seen_on=seen_on)
    PolicyServicePoint.objects.create(policy=policy, point=point)
    return point


def fill_rounds(policy: Policy, on: date) -> None:
    last = on.year - 1
    Round.objects.create(
        policy=policy,
        uid="r1",
        name=f"{last}年",
        opens_on=date(last, 3, 1),
        closes_on=date(last, 3, 31),
        source="测试通知",
    )
    Round.objects.create(
        policy=policy,
        uid="r2",
        order=1,
        name=f"{on.year}年第二批",
        opens_on=date.fromordinal(on.toordinal() - 20),
        closes_on=date.fromordinal(on.toordinal() + 12),
        notice_url="https://www.shanghai.gov.cn/test",
        note="逾期不再受理。",
        source="测试通知",
    )


def make_point(uid: str, name: str, **fields: object) -> ServicePoint:
    values = {
        "handles": "测试补贴",
        "address": "测试路1号2楼",
        "hours": "周一至周五9:00-11:30",
        "telephones": ["021-00000000", "00000001-802"],
        "online_url": "https://www.shanghai.gov.cn/online",
        "source": "测试数据",
    }
    return ServicePoint.objects.create(uid=uid, name=name, **(values | fields))
