"""JavaScript adds comfort and no content: what stands on a page, and where its links lead, is the same without it.

`test_every_page` asks it of every page.
"""

from playwright.sync_api import Page

from tests.browser.site import PAGES

# What is shown and what is folded: both are content. What only JavaScript works, 朗读, comes and goes with it.
_CONTENT = """(page) => {
    const main = page.querySelector('main').cloneNode(true);
    main.querySelectorAll('.speak').forEach((each) => each.remove());
    const words = main.textContent.replace(/\\s+/g, ' ').trim();
    return {
        words,
        links: [...main.querySelectorAll('a[href]')].map((link) => link.getAttribute('href')),
        results: [...main.querySelectorAll('.rows a[href]')].map((link) => link.getAttribute('href')),
        fields: [...main.querySelectorAll('[name]')].map((field) => [field.name, field.value, field.checked]),
    };
}"""
# A parser by itself runs no script, and reads what is meant for a browser without JavaScript.
_WITHOUT_AND_WITH = f"""async () => {{
    const answer = await fetch(location.href);
    const parsed = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return [parsed, document].map({_CONTENT});
}}"""


def changed_by_javascript(page: Page) -> list[tuple]:
    """What kind of content a page that has just come has other than without JavaScript: before and after."""
    without_it, with_it = page.evaluate(_WITHOUT_AND_WITH)
    assert len(without_it["words"]) > 30, page.url
    return [
        (kind, content, with_it[kind]) for kind, content in without_it.items() if with_it[kind] != content
    ]


def test_what_only_javascript_adds_is_seen(library, new_page):
    page = new_page()
    page.goto(PAGES["list"])
    assert changed_by_javascript(page) == []
    page.evaluate("document.querySelector('main').append('多出来的字')")
    page.evaluate("document.querySelector('.rows a').href = '/elsewhere/'")
    page.evaluate("document.querySelector('main [name=q]').value = '别的词'")
    kinds = {kind: (before, now) for kind, before, now in changed_by_javascript(page)}
    assert kinds["words"][1] == kinds["words"][0] + " 多出来的字"
    assert kinds["links"][0] != kinds["links"][1]
    assert len(kinds["results"][0]) >= 10
    assert "管理办法" in str(kinds["fields"][0])
    assert "别的词" in str(kinds["fields"][1])


NOSCRIPT = f"<main>{'字' * 40}<noscript><p>没有脚本时才有的字</p></noscript></main>"


def test_what_is_for_a_browser_without_javascript_is_content_too(library, new_page):
    page = new_page()
    page.route("**/about/", lambda route: route.fulfill(content_type="text/html", body=NOSCRIPT))
    page.goto("/about/")
    [(kind, *_)] = changed_by_javascript(page)
    assert kind == "words"
