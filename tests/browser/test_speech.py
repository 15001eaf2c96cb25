"""A policy read aloud, by a voice that says nothing and notes everything."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.site import SEED

# `ended` lets it come to the end of what it is saying.
VOICE = """
window.said = [];
window.cancelled = 0;
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, 'speechSynthesis', { value: {
  getVoices: () => [{ lang: 'en-US' }, { lang: 'zh-CN' }, { lang: 'zh_CN', localService: true }],
  speak(utterance) { this.now = utterance; said.push(utterance); utterance.onstart(); },
  cancel() { cancelled += 1; this.now?.onerror(); this.now = null; },
} });
window.ended = () => { const { now } = speechSynthesis; speechSynthesis.now = null; now.onend(); };
"""


@pytest.fixture
def page(library, new_page):
    page = new_page(width=390)
    page.add_init_script(VOICE)
    page.goto(SEED)
    return page


@pytest.fixture
def bar(page):
    return page.get_by_role("group", name="朗读这条政策")


@pytest.fixture
def button(bar):
    return bar.get_by_role("button").first


@pytest.fixture
def status(bar):
    return bar.get_by_role("status")


def test_it_begins_with_the_title_in_a_voice_of_the_machine(page, bar, button, status):
    expect(bar.get_by_role("button", name="停止")).to_have_count(0)
    button.press("Enter")
    expect(button).to_have_text("暂停")
    expect(status).to_have_text("开始朗读。")
    expect(page.locator(".spoken")).to_have_text(page.locator("h1").text_content())
    assert page.evaluate("[said[0].lang, said[0].rate, said[0].voice.localService]") == ["zh-CN", 1, True]


def test_it_pauses_goes_on_faster_and_stops(page, bar, button, status):
    button.press("Enter")
    page.evaluate("for (let n = 0; n < 5; n += 1) ended()")
    before = page.evaluate("said.at(-1).text")
    button.press("Enter")
    expect(button).to_have_text("继续")
    expect(status).to_have_text("已暂停。")
    assert page.evaluate("[cancelled, speechSynthesis.now]") == [1, None]
    bar.get_by_label("语速").select_option("快")
    button.press("Enter")
    expect(status).to_have_text("继续朗读。")
    assert page.evaluate("[said.at(-1).text, said.at(-1).rate]") == [before, 1.3]
    expect(page.locator(".spoken")).to_be_in_viewport()

    bar.get_by_role("button", name="停止").press("Enter")
    expect(status).to_have_text("已停止。")
    expect(button).to_be_focused()
    expect(button).to_have_text("朗读")
    expect(page.locator(".spoken")).to_have_count(0)


def test_it_reads_the_whole_policy_in_order_and_nothing_else(page, button, status):
    button.press("Enter")
    page.evaluate("while (speechSynthesis.now) ended()")
    expect(status).to_have_text("读完了。")
    texts = page.evaluate("said.map(({ text }) => text)")
    assert max(map(len, texts)) <= 60
    heard = re.sub(r"\s", "", "".join(texts))
    assert heard.startswith(re.sub(r"\s", "", page.locator("h1").text_content()))
    assert "徐委2015年15" in heard
    paragraphs = page.locator(".prose > p:not(.turn)").evaluate_all(
        "all => all.map(p => p.firstChild.textContent)"
    )
    offset = 0
    for text in (re.sub(r"\s", "", text) for text in paragraphs):
        if not re.search(r"[\[〔(（]\d{4}", text):  # read as a year
            offset = heard.find(text, offset)
            assert offset >= 0, text
    assert len(paragraphs) > 50
    assert "#" not in heard
    assert "上一部分" not in heard


def test_it_stops_when_the_page_is_left_and_says_when_it_fails(page, button, status):
    button.press("Enter")
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert page.evaluate("speechSynthesis.now") is None
    button.press("Enter")
    page.evaluate("speechSynthesis.now.onerror()")
    expect(status).to_contain_text("没能朗读")
    expect(button).to_have_text("朗读")


def test_a_browser_without_a_voice_offers_none(library, new_page):
    page = new_page()
    page.add_init_script("delete Window.prototype.speechSynthesis; delete window.speechSynthesis")
    page.goto(SEED)
    assert page.evaluate("'speechSynthesis' in window") is False
    expect(page.get_by_role("button", name="朗读")).to_have_count(0)
