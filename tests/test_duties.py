"""What a page says of who answers for it."""

import re

import pytest
from django.conf import settings as project

from policies.site import Site
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


def test_what_is_set_is_shown_though_others_are_missing(client, settings):
    settings.SITE_DUTIES = dict.fromkeys(DUTIES, "") | {"PORTAL_OPERATOR": "<b>测试单位"}
    found = footer(client, "/")
    assert "主办单位：&lt;b&gt;测试单位" in found
    assert "网站标识码" not in found


def test_a_record_without_digits_leads_to_the_register(settings):
    settings.SITE_DUTIES = DUTIES | {"PORTAL_POLICE_RECORD": "办理中"}
    assert Site.current().police_register == "https://beian.mps.gov.cn/"
