"""`/policies/<slug>/`: the page of one policy, and every kind of bad path."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import Benefit, Policy, Round, Section
from policies.pages.provenance import Provenance
from policies.vocabulary import PublicationState, SectionKind
from tests.data import give_points, make_public
from tests.library import load_library
from tests.pages import html

pytestmark = pytest.mark.django_db

SEED = "/policies/xuhui-2015-kechuang-zhongxin/"


@pytest.fixture
def loaded():
    load_library()


@pytest.fixture
def policy():
    return make_public()


def test_the_seed_policy_is_listed_under_its_district_and_year(client, loaded):
    page = html(client, "/policies/?district=xuhui&year=2015&only=own")
    assert page.count('<li class="row">') == 1
    assert SEED in page


def test_the_seed_policy_is_read_in_six_sections(client, loaded):
    page = html(client, SEED)
    assert re.findall(r'<section class="section[^"]*" id="(\w+)"', page) == ["original"]
    assert set(SectionKind.values) <= set(re.findall(r' id="(\w+)"', page)), "each keeps its anchor"
    [bar] = re.findall(r'<nav class="section-bar".*?</nav>', page, re.DOTALL)
    assert re.findall(r'<a href="#(\w+)">', bar) == SectionKind.values
    parts = re.findall(r'<h3 id="original-(\d+)">(.)', page)
    assert parts == [(str(n), numeral) for n, numeral in enumerate("一二三四五六七八九十", start=1)]
    assert 'id="original-6-1">(一)健全人才创新创业的政策机制' in page
    assert words(gaps(page)) == (
        "还没有录入：扶持力度、受理服务；需要时请向受理部门询问。原文未规定：申报条件、申报程序、提交材料。"
    )
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


def gaps(page):
    """What is said of the sections without content; empty where each has some."""
    found = re.search(r'<section class="gaps".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def words(markup):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", markup))


def fill(policy, **sections):
    """Enter a text by kind; None says 原文未规定."""
    for kind, body in sections.items():
        state = "content" if body else "absent"
        Section.objects.update_or_create(
            policy=policy, kind=kind, defaults={"state": state, "body": body or ""}
        )


def test_a_section_with_content_is_shown_as_it_was_typed(client, policy):
    fill(policy, original="<script>alert(1)</script>")
    page = html(client, policy.get_absolute_url())
    [original] = re.findall(r'<section class="section section--original".*?</section>', page, re.DOTALL)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in original
    assert "<script>" not in page


OFFICIAL, SOURCE = "https://www.shanghai.gov.cn/x", "https://a.example/y"


@pytest.mark.parametrize(
    ("values", "where", "link"),
    [
        ({}, "需要时请向受理部门询问", None),
        ({"official_url": OFFICIAL, "source_url": SOURCE}, "请看官方原文", OFFICIAL),
        ({"source_url": SOURCE}, "请看来源网页", SOURCE),
        ({"official_url": OFFICIAL, "source_kind": "english"}, "请看官方网页", OFFICIAL),
        (
            {"official_url": OFFICIAL, "source_url": SOURCE, "source_kind": "third_party"},
            "需要时请向受理部门询问",
            None,
        ),
    ],
)
def test_one_line_says_what_is_missing_and_where_to_look(client, policy, values, where, link):
    fill(policy, original="甲", support="乙", conditions="丙", service="丁")
    Policy.objects.update(**values)
    page = html(client, policy.get_absolute_url())
    assert words(gaps(page)) == f"还没有录入：申报程序、提交材料；{where}。"
    assert re.findall(r'href="(.+?)"', gaps(page)) == ([link] if link else [])


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ({"materials": "丁", "service": None}, "原文未规定：申报条件、受理服务。"),
        (
            {"materials": None},
            "还没有录入：受理服务；需要时请向受理部门询问。原文未规定：申报条件、提交材料。",
        ),
    ],
)
def test_what_the_document_does_not_say_has_a_line_of_its_own(client, policy, others, said):
    fill(policy, original="甲", support="乙", conditions=None, procedure="丙", **others)
    assert words(gaps(html(client, policy.get_absolute_url()))) == said


def test_a_policy_with_six_sections_misses_nothing(client, policy):
    fill(policy, **dict.fromkeys(SectionKind.values, "甲"))
    page = html(client, policy.get_absolute_url())
    assert gaps(page) == ""
    assert re.findall(r'<section class="section[^"]*" id="(\w+)"', page) == SectionKind.values


@pytest.mark.parametrize("mode", ["", "?view=care", "?view=plain", "?contrast=high"])
def test_the_bar_leads_to_each_section_and_marks_those_without_content(client, policy, mode):
    fill(policy, support="甲", conditions=None)
    page = html(client, policy.get_absolute_url() + mode)
    [bar] = re.findall(r'<nav class="section-bar".*?</nav>', page, re.DOTALL)
    links = re.findall(r'<a href="#(\w+)">(.*?)</a>', bar)
    assert [anchor for anchor, _ in links] == SectionKind.values
    states = [
        words(label).removeprefix(kind.label) for kind, (_, label) in zip(SectionKind, links, strict=True)
    ]
    assert states == ["待补", "", "原文未规定", "待补", "待补", "待补"]
    for anchor, _ in links:
        assert page.count(f' id="{anchor}"') == 1


def test_a_section_that_lost_its_text_still_leads_to_it(client, policy):
    fill(policy, procedure="旧的程序")
    Section.objects.update(state="pending", body="")
    shown = gaps(html(client, policy.get_absolute_url()))
    assert "申报程序于" in words(shown)
    assert "更新过。与上一版比较全部旧版" in words(shown)
    assert 'href="/policies/a-1/versions/1/changes/"' in shown


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        ({}, "本站暂时只有目录信息，正文还没有录入。"),
        ({"support": "甲", "service": "乙", "conditions": None}, "已录入：扶持力度、受理服务。"),
    ],
)
def test_what_engines_are_told_claims_no_more_than_there_is(client, policy, sections, said):
    fill(policy, **sections)
    page = html(client, policy.get_absolute_url())
    assert f'<meta name="description" content="《测试政策》，徐汇区。{said}">' in page


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


def test_queries_do_not_grow_with_the_text(client, made_anew, policy):
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
    for n in range(20):
        Round.objects.create(policy=policy, name=f"第{n}批")
        Benefit.objects.create(policy=policy, what="测试", kind="cash", quote="甲")
        give_points([Policy.objects.create(slug=f"b-{n}", title="另一条", district=policy.district)])
    give_points([policy])
    assert queries() == few <= 12


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
def test_an_address_of_the_web_is_a_link(client, policy, field):
    Policy.objects.filter(pk=policy.pk).update(**{field: "https://a.example/甲"})
    assert 'href="https://a.example/甲"' in html(client, "/policies/a-1/")


@pytest.mark.parametrize("field", ["official_url", "source_url"])
@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,甲"])
def test_what_is_none_is_no_link(field, url):
    # The database refuses it as well, and a page does not count on that.
    assert getattr(Provenance.of(Policy(**{field: url}), has_text=True), field) == ""
