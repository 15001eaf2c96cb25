"""The names of HTML that tell a paragraph from a table, and a document from the page around it."""

from __future__ import annotations

VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link"),
        *("meta", "param", "source", "track", "wbr"),
    }
)
BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1"),
        *("h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend"),
        *("li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "tfoot", "thead", "title", "tr", "td", "th", "caption"),
        *("ul",),
    }
)
CONTAINERS = frozenset(
    {"article", "body", "center", "div", "form", "main", "section", "table", "tbody", "td", "th"}
)
CELLS = frozenset({"td", "th"})
# What is open outside of these does not end inside.
SCOPED = CELLS | {"table"}
# What an opening tag ends if it is open: a block an open <p>, an item also the one before it.
ONLY_P = frozenset({"p"})
CLOSED_BY = {
    "li": frozenset({"li", "p"}),
    "dt": frozenset({"dt", "dd", "p"}),
    "dd": frozenset({"dt", "dd", "p"}),
    "tr": frozenset({"tr", "p"}),
}

NAVIGATION_TAGS = frozenset({"nav", "footer", "aside", "button", "select", "option", "datalist", "menu"})
NAVIGATION_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar"}
)
NAVIGATION_NAMES = frozenset(
    {
        *("nav", "navbar", "navi", "navigation", "menu", "breadcrumb", "breadcrumbs", "crumb", "crumbs"),
        *("footer", "foot", "topbar", "toolbar", "sidebar", "share", "bdshare", "jiathis", "pagination"),
        *("pager", "copyright", "searchbox", "weizhi", "dqwz", "dqwzbox"),
    }
)
HIDDEN_TAGS = frozenset({"noscript", "template", "object", "svg", "canvas", "audio", "video"})
# What the publishing systems of Chinese government pages call the box of the text.
CONTENT_NAMES = frozenset(
    {
        *("zoom", "ucapcontent", "trseditor", "articlecontent", "ivscontent", "articlecon"),
        *("pagescontent", "vsbcontent", "contenttext", "conttxt"),
    }
)
