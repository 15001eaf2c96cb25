"""Drafts of texts that are written out in a test: the reference data, two documents, and how they are read."""

from __future__ import annotations

from policies.importing.drafting.document import draft
from policies.importing.drafting.draft import Place, ReferenceData
from policies.importing.reading.sources import Source

REFERENCE = ReferenceData(
    places=(
        Place("shanghai", "上海市"),
        Place("xuhui", "徐汇区"),
        Place("jingan", "静安区"),
        Place("jingan", "闸北区", current=False),
    ),
    topics={"luohu": ("落户", "户口"), "zhufang": ("公租房", "租房补贴")},
)

ORDER = """上海市人民政府令
第2号
上海市居住证管理办法
（2013年5月28日公布）
第一条 为了规范居住证管理，根据《上海市实有人口条例》，制定本办法。
第二条 本办法自2013年7月1日起施行，有效期至2018年6月30日。《上海市居住证暂行规定》（沪府发〔2004〕32号）同时废止。"""

NOTICE = """上海市闸北区人民政府文件
闸府发〔2014〕3号
关于印发《闸北区公租房管理办法》的通知
各街道、镇，区政府各部门：
现将《闸北区公租房管理办法》印发给你们，请认真执行。
一、申报条件
在本区工作。
二、申报材料
身份证。
三、补贴标准
每月一千元。
上海市闸北区人民政府
2014年3月5日
附件：申请表"""


def of(text, **options):
    return draft(Source(kind="txt", text=text, **options), REFERENCE)
