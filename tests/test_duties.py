"""What a page says of who answers for it."""

import re
from datetime import date

import pytest
from django.conf import settings as project

from policies.models import Policy
from policies.site import Site
from policies.vocabulary import PublicationState
from tests.browser.site import PAGES, with_parameters
from tests.data import make_district
from tests.test_environment import DUTIES

pytestmark = pytest.mark.django_db

DEMONSTRATION = "演示站点，非政府网站。"
ADDRESSES = ["/", "/policies/", "/nothing/"]


def footer(client, address):
    [found] = re.findall(r"<footer.*?</footer>", client.get(address).content.decode(), re.DOTALL)
    return found


def test_the_settings_are_the_ones_tested():
    assert [*project.SITE_DUTIES] == [*DUTIES]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("missing", [[*DUTIES], *([name] for name in DUTIES)], ids="-".join)
def test_a_site_that_lacks_one_is_a_demonstration(client, settings, missing, address):
    settings.SITE_DUTIES = {**DUTIES, **dict.fromkeys(missing, "")}
    assert DEMONSTRATION in footer(client, address)


EVERYWHERE = [*PAGES.values(), "/admin/login/"]


@pytest.mark.urls("tests.browser.urls")
@pytest.mark.parametrize("mode", ["", "care", "plain"])
def test_a_site_without_an_operator_says_so_above_everything_else(client, settings, mode):
    for operator, says in (("", True), ("测试单位", False)):
        settings.SITE_DUTIES = DUTIES | {"PORTAL_OPERATOR": operator}
        for address in EVERYWHERE:
            html = client.get(with_parameters(address, {"view": mode} if mode else {})).content.decode()
            head = html[: html.index("<main")]
            assert (DEMONSTRATION.rstrip("。") in head) is says, address


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_site_that_has_all_states_all(client, settings, address):
    settings.SITE_DUTIES = DUTIES
    found = footer(client, address)
    assert "演示" not in found
    assert [value for value in DUTIES.values() if value not in found] == []
    assert re.findall(r'href="(https:[^"]+)"', found) == [
        "https://report.example/?site_code=3100000000",
        "https://beian.miit.gov.cn/",
        "https://beian.mps.gov.cn/#/query/webSearch?code=31000000000000",
    ]


def meta(client, address):
    html = client.get(address).content.decode()
    return dict(re.findall(r'<meta name="([A-Z]\w+)" content="([^"]*)">', html))


@pytest.fixture
def policy():
    return Policy.objects.create(
        slug="a-1",
        title="关于<人才>的通知",
        district=make_district("xuhui"),
        source_note="摘自\n测试文本。",
        official_url="https://www.example.gov.cn/a.html",
        published_on=date(2015, 8, 4),
        state=PublicationState.PUBLISHED,
    )


def test_a_policy_is_described_as_government_sites_describe_one(client, settings, policy):
    settings.SITE_DUTIES = DUTIES
    assert meta(client, "/policies/a-1/") == {
        "SiteName": "人才政策一网通查",
        "SiteIDCode": "3100000000",
        "ColumnName": "查政策",
        "ArticleTitle": "关于&lt;人才&gt;的通知",
        "PubDate": "2015-08-04",
        "ContentSource": "摘自 测试文本。",
    }


def test_what_is_not_known_of_a_policy_is_not_described(client, policy):
    Policy.objects.update(source_note="", published_on=None, issued_on=date(2015, 8, 1))
    found = meta(client, "/policies/a-1/")
    assert found["ContentSource"] == "www.example.gov.cn"
    assert found.keys().isdisjoint({"PubDate", "SiteIDCode"})


@pytest.mark.parametrize(("address", "column"), [("/", "首页"), ("/policies/", "查政策")])
def test_a_page_that_is_no_article_names_its_column_alone(client, address, column):
    assert meta(client, address) == {"SiteName": "人才政策一网通查", "ColumnName": column}


def test_what_is_set_is_shown_though_others_are_missing(client, settings):
    settings.SITE_DUTIES = dict.fromkeys(DUTIES, "") | {"PORTAL_OPERATOR": "<b>测试单位"}
    found = footer(client, "/")
    assert "主办单位：&lt;b&gt;测试单位" in found
    assert "网站标识码" not in found


def test_a_record_without_digits_leads_to_the_register(settings):
    settings.SITE_DUTIES = DUTIES | {"PORTAL_POLICE_RECORD": "办理中"}
    assert Site.current().police_register == "https://beian.mps.gov.cn/"
