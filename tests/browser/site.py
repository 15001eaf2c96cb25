"""Every page of the portal by a name, over the rows of the fixture `library`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest
from django.test import Client
from playwright.sync_api import Error, Page, expect

from policies.models import District, Policy, PolicyTopic, Section, SectionVersion, Topic, Withdrawal
from tests.full_policy import fill_answers

# Where the portal is served.
HOST = "localhost"
# The day on which the browser looks: what is said of today and of days to come stays as it is.
DAY = date(2026, 11, 23)
SEED = "/policies/xuhui-2015-kechuang-zhongxin/"
SEED_TITLE = "中共徐汇区委 徐汇区人民政府关于加快建设具有全球影响力的科技创新中心的实施意见"

PAGES = {
    "home": "/",
    "list": "/policies/?district=xuhui&district=fengxian&q=管理办法",
    "list-page": "/policies/?page=2",
    "list-section": "/policies/?q=应届生怎么落户&in=conditions",
    "list-spelling": "/policies/?q=居注证",
    "list-nothing": "/policies/?q=没有这个词&district=xuhui",
    "list-notices": "/policies/?district=nowhere&page=2",
    "start": "/start/",
    "start-last": "/start/?audience=&district=xuhui",
    "matrix": "/matrix/",
    "matrix-topic": "/matrix/?topic=zhufang",
    "compare": "/compare/?p=xuhui-2015-kechuang-zhongxin&p=fengxian-2022-gongzufang",
    "compare-one": "/compare/?p=fengxian-2022-gongzufang&p=nowhere",
    "print": "/policies/print?district=xuhui&district=fengxian&q=管理办法",
    "suggest": "/policies/suggest?q=公租",
    "suggest-nothing": "/policies/suggest?q=没有这个词",
    "detail": SEED,
    "detail-sections": "/policies/fengxian-2022-gongzufang/",
    "detail-answers": "/policies/test-answers/",
    "list-answers": "/policies/?district=xuhui&topic=zhufang",
    "detail-short": "/policies/shanghai-2020-yinjin-rencai-luohu/",
    "versions": f"{SEED}versions/",
    "versions-none": "/policies/fengxian-2022-gongzufang/versions/",
    "version": f"{SEED}versions/1/",
    "changes": f"{SEED}versions/1/changes/",
    "about": "/about/",
    "help": "/help/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "patterns": "/patterns/",
    "error-400": "/errors/400/",
    "error-403": "/errors/403/",
    "error-403-csrf": "/errors/403-csrf/",
    "error-404": "/nothing/",
    "error-404-preview": "/preview/nothing/",
    "error-405": "/errors/405/",
    "error-410": "/policies/test-withdrawn/",
    "error-431": "/errors/431/",
    "error-500": "/errors/500/",
    "error-503": "/errors/503/",
    "error-503-not-saved": "/errors/503-not-saved/",
}
# Whatever broke may break a mode too: these stand on their own, and have none.
ALONE = {"error-431", "error-500", "error-503", "error-503-not-saved"}

MODES = {
    "normal": {},
    "care": {"view": "care"},
    "contrast": {"contrast": "high"},
}


def addresses(**mode: str) -> dict[str, str]:
    """Name → address of every page that has this mode; of every page, without one."""
    pages = {name: address for name, address in PAGES.items() if not mode or name not in ALONE}
    return {name: with_parameters(address, mode) for name, address in pages.items()}


def with_parameters(address: str, parameters: dict[str, str]) -> str:
    if not parameters:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"


def mode_of(page: Page) -> dict[str, str]:
    """The mode that a page says it is in, as its parameters."""
    return page.evaluate("({ ...document.documentElement.dataset })")


def arrive(page: Page, address: str | re.Pattern[str]) -> None:
    """Wait until the page of a link or button that was just used is there, the whole of it.

    A click returns before the page that it leads to begins to load, and what does not wait by itself (`evaluate`,
    `pdf`, `count`, a question to the database) would still find the page before it.
    """
    expect(page).to_have_url(address)
    page.wait_for_load_state()


def seat(page: Page, client: Client) -> Page:
    """The page of whoever is signed in with this client of Django's. Nothing is asked for yet."""
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "domain": HOST, "path": "/"}])
    return page


def wait_until(page: Page, condition: str) -> None:
    """Ask the page until it says yes."""
    for _ in range(200):
        try:
            if page.evaluate(condition):
                return
        except Error:
            pass  # one page goes and another comes
        page.wait_for_timeout(25)
    pytest.fail(f"never: {condition}")


def give_a_history() -> None:
    """Give 政策原文 of SEED an earlier state: a word changed, a paragraph removed, one added, most of it as it was."""
    section = Section.objects.get(policy__slug=SEED.split("/")[2], kind="original")
    lines = section.body.split("\n")
    lines[2] = lines[2].replace("人才", "高层次人才", 1) + "（修订）"
    section.body = "\n".join([*lines[:5], "新增的一段。", *lines[6:]])
    section.save()
    SectionVersion.objects.update(replaced_at=datetime(2026, 3, 2, 1, 30, tzinfo=UTC))


def give_answers() -> None:
    """One more policy, of which everything is known; a round of it is open on DAY."""
    policy = Policy.objects.create(
        slug="test-answers",
        title="测试政策，不是真实政策：各项都有的一条",
        doc_number="测试〔2026〕1号",
        district=District.objects.get(slug="xuhui"),
        issued_on=date(2026, 1, 5),
        expires_on=date(2028, 1, 4),
        source_note="测试数据",
        state="published",
    )
    PolicyTopic.objects.create(policy=policy, topic=Topic.objects.get(slug="zhufang"))
    fill_answers(policy, DAY, seen_on=date(2022, 8, 31))


def give_a_withdrawal() -> None:
    """One more policy, of which residents are told that it was withdrawn, why, and what came after it."""
    policy = Policy.objects.create(
        slug="test-withdrawn",
        title="测试政策，不是真实政策：已经撤下的一条",
        district=District.objects.get(slug="xuhui"),
        source_note="测试数据",
        state="withdrawn",
    )
    PolicyTopic.objects.create(policy=policy, topic=Topic.objects.get(slug="zhufang"))
    Withdrawal.objects.create(
        policy=policy,
        reason="与另一条重复，已经合并。",
        successor=Policy.objects.get(slug="test-answers"),
        at=datetime(2026, 11, 20, 1, 30, tzinfo=UTC),
    )
