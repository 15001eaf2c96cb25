"""When two titles name the same document.

The title of a document is printed in many dresses: with or without the body that issued it, wrapped into the
notice that made it public (关于印发《X》的通知), with other brackets and lost spaces. `keys` is what stays.
What makes another document of it stays too: 实施细则, （试行）, （2021版）, 修订, 废止, 延长有效期.
"""

from __future__ import annotations

import re
from functools import lru_cache

from policies.text.normalize import fold_case

# Longer than any title of a document (the longest of the city's policy library has 76 characters).
MAX_TITLE = 200
# The same titles are compared several times within one policy, and again in its neighbours.
REMEMBERED = 4096

_OPENING, _CLOSING = "《〈", "》〉"
# A body ends in one of these. Cut off only before 关于 or 印发, where a title proper begins.
_BODY = "政府|办公厅|办公室|厅|局|委员会|委|部|院|会|署|中心|公司|银行|组|台办|等.{1,4}部门"
_ISSUER = re.compile(rf"(?P<issuer>[^《〈》〉]{{2,80}}?(?:{_BODY}))\s*(?=关于|印发|批转|转发)")
# The notice that makes a document public. 转发 is left out: a district that forwards the city's document does
# not become its author, and both may be in the library.
_NOTICE = re.compile(
    r"(?:关于)?(?:重新)?(?:印发|公布|发布|批转)(?:经?(?:修改|修订|调整)后的?)?(?P<inner>.+?)(?:等文件)?的?通知"
)
_NAME = re.compile("[《〈](?P<name>[^《〈》〉]+)[》〉]")
# What may stand between and around the names of a notice that issues several: 《甲》及《乙》.
_BETWEEN = re.compile(r"[、,，及和与\s]*")
_FORWARDED = re.compile(r".{2,60}?(?:等.{1,4}部门|局|委|办|厅)(?:制订的|制定的)?(?=关于)")
# By name, since 试验区, 园区 and 社区 are no districts; the last three are former ones.
_DISTRICT = re.compile(
    "(?:黄浦|徐汇|长宁|静安|普陀|虹口|杨浦|浦东新|闵行|宝山|嘉定|金山|松江|青浦|奉贤|崇明|闸北|卢湾|南汇)[区县]"
)
_NATION = re.compile(
    "国务院|中共中央|全国|国家|中华人民共和国|(?:社会保障|财政|教育|科技|科学技术|城乡建设|公安|民政)部"
)
_NAMED_BEFORE = re.compile(
    rf"(?P<body>[\u4e00-\u9fff]{{0,14}}(?:国务院|国家|{_BODY}))(?:关于)?(?:联合)?(?:印发|发布|公布|制定|出台)?的?\s*\Z"
)
# 市 alone is the city where no name stands before it, as in 杭州市.
_CITY = re.compile("(?:中共)?(?:上海|本?市(?!场))")
_CITY_BEFORE = re.compile("上海|本市|全市|我市|(?:^|[据照行实彻合见由和与及经以按将向报为在的])市(?!场)")
# 区, 我委 and the like are the citing text's own; the others end in a body only by chance.
_OWN = re.compile("关于|[和与及由经以按将向报为在的]?[区我本该各]")
_NO_BODY = re.compile("(?:全部|内部|各部|机会|社会|会议室|将会|公司|[^员]院|小组)$")
# A place without a body: 参照北京市《…》, 按照原闸北区《…》.
_PLACE_BEFORE = re.compile(
    rf"(?:{_DISTRICT.pattern}|[\u4e00-\u9fff]{{1,9}}(?:省|自治区|(?<![全城各省超上])市))的?\s*\Z"
)
_BEFORE_A_BODY = re.compile(
    "根据|按照|依据|依照|遵照|参照|对照|比照|参考|贯彻|执行|落实|转发|符合|结合|废止|修订|修改"
)
_BEFORE_A_NAME = re.compile(
    "(?:关于)?(?:(?:重新)?印发|公布|发布|修订|修改|废止|延长)?(?:[修改订]{2}后的)?[《〈]*"
)
CITY, NATION = "上海市", "国家"
# A place stands at the very beginning of a title: 上海市崇明区…
_HEAD = 8


@lru_cache(maxsize=REMEMBERED)
def keys(title: str) -> tuple[str, ...]:
    """What the title is compared by: one key, or several for a notice that issues several documents.

    >>> keys("上海市人力资源和社会保障局关于印发《甲办法（试行）》的通知"), keys("关于印发《甲》及《乙》的通知")
    (('甲办法试行',), ('甲', '乙'))
    """
    text = _without_issuer(" ".join(title.split())[:MAX_TITLE])
    wrapped = _NOTICE.fullmatch(text)
    if not wrapped:
        return tuple(filter(None, [_key(text)]))
    inner = wrapped["inner"]
    names = [match["name"] for match in _NAME.finditer(inner)]
    if names and _BETWEEN.fullmatch(_NAME.sub("", inner)):
        return tuple(dict.fromkeys(filter(None, (_key(_without_issuer(name)) for name in names))))
    return tuple(filter(None, [_key(_forwarded(_without_issuer(_unwrapped(inner))))]))


def key(title: str) -> str:
    """The first of the keys; empty where nothing is left to compare."""
    return next(iter(keys(title)), "")


@lru_cache(maxsize=REMEMBERED)
def place(title: str) -> str:
    """Whose document the title says it is: 徐汇区, 上海市, 国家, or another body as printed; empty where it does not say.

    >>> place("徐汇区人民政府关于人才的意见"), place("上海市居住证管理办法"), place("国务院关于人才的意见")
    ('徐汇区', '上海市', '国家')
    """
    text = "".join(title.split())[:MAX_TITLE]
    named = _ISSUER.match(text.lstrip(_OPENING))
    head = named["issuer"] if named else text[_BEFORE_A_NAME.match(text).end() :][:_HEAD]
    if _NATION.search(head):
        return NATION
    if district := _DISTRICT.search(head):
        return district.group()
    if _CITY.match(head):
        return CITY
    return _other(head) if named else ""


def place_before(text: str) -> str:
    """Whose document follows, where `text` ends with the body that issued it: 按照国务院《…》.

    >>> place_before("按照国务院办公厅"), place_before("落实市政府印发的"), place_before("持有")
    ('国家', '上海市', '')
    """
    named = _NAMED_BEFORE.search(text)
    where = None if named else _PLACE_BEFORE.search(text)
    if not named and not where:
        return ""
    body = named["body"] if named else where.group().rstrip().removesuffix("的")
    body = body[max((match.end() for match in _BEFORE_A_BODY.finditer(body)), default=0) :]
    if _NATION.search(body):
        return NATION
    if district := _DISTRICT.search(body):
        return district.group()
    return CITY if _CITY_BEFORE.search(body) else _other(body)


def _other(body: str) -> str:
    """A government or ministry whose documents are none of Shanghai's; empty for no such body."""
    name = "".join(filter(str.isalnum, body))
    return "" if len(name) < 2 or _OWN.match(name) or _NO_BODY.search(name) else name


def _without_issuer(text: str) -> str:
    issuer = _ISSUER.match(text)
    return text[issuer.end() :] if issuer else text


def _forwarded(text: str) -> str:
    """批转市房管局等五部门关于…: the departments whose opinion the government makes its own."""
    match = _FORWARDED.match(text)
    return text[match.end() :] if match else text


def _unwrapped(text: str) -> str:
    if len(text) > 2 and text[0] in _OPENING and text[-1] in _CLOSING:
        return text[1:-1]
    return text


def _key(text: str) -> str:
    """Letters, digits and Han characters; without 关于 before and 的通知 behind, which quotations drop."""
    kept = "".join(filter(str.isalnum, fold_case(text)))
    kept = kept.removeprefix("关于")
    shorter = kept.removesuffix("通知").removesuffix("的") if kept.endswith("通知") else kept
    return shorter or kept
