"""An imported file is known by the address it came from or by where it lay, never by its bare name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policies.importing.storing import bring_in, identity
from policies.importing.storing.store import ImportVerdict
from policies.models import ImportedSource, Policy
from tests.importing.notices import NOTICE, taxonomy  # noqa: F401

pytestmark = pytest.mark.django_db

NEWER = NOTICE.replace("一千元", "二千元")
PAGE = "<html><head>{head}<title>通知</title></head><body><div>{body}</div></body></html>"


def page(text: str, head: str = "") -> str:
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return PAGE.format(head=head, body=body)


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def verdict(path: Path) -> ImportVerdict:
    [outcome] = bring_in([path])
    return outcome.verdict


def support() -> str:
    return Policy.objects.get().sections.get(kind="support").body


def test_the_same_path_below_the_folder_is_the_same_file_wherever_the_folder_lies(tmp_path):
    written(tmp_path / "monday/区/index.txt", NOTICE)
    written(tmp_path / "tuesday/区/index.txt", NEWER)
    assert verdict(tmp_path / "monday") is ImportVerdict.CREATED
    assert ImportedSource.objects.get().key == "区/index.txt"
    assert verdict(tmp_path / "tuesday") is ImportVerdict.UPDATED
    assert "二千元" in support()


def test_two_files_of_one_name_are_two_files(tmp_path):
    """With like texts too: whether the second is a newer state is for a person to say."""
    assert verdict(written(tmp_path / "a/index.txt", NOTICE)) is ImportVerdict.CREATED
    assert verdict(written(tmp_path / "b/index.txt", NEWER)) is ImportVerdict.REFUSED
    assert "一千元" in support()


def test_two_files_of_one_name_in_one_folder_are_two_files(tmp_path):
    written(tmp_path / "a/index.txt", NOTICE)
    written(tmp_path / "b/index.txt", NEWER)
    outcomes = list(bring_in([tmp_path]))
    assert [each.verdict for each in outcomes] == [ImportVerdict.CREATED, ImportVerdict.REFUSED]
    assert "可能重复" in outcomes[1].reasons[0]
    assert "一千元" in support()


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://www.xuhui.gov.cn/a/1.html">',
        "<!-- saved from url=(0034)https://www.xuhui.gov.cn/a/1.html -->",
    ],
)
def test_the_address_comes_before_the_path(tmp_path, head):
    assert verdict(written(tmp_path / "a/one.html", page(NOTICE, head))) is ImportVerdict.CREATED
    assert ImportedSource.objects.get().key == "https://www.xuhui.gov.cn/a/1.html"
    assert verdict(written(tmp_path / "b/two.html", page(NEWER, head))) is ImportVerdict.UPDATED


def test_the_address_of_a_site_is_that_of_no_page(tmp_path):
    head = '<link rel="canonical" href="https://www.xuhui.gov.cn/">'
    verdict(written(tmp_path / "a.html", page(NOTICE, head)))
    assert ImportedSource.objects.get().key == str(tmp_path / "a.html")


def test_the_same_bytes_change_nothing_wherever_they_lie(tmp_path):
    verdict(written(tmp_path / "a/index.txt", NOTICE))
    assert verdict(written(tmp_path / "b/other.txt", NOTICE)) is ImportVerdict.UNCHANGED


def test_a_long_key_stays_itself():
    long = "https://www.xuhui.gov.cn/" + "a" * 1000
    assert len(identity.fitted(long)) == identity.KEY_CHARS
    assert identity.fitted(long) == identity.fitted(long) != identity.fitted(long + "b")


def test_names_that_are_not_utf8_stay_two():
    first, second = (os.fsdecode(b"/data/" + name + b".txt") for name in (b"\xcd\xa8", b"\xd6\xaa"))
    keys = {identity.of_path(name, Path("/data")) for name in (first, second)}
    assert len(keys) == 2
    assert all(key.encode() for key in keys)


@pytest.mark.parametrize("address", ["", "https://a.gov.cn", "https://a.gov.cn/", "http://[broken"])
def test_what_is_no_address_of_a_page_is_no_key(address):
    assert identity.of_address(address) == ""
