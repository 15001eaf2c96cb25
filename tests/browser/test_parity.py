"""JavaScript adds comfort and no content: what stands on a page, and where its links lead, is the same without it."""

from tests.browser.site import addresses

# What is shown and what is folded: both are content. What only JavaScript works, 朗读, comes and goes with it.
CONTENT = """() => {
    const main = document.querySelector('main').cloneNode(true);
    main.querySelectorAll('.speak').forEach((each) => each.remove());
    const words = main.textContent.replace(/\\s+/g, ' ').trim();
    return {
        words,
        links: [...main.querySelectorAll('a[href]')].map((link) => link.getAttribute('href')),
        results: [...main.querySelectorAll('.rows a[href]')].map((link) => link.getAttribute('href')),
        fields: [...main.querySelectorAll('[name]')].map((field) => [field.name, field.value, field.checked]),
    };
}"""


def test_every_page_says_the_same_without_javascript(library, new_page):
    with_it, without_it = new_page(), new_page(javascript=False)
    results = 0
    for name, address in addresses().items():
        with_it.goto(address)
        without_it.goto(address)
        content = without_it.evaluate(CONTENT)
        assert with_it.evaluate(CONTENT) == content, name
        assert len(content["words"]) > 30, name
        results += len(content["results"])
    assert results > 60


def test_what_only_javascript_adds_is_seen(library, new_page):
    page = new_page()
    page.goto("/")
    before = page.evaluate(CONTENT)
    page.evaluate("document.querySelector('main').append('多出来的字')")
    assert page.evaluate(CONTENT)["words"] == before["words"] + " 多出来的字"
