"""A policy with everything that answers a resident: when, how much, what to bring, where. Plainly test data."""

from __future__ import annotations

from typing import Any

DISTRICT = {"slug": "xuhui", "name": "徐汇区", "short": "徐汇", "code": "310104"}
SUPPORT = "一、对博士给予每月3000元租房补贴，最多36个月。\n二、奖励另行规定。"


def row(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": f"policies.{model}", "fields": fields}


def rows(slug: str = "p-1") -> dict[str, dict[str, Any]]:
    """Name of a model -> its row, as a fixture holds it."""
    made = [
        row("district", **DISTRICT),
        row("area", slug="lingang", name="临港新片区", short="临港"),
        row("areadistrict", area=["lingang"], district=["xuhui"]),
        row(
            "servicepoint",
            uid="sp001",
            name="徐汇区测试窗口",
            district=["xuhui"],
            handles="租房补贴",
            address="测试路1号",
            telephones=["12345"],
            seen_on="2025-03-01",
        ),
        row("policy", slug=slug, title="测试政策", district=["xuhui"], source_note="测试", state="published"),
        row("section", policy=[slug], kind="support", state="content", body=SUPPORT),
        row("round", policy=[slug], uid="r1", name="2025年", opens_on="2025-03-01", closes_on="2025-03-31"),
        row(
            "benefit",
            policy=[slug],
            uid="b1",
            who="博士",
            what="租房补贴",
            amount="每月3000元",
            kind="rent",
            cap_yuan=108000,
            per="month",
            quote="每月3000元租房补贴",
        ),
        row("material", policy=[slug], uid="m1", name="学位证书", note="复印件1份"),
        row("policyarea", policy=[slug], area=["lingang"]),
        row("policyservicepoint", policy=[slug], point=["sp001"]),
    ]
    return {each["model"].removeprefix("policies."): each for each in made}
