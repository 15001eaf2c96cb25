"""`/policies/<slug>/`: the page of one policy, and every kind of bad path."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import District, Policy, Section
from policies.vocabulary import PublicationState, SectionKind
from tests.library import load_library

pytestmark = pytest.mark.django_db

SEED = "/policies/xuhui-2015-kechuang-zhongxin/"


@pytest.fixture
def loaded():
    load_library()


@pytest.fixture
def policy():
    district = District.objects.create(slug="xuhui", name="徐汇区", short="徐汇", code="310104")
    return Policy.objects.create(
        slug="a-1", title="测试政策", district=district, source_note="测试", state=PublicationState.PUBLISHED
    )


def html(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_seed_policy_is_listed_under_its_district_and_year(client, loaded):
    page = html(client, "/policies/?district=xuhui&year=2015")
    assert page.count('<li class="row">') == 1
    assert SEED in page


def test_the_seed_policy_is_read_in_six_sections(client, loaded):
    page = html(client, SEED)
    sections = re.findall(r'<section class="section[^"]*" id="(\w+)"', page)
    assert sections == SectionKind.values
    assert re.findall(r'<a href="#(\w+)">', page)[:6] == SectionKind.values
    parts = re.findall(r'<h3 id="original-(\d+)">(.)', page)
    assert parts == [(str(n), numeral) for n, numeral in enumerate("一二三四五六七八九十", start=1)]
    assert 'id="original-6-1">(一)健全人才创新创业的政策机制' in page
    assert page.count('<p class="gap">') == 5
    assert "“假设”应为“建设”" in page
    assert "规范写法：徐委〔2015〕15号" in page
    assert "<h1 " in page
    assert "待核实" in page


def test_the_breadcrumb_leads_home_and_to_the_district(client, policy):
    [crumbs] = re.findall(
        r'<nav class="breadcrumb".*?</nav>', html(client, policy.get_absolute_url()), re.DOTALL
    )
    assert re.findall(r'href="([^"]+)">([^<]+)', crumbs) == [
        ("/", "首页"),
        ("/policies/", "人才政策一网通查"),
        ("/policies/?district=xuhui", "徐汇区"),
    ]


@pytest.mark.parametrize(
    ("section", "official_url", "words"),
    [
        (None, "", "待补。"),
        (None, "https://www.shanghai.gov.cn/x", "原文在官方网站"),
        ({"state": "absent"}, "", "原文未规定。"),
        (
            {"state": "content", "body": "<script>alert(1)</script>"},
            "",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
        ),
    ],
)
def test_a_section_says_what_it_has(client, policy, section, official_url, words):
    policy.official_url = official_url
    policy.save()
    if section:
        Section.objects.create(policy=policy, kind="original", **section)
    page = html(client, policy.get_absolute_url())
    [original] = re.findall(r'<section class="section section--original".*?</section>', page, re.DOTALL)
    assert words in original
    assert "<script>" not in page


def test_what_was_not_found_says_so(client, policy):
    page = html(client, policy.get_absolute_url())
    assert re.findall(r'<th scope="row">([^<]+)(?:<a .*</a>)?</th>\s*<td>\s*<span class="unknown">未查到', page) == [
        "发文字号", "发文机关", "年份", "成文日期", "发布日期", "施行日期", "失效日期",
    ]  # fmt: skip
    assert "尚未人工核实" in page


def test_a_former_district_name_on_the_document_is_kept(client, policy):
    policy.district_printed = "闸北区"
    policy.save()
    assert "文件上为闸北区" in html(client, policy.get_absolute_url())


@pytest.mark.parametrize(
    "state", [state for state in PublicationState if state is not PublicationState.PUBLISHED]
)
def test_residents_see_published_policies_only(client, policy, state):
    policy.state = state
    policy.save()
    assert client.get(policy.get_absolute_url()).status_code == 404
    assert client.get("/policies/A-1/").status_code == 404


def test_queries_do_not_grow_with_the_text(client, policy):
    def queries():
        html(client, policy.get_absolute_url())  # after which the index is in step
        with CaptureQueriesContext(connection) as captured:
            html(client, policy.get_absolute_url())
        return len(captured)

    section = Section.objects.create(policy=policy, kind="original", state="content", body="一、甲")
    few = queries()
    section.body = "一、甲\n文。\n" * 2000
    section.save()
    policy.ensure_sections()
    assert queries() == few <= 8


@pytest.mark.parametrize(
    "path",
    [
        "/policies/no-such-policy/",
        "/policies/" + "x" * 4000 + "/",
        "/policies/a-1%00/",
        "/policies/..%2f..%2fetc%2fpasswd/",
        "/policies/徐汇/",
        "/policies/%ff%fe/",
        "/policies/a-1/original/",
        "/nothing-here",
        "/policies/a-1/%0d%0aSet-Cookie:x=1/",
    ],
)
def test_a_path_that_leads_nowhere_is_not_found_in_chinese(client, policy, path):
    response = client.get(path, follow=True)
    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()
    assert len(response.redirect_chain) <= 1


@pytest.mark.parametrize("path", ["/policies/a-1", "/policies/A-1/"])
def test_another_spelling_of_an_address_is_one_redirect_away(client, policy, path):
    response = client.get(path, follow=True)
    assert response.redirect_chain == [("/policies/a-1/", 301)]
    assert response.status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/", "/policies/", "/policies/a-1/"])
def test_public_pages_are_only_read(client, policy, method, path):
    assert getattr(client, method)(path).status_code == 405


@pytest.mark.parametrize("field", ["official_url", "source_url"])
@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,甲", "https://a.example/甲"])
def test_only_an_address_of_the_web_is_a_link(client, policy, field, url):
    Policy.objects.filter(pk=policy.pk).update(**{field: url})
    assert (f'href="{url}"' in html(client, "/policies/a-1/")) == url.startswith("https:")
