"""The answer card and the records of a policy: what is shown, where it comes from, and what is not offered any more."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.models import (
    Audience,
    Benefit,
    District,
    Material,
    Policy,
    PolicyAudience,
    PolicyServicePoint,
    Round,
    Section,
    ServicePoint,
)
from policies.pages.records import PointView
from policies.results.answers import PointResult
from policies.results.belongings import POINT
from policies.text.dates import in_chinese
from tests.data import make_district
from tests.full_policy import MATERIALS, fill_answers, fill_rounds, make_point
from tests.library import load_library, load_shipped

pytestmark = pytest.mark.django_db

VOID = {"meta", "link", "input", "path", "br", "img"}
HOTLINE = ("tel:12345", "12345")
DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
# 2024年为3月1日至31日 names two days by three pieces.
PIECES_OF_DAYS = re.compile(r"\d{4}年|\d{1,2}月\d{1,2}日|(?<![月\d])\d{1,2}日")


class Texts(HTMLParser):
    """The text within each element that has an id, and each link as (address, words) within the card."""

    def __init__(self, html):
        super().__init__()
        self.open, self.by_id, self.links, self.address = [], {}, [], ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag in VOID:
            return
        attributes = dict(attributes)
        self.open.append((tag, attributes.get("id")))
        if "id" in attributes:
            self.by_id[attributes["id"]] = ""
        if tag == "a" and self.is_in("answer"):
            self.links.append([attributes["href"], ""])

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        for _, name in self.open:
            if name:
                self.by_id[name] += data
        if self.is_in("answer") and any(tag == "a" for tag, _ in self.open):
            self.links[-1][1] += data

    def is_in(self, name):
        return any(each == name for _, each in self.open)

    @property
    def card(self):
        return " ".join(self.by_id["answer"].split())

    def rows(self):
        """What the card says, by the heads of its rows."""
        cut = re.split("(给谁|给多少|什么时候|要什么条件|去哪办|去哪问)", self.card)
        return dict(zip(cut[1::2], map(str.strip, cut[2::2]), strict=True))


@pytest.fixture
def policy():
    return Policy.objects.create(
        slug="a-1",
        title="测试政策",
        district=make_district("xuhui"),
        source_note="测试",
        state="published",
        expires_on=timezone.localdate() + timedelta(days=400),
    )


@pytest.fixture
def full(policy):
    fill_answers(policy, timezone.localdate(), seen_on=timezone.localdate())
    return policy


def read(client, policy):
    response = client.get(policy.get_absolute_url())
    assert response.status_code == 200
    return Texts(response.content.decode())


def test_a_card_says_who_gets_how_much_when_and_where(client, full):
    rows = read(client, full).rows()
    assert rows["给谁"] == "第一档人才、第二档人才、具有博士学位的人才 等"
    assert "租房 租房补贴 每月1500元 第一档人才" in rows["给多少"]
    assert "租房补贴 每月1000元" in rows["给多少"], "how often is said where the amount does not say it"
    assert "购房补贴 最高50万元" in rows["给多少"], "a cap alone is the top of a scale"
    assert rows["给多少"].endswith("还有 1 项")
    assert rows["什么时候"].startswith("正在申报 12 天后截止（")
    assert "政策本身：现行有效" in rows["什么时候"]
    assert rows["要什么条件"].startswith("申请人应当同时符合下列条件：（一）与本区单位")
    assert rows["要什么条件"].endswith("看全部申报条件")
    assert "测试中心 测试路1号2楼 021-00000000、00000001-802 · 网上办理" in rows["去哪办"]
    assert rows["去哪办"].endswith("12345 上海市民服务热线")


def test_each_value_leads_to_where_it_comes_from(client, full):
    page = read(client, full)
    led = {words: page.by_id[address[1:]] for address, words in page.links if address.startswith("#")}
    for words in ("第一档人才", "租房补贴 每月1500元"):
        assert "每月1500元" in led[words]
    assert "给予最高50万元的购房补贴" in led["购房补贴 最高50万元"]
    assert "（二）具有硕士以上学位；" in led["（二）具有硕士以上学位；"]
    assert "测试路1号2楼" in led["测试中心"]
    assert not {address[1:] for address, _ in page.links if address.startswith("#")} - set(page.by_id)


def test_a_quote_leads_to_its_paragraph_and_says_what_it_was_taken_from(client, full):
    html = client.get(full.get_absolute_url()).content.decode()
    assert html.count("摘自本站整理，非官方原文") == 4
    assert html.count("摘自政策原文") == 1
    for uid, anchor in (("b2", "support-0-1"), ("b3", "support-0-2"), ("b4", "original-2-p1")):
        record = re.search(rf'<li class="record" id="benefit-{uid}">.*?</li>', html, re.DOTALL)[0]
        assert f'href="#{anchor}">看这一段</a>' in record
        assert f'id="{anchor}"' in html


def test_a_price_is_never_a_sum_that_one_gets(client, full):
    page = read(client, full)
    assert "2000" not in page.card
    assert "最高2000元" not in page.by_id["benefit-b5"]
    Benefit.objects.exclude(uid="b5").delete()
    Benefit.objects.update(what="人才公寓租金（由承租人支付）", amount="2000元/月")
    page = read(client, full)
    assert page.rows()["给多少"] == "实物 人才公寓租金（由承租人支付）"
    assert "2000元/月" in page.by_id["benefit-b5"], "in the list, beside its quote"
    Benefit.objects.update(what="人才公寓", amount="租金不高于每月2000元")
    assert "租金不高于每月2000元" in read(client, full).card, "its own words say that it is paid"


def found(client, address):
    """The slugs of the policies that a list shows."""
    return re.findall(r'row__title"><a href="/policies/([\w-]+)/"', client.get(address).content.decode())


def test_a_benefit_whose_quote_is_moved_away_is_doubtful_and_not_offered(client, full):
    assert found(client, "/policies/?benefit=cash") == [full.slug]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE policies_section SET body = %s WHERE policy_id = %s AND kind = 'support'",
            ["（一）租房补贴：第二档人才每月1000元。", full.pk],
        )
    assert found(client, "/policies/?benefit=cash") == []
    page = read(client, full)
    assert "待核实" in page.by_id["benefit-b1"]
    assert "每月1500元" not in page.card
    assert "待核实" not in page.by_id["benefit-b2"]
    assert "每月1000元" in page.card


@pytest.mark.parametrize(
    "fields",
    [
        {"expires_on": date(2020, 1, 1)},
        {"repealed_on": date(2020, 1, 1)},
        {"past_reason": "这是2020年的申报。"},
    ],
)
def test_what_a_policy_that_is_over_gave_is_past_and_no_offer(client, full, fields):
    Round.objects.create(policy=full, uid="r3", name="常年", open_all_year=True)
    Policy.objects.filter(pk=full.pk).update(**fields)
    page = read(client, full)
    assert "1500" not in page.card
    assert "已成过去" in page.rows()["给多少"]
    assert "已成过去" in page.by_id["benefit-b1"]
    assert "什么时候" not in page.rows()
    html = client.get(full.get_absolute_url()).content.decode()
    assert "正在申报" not in html
    assert "tag--always" not in html


def test_an_entry_without_records_is_no_empty_form(client, policy):
    policy.ensure_sections()
    html = client.get(policy.get_absolute_url()).content.decode()
    assert Texts(html).rows() == {"去哪办": "可以问 12345 上海市民服务热线"}
    assert 'class="records"' not in html
    assert "还没有录入：" in html


def test_without_benefits_the_card_names_the_audiences_and_the_section(client, policy):
    PolicyAudience.objects.create(
        policy=policy, audience=Audience.objects.create(slug="boshihou", name="博士后")
    )
    Section.objects.create(policy=policy, kind="support", state="content", body="给予补贴。")
    rows = read(client, policy).rows()
    assert rows["给谁"] == "博士后"
    assert rows["给多少"] == "看扶持力度"


def test_records_alone_make_a_section(client, policy):
    fill_rounds(policy, timezone.localdate())
    policy.ensure_sections()
    html = client.get(policy.get_absolute_url()).content.decode()
    page = Texts(html)
    assert re.findall(r'<section class="section [^"]*" id="(\w+)"', html) == ["procedure"]
    assert "申报程序" not in re.search("还没有录入：.*?；", re.sub("<[^>]+>", "", html))[0]
    names = re.findall(r'id="round-(\w+)"', html)
    assert names == ["r2", "r1"], "the newest first"
    assert "这一栏的文字还没有录入" in page.by_id["procedure"]


def test_last_years_round_does_not_call_this_years_unknown_beside_it(client, policy):
    fill_rounds(policy, timezone.localdate())
    page = read(client, policy)
    assert "3月1日至31日。" in page.by_id["round-r1"]
    assert "还没有今年的" not in page.by_id["procedure"]
    Round.objects.get(uid="r2").delete()
    assert "本库还没有今年的" in read(client, policy).by_id["round-r1"]


def test_materials_are_what_is_ticked(client, full):
    Section.objects.filter(policy=full, kind="materials").update(
        state="content", body="1.居住证；\n2.劳动合同。"
    )
    html = client.get(full.get_absolute_url()).content.decode()
    assert html.count("record--tick") == len(MATERIALS)
    assert 'class="tick"' not in html, "one box for each material"
    Material.objects.all().delete()
    assert client.get(full.get_absolute_url()).content.decode().count('class="tick"') == 2


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (0, ""),
        (3 * 365, ""),
        (3 * 365 + 2, "信息截至{}，去之前请先打电话或拨打 12345"),
        (None, "去之前请先打电话或拨打 12345"),
    ],
)
def test_old_information_says_so(client, policy, days, says):
    on = timezone.localdate()
    seen_on = None if days is None else on - timedelta(days=days)
    fill_answers(policy, on, seen_on=seen_on)
    page = read(client, policy)
    day = "" if seen_on is None else f"{seen_on.year}年{seen_on.month}月{seen_on.day}日"
    assert says.format(day) in page.card
    assert ("去之前" in page.card) == bool(says)
    assert day in page.by_id["point-sp001"]


def test_a_policy_without_a_point_names_the_window_of_its_district(client, policy):
    make_point("sp009", "测试窗口", district=policy.district, is_district_window=True)
    make_point("sp010", "别的区的窗口", district=make_district("jingan"), is_district_window=True)
    page = read(client, policy)
    assert "本区人才服务窗口，可以先问：测试窗口" in page.rows()["去哪办"]
    assert "别的区" not in page.card
    assert "测试路1号2楼" in page.by_id["point-sp009"]
    own = make_point("sp011", "自己的受理点")
    PolicyServicePoint.objects.create(policy=policy, point=own)
    page = read(client, policy)
    assert "测试窗口" not in page.card
    assert "自己的受理点" in page.card


def test_points_stand_in_the_order_that_staff_gave(client, policy):
    for order, name in ((2, "甲处"), (1, "乙处"), (3, "丙处")):
        point = make_point(f"sp{order}", name)
        PolicyServicePoint.objects.create(policy=policy, point=point, order=order)
    page = read(client, policy)
    assert page.card.index("乙处") < page.card.index("甲处")
    assert "丙处" not in page.card
    assert "还有 1 处" in page.card
    assert "丙处" in page.by_id["service"]


def test_a_round_without_days_says_what_was_not_found_once_and_what_is_known(client, policy):
    Round.objects.create(policy=policy, uid="r1", name="2026年", note="每年集中办理一次。")
    Round.objects.create(policy=policy, uid="r2", name="2020年", note="首批。", opens_on=date(2020, 1, 2))
    page = read(client, policy)
    assert page.rows()["什么时候"].startswith("2020年1月2日开始，截止日期未查到 政策本身：现行有效 首批。")
    Round.objects.get(uid="r2").delete()
    page = read(client, policy)
    assert page.rows()["什么时候"].startswith("未查到申报时间 政策本身：现行有效 每年集中办理一次。")
    assert page.by_id["round-r1"].count("未查到") == 1


def test_points_in_many_districts_are_found_by_the_district(client, policy):
    city = District.objects.create(slug="shanghai", name="上海市", short="市级", code="310000")
    jingan, putuo = make_district("jingan"), make_district("putuo")
    for order, district in enumerate((jingan, policy.district, jingan, putuo, city)):
        point = make_point("abcde"[order], f"{order}处", district=district)
        PolicyServicePoint.objects.create(policy=policy, point=point, order=order)
    page = read(client, policy)
    places = page.rows()["去哪办"]
    assert places.startswith("4处"), "what is for the whole city has no district"
    assert "3 个区有受理点，看您要去的区：静安 2 处、徐汇、普陀" in places
    assert dict(page.links[::-1]).keys() >= {"#point-a", "#point-b", "#point-d"}
    assert "0处" not in page.card
    row = client.get("/policies/").content.decode()
    assert '#service">3 个区有受理点</a></span>' in row


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://x", "https://", "12345"])
def test_no_address_but_a_web_address_becomes_a_link(full, address):
    """SQL by hand passes by what the form checks."""
    columns = full.service_points.values_list(*POINT, named=True)
    point = PointResult.of(columns.get(), timezone.localdate())
    assert PointView.of(point).online_url
    assert PointView.of(replace(point, online_url=address)).online_url == ""


def test_the_seed_has_no_benefit(client):
    load_library()
    page = Texts(client.get("/policies/xuhui-2015-kechuang-zhongxin/").content.decode())
    assert set(page.rows()) == {"给谁", "去哪办"}
    assert not Benefit.objects.exists()
    assert not re.search("亿元|万元", page.card)


def links_with_their_points(page):
    """(address, words, uid of the point named before): a number belongs to the point above it."""
    point = ""
    for address, words in page.links:
        if address.startswith("#point-"):
            point = address.removeprefix("#point-")
        yield address, words, point


@pytest.mark.shipped
def test_every_date_and_telephone_on_a_card_stands_where_it_leads(client):
    load_shipped()
    dated = Q(rounds__opens_on__isnull=False) | Q(rounds__closes_on__isnull=False)
    can_be_called = Q(service_points__in=ServicePoint.objects.exclude(telephones=[]))
    numbers = {point.uid: point.telephones for point in ServicePoint.objects.all()}
    swept = dict.fromkeys(("days", "rounds", "telephones"), 0)
    for policy in Policy.objects.published().filter(dated | can_be_called).distinct():
        page = read(client, policy)
        targets = " ".join(page.by_id[address[1:]] for address, _ in page.links if address.startswith("#"))
        days = DAY.findall(page.card)
        assert [day for day in days if day not in targets] == [], policy.slug
        swept["days"] += len(days)
        own = {
            f"#round-{row.uid}": " ".join(in_chinese(day) for day in (row.opens_on, row.closes_on) if day)
            for row in policy.rounds.all()
        }
        for address, words, point in links_with_their_points(page):
            if address in own:
                pieces = PIECES_OF_DAYS.findall(words)
                assert [piece for piece in pieces if piece not in own[address]] == [], (policy.slug, words)
                swept["rounds"] += 1
            elif address.startswith("tel:") and (address, words) != HOTLINE:
                assert words in numbers[point], (policy.slug, words)
                assert words in page.by_id[f"point-{point}"], (policy.slug, words)
                swept["telephones"] += 1
    assert min(swept.values()) > 20, swept


def test_queries_do_not_grow_with_records(client, made_anew, policy):
    def queries():
        client.get(policy.get_absolute_url())  # after which the index is in step
        with CaptureQueriesContext(connection) as captured:
            read(client, policy)
        return len(captured)

    few = queries()
    fill_answers(policy, timezone.localdate())
    for number in range(9):
        Benefit.objects.create(policy=policy, what="补贴", kind="cash", quote="每月1500元")
        PolicyServicePoint.objects.create(policy=policy, point=make_point(f"n{number}", f"窗口{number}"))
    assert queries() == few <= 12
