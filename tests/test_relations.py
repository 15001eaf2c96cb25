"""Relations, citations as links, and who cites a policy, as residents see them."""

import json
import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from policies import publishing
from policies.acting import Actor
from policies.lookup.index import UnavailableError
from policies.models import (
    Audience,
    CitationException,
    District,
    Issuer,
    Policy,
    PolicyIssuer,
    Relation,
    Section,
    Topic,
)
from policies.pages.relations import Relations
from policies.vocabulary import PublicationState, RelationKind, SectionKind

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 23)


@pytest.fixture
def city():
    return District.objects.create(slug="shanghai", name="上海市", short="市级", code="310000")


@pytest.fixture
def make(city):
    def make(slug, title, body="", **values):
        values = {"district": city, "source_note": "测试", "state": PublicationState.PUBLISHED, **values}
        policy = Policy.objects.create(slug=slug, title=title, **values)
        if body:
            Section.objects.create(policy=policy, kind="original", state="content", body=body)
        return policy

    return make


@pytest.fixture
def old(make):
    return make("old", "旧办法")


@pytest.fixture
def new(make):
    return make("new", "新办法")


def html(client, policy):
    response = client.get(policy.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


# Kinds


def test_every_kind_has_a_name_in_both_directions():
    told = {kind.label: (kind.on_source, kind.on_target) for kind in RelationKind}
    assert told == {
        "依据": ("依据", "是这些文件的依据"),
        "实施细则": ("上位文件", "实施细则"),
        "修订": ("修订", "被修订"),
        "废止": ("废止", "被废止"),
        "替代": ("替代", "被替代"),
        "解读": ("解读", "被解读"),
        "转发": ("转发", "被转发"),
    }


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("替代", RelationKind.REPLACES),
        (" Replaces ", RelationKind.REPLACES),
        ("被替代", None),
        ("", None),
    ],
)
def test_a_kind_is_read_by_value_or_label(text, kind):
    # 被替代 is the other direction: taken for 替代 it would turn the relation round.
    assert RelationKind.parse(text) is kind


# What the database refuses


@pytest.mark.parametrize("wrong", [{"target": "source"}, {"kind": "likes"}, {"again": True}])
def test_the_database_refuses_what_is_no_relation(old, new, wrong):
    Relation.objects.create(source=new, target=old, kind="replaces")
    values = {
        "source": new,
        "target": new if "target" in wrong else old,
        "kind": wrong.get("kind", "replaces" if "again" in wrong else "repeals"),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Relation.objects.create(**values)
    with pytest.raises(ValidationError):
        Relation(**values).full_clean()


def test_two_policies_cannot_replace_each_other(old, new):
    Relation.objects.create(source=new, target=old, kind="replaces")
    Relation(source=old, target=new, kind="basis").full_clean()
    with pytest.raises(ValidationError, match="相反的关系"):
        Relation(source=old, target=new, kind="replaces").full_clean()


def test_a_relation_goes_with_either_of_its_policies(old, new):
    Relation.objects.create(source=new, target=old, kind="replaces")
    old.delete()
    assert not Relation.objects.exists()
    assert Policy.objects.filter(slug="new").exists()


# On the pages


@pytest.mark.parametrize("kind", RelationKind)
def test_a_relation_is_shown_on_both_pages(client, old, new, kind):
    Relation.objects.create(source=new, target=old, kind=kind, note="见第二十条。")
    for policy, heading, other in ((new, kind.on_source, old), (old, kind.on_target, new)):
        [shown] = re.findall(r'<dl class="relations">.*?</dl>', html(client, policy), re.DOTALL)
        assert re.findall(r"<dt>(.+?)</dt>", shown) == [heading]
        assert re.findall(r'<a href="(.+?)">(.+?)</a>', shown) == [(other.get_absolute_url(), other.title)]
        assert "见第二十条。" in shown


@pytest.mark.parametrize("state", ["draft", "review", "withdrawn"])
def test_residents_are_told_of_published_policies_only(client, make, old, new, state):
    Relation.objects.create(source=new, target=old, kind="replaces")
    Policy.objects.filter(pk=new.pk).update(state=state)
    page = html(client, old)
    assert "新办法" not in page
    assert 'class="successor"' not in page


def test_what_ended_a_policy_is_told_though_it_was_withdrawn(client, old, new):
    Section.objects.create(policy=new, kind="support", state="content", body="乙")
    for kind in ("replaces", "basis"):
        Relation.objects.create(source=new, target=old, kind=kind)
    publishing.withdraw(Policy.objects.filter(pk=new.pk), Actor.of_command("test"))
    page = html(client, old)
    told = '<p class="notice">本政策已被<a href="/policies/new/">《新办法》</a>（本站已撤下）替代。</p>'
    assert told in page
    assert 'class="successor"' not in page
    [shown] = re.findall(r'<dl class="relations">.*?</dl>', page, re.DOTALL)
    assert re.findall(r"<dt>(.+?)</dt>", shown) == ["被替代"]
    assert client.get("/policies/new/").status_code == 410


def test_a_replaced_policy_leads_to_the_same_sections_of_the_new_one(client, old, new):
    Relation.objects.create(source=new, target=old, kind="replaces")
    for kind in ("support", "service"):
        Section.objects.create(policy=old, kind=kind, state="content", body="甲")
    filled = (SectionKind.SUPPORT, SectionKind.CONDITIONS, SectionKind.SERVICE)
    for kind in filled:
        Section.objects.create(policy=new, kind=kind, state="content", body="乙")
    Section.objects.create(policy=new, kind="materials", state="absent")
    page = html(client, old)
    assert '<p class="notice">本政策已被<a href="/policies/new/">《新办法》</a>替代。</p>' in page
    *within, folded = re.findall(r'<p class="successor">(.+?)</p>', page)
    assert within == [
        f'<a href="/policies/new/#{kind.value}">看新政策的{kind.label}</a>'
        for kind in (SectionKind.SUPPORT, SectionKind.SERVICE)
    ]
    assert re.findall(r'<a href="(.+?)">(.+?)</a>', folded) == [("/policies/new/#conditions", "申报条件")], (
        "what the new one has not is no way on"
    )
    anchors = re.findall(r' id="(\w+)"', html(client, new))
    assert set(SectionKind.values) <= set(anchors), "none of these links leads nowhere"
    assert "notice" not in html(client, new)


def test_a_repealed_policy_says_so_and_no_section_of_the_repeal_takes_its_place(client, old, new):
    Relation.objects.create(source=new, target=old, kind="repeals")
    page = html(client, old)
    assert "本政策已被<a" in page
    assert "废止。</p>" in page
    assert 'class="successor"' not in page


def test_two_successors_are_both_named_and_no_section_has_to_choose(client, make, old, new):
    for source in (new, make("newer", "另一新办法")):
        Relation.objects.create(source=source, target=old, kind="replaces")
    page = html(client, old)
    assert page.count('<p class="notice">本政策已被') == 2
    assert 'class="successor"' not in page


def test_a_successor_that_replaces_and_repeals_is_named_once(client, old, new):
    Section.objects.create(policy=new, kind="support", state="content", body="乙")
    for kind in ("repeals", "replaces"):
        Relation.objects.create(source=new, target=old, kind=kind)
    page = html(client, old)
    assert re.findall(r'<p class="notice">(.+?)</p>', page) == [
        '本政策已被<a href="/policies/new/">《新办法》</a>替代并废止。'
    ]
    assert page.count('class="successor"') == 1


def test_what_is_still_to_come_is_told_with_its_day(old, new):
    Relation.objects.create(source=new, target=old, kind="replaces")
    Policy.objects.filter(pk=new.pk).update(effective_on=date(2027, 1, 1))
    [coming] = Relations.build(old, ON).successors
    assert coming.before == "本政策将从2027年1月1日起被"
    [come] = Relations.build(old, date(2027, 1, 1)).successors
    assert come.before == "本政策已被"


def test_of_very_many_relations_the_page_shows_some_and_says_so(client, city, old):
    others = Policy.objects.bulk_create(
        Policy(slug=f"o-{n}", title=f"文{n}", district=city, source_note="测试", state="published")
        for n in range(101)
    )
    Relation.objects.bulk_create(Relation(source=other, target=old, kind="basis") for other in others[:100])
    assert "还有更多" not in html(client, old)
    Relation.objects.create(source=others[100], target=old, kind="basis")
    page = html(client, old)
    assert "还有更多，没有全部列出。" in page
    assert len(set(re.findall(r'<dd>\s*<a href="(.+?)"', page))) == 100


def test_a_successor_is_told_however_many_relations_are_older(client, make, city, old, new):
    others = Policy.objects.bulk_create(
        Policy(slug=f"o-{n}", title=f"文{n}", district=city, source_note="测试", state="published")
        for n in range(101)
    )
    Relation.objects.bulk_create(Relation(source=other, target=old, kind="basis") for other in others)
    Relation.objects.bulk_create(Relation(source=old, target=other, kind="repeals") for other in others)
    Relation.objects.create(source=new, target=old, kind="replaces")
    assert "本政策已被" in html(client, old)


def test_a_catalogue_of_very_many_documents_is_still_a_page(client, make):
    source = make("source", "乙目录", "".join(f"《第{n}号办法》" for n in range(3000)))
    assert html(client, source).count('<span class="missing"') == 1000


def test_a_relation_changes_no_verdict(old, new):
    before = old.validity(ON)
    Relation.objects.create(source=new, target=old, kind="repeals")
    assert Policy.objects.get(pk=old.pk).validity(ON) == before


# Citations


def test_a_citation_is_a_link_or_a_quiet_mark(client, make):
    make("cited", "上海市甲办法", doc_number="沪府〔2020〕1号")
    source = make("source", "乙意见", "根据《上海市甲办法》（沪府[2020]1）和《<b>缺</b>办法》，制定本意见。")
    page = html(client, source)
    assert '>根据<a class="cited" href="/policies/cited/">《上海市甲办法》（沪府[2020]1）</a>和' in page
    assert '<span class="missing" title="本站未收录">《&lt;b&gt;缺&lt;/b&gt;办法》<span' in page
    assert page.count("带点状下划线的文件，本站未收录。") == 1


def test_a_name_of_several_leads_to_the_list_of_them(client, make):
    for year in (2018, 2022):
        make(f"y-{year}", "甲办法", year_entered=year)
    page = html(client, make("source", "乙意见", "根据《甲办法》。", year_entered=2024))
    [address] = re.findall(r'<a class="cited" href="(.+?)">《甲办法》</a>', page)
    found = client.get(address.replace("&amp;", "&")).content.decode()
    assert {"/policies/y-2018/", "/policies/y-2022/"} <= set(re.findall(r'href="(/policies/y-\d+/)"', found))


def test_a_withdrawn_policy_is_no_longer_linked(client, make):
    cited = make("cited", "甲办法")
    source = make("source", "乙意见", "根据《甲办法》。")
    assert 'href="/policies/cited/"' in html(client, source)
    Policy.objects.filter(pk=cited.pk).update(state="withdrawn")
    page = html(client, source)
    assert 'href="/policies/cited/"' not in page
    assert '<span class="missing"' in page


def test_an_exception_is_neither_link_nor_mark(client, make):
    source = make("source", "乙意见", "持《居民身份证》办理。")
    assert '<span class="missing"' in html(client, source)
    CitationException.objects.create(name="居民身份证")
    assert re.search(r">持《居民身份证》办理。\s*<a", html(client, source))


def test_the_cited_policy_names_who_cites_it_newest_first_and_no_more_than_twenty(client, make):
    cited = make("cited", "甲办法", year_entered=2000)
    assert 'id="cited-by"' not in html(client, cited)
    for n in range(23):
        make(f"s-{n}", f"引用者{n}", "根据《甲办法》。", year_entered=2000 + n)
    [block] = re.findall(r'<section class="cited-by".*?</section>', html(client, cited), re.DOTALL)
    assert "本站有 23 条政策引用了这份文件，下面是最新的 20 条。" in block
    assert re.findall(r'href="/policies/s-(\d+)/"', block) == [str(n) for n in range(22, 2, -1)]


def test_without_an_index_the_text_is_plain(client, make, monkeypatch):
    make("cited", "甲办法")
    source = make("source", "乙意见", "根据《甲办法》和《缺办法》。")

    def unavailable(day):
        raise UnavailableError

    monkeypatch.setattr("policies.results.others.Engine.on", unavailable)
    assert re.search(r">根据《甲办法》和《缺办法》。\s*<a", html(client, source))


def test_queries_do_not_grow_with_citations_and_relations(client, made_anew, make):
    def queries(policy):
        html(client, policy)  # after which the index is in step
        with CaptureQueriesContext(connection) as captured:
            html(client, policy)
        return len(captured)

    topic = Topic.objects.create(slug="luohu", name="落户")
    audience = Audience.objects.create(slug="boshihou", name="博士后")
    issuer = Issuer.objects.create(name="测试机关")
    counts = []
    for size in (2, 30):
        names = [f"文{size}第{n}号办法" for n in range(size)]
        policy = make(f"middle-{size}", f"中间办法{size}", "".join(f"根据《{name}》。\n" for name in names))
        PolicyIssuer.objects.create(policy=policy, issuer=issuer)
        for n, name in enumerate(names):
            other = make(f"cited-{size}-{n}", name, f"另见《中间办法{size}》。")
            other.topics.add(topic)
            Relation.objects.create(source=other, target=policy, kind="basis")
            Relation.objects.create(source=policy, target=other, kind="explains")
        policy.topics.add(topic)
        policy.audiences.add(audience)
        page = html(client, policy)
        assert page.count('class="cited"') == size
        assert 'id="related"' in page
        assert 'id="cited-by"' in page
        counts.append(queries(policy))
    assert counts[0] == counts[1] <= 12


# Fixtures


def test_a_relation_of_a_policy_that_staff_edited_is_not_loaded_in_silence(tmp_path, old, new):
    path = tmp_path / "relations.json"
    fields = {"source": ["new"], "target": ["old"], "kind": "replaces"}
    path.write_text(json.dumps([{"model": "policies.relation", "fields": fields}]), encoding="utf-8")
    with pytest.raises(CommandError, match=r"row 1, field source: new has been edited"):
        call_command("loaddata", str(path), verbosity=0)
    for _ in range(2):
        call_command("loaddata", str(path), verbosity=0, overwrite=True)
    assert [each.natural_key() for each in Relation.objects.all()] == [("new", "old", "replaces")]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"source": ["new"], "target": ["new"], "kind": "basis"}, "relation_not_itself"),
        ({"source": ["new"], "target": ["old"], "kind": "likes"}, "field kind"),
        ({"source": ["new"], "target": ["nobody"], "kind": "basis"}, "field target"),
        ({"source": ["new"], "kind": "basis"}, "field target: is missing"),
    ],
)
def test_a_bad_relation_is_refused_and_named(tmp_path, old, new, fields, named):
    Policy.objects.update(edited_at=None)
    path = tmp_path / "relations.json"
    path.write_text(json.dumps([{"model": "policies.relation", "fields": fields}]), encoding="utf-8")
    with pytest.raises(CommandError, match=named):
        call_command("loaddata", str(path), verbosity=0)
    assert not Relation.objects.exists()
