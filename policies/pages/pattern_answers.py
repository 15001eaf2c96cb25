"""The answer card and the records of a policy in every state, for the page of patterns: samples that say so."""

from __future__ import annotations

from datetime import date

from policies.pages.answer import AnswerCard, CallView, OfferView, PlaceView
from policies.pages.common import Link
from policies.pages.in_short import AnswerLine, ShortAnswer
from policies.pages.records import BenefitView, PointView, RecordList, RoundView
from policies.results.answers import MaterialResult, PointResult
from policies.validity import Verdict
from policies.vocabulary import OpenState, Validity

HERE = "/patterns/"
_DAY = date(2000, 1, 1)


def _benefit(uid: str, *, stands: bool, is_past: bool) -> BenefitView:
    return BenefitView(
        anchor=f"benefit-{uid}",
        kind="现金",
        who="示例人群",
        what="示例补贴",
        amount="每月1元",
        quote="给予每月1元的示例补贴",
        source="摘自本站整理，非官方原文",
        stands=stands,
        is_past=is_past,
        url=HERE,
    )


def _round(state: OpenState) -> RoundView:
    return RoundView(
        anchor=f"round-{state.value}",
        name="示例轮次",
        state=state,
        sentence="这里说明日期",
        days="2000年1月1日至2000年1月31日",
        notice_url=HERE,
        note="一条说明。",
        source="示例通知",
    )


def _point(uid: str, *, is_recent: bool) -> PointView:
    found = PointResult(
        uid=uid,
        name="示例窗口",
        district="示例",
        handles="示例事项",
        address="示例路1号",
        hours="周一至周五9:00-17:00",
        telephones=("021-00000000", "没有号码的示例"),
        online_url="https://www.example.com/",
        seen_on=_DAY if is_recent else None,
        is_recent=is_recent,
        source="示例来源",
        note="一条说明。",
    )
    return PointView.of(found)


RECORDS = (
    RecordList.of(
        "benefits",
        (
            _benefit("stands", stands=True, is_past=False),
            _benefit("doubtful", stands=False, is_past=False),
            _benefit("past", stands=True, is_past=True),
        ),
    ),
    RecordList.of("rounds", map(_round, OpenState)),
    RecordList.of("materials", (MaterialResult("m1", "示例材料", "原件1份"),)),
    RecordList.of("points", (_point("recent", is_recent=True), _point("old", is_recent=False))),
)
ELSEWHERE = _point("elsewhere", is_recent=True)
CARD = AnswerCard(
    verdict=Verdict(Validity.IN_FORCE, "这里说明理由。"),
    who=(Link("示例人群", HERE), Link("另一个示例人群", HERE)),
    more_who=True,
    offers=(
        OfferView("现金", "示例补贴", "每月1元", "示例人群", HERE),
        OfferView("实物", "示例住房", "", "另一个示例人群", HERE),
    ),
    support=Link("还有 3 项", HERE),
    past=None,
    call=CallView(OpenState.NOW, "12 天后截止（2000年1月13日）", HERE),
    conditions=(Link("申请人应当符合下列条件：", HERE), Link("（一）示例条件；", HERE)),
    all_conditions=Link("看全部申报条件", HERE),
    places=(
        PlaceView(_point("card", is_recent=False), HERE),
        PlaceView(_point("window", is_recent=True), HERE, is_district_window=True),
    ),
    districts=(Link("示例区 2 处", HERE), Link("另一个示例区", HERE)),
    service=Link("看受理服务", HERE),
)
LINE = AnswerLine(
    amounts=(ShortAnswer("示例补贴 每月1元", HERE),),
    more_amounts=2,
    state=OpenState.NOW,
    call=ShortAnswer("12 天后截止（2000年1月13日）", HERE),
    place=ShortAnswer("示例窗口", HERE),
    more_places=1,
)
