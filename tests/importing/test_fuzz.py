"""Seeded nonsense: what comes of it is a text that a database can hold, or a refusal."""

import random
import zipfile

import pytest

from policies.importing.reading import sources
from tests.importing import office

ROUNDS = 500
TAGS = [
    *("<", ">", "<td rowspan=3>", "<td colspan=99>", "</td>", "<tr>", "</tr>", "<table>", "</table>", "字"),
    *("<a href=x>", "</a>", "<div class=nav>", "<div id=zoom>", "</div>", "<h1>", "</h1>", "<ol start=x>"),
    *("</ol>", "<li value=3>", "<pre>", "\n", "</pre>", "<script>", "</script>", "<!--", "-->", "&#x110000;"),
    *("&#0;", "&nbsp;", "<sup>", "2", "</sup>", "<br>", "<p hidden>", "</p>", "<caption>", "</caption>"),
    *("文号：甲〔2021〕1号", "来源：x", "<meta name=a content=b>", "<title>", "</title>", "\x00", "\ud800"),
]
LEAVES = [
    *('<w:gridSpan w:val="3"/>', "<w:vMerge/>", '<w:vMerge w:val="restart"/>', '<w:numId w:val="1"/>', "字"),
    *('<w:ilvl w:val="9"/>', "<w:vanish/>", "<w:br/>", '<w:startOverride w:val="x"/>', "<w:t>字</w:t>"),
    *('<w:lvlText w:val="%9%1"/>', "<w:numFmt/>", '<w:pStyle w:val="1"/>', '<w:abstractNumId w:val="0"/>'),
]
BRANCHES = [
    *("w:p", "w:r", "w:tbl", "w:tr", "w:tc", "w:del", "w:ins", "w:txbxContent", "w:rPr", "mc:Fallback"),
    *('w:lvl w:ilvl="12"', 'w:lvl w:ilvl="0"', 'w:num w:numId="1"', 'w:abstractNum w:abstractNumId="0"'),
    *('w:lvlOverride w:ilvl="3"', 'w:style w:styleId="1"'),
]


def elements(rng: random.Random, number: int) -> str:
    """Well-formed XML of elements that stand where none of them belongs."""
    pieces, opened = [], []
    for _ in range(number):
        match rng.randrange(3):
            case 0:
                pieces.append(rng.choice(LEAVES))
            case 1:
                opened.append(rng.choice(BRANCHES))
                pieces.append(f"<{opened[-1]}>")
            case _ if opened:
                pieces.append(f"</{opened.pop().split()[0]}>")
    return "".join([*pieces, *(f"</{name.split()[0]}>" for name in reversed(opened))])


def page(rng: random.Random) -> bytes:
    return "".join(rng.choices(TAGS, k=60)).encode("utf-8", "surrogatepass")


def noise(rng: random.Random) -> bytes:
    return rng.randbytes(rng.randint(0, 60))


def word(rng: random.Random) -> bytes:
    parts = {"numbering": elements(rng, 25), "styles": elements(rng, 5)}
    return office.docx(elements(rng, 60), **parts, compression=zipfile.ZIP_STORED)


def damaged(rng: random.Random) -> bytes:
    data = bytearray(office.docx(office.item("字", 1), numbering=office.num(1, 0)))
    for _ in range(rng.randint(1, 6)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


@pytest.mark.parametrize(
    ("make", "name"), [(page, "a.html"), (noise, "a.txt"), (word, "a.docx"), (damaged, "a.docx")]
)
def test_nonsense_is_read_or_refused(make, name):
    texts, reasons = [], []
    for seed in range(ROUNDS):
        data = make(random.Random(f"{name} {seed}"))
        try:
            texts.append(sources.read(name, data).text)
        except sources.RejectedSource as rejected:
            reasons.append(rejected.reason)
    assert texts
    assert reasons
    assert all(reason.endswith("。") for reason in reasons)
    assert not any("\0" in text for text in texts)
    assert "".join(texts).encode()
