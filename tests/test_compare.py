"""Up to four policies side by side: what was asked, what differs, and what of long texts is shown."""

import re
from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from policies.models import Benefit, Policy, Round, Section
from policies.pages.aspects import MOST_LINES, AspectLikeness
from policies.pages.compare import ComparePage
from tests.data import ON, make_answers, make_district, make_policies

pytestmark = pytest.mark.django_db


@pytest.fixture
def policies():
    """甲 and 乙 give the same money; only 甲 has a window, and only 乙 says who may apply."""
    xuhui = make_district("xuhui")
    made = [
        Policy.objects.create(
            slug=f"a-{number}",
            title=f"人才公寓租金补贴办法{number}",
            district=xuhui,
            source_note="测试",
            state="published",
        )
        for number in (1, 2)
    ]
    for policy in made:
        write(policy, "support", "每月给900元。")
        Benefit.objects.create(
            policy=policy, uid="b1", what="租房补贴", amount="900元", kind="rent", quote="每月给900元"
        )
    Round.objects.create(policy=made[0], uid="r1", name="2026年", closes_on=date(2026, 12, 1))
    write(made[1], "conditions", "一、博士。\n二、在本区工作。")
    return made


def write(policy, kind, body):
    Section.objects.create(policy=policy, kind=kind, state="content", body=body)


def built(*slugs):
    data = QueryDict(mutable=True)
    data.setlist("p", slugs)
    return ComparePage.build(data, ON)


def likeness(page):
    return {aspect.heading: aspect.likeness for aspect in page.aspects}


def words(client, address):
    main = re.search(r"<main.*?</main>", client.get(address).content.decode(), re.DOTALL)[0]
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", main))


def test_what_is_the_same_and_what_differs_is_said_in_words(client, policies):
    found = likeness(built("a-1", "a-2"))
    assert (found["给多少"], found["扶持力度"]) == (AspectLikeness.SAME, AspectLikeness.SAME)
    assert (found["什么时候"], found["主要条件"]) == (AspectLikeness.PARTLY, AspectLikeness.PARTLY)
    assert found["提交材料"] is AspectLikeness.NONE
    told = words(client, "/compare/?p=a-1&p=a-2")
    assert "什么时候≠有的空着" in told
    assert "给多少＝相同" in told


def test_what_differs_in_one_letter_is_not_the_same(policies):
    Section.objects.filter(policy=policies[1], kind="support").update(body="每月给900元！")
    assert likeness(built("a-1", "a-2"))["扶持力度"] is AspectLikeness.DIFFERENT


def test_each_value_leads_to_where_it_comes_from(client, policies):
    html = client.get("/compare/?p=a-1&p=a-2").content.decode()
    assert 'href="/policies/a-1/#benefit-b1"' in html
    assert 'href="/policies/a-1/#round-r1"' in html


def test_nothing_is_offered_of_what_is_over(policies):
    Policy.objects.filter(slug="a-2").update(past_reason="往年的申报。")
    amounts = next(aspect for aspect in built("a-1", "a-2").aspects if aspect.heading == "给多少")
    assert [bool(cell.values) for cell in amounts.cells] == [True, False]
    assert "已成过去" in amounts.cells[1].note


def test_the_order_is_that_of_the_address(policies):
    page = built("a-2", "a-1")
    assert [(column.letter, column.row.url) for column in page.columns] == [
        ("甲", "/policies/a-2/"),
        ("乙", "/policies/a-1/"),
    ]
    assert page.columns[0].without_url == "/compare/?p=a-1"


def test_one_alone_is_offered_others_like_it(client, policies):
    page = built("a-1")
    assert page.aspects == ()
    assert [offer.url for offer in page.offers] == ["/compare/?p=a-1&p=a-2"]
    told = words(client, "/compare/?p=a-1")
    assert "只选了一条，还不能比" in told
    assert "加入：人才公寓租金补贴办法2" in told


def test_the_same_twice_is_one(policies):
    page = built("a-1", "A-1", "a-1。")
    assert len(page.columns) == 1
    assert page.notices == ("同一条政策只放一次。",)


def test_an_unknown_one_is_named_and_a_draft_is_unknown(client, policies):
    Policy.objects.filter(slug="a-2").update(state="draft")
    page = built("a-1", "a-2", "不是地址", "\x00")
    assert len(page.columns) == 1
    assert page.notices == ("没有找到“a-2”、“不是地址”这样的政策，已忽略。",)
    assert page.url == "/compare/?p=a-1"
    assert client.get("/compare/", {"p": ["\x00", "x" * 5_000, "'"]}).status_code == 200


def test_of_five_four_are_compared(client, policies):
    slugs = [policy.slug for policy in policies]
    for number in range(3, 6):
        other = Policy.objects.get(slug="a-1")
        other.pk, other.slug = None, f"a-{number}"
        other.save(force_insert=True)
        slugs.append(other.slug)
    page = built(*slugs)
    assert [column.letter for column in page.columns] == ["甲", "乙", "丙", "丁"]
    assert page.notices == ("一次最多比较 4 条，后面的 1 条没有放进来。",)
    assert page.offers == ()
    assert "先移出一条" in words(client, page.url)


def test_without_any_it_says_how(client, policies):
    assert "还没有选政策" in words(client, "/compare/")


def test_a_long_text_is_shown_by_how_it_begins(policies):
    long = "\n".join(f"第{number}条。" for number in range(5_000))
    for policy in policies:
        write(policy, "original", long)
    original = next(aspect for aspect in built("a-1", "a-2").aspects if aspect.anchor == "original")
    assert [len(cell.values) for cell in original.cells] == [MOST_LINES] * 2
    assert [cell.more for cell in original.cells] == ["/policies/a-1/#original", "/policies/a-2/#original"]
    assert original.likeness is AspectLikeness.DIFFERENT


def test_a_table_is_named_and_not_shown_as_signs(policies):
    for policy in policies:
        write(policy, "materials", "带：\n甲|乙\n-|-\n1|2")
    cells = next(aspect for aspect in built("a-1", "a-2").aspects if aspect.anchor == "materials").cells
    assert [value.words for value in cells[0].values] == ["带：", "（这里有一张表，请看全文）"]


def test_queries_do_not_grow_with_what_is_compared(client, made_anew):
    made = [policy for policy in make_policies(40, seed=9) if policy.state == "published"]
    make_answers(made, seed=9)

    def queries(number):
        address = "/compare/?" + "&".join(f"p={policy.slug}" for policy in made[:number])
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    assert queries(2) == queries(3) <= 14
    assert queries(4) <= 14


def test_policies_and_rows_lead_there(client, policies):
    link = 'href="/compare/?p=a-1"'
    assert all(link in client.get(address).content.decode() for address in ("/policies/", "/policies/a-1/"))


def test_what_is_cut_off_is_never_called_the_same(policies):
    for number, policy in enumerate(policies):
        for n in range(8):
            Benefit.objects.create(
                policy=policy, uid=f"c{n}", order=n, what=f"补贴{n}", kind="cash", quote="900"
            )
        Benefit.objects.create(
            policy=policy, uid="last", order=9, what=f"各不相同{number}", kind="cash", quote="900"
        )
    write(policies[0], "materials", "甲。\n乙。\n丙。\n" + "丁。" * 300)
    write(policies[1], "materials", "甲。\n乙。\n丙。\n" + "戊。" * 300)
    found = likeness(built("a-1", "a-2"))
    assert (found["给多少"], found["提交材料"]) == (AspectLikeness.DIFFERENT, AspectLikeness.DIFFERENT)


def test_two_that_know_no_day_have_nothing_to_compare(policies):
    Round.objects.all().delete()
    for policy in policies:
        Round.objects.create(policy=policy, uid="r9", name="2026年")
    assert likeness(built("a-1", "a-2"))["什么时候"] is AspectLikeness.NONE


def test_no_remark_of_ours_is_a_condition_and_who_has_no_point_is_told_whom_to_ask(client, policies):
    write(policies[0], "conditions", "一、博士。\n（本栏是摘要，不是原文。整理自官方英文版。）")
    aspects = {aspect.heading: aspect for aspect in built("a-1", "a-2").aspects}
    assert [value.words for value in aspects["主要条件"].cells[0].values] == ["一、博士。"]
    assert {cell.note for cell in aspects["去哪办"].cells} == {"没有录入受理点，可以打 12345 问"}
