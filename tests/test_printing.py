"""What a page has for paper: its address in words and as a code, boxes to tick, the list as a table."""

import re

import pytest
from django.utils import timezone

from policies.lookup.index import UnavailableError
from policies.models import Policy
from policies.pages import whole
from policies.text import qr
from policies.text.dates import in_chinese
from tests.data import make_policies, make_public, put
from tests.pages import html
from tests.text.test_qr import squares

pytestmark = pytest.mark.django_db

DAY = "打印日期："


@pytest.fixture
def policy():
    return make_public(doc_number="测〔2026〕1号")


def drawn(page):
    """(view box, dark squares) of the one code of a page."""
    [(view_box, path)] = re.findall(
        r'<svg[^>]* viewBox="([^"]+)"[^>]*><path stroke="#000" d="([^"]+)"/></svg>', page
    )
    return view_box, squares(path)


def old(policy):
    """The addresses of an earlier state, of its comparison, and of the list of them."""
    for body in ("甲", "乙"):
        put(policy, body)
    number = policy.sections.with_last_version().get(kind="original").last_version
    versions = f"{policy.get_absolute_url()}versions/"
    return [f"{versions}{number}/", f"{versions}{number}/changes/", versions]


def test_each_paper_says_whence_and_when(client, policy):
    for path in (policy.get_absolute_url(), *old(policy)):
        page = html(client, path)
        assert f"<p>网址：http://testserver{path}</p>" in page
        assert DAY + in_chinese(timezone.localdate()) in page
        assert page.count('<div class="printed print-only">') == 1
    assert '<p class="policy__number print-only">测〔2026〕1号</p>' in html(client, policy.get_absolute_url())


def test_the_code_is_that_of_the_address_of_the_page(client, policy):
    version, comparison, _ = old(policy)
    for path in (policy.get_absolute_url(), version, comparison):
        code = qr.encode(f"http://testserver{path}")
        assert drawn(html(client, path)) == (code.view_box, squares(code.path))


def test_the_code_is_that_of_the_policy_whatever_was_asked_for(client, policy):
    path = policy.get_absolute_url()
    assert drawn(html(client, f"{path}?utm=1#original")) == drawn(html(client, path))


def test_the_code_needs_no_style_and_says_what_it_is(client, policy):
    [svg] = re.findall(r"<svg.*?</svg>", html(client, policy.get_absolute_url()))
    assert 'role="img" aria-label="本页网址的二维码"' in svg
    assert "style" not in svg
    assert len(svg) < 4_000


def test_an_address_too_long_for_a_code_is_printed_without_one(client, policy, settings):
    settings.ALLOWED_HOSTS = ["*"]
    host = ".".join(["x" * 60] * 4)
    page = html(client, policy.get_absolute_url(), headers={"host": host})
    assert f"<p>网址：http://{host}/policies/a-1/</p>" in page
    assert "<svg" not in page
    assert "二维码" not in page


def test_materials_have_boxes_and_nothing_else_has(client, policy):
    for kind in ("original", "conditions", "materials"):
        put(policy, "一、单位材料\n1.营业执照\n2.合同\n一式两份。\n二、学历证明。原件和复印件各一份。", kind)
    page = html(client, policy.get_absolute_url())
    assert re.findall(r'<p id="([^"]+)" class="tick"', page) == ["materials-1-0-1", "materials-1-0-2"]
    assert re.findall(r'<div class="run-in tick">\s*<h\d id="([^"]+)"', page) == ["materials-2"]
    assert page.count("tick") == 3
    assert "□" not in page


def rows(page):
    [body] = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    return [re.findall(r"<td>(.*?)</td>", row) for row in body.split("</tr>")[:-1]]


def test_the_list_is_a_table_with_the_same_rows(client, contexts):
    make_policies(60, seed=1)
    response = client.get("/policies/?page=2")
    page = response.content.decode()
    found = rows(page)
    assert [row[0] for row in found] == [str(number) for number in range(21, 41)]
    assert (
        "条，这里只有第 21 到 40 条（第 2 页，共 3 页）。排序：能用的在前。要打印全部，请在网页上点“打印这份清单”。"
        in page
    )
    shown = response.context["page"].rows
    assert [row[1:5] for row in found] == [
        [row.title[0].text, row.district, row.day, row.doc_number] for row in shown
    ]
    words = ["，".join(filter(None, (row.verdict.validity.label, row.source, row.coming))) for row in shown]
    assert [row[5] for row in found] == words
    assert any("据转载整理" in word for word in words)
    assert re.findall(r'<th scope="col">(.*?)</th>', page) == ["序号", "标题", "区", "日期", "文号", "效力"]


def test_the_list_says_what_was_asked(client, contexts):
    make_policies(60, seed=1)
    response = client.get("/policies/?q=管理办法&district=xuhui&nonsense=1")
    page = response.content.decode()
    assert "查找条件：关键词“管理办法”；区“徐汇”</p>" in page
    total = response.context["page"].total
    assert (
        f"<p>共 {total} 条：徐汇区 {total}。这里是第 1 到 {total} 条（第 1 页，共 1 页）。排序：最相关。</p>"
        in page
    )
    assert "<p>网址：http://testserver/policies/?q=管理办法&amp;district=xuhui</p>" in page
    assert DAY in page
    assert "<svg" not in page


def test_an_empty_list_is_printed_without_a_table(client, policy):
    page = html(client, "/policies/?q=没有这个词")
    assert "<table" not in page
    assert DAY in page


def test_a_list_without_index_claims_no_search(client, policy, monkeypatch):
    def away(*args, **kwargs):
        raise UnavailableError

    monkeypatch.setattr("policies.pages.listing.Engine.on", away)
    page = html(client, "/policies/?q=测试&page=3")
    assert [row[1] for row in rows(page)] == ["测试政策"]
    assert "查找条件" not in page
    assert "<p>最新的 1 条。</p>" in page
    assert "<p>网址：http://testserver/policies/</p>" in page


def test_titles_are_escaped_on_paper_too(client, policy):
    Policy.objects.update(title="<b>测试</b>")
    assert rows(html(client, "/policies/"))[0][1] == "&lt;b&gt;测试&lt;/b&gt;"


# The whole list


@pytest.fixture
def few_at_most(monkeypatch):
    monkeypatch.setattr(whole, "MOST", 25)


def test_every_page_of_the_list_leads_to_the_whole_of_it(client):
    make_policies(60, seed=1)
    page = html(client, "/policies/?district=xuhui&district=jingan&sort=oldest&page=2&view=plain")
    [link] = re.findall(
        r'<a href="(/policies/print[^"]*)" rel="nofollow"( data-whole)?>打印这份清单</a>', page
    )
    assert link == (
        "/policies/print?district=xuhui&amp;district=jingan&amp;sort=oldest&amp;view=plain",
        " data-whole",
    )
    page = html(client, "/policies/?q=没有这个词")
    assert "打印这份清单" not in page
    assert "data-whole" not in html(client, "/policies/?year=2015"), "all rows are here"


def test_the_whole_list_has_every_row_in_order(client):
    make_policies(60, seed=1)
    listed = [
        row[1:] for number in (1, 2, 3) for row in rows(html(client, f"/policies/?sort=oldest&page={number}"))
    ]
    page = html(client, "/policies/print?sort=oldest")
    found = [[re.sub(r"<a href=[^>]+>|</a>", "", cell) for cell in row] for row in rows(page)]
    assert [row[1:] for row in found] == listed
    assert [row[0] for row in found] == [str(number + 1) for number in range(len(listed))]
    assert f"<p>共 {len(listed)} 条，全部列出。排序：从旧到新。</p>" in page
    assert "<p>网址：http://testserver/policies/?sort=oldest</p>" in page
    assert 'href="/policies/?sort=oldest">回到查找结果</a>' in page


def test_a_list_that_is_cut_says_so(client, few_at_most, contexts):
    make_policies(60, seed=1)
    total = client.get("/policies/").context["page"].total
    page = html(client, "/policies/print")
    assert len(rows(page)) == 25 < total
    assert (
        f"<p>共 {total} 条，只列出前 25 条。要看其余的，请再加条件，缩小范围。排序：能用的在前。</p>" in page
    )


def test_the_whole_list_says_what_was_asked(client):
    make_policies(60, seed=1)
    page = html(client, "/policies/print?q=管理办法&district=xuhui&district=nowhere&page=7")
    assert "查找条件：关键词“管理办法”；区“徐汇”</p>" in page
    assert "<li>区没有“nowhere”这个选项，已忽略。</li>" in page
    assert "<p>网址：http://testserver/policies/?q=管理办法&amp;district=xuhui</p>" in page
    assert "没有第" not in page


def test_a_whole_list_of_nothing(client, policy):
    page = html(client, "/policies/print?q=没有这个词")
    assert "<p>共 0 条。</p>" in page
    assert "<table" not in page


def test_a_whole_list_without_index_claims_no_search(client, policy, monkeypatch):
    def away(*args, **kwargs):
        raise UnavailableError

    monkeypatch.setattr("policies.pages.whole.Engine.on", away)
    page = html(client, "/policies/print?q=没有这个词")
    assert len(rows(page)) == 1
    assert "<p>共 1 条，全部列出。</p>" in page
    assert "查找功能正在恢复" in page
    assert "<p>网址：http://testserver/policies/</p>" in page


def test_queries_do_not_grow_with_the_whole_list(client, made_anew, django_assert_max_num_queries):
    make_policies(60, seed=1)
    client.get("/policies/print")
    for address, few in (("/policies/print?year=2015", True), ("/policies/print", False)):
        with django_assert_max_num_queries(4):
            assert (len(rows(html(client, address))) < 20) == few
