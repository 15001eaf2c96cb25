"""Whatever stands in the address, `/policies/` and its suggestions answer: seeded nonsense in every parameter.

PORTAL_TEST_FUZZ=10000 asks that many questions instead of 200; `-s` shows the slowest one.
"""

import os
import random
import time
from collections import Counter
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client

from policies.lookup.index import index
from policies.models import Audience, District, Policy, Section, Topic
from policies.pages.common import UNAVAILABLE
from policies.vocabulary import BenefitKind, OpenState, SectionKind, Sort, Validity
from tests.library import load_library

pytestmark = pytest.mark.django_db

REQUESTS = int(os.environ.get("PORTAL_TEST_FUZZ", "200"))
# Django refuses more with 400 before a view is asked (DATA_UPLOAD_MAX_NUMBER_FIELDS).
MAX_PARAMETERS = 1000

HOSTILE = (
    *(
        "\0",
        "人\0才",
        "\x07\x1b[31m",
        "落\u200b户",
        "\u202e落户\u202c",
        "\ufeff\u2060",
        "e\u0301" * 40,
        "\u0301" * 90,
    ),
    *(" ", "　", "\t\n", "，。！？", "...", "-", "- - -", "--人才", "-人才 -落户", "-" * 300, "- " * 60),
    *('"', '"落户', '落户"', '“落户" 人才', '""', '"" “”', "「", '-"', '-"落户 人才"', '"落户 " " 人才"'),
    *(
        '" ( * NEAR( a-b t:',
        "title:人才",
        "人才 OR 落户",
        "人才~2",
        "人才^9",
        "/.*/",
        "[a TO z]",
        "*",
        "?",
        "a*b",
        "\\",
    ),
    *(
        "'; DROP TABLE policies_policy; --",
        "%",
        "_",
        "%人才%",
        "{{ q }}",
        "{% now %}",
        "<script>alert(1)</script>",
        "&amp;",
    ),
    *(
        "🙂",
        "👨‍👩‍👧‍👦🇨🇳",
        "人才🙂落户",
        "人才補貼",
        "臺灣居民 戶籍",
        "㐀㐁",
        "𠮷野家",
        "𪚥" * 50,
        "人𠀀才",
        "㍿" * 100,
        "ﷺ" * 80,
    ),
    *(
        "a" * 70_000,
        "人" * 60_000,
        "词 " * 1000,
        "人才 " * 1000,
        " ".join(map(str, range(1000))),
        "supercalifragilistic" * 5,
    ),
    *(
        "2015",
        "2015.8",
        "1.2.3.4",
        "0" * 200,
        "9" * 400,
        "-1",
        "1e309",
        "NaN",
        "２０１５",
        "①②③",
        "Ⅻ",
        "½",
        "一二三四",
    ),
    *(
        "徐委[2015]15",
        "徐委（２０１５）１５号",
        "徐委 〔 2015 〕 015 号",
        "沪府规〔2015〕",
        "〔2015〕15号",
        "徐委2015-15",
        "令第2号",
    ),
    *(
        "怎么办",
        "的",
        "我想问一下有没有人才补贴可以申请吗",
        "外地应届生怎么落户",
        "İIıſß",
        "ａｂｃ",
        "𝔞𝔟𝔠",
        "한국어",
        "العربية",
        "ไทย",
    ),
)
# Not UTF-8, or not the shortest form, or halves of a pair.
BROKEN = (
    b"\xff\xfe",
    b"\xe4\xba",
    b"\xed\xa0\x80",
    b"\xed\xa0\xbd\xed\xb8\x80",
    b"\xc0\xaf",
    b"\xf5\x80\x80\x80",
    b"%",
    b"%zz",
)


class Nonsense:
    """One address after the other, from a seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        bodies = Section.objects.exclude(body="").values_list("body", flat=True)
        self.texts = [*Policy.objects.values_list("title", flat=True), *bodies]
        self.known = {
            "in": list(SectionKind.values),
            "sort": list(Sort.values),
            "validity": [*Validity.values, *Validity.labels],
            "open": [*OpenState.values, *OpenState.labels],
            "benefit": [*BenefitKind.values, *BenefitKind.labels],
            "year": ["2015", "2015年", "1949", "2100"],
            "district": [*District.objects.values_list("slug", flat=True), "闸北区", "徐汇区"],
            "topic": list(Topic.objects.values_list("slug", flat=True)),
            "audience": list(Audience.objects.values_list("slug", flat=True)),
            "page": ["1", "2", "3", "6", "01"],
        }

    def address(self):
        if self.random.random() < 0.15:
            return f"/policies/suggest?q={self.words()}"
        names = [name for name in ("q", *self.known, "unknown", "页", "") if self.random.random() < 0.25]
        pairs = [f"{self.quoted(name)}={self.value(name)}" for name in names for _ in range(self.times())]
        self.random.shuffle(pairs)
        return "/policies/?" + "&".join(pairs)

    def times(self):
        return self.random.choices((1, 2, 5, 40, 400), weights=(80, 15, 5, 0.5, 0.1))[0]

    def value(self, name):
        if name in self.known and self.random.random() < 0.8:
            return self.quoted(self.random.choice(self.known[name]))
        return self.words()

    def words(self):
        """Percent-encoded: what residents type, what attackers type, and any bytes."""
        kind = self.random.randrange(6)
        if kind == 0:
            return quote_from_bytes(
                self.random.choice(BROKEN) + self.random.randbytes(self.random.randrange(30))
            )
        if kind == 1:
            return self.quoted("".join(self.character() for _ in range(self.random.randrange(60))))
        if kind == 2:
            return self.quoted(self.random.choice(HOSTILE))
        parts = [
            self.random.choice(HOSTILE)[:200],
            *(self.stretch() for _ in range(self.random.randrange(1, 4))),
        ]
        self.random.shuffle(parts)
        return self.quoted(self.random.choice((" ", "", " -", '"', "\u3000")).join(parts[-kind:]))

    def stretch(self):
        """Some characters of an official text, one of them perhaps mistyped."""
        text = self.random.choice(self.texts)
        start = self.random.randrange(len(text))
        stretch = text[start : start + self.random.choice((1, 2, 3, 4, 8, 20))]
        return stretch if self.random.random() < 0.7 else stretch[:-1] + self.character()

    def character(self):
        first, last = self.random.choice(((0, 0x7F), (0x80, 0x2FFF), (0x4E00, 0x9FFF), (0, 0x10FFFF)))
        return chr(self.random.randint(first, last))

    @staticmethod
    def quoted(text):
        return quote_from_bytes(text.encode("utf-8", "surrogatepass"))


@pytest.fixture
def entries():
    load_library()


def ask(client, address):
    try:
        return client.get(address)
    except Exception as error:
        error.add_note(f"asked for {address[:2000]}")
        raise


def report(statuses, times):
    """For whoever runs it with -s; no test fails on a slow machine."""
    ordered = sorted(times, reverse=True)
    median, most = (ordered[int(len(ordered) * share)][0] * 1000 for share in (0.5, 0.01))
    print(
        f"\n{len(times)} requests, {dict(statuses)}; median {median:.0f} ms, 99 % {most:.0f} ms; the slowest:"
    )
    for seconds, number, address in ordered[:5]:
        print(f"{seconds * 1000:.0f} ms: request {number}, {len(address)} characters, {address[:300]}")


def test_any_address_is_answered(entries):
    client, nonsense, statuses, times = Client(), Nonsense(seed=2026), Counter(), []
    ask(client, "/policies/")
    generation = index().generations.current
    for number in range(REQUESTS):
        address = nonsense.address()
        started = time.perf_counter()
        response = ask(client, address)
        times.append((time.perf_counter() - started, number, address))
        statuses[response.status_code] += 1
        allowed = {200, 404} if address.count("=") <= MAX_PARAMETERS else {200, 400, 404}
        assert response.status_code in allowed, address[:2000]
        assert UNAVAILABLE not in response.content.decode(), address[:2000]
        assert index().generations.current == generation, f"the index was given up: {address[:2000]}"
    report(statuses, times)


def test_hostile_words_are_only_words(entries):
    client = Client()
    for words in HOSTILE:
        for path in ("/policies/", "/policies/suggest"):
            address = f"{path}?q={Nonsense.quoted(words)}"
            response = ask(client, address)
            assert response.status_code == 200, address[:2000]
            assert UNAVAILABLE not in response.content.decode(), address[:2000]


def test_more_parameters_than_django_reads_are_refused_in_plain_words(entries):
    response = Client().get("/policies/?" + "&".join(["topic=luohu"] * (MAX_PARAMETERS + 1)))
    assert response.status_code == 400
    assert Client().get("/policies/?" + "&".join(["topic=luohu"] * MAX_PARAMETERS)).status_code == 200
