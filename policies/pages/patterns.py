"""Every component in every state, for whoever works on the look of the portal. Only shown with debug on.

The samples say that they are samples: none of them is a policy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policies.glossary import Term, used_in
from policies.lookup.snippets import SnippetPart
from policies.pages.answer import AnswerCard
from policies.pages.by_sound import HeardAs
from policies.pages.changes import Block, all_changes
from policies.pages.cited import CitedBy, Mention
from policies.pages.common import Link, PassageView, Reason, Row
from policies.pages.detail import Fact
from policies.pages.facets import Facet, FacetValue
from policies.pages.home import Bar, Square
from policies.pages.listing import Chip, Pagination, TriedToo
from policies.pages.no_results import DistrictWays, WayOut
from policies.pages.parts import Pager, PolicyText
from policies.pages.pattern_answers import CARD, ELSEWHERE, LINE, RECORDS
from policies.pages.provenance import Provenance
from policies.pages.records import PointView, RecordList
from policies.pages.relations import RelationGroup, Relations, RelationView
from policies.pages.sections import Gaps, SectionView, ShownText
from policies.pages.versions import UpdateNote
from policies.text.render import Piece
from policies.validity import Verdict
from policies.vocabulary import SectionKind, SectionState, SourceKind, Validity

HERE = "/patterns/"
COLOURS = (
    *("paper", "surface", "ink", "ink-soft", "line", "accent"),
    *("accent-ink", "link", "focus", "good", "warn", "mark"),
)
TEXT = """一、标题一级
正文第一段，引用《示例文件》（示〔2000〕1号）。
（一）标题二级
1.标题三级。后面的文字与标题同行。
2.又一项。后面的文字与标题同行。
类别 | 标准
--- | ---
甲类 | 示例
乙类 | 示例"""

CHANGED = (
    TEXT.replace("第一段", "的一段")
    .replace("2.又一项。后面的文字与标题同行。\n", "")
    .replace("甲类 | 示例", "甲类 | 样例")
)
CHANGED = f"{CHANGED}\n丙类 | 示例\n新增的一段。"


@dataclass(frozen=True, slots=True)
class PatternsPage:
    colours: tuple[str, ...]
    rows: tuple[Row, ...]
    facet: Facet
    uncounted: Facet
    squares: tuple[Square, ...]
    bars: tuple[Bar, ...]
    wishes: tuple[FacetValue, ...]
    chips: tuple[Chip, ...]
    pagination: Pagination
    ways_out: tuple[WayOut, ...]
    other_districts: DistrictWays
    sections: tuple[SectionView, ...]
    facts: tuple[Fact, ...]
    topics: tuple[Link, ...]
    cited_by: CitedBy
    relations: Relations
    provenance: Provenance
    changes: tuple[Block, ...]
    pager: Pager
    offers: tuple[Link, ...] = (Link("示例区", HERE), Link("2000年", HERE))
    heard_as: tuple[HeardAs, ...] = (
        HeardAs("shili", "示例", (WayOut("势力", 2, HERE),)),
        HeardAs("sl", "", (WayOut("示例", 12, HERE), WayOut("势力", 2, HERE))),
    )
    tried_too: tuple[TriedToo, ...] = (TriedToo("示例词", ("同义词", "另一个同义词"), HERE),)
    unheld: tuple[str, ...] = ("没有的词",)
    only_ranked: tuple[str, ...] = ("示例", "常见词")
    is_sentence: bool = True
    understood_in_short: str = ""
    placed_by: tuple[Link, ...] = ()
    answer: AnswerCard = CARD
    records: tuple[RecordList, ...] = RECORDS
    elsewhere: PointView = ELSEWHERE
    total: int = 12
    audiences: tuple[Link, ...] = ()
    editorial_notes: tuple[str, ...] = ("一条编者注。", "又一条编者注。")
    terms: tuple[Term, ...] = used_in("发文字号", "失效日期", "待核实")

    @property
    def facets(self) -> tuple[Facet, ...]:
        return (self.facet,)

    @property
    def gaps(self) -> Gaps:
        return Gaps.among(self.sections)

    @classmethod
    def build(cls) -> PatternsPage:
        values = (
            FacetValue("a", "有的", 12, False, HERE, wish="做一件事"),
            FacetValue("b", "选中的", 3, True, HERE, wish="做另一件名字长一些的事"),
            FacetValue("c", "没有的", 0, False, HERE),
        )
        text, mention = (
            PolicyText(HERE, {SectionKind.ORIGINAL: TEXT}),
            Mention("示例文件", HERE, "示〔2000〕1号"),
        )
        found = text.outline(SectionKind.ORIGINAL)
        uncounted = tuple(FacetValue(value.value, value.label, None, False, HERE) for value in values)
        return cls(
            colours=COLOURS,
            rows=tuple(_row(validity) for validity in Validity),
            facet=Facet("topic", "主题", values),
            uncounted=Facet("topic", "主题", uncounted),
            squares=tuple(Square(value, 1, column) for column, value in enumerate(values, start=1)),
            bars=(Bar(values[0], 100), Bar(values[1], 25), Bar(values[2], 0)),
            wishes=tuple(value for value in values if value.wish),
            chips=(Chip("区", "示例区", HERE), Chip("不含", "示例", HERE)),
            pagination=_pagination(5),
            ways_out=(WayOut("去掉“示例”", 12, HERE), WayOut("去掉 示例区", 3, HERE)),
            other_districts=DistrictWays(
                "示例区没有，全市适用的里也没有", (WayOut("另一个区", 3, HERE), WayOut("又一个区", 1, HERE))
            ),
            sections=(
                SectionView(
                    SectionKind.ORIGINAL.value,
                    SectionKind.ORIGINAL.label,
                    SectionState.CONTENT,
                    text=ShownText(text, SectionKind.ORIGINAL, 1, range(len(found.lines)), _Sample()),
                    contents=tuple(text.entries(found.tree, SectionKind.ORIGINAL, 1)),
                    update=UpdateNote("2000年1月1日", HERE, HERE),
                ),
                SectionView(SectionKind.SUPPORT.value, SectionKind.SUPPORT.label, SectionState.ABSENT),
                SectionView(
                    SectionKind.SERVICE.value,
                    SectionKind.SERVICE.label,
                    SectionState.PENDING,
                    successor=Link("新政策的受理服务", HERE),
                ),
            ),
            facts=(
                Fact("发文字号", "示[2000]1", note="规范写法：示〔2000〕1号"),
                Fact("区", "示例区", HERE),
                Fact("失效日期", ""),
            ),
            topics=(Link("示例主题", HERE), Link("另一个示例主题", HERE)),
            cited_by=CitedBy(3, (mention, Mention("没有文号的示例文件", HERE, year=2000))),
            relations=Relations((RelationGroup("依据", (RelationView(mention, "一条说明"),)),)),
            provenance=Provenance(SourceKind.ENGLISH, note="示例，没有出处。", source_url=HERE),
            changes=all_changes(TEXT, CHANGED),
            pager=Pager(2, 3, HERE, HERE, tuple(Link(f"第 {n} 部分：示例", HERE, n == 2) for n in (1, 2, 3))),
        )


def _row(validity: Validity) -> Row:
    """With more in it for each state than for the one before."""
    number = list(Validity).index(validity)
    return Row(
        title=(
            SnippetPart("示例：名称里有"),
            SnippetPart("查找的词", True),
            SnippetPart("的一条政策，不是真实政策"),
        ),
        url=HERE,
        district="示例区",
        doc_number="示〔2000〕1号" if number else "",
        day="2000年1月1日发布",
        topics=("示例主题", "另一个示例主题") if number > 1 else (),
        areas=("示例区域",) if number > 2 else (),
        verdict=Verdict(validity, "这里说明理由。"),
        passage=PassageView(
            "扶持力度",
            HERE,
            (SnippetPart("正文里的一段，"), SnippetPart("查找的词", True), SnippetPart("在这里。")),
        )
        if number > 2
        else None,
        reasons=(Reason("按“查找的词”找到", "另一个说法"), Reason("按主题找到", "示例主题"))
        if number > 2
        else (),
        coming="还有 12 天到期（2000年1月13日）" if validity is Validity.IN_FORCE else "",
        filled=("政策原文", "扶持力度") if number > 1 else (),
        answer=LINE if validity is Validity.IN_FORCE else None,
        title_is_ours=validity is Validity.UNVERIFIED,
        source="据转载整理，存疑" if validity is Validity.UNVERIFIED else "",
    )


def _pagination(number: int) -> Pagination:
    around = [Link(str(page), HERE, page == number) for page in range(number - 2, number + 3)]
    return Pagination(number, 9, HERE, HERE, HERE, (Link("1", HERE), None, *around, None, Link("9", HERE)))


class _Sample:
    """《…》 as a document that the library has, and 文号 as one that it has not."""

    told = HERE

    def pieces(self, text: str) -> tuple[Piece, ...]:
        return tuple(
            Piece(part, HERE, "cited")
            if part[0] == "《"
            else Piece(part, kind="missing" if part[0] == "〔" else "")
            for part in filter(None, re.split("(《[^》]*》)|(〔[^〕]*〕)", text))
        )
