"""When two addresses of the web lead to the same page, and where one stands among other words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.text.web_address import MOST_PARAMETERS, PATTERN, key, keys

ADDRESS = re.compile(PATTERN, re.VERBOSE)
PAGE = "https://www.shanghai.gov.cn/zhengce/detail/0077::0077231e501"


@pytest.mark.parametrize(
    "same",
    [
        "http://www.shanghai.gov.cn/zhengce/detail/0077::0077231e501",
        "https://shanghai.gov.cn/zhengce/detail/0077::0077231e501",
        "shanghai.gov.cn/zhengce/detail/0077::0077231e501",
        "HTTPS://WWW.Shanghai.GOV.CN/zhengce/detail/0077::0077231E501",
        "https://www.shanghai.gov.cn:443/zhengce/detail/0077::0077231e501/",
        "https://www.shanghai.gov.cn//zhengce/detail/0077%3A%3A0077231e501#top",
        "https://www.shanghai.gov.cn/zhengce/detail/0077::0077231e501/index.html",
    ],
)
def test_another_dress_of_the_same_address(same):
    assert key(same) == key(PAGE) != ""


@pytest.mark.parametrize(
    "other",
    [
        "https://www.shanghai.gov.cn/zhengce/detail/0077::0077231e502",
        "https://www.shanghai.gov.cn/zhengce/detail",
        "https://english.shanghai.gov.cn/zhengce/detail/0077::0077231e501",
        "https://www.shanghai.gov.cn/zhengce/detail/0077::0077231e501?page=2",
        "https://www.shanghai.gov.cn/#/zhengce/detail/0077::0077231e501",
    ],
)
def test_another_page(other):
    assert key(other) != key(PAGE)


def test_parameters_count_in_any_order():
    assert key("a.cn/x?b=2&a=1") == key("a.cn/x?a=1&b=2") != key("a.cn/x?a=1")


def test_what_counts_visitors_can_be_left_out():
    assert key("a.cn/x?id=1") in keys("https://a.cn/x?id=1&utm_source=weibo&from=timeline")
    assert key("a.cn/x") in keys("a.cn/x?from=timeline")
    assert key("a.cn") not in keys("a.cn/?id=5")
    many = "&".join(f"p{number}=1" for number in range(MOST_PARAMETERS + 1))
    assert len(keys(f"a.cn/x?{many}")) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"请看{PAGE}这个政策", [PAGE]),
        (f"（{PAGE}）", [PAGE]),
        (f"{PAGE}。", [PAGE]),
        (f"{PAGE},谢谢", [PAGE]),
        (f"{PAGE} https://a.cn/b", [PAGE, "https://a.cn/b"]),
        ("www.shanghai.gov.cn的政策", ["www.shanghai.gov.cn"]),
        ("rsj.sh.gov.cn/a/b.html", ["rsj.sh.gov.cn/a/b.html"]),
        ("https://a.cn/x?id=1&b=人", ["https://a.cn/x?id=1&b="]),
        ("http://127.0.0.1:8000/x", ["http://127.0.0.1:8000/x"]),
        ("a@b.com", []),
        ("2.5", []),
        ("node.js", []),
        ("https", []),
        ("3/4", []),
    ],
)
def test_an_address_among_words(text, found):
    assert [match.group() for match in ADDRESS.finditer(text)] == found


@given(st.text() | st.text(alphabet="a.:/?#[]@&=%cn-").map("https://a".__add__))
def test_nothing_breaks_the_reader(text):
    assert keys(text)[:1] in ((), (key(text),))
