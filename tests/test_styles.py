"""What every browser must understand of the stylesheets, however old it is."""

import re
from pathlib import Path

import pytest

SHEETS = Path("static/css")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# A rule that nothing stands around: one within `@media` or `@supports` is taken away with its block.
BLOCK = re.compile(r"@[^{;]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def rules_for_all(name):
    """Selector → declarations of the rules of a sheet that stand on their own; the later counts."""
    text = BLOCK.sub("", COMMENT.sub("", (SHEETS / name).read_text("utf-8")))
    return {
        selector.strip(): declarations
        for selectors, declarations in RULE.findall(text)
        for selector in selectors.split(",")
    }


@pytest.mark.parametrize("sheet", ["base.css", "plain.css"])
def test_what_is_for_paper_or_screen_readers_alone_is_hidden_by_the_oldest_rules(sheet):
    rules = rules_for_all(sheet)
    assert rules[".print-only"].strip() == "display: none;"
    unseen = set(rules[".visually-hidden"].split(";"))
    assert {"position: absolute", "overflow: hidden", "clip: rect(0, 0, 0, 0)"} <= {
        each.strip() for each in unseen
    }
