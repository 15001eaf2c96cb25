"""Which document a citation means, and, asked from the other side, who cites a document."""

import random

import pytest

from policies.citations import Document, Exceptions, Library, Name, Unlinked, number_term
from policies.lookup.engine import Engine
from policies.models import CitationException, District, Policy, Section
from policies.text import citations
from tests.data import ON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def districts():
    for order, (slug, name) in enumerate([("shanghai", "上海市"), ("xuhui", "徐汇区"), ("jingan", "静安区")]):
        District.objects.create(slug=slug, name=name, short=name, code=f"31010{order}", order=order)


def make(slug, title, body="", district="shanghai", state="published", **values):
    policy = Policy(
        slug=slug,
        title=title,
        district=District.objects.get(slug=district),
        source_note="测试",
        state=state,
        **values,
    )
    policy.save()
    if body:
        Section.objects.create(policy=policy, kind="original", state="content", body=body)
    return policy


def document(policy):
    district = policy.district
    number = number_term(policy.doc_number_normalized)
    return Document(policy.pk, policy.title, number, policy.year, district.slug, district.name)


def meant(source, text):
    """What the first citation in `text` means in `source`: a slug, or why it is no link."""
    names = [Name.of(citations.find(text)[0])]
    itself = document(source)
    found = Engine.on(ON).library(names, itself).meant_by(names[0], itself)
    return found if isinstance(found, Unlinked) else Policy.objects.get(pk=found.id).slug


def citing(policy):
    engine = Engine.on(ON)
    itself = document(policy)
    count, ids = engine.citing(itself, engine.library([], itself), 1000)
    assert count == len(ids)
    return {Policy.objects.get(pk=key).slug for key in ids}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《甲管理办法》", "jia"),
        ("《上海市房屋管理局关于印发〈甲管理办法〉的通知》", "jia"),
        ("《甲 管理 办法》", "jia"),
        ("沪房规范【2020】5号", "jia"),
        ("《旧称办法》（沪房规范〔2020〕5号）", "jia"),
        ("《戊办法》（沪房规范〔2020〕5号）", Unlinked.UNSURE),
        ("《甲管理办法》（沪房规范〔2016〕9号）", Unlinked.MISSING),
        ("《甲管理办法实施细则》", Unlinked.MISSING),
        ("《乙规定》", Unlinked.SEVERAL),
        ("《乙规定》（沪府规〔2018〕1号）", "yi-2018"),
        ("《丙办法》", Unlinked.UNSURE),
        ("《徐汇区人民政府关于丁的意见》", "ding"),
        ("《关于丁的意见》", Unlinked.UNSURE),
        ("《国务院关于甲的意见》", Unlinked.UNSURE),
        ("《戊办法》（沪府发〔2015〕3号）", "wu"),
        ("《戊办法》（沪府发〔2013〕3号）", Unlinked.MISSING),
        ("《己规定》（沪府令2号）", "ji"),
        ("《己规定》（市政府令第58号）", Unlinked.MISSING),
        ("《戊办法》（沪府令2号）", Unlinked.UNSURE),
        ("《庚规定》（沪府令2号）", Unlinked.MISSING),
        ("《草稿办法》", Unlinked.MISSING),
        ("《引用者》", Unlinked.ITSELF),
        ("《居民身份证》", Unlinked.NO_DOCUMENT),
        ("《某某申请表》", Unlinked.NO_DOCUMENT),
        ("《甲办法（旧名）》", "jia"),
    ],
)
def test_a_citation_is_a_link_only_where_one_policy_can_be_meant(text, expected):
    jia = make("jia", "关于印发《甲管理办法》的通知", doc_number="沪房规范[2020]5", year_entered=2020)
    make("jia-yijian", "上海市人民政府关于甲的意见", year_entered=2020)
    make("yi-2018", "乙规定", doc_number="沪府规〔2018〕1号", year_entered=2018)
    make("yi-2022", "乙规定", doc_number="沪府规〔2022〕1号", year_entered=2022)
    make("bing", "丙办法", year_entered=2026)
    make("ding", "徐汇区人民政府关于丁的意见", district="xuhui", year_entered=2019)
    make("wu", "戊办法", year_entered=2015)
    make("ji", "己规定", doc_number="上海市人民政府令第2号", year_entered=2013)
    make("cao", "草稿办法", state="draft")
    CitationException.objects.create(name="居民身份证")
    CitationException.objects.create(name="申请表", ending=True)
    CitationException.objects.create(name="甲办法（旧名）", policy=jia)
    source = make("source", "引用者", district="jingan", year_entered=2024)
    assert meant(source, text) == expected


def test_of_two_editions_the_one_that_was_there_is_meant():
    old = make("old", "乙规定", year_entered=2018)
    new = make("new", "乙规定", year_entered=2022)
    between = make("between", "甲", "依据《乙规定》", year_entered=2020)
    make("after", "丙", "依据《乙规定》", year_entered=2024)
    assert meant(between, "《乙规定》") == "old"
    assert (citing(old), citing(new)) == ({"between"}, set())


def test_the_document_learns_of_a_change_in_who_cites_it():
    cited = make("cited", "甲办法")
    source = make("source", "乙", "依据《甲办法》")
    assert citing(cited) == {"source"}
    # By bulk SQL, past every hook in Python.
    Section.objects.filter(policy=source).update(body="依据《另一办法》")
    assert citing(cited) == set()
    Section.objects.filter(policy=source).update(body="依据《甲办法》")
    assert citing(cited) == {"source"}
    Policy.objects.filter(pk=source.pk).update(state="withdrawn")
    assert citing(cited) == set()


def test_an_old_name_leads_to_those_who_cite_by_it():
    cited = make("cited", "甲办法")
    make("source", "乙", "依据《甲的旧名》")
    assert citing(cited) == set()
    CitationException.objects.create(name="甲的旧名", policy=cited)
    assert citing(cited) == {"source"}


def test_an_old_name_of_one_place_is_not_that_of_another():
    new = make("new", "上海市人才新办法", year_entered=2010)
    own = make("own", "徐汇区人民政府关于公寓的意见", year_entered=2010, district="xuhui")
    CitationException.objects.create(name="上海市人民政府关于公寓的意见", policy=new)
    source = make("a", "丙", "依据《徐汇区人民政府关于公寓的意见》", year_entered=2015, district="xuhui")
    other = make("b", "丁", "依据《上海市人民政府关于公寓的意见》", year_entered=2015)
    assert meant(source, "《徐汇区人民政府关于公寓的意见》") == "own"
    assert meant(other, "《上海市人民政府关于公寓的意见》") == "new"
    assert (citing(new), citing(own)) == ({"b"}, {"a"})


def test_what_is_cited_and_not_there_is_counted_most_cited_first():
    for n in range(3):
        make(f"a-{n}", f"引用者{n}", "依据《缺办法》和《有办法》，持《居民身份证》")
    make("b", "引用者四", "依据《另缺》（沪府〔2015〕1号）")
    make("c", "引用者五", "依据沪府[2015]1号、《有号》（沪府〔2016〕2号）")
    make("have", "有办法")
    make("have-number", "有号", year_entered=2016)
    CitationException.objects.create(name="居民身份证")
    found = Engine.on(ON).missing(10)
    assert [(each.key, each.number, each.count) for each in found] == [
        ("缺办法", "", 3),
        ("另缺", "沪府〔2015〕1号", 2),
    ]
    assert len(Engine.on(ON).missing(1)) == 1


def test_a_number_with_the_title_of_another_policy_cites_neither():
    jia = make("jia", "甲办法", doc_number="沪府〔2010〕1号", year_entered=2010)
    yi = make("yi", "乙办法", doc_number="沪府〔2010〕2号", year_entered=2010)
    make("wrong", "丙", "依据《乙办法》（沪府〔2010〕1号）")
    make("old-name", "丁", "依据《甲的旧名》（沪府〔2010〕1号）")
    make("bare", "戊", "依据沪府〔2010〕1号")
    assert (citing(jia), citing(yi)) == ({"old-name", "bare"}, set())


@pytest.mark.parametrize(
    "text",
    [
        "《江苏省人民政府关于加快人才发展的意见》",
        "《中央组织部关于加快人才发展的意见》",
        "根据杭州市人民政府《关于加快人才发展的意见》",
        "根据中国人民银行《关于加快人才发展的意见》",
        "按照浦东新区《关于加快人才发展的意见》",
        "参照北京市《关于加快人才发展的意见》",
    ],
)
def test_the_document_of_another_place_is_not_that_of_the_city(text):
    make("city", "上海市人民政府关于加快人才发展的意见", year_entered=2010)
    source = make("source", "丙通知", year_entered=2015, district="xuhui")
    assert meant(source, text) is Unlinked.UNSURE
    assert meant(source, "《上海市人民政府关于加快人才发展的意见》") == "city"


def test_the_edition_behind_the_title_is_the_one_that_is_meant():
    make("old", "上海市人才引进办法", year_entered=2010)
    source = make("source", "丙通知", year_entered=2021)
    assert meant(source, "《上海市人才引进办法》（2020年修订）") is Unlinked.MISSING
    make("new", "上海市人才引进办法（2020年修订）", year_entered=2020)
    assert meant(source, "《上海市人才引进办法》（2020年修订）") == "new"


@pytest.mark.parametrize("seed", range(8))
def test_both_sides_tell_the_same(seed):
    """Every policy of a small world of namesakes: who cites it, and what the citing ones mean, agree."""
    random_ = random.Random(seed)
    titles = ["甲办法", "徐汇区人民政府关于甲的意见", "关于甲的意见", "静安区人民政府关于甲的意见", "乙规定"]
    named = [*titles, "上海市人民政府关于甲的意见", "国务院关于甲的意见", "上海市关于印发《甲办法》的通知"]
    texts = {}
    for n in range(60):
        number = f"沪府〔{random_.randint(2015, 2018)}〕{random_.randint(1, 4)}号"
        behind = random_.choice(["", f"（{number}）", f"（沪府令{random_.randint(1, 2)}号）"])
        policy = make(
            f"p-{n}",
            random_.choice([*titles, *[f"文{n}"] * 10]),
            f"依据{random_.choice([f'《{random_.choice(named)}》{behind}', number])}",
            district=random_.choice(["shanghai", "xuhui", "jingan"]),
            year_entered=random_.choice([None, 2015, 2016, 2017, 2018]),
        )
        texts[policy] = policy.sections.get().body
    for policy in texts:
        if random_.random() < 0.3:
            order = f"上海市人民政府令第{random_.randint(1, 2)}号"
            number = f"沪府〔{policy.year or 2015}〕{random_.randint(1, 4)}号"
            policy.doc_number = random_.choice([order, number])
            policy.save()
    CitationException.objects.create(name="徐汇区人民政府关于甲的意见", policy=next(iter(texts)))
    told = {policy.slug: citing(policy) for policy in texts}
    expected = {policy.slug: set() for policy in texts}
    for source, text in texts.items():
        found = meant(source, text)
        if not isinstance(found, Unlinked):
            expected[found].add(source.slug)
    assert told == expected
    assert sum(map(len, told.values())) >= 5


def test_a_library_of_nothing_means_nothing():
    source = Document(1, "引用者", "", None, "xuhui", "徐汇区")
    assert Library([], Exceptions([])).meant_by(Name("", "甲", ""), source) is Unlinked.MISSING
