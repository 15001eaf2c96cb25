"""The gate: what is in the library already is stopped, with reasons and a diff, and a person's 不是重复 is kept."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.importing.storing import duplicates, fingerprints
from policies.importing.storing.duplicates import Likeness, candidates
from policies.importing.storing.store import ImportVerdict
from policies.models import Fingerprint, Fingerprinted, NotDuplicate, Policy, Revision, Section
from policies.vocabulary import SectionState
from tests.importing.notices import NOTICE, bring, everything, taxonomy  # noqa: F401

pytestmark = pytest.mark.django_db

OTHER = NOTICE.replace("徐府规〔2020〕3号", "徐府规〔2021〕9号").replace(
    "徐汇区人才公寓管理", "徐汇区青年租房补贴"
)


def text_of(number: int) -> str:
    """Twelve sentences that no other number has."""
    word = "".join(chr(0x4E00 + 40 * number + index) for index in range(20))
    return "".join(f"第{n}个句子说的是{word[n:] + word[:n]}这一件事。" for n in range(12))


def add(number: int, text: str, **values) -> Policy:
    policy = Policy.objects.create(**{"slug": f"p-{number}", "title": f"第{number}号人才办法", **values})
    if text:
        Section.objects.create(policy=policy, kind="original", state=SectionState.CONTENT, body=text)
    return policy


@pytest.mark.parametrize(
    ("title", "number", "text", "likeness"),
    [
        ("别的标题", "徐府规[2020]3", "别的内容。", [Likeness.NUMBER]),
        ("徐汇区人民政府关于印发《第1号人才办法》的通知", "", "别的内容。", [Likeness.TITLE]),
        ("别的标题", "", text_of(1), [Likeness.TEXT]),
        ("别的标题", "", text_of(1).replace("。", "。\n"), [Likeness.TEXT]),
        ("别的标题", "", text_of(1).replace("。", "；").replace("第3个", "第三个"), [Likeness.TEXT]),
        ("第1号人才办法", "徐府规〔2020〕3号", text_of(1), list(Likeness)),
    ],
)
def test_what_is_there_already_is_found(title, number, text, likeness):
    policy = add(1, text_of(1), doc_number="徐府规〔2020〕3号")
    add(2, text_of(2))
    [found] = candidates(title, number, text)
    assert (found.policy, list(found.likeness)) == (policy.pk, likeness)


@pytest.mark.parametrize(
    ("title", "number", "text"),
    [
        ("第1号人才办法实施细则", "", text_of(3)),
        ("第1号人才办法（试行）", "", text_of(3)),
        ("别的标题", "徐府规〔2020〕30号", text_of(3)),
        ("别的标题", "", text_of(1)[:80] + text_of(3)),
        ("别的标题", "令第2号", "同一个说法：令第2号。"),
        ("", "", ""),
    ],
)
def test_what_is_only_akin_is_not_stopped(title, number, text):
    add(1, text_of(1), doc_number="徐府规〔2020〕3号")
    add(2, "", doc_number="令第2号")
    assert candidates(title, number, text) == []


def test_two_districts_may_have_documents_of_one_name():
    add(1, text_of(1), title="徐汇区人民政府关于人才的若干意见")
    assert candidates("静安区人民政府关于人才的若干意见", "", text_of(2)) == []


@pytest.mark.parametrize(
    ("title", "number", "is_stopped"),
    [
        ("关于开展2023年度人才选拔的通知", "徐府办〔2023〕5号", False),
        ("关于开展2023年度人才选拔的通知", "", False),
        ("关于开展2022年度人才选拔的通知", "", True),
        ("关于开展2023年度团队选拔的通知", "", True),
    ],
)
def test_the_notice_of_the_next_year_is_another_document(title, number, is_stopped):
    add(1, text_of(1), title="关于开展2022年度人才选拔的通知", doc_number="徐府办〔2022〕6号")
    assert bool(candidates(title, number, text_of(1))) is is_stopped


def test_the_difference_is_told_by_paragraphs():
    assert duplicates.difference("一\n二\n三", "一\n贰\n三\n四") == ("- 二", "+ 贰", "+ 四")
    assert duplicates.difference("一", "一") == ()
    long = duplicates.difference("", "\n".join(f"段{n}" * 100 for n in range(50)))
    assert len(long) == duplicates.SHOWN + 1
    assert long[-1] == "（还有 30 段不同）"
    assert all(len(line) < 80 for line in long)


def test_the_gate_stops_a_file_and_shows_why():
    bring(NOTICE)
    before = everything()
    outcome = bring(NOTICE.replace("一千元", "二千元"), "b.txt")
    assert outcome.verdict is ImportVerdict.REFUSED
    first, *difference = outcome.reasons
    assert first.startswith(
        "可能重复：xuhui-2020-3《关于印发《徐汇区人才公寓管理办法》的通知》（文号相同、标题相同"
    )
    assert difference == [
        "- 每人每月补贴一千元，补贴的期限最长不超过三年。",
        "+ 每人每月补贴二千元，补贴的期限最长不超过三年。",
    ]
    assert everything() == before


def test_a_draft_is_found_as_well_as_what_is_published():
    bring(NOTICE)
    assert Policy.objects.published().count() == 0
    assert bring(OTHER, "b.txt").verdict is ImportVerdict.REFUSED


def test_what_a_person_called_no_duplicate_is_remembered():
    bring(NOTICE)
    assert bring(OTHER, "b.txt", not_duplicate_of=["xuhui-2020-3"]).verdict is ImportVerdict.CREATED
    pair = NotDuplicate.objects.get()
    assert [pair.first.slug, pair.second.slug] == ["xuhui-2020-3", "xuhui-2021-9"]
    newer = bring(OTHER.replace("一千元", "二千元"), "b.txt")
    assert newer.verdict is ImportVerdict.UPDATED, "the question is not asked again"
    third = OTHER.replace("〔2021〕9号", "〔2022〕1号").replace("青年租房", "博士租房")
    assert bring(third, "c.txt").verdict is ImportVerdict.REFUSED, "another document is another question"


def test_an_unknown_policy_cannot_be_called_no_duplicate():
    outcome = bring(NOTICE, not_duplicate_of=["nowhere"])
    assert (outcome.verdict, outcome.reasons) == (ImportVerdict.REFUSED, ("没有这条政策：nowhere",))


# Fingerprints


def test_a_list_without_full_stops_is_found_though_a_line_differs():
    lines = [f"第{n}项 在徐汇区工作满{n}年的{n}类人才可以申请" for n in range(1, 60)]
    add(1, "\n".join(lines))
    lines[30] += "乙"
    [found] = candidates("另一个标题", "", "\n".join(lines))
    assert found.likeness == (Likeness.TEXT,)


def test_other_rules_compute_the_fingerprints_anew(monkeypatch):
    add(1, text_of(1))
    fingerprints.follow()
    monkeypatch.setattr(fingerprints, "RULES", fingerprints.RULES + 1)
    assert (fingerprints.follow(), fingerprints.follow()) == (1, 0)


def test_fingerprints_follow_every_change():
    policy = add(1, text_of(1))
    assert fingerprints.follow() == 1
    assert fingerprints.follow() == 0
    assert fingerprints.near(text_of(1)) == [policy.pk]
    Section.objects.filter(policy=policy).update(body=text_of(2))
    assert fingerprints.follow() == 1, "a bulk update passes by every hook but the revision"
    assert (fingerprints.near(text_of(1)), fingerprints.near(text_of(2))) == ([], [policy.pk])
    Policy.objects.filter(pk=policy.pk).update(title="改名的办法")
    fingerprints.follow()
    assert fingerprints.same_title("关于印发《改名的办法》的通知") == [policy.pk]
    policy.delete()
    fingerprints.follow()
    assert not Fingerprint.objects.exists()


def test_of_another_database_nothing_is_trusted():
    policy = add(1, text_of(1))
    fingerprints.follow()
    Fingerprint.objects.create(policy_id=policy.pk + 1, digest=1)
    Fingerprinted.objects.update(epoch="elsewhere")
    assert fingerprints.follow() == 1
    assert set(Fingerprint.objects.values_list("policy_id", flat=True)) == {policy.pk}
    Fingerprinted.objects.update(number=Revision.current().number + 5)
    assert fingerprints.follow() == 1, "a database that was set back"


def test_a_text_with_every_tenth_sentence_changed_is_still_found():
    policy = add(1, text_of(1))
    fingerprints.follow()
    changed = text_of(1).replace("第9个句子", "第九句话")
    assert fingerprints.near(changed) == [policy.pk]


def test_queries_do_not_grow_with_the_library():
    def queries() -> int:
        fingerprints.follow()
        with CaptureQueriesContext(
            connection,
        ) as context:
            assert len(candidates("第1号人才办法", "", text_of(1))) == 1
        return len(context)

    for number in range(1, 11):
        add(number, text_of(number))
    ten = queries()
    for number in range(11, 31):
        add(number, text_of(number))
    assert queries() == ten < 15
