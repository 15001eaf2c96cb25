"""审阅 tells what publishing would do elsewhere: citations, relations, benefits whose quotes disappear."""

from __future__ import annotations

import pytest

from policies import publishing, revising
from policies.acting import Actor
from policies.lookup.index import UnavailableError
from policies.models import Policy, Relation, Section
from policies.results import affected
from tests.admin.desk import PUBLISHED, address, make_policy, seen

pytestmark = pytest.mark.django_db
COMMAND = Actor.of_command("测试")


@pytest.fixture
def cited(xuhui):
    policy = make_policy(
        "xuhui-2016-9",
        district=xuhui,
        title="徐汇区人才公寓管理办法",
        doc_number="徐府发〔2016〕9号",
        source_note="扫描件。",
    )
    body = "根据《徐汇区住房保障办法》（徐府发〔2014〕2号），每月补贴八百元。"
    Section.objects.create(policy=policy, kind="support", state="content", body=body)
    policy.benefits.create(
        what="租房补贴", kind="rent", amount="八百元", section="support", quote="每月补贴八百元"
    )
    publishing.publish(Policy.objects.filter(pk=policy.pk), COMMAND)
    return policy


@pytest.fixture
def citing(xuhui, cited):
    other = make_policy(
        "citing", district=xuhui, title="引用的通知", source_note="扫描件。", year_entered=2020
    )
    body = "按照《徐汇区人才公寓管理办法》（徐府发〔2016〕9号）执行。"
    Section.objects.create(policy=other, kind="original", state="content", body=body)
    Relation.objects.create(source=other, target=cited, kind="basis")
    publishing.publish(Policy.objects.filter(pk=other.pk), COMMAND)
    return other


@pytest.fixture
def copy(cited, citing):
    [made] = revising.start_copy(Policy.objects.filter(pk=cited.pk), COMMAND).moved
    return made


def told(client, policy) -> str:
    return "".join(seen(client.get(address(policy, "decide"))).split("\n"))


def test_who_cites_it_and_is_related_stands_there(reviewer, copy, citing):
    words = told(reviewer, copy)
    assert "有 1 条已发布的政策引用它" in words
    assert "是这些文件的依据：引用的通知" in words
    assert "链接会断" not in words
    assert "待核实" not in words


def test_a_new_number_breaks_the_links_of_those_who_cite_it(reviewer, copy, citing):
    copy.title, copy.doc_number = "徐汇区青年公寓办法", "徐府发〔2016〕19号"
    copy.save()
    words = told(reviewer, copy)
    assert "链接会断：" in words
    assert "引用的通知" in words[words.index("链接会断") :]


def test_what_its_own_text_cites_no_more_and_anew(reviewer, copy):
    body = "根据《徐汇区租赁办法》（徐府发〔2015〕3号），每月补贴八百元。"
    copy.sections.filter(kind="support").update(body=body)
    words = told(reviewer, copy)
    assert "不再引用：《徐汇区住房保障办法》（徐府发〔2014〕2号）" in words
    assert "新引用：《徐汇区租赁办法》（徐府发〔2015〕3号）" in words


def test_a_benefit_whose_quote_disappears_is_named(reviewer, copy):
    copy.sections.filter(kind="support").update(body="每月补贴一千元。")
    words = told(reviewer, copy)
    assert "居民会看到“待核实”" in words
    assert "“每月补贴八百元”（扶持力度）" in words


def test_of_a_draft_that_nobody_knows_it_says_so(reviewer, draft):
    assert "没有别的政策引用它" in told(reviewer, draft)


def test_of_a_draft_that_others_cite_already_it_says_how_many(reviewer, xuhui):
    other = make_policy("citing", district=xuhui, source_note="扫描件。", year_entered=2020, state=PUBLISHED)
    body = "按照《徐汇区青年公寓办法》（徐府发〔2016〕19号）执行。"
    Section.objects.create(policy=other, kind="original", state="content", body=body)
    draft = make_policy(
        "new", district=xuhui, title="徐汇区青年公寓办法", doc_number="徐府发〔2016〕19号", source_note="件。"
    )
    assert "有 1 条已发布的政策引用它，发布以后会链到它" in told(reviewer, draft)


def test_without_an_index_it_says_that_it_does_not_know(reviewer, copy, monkeypatch):
    class Away:
        @staticmethod
        def on(day):
            raise UnavailableError

    monkeypatch.setattr(affected, "Engine", Away)
    assert "检索暂时用不了" in told(reviewer, copy)
