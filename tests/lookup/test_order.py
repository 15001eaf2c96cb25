"""What is found first is what was meant, and what is related is related."""

import pytest

from policies.lookup.engine import Engine
from policies.models import Policy, PolicyTopic
from tests.data import ON, make_policies
from tests.lookup.asking import ranked, write

# SQLite is enough: an index that is filled answers in one way, and test_engine sees both databases fill it alike.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_exact_phrase_comes_first_however_often_the_words_stand_elsewhere():
    write("often", "首次创业 创业补贴 首次补贴", "首次创业。创业补贴。补贴创业首次。" * 30)
    write("exact", "关于若干事项的通知", "本市居民可以申请首次创业补贴。" + "其他内容。" * 300)
    assert ranked("首次创业补贴") == ["exact", "often"]


def test_of_two_with_equal_text_the_one_that_helps_comes_first():
    """Whatever their dates are: over, or known by its title only, is worth less."""
    day = ON.replace(year=2020)
    write("over", "人才公寓办法", "人才公寓的租金减半。", issued_on=day, repealed_on=ON)
    write("helps", "人才公寓办法", "人才公寓的租金减半。", issued_on=day.replace(year=2010))
    assert ranked("人才公寓 租金") == ["helps", "over"]
    write("title-only", "博士后公寓细则", issued_on=ON)
    write("readable", "博士后公寓细则", "略。", issued_on=day)
    assert ranked("博士后公寓") == ["readable", "title-only"]


def test_at_equal_relevance_usable_comes_before_over_and_newer_before_older():
    day = ON.replace(year=2020)
    write("over", "人才公寓办法", issued_on=day, expires_on=day)
    write("old", "人才公寓办法", issued_on=day)
    write("new", "人才公寓办法", issued_on=ON)
    assert ranked("人才公寓") == ["new", "old", "over"]


def test_the_own_number_comes_before_a_citation_of_it():
    write(
        "citing",
        "徐委〔2015〕15号徐委〔2015〕15号的解读",
        "根据徐委[2015]15号、徐委﹝２０１５﹞１５号制定。" * 9,
    )
    write("own", "关于人才的意见", doc_number="徐委[2015]15")
    write("other", "关于人才的意见", doc_number="徐委〔2015〕150号")
    for dress in ("徐委〔2015〕15号", "徐委2015-15", "徐委【2015】15"):
        assert ranked(dress) == ["own", "citing"], dress


def test_a_title_counts_more_than_the_text():
    write("text", "关于若干事项的通知", "创业担保贷款。")
    write("title", "创业担保贷款通知", "关于若干事项。")
    assert ranked("担保贷款")[0] == "title"


def test_traditional_characters_find_simplified_ones():
    write("a-1", "人才购房补贴办法", "臺灣居民可以申請。")
    assert ranked("購房補貼") == ranked("台湾居民") == ["a-1"]


# Related policies


def test_related_policies_share_rare_words_or_topics_and_never_the_policy_itself():
    make_policies(60, seed=4)
    one = write("one", "博士后工作站管理办法")
    write("two", "博士后工作站申报指南")
    three = write("three", "另一件事")
    topic = PolicyTopic.objects.first().topic
    for policy in (one, three):
        PolicyTopic.objects.create(policy=policy, topic=topic)
    related = Engine.on(ON).related(one.pk, one.title, [topic.slug], one.district.slug, 5)
    slugs = [Policy.objects.get(pk=key).slug for key in related]
    assert slugs[0] == "two"
    assert "one" not in slugs
    assert len(slugs) == 5
    assert all(topic in Policy.objects.get(slug=slug).topics.all() for slug in slugs[1:])
