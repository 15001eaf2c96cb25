"""Headings that staff tell the importer about, from the desk to the draft."""

import pytest
from django.core.exceptions import ValidationError

from policies.importing.drafting import draft_of
from policies.importing.reading import read
from policies.importing.storing.reference import reference_data
from policies.models import SectionLabel
from policies.vocabulary import SectionKind

pytestmark = pytest.mark.django_db

TEXT = "关于帮扶青年人才的通知\n徐府发〔2024〕7号\n一、帮扶内容\n每人1万元。\n二、其他\n略。"


def sections():
    return draft_of(read("a.txt", TEXT.encode()), reference_data()).sections


def test_a_heading_that_staff_told_of_is_read_and_stays_as_it_is_printed():
    assert set(sections()) == {SectionKind.ORIGINAL}
    SectionLabel.objects.create(words="帮扶内容", kind="support")
    assert sections()[SectionKind.SUPPORT] == "一、帮扶内容\n每人1万元。"
    assert sections()[SectionKind.ORIGINAL] == TEXT


def test_a_heading_is_kept_without_what_stands_around_its_words():
    label = SectionLabel(words=" 帮扶内容： ", kind="support")
    label.full_clean()
    label.save()
    assert label.words == "帮扶内容"
    with pytest.raises(ValidationError, match="已存在"):
        SectionLabel(words="帮扶内容:", kind="").full_clean()


def test_signs_alone_are_no_heading():
    with pytest.raises(ValidationError, match="请填写标题里的文字"):
        SectionLabel(words="：", kind="support").full_clean()


def test_no_heading_names_the_original():
    with pytest.raises(ValidationError):
        SectionLabel(words="全文", kind="original").full_clean()
