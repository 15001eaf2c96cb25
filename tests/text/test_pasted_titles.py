"""A title as it is pasted, with what stood around it."""

import pytest

from policies.text import titles
from policies.text.pasted_titles import keys, without_site

TITLE = "上海市引进人才申办本市常住户口办法"


@pytest.mark.parametrize(
    "site",
    [
        "_上海市人民政府",
        " - 上海市人力资源和社会保障局",
        " | 上海市静安区人民政府",
        "_政策文件_徐汇区政策_上海市徐汇区人民政府门户网站",
        " — 上海一网通办(上海)",
        "__国务院办公厅",
    ],
)
def test_the_name_of_a_site_is_no_part_of_a_title(site):
    assert without_site(f"关于印发《{TITLE}》的通知{site}") == f"关于印发《{TITLE}》的通知"


@pytest.mark.parametrize(
    "text",
    [
        "公租房|居住证|落户积分办法",
        "人才 - 上海市人民政府",
        "租房补贴 -上海市人民政府",
        "2025-2027年人才政策",
        "上海市发展改革委-财政局联合发文办法",
        "https://a.gov.cn/t_17341/20260818.html 这个政策",
        TITLE,
    ],
)
def test_what_only_looks_like_a_site_stays(text):
    assert without_site(text) == text


@pytest.mark.parametrize(
    "pasted",
    [
        f"《{TITLE}》",
        f"{TITLE}——2020年修订",
        f"{TITLE}-上海市人民政府",
        f"《{TITLE}》——政策问答",
        f"上海市人民政府关于印发《{TITLE}》的通知",
        f"转发:上海市人民政府关于印发《{TITLE}》的通知(沪府规)",
    ],
)
def test_a_pasted_title_is_that_of_its_document(pasted):
    assert titles.key(TITLE) in keys(pasted)


def test_a_word_is_no_title():
    assert keys("公租房") == keys("《积分》") == ()
