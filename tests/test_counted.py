"""Every table that a public page reads is counted by the revision, and its second number follows what residents see."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.lookup.index import index
from policies.models import (
    Area,
    AreaDistrict,
    Audience,
    Benefit,
    CitationException,
    District,
    FormerDistrict,
    Issuer,
    Material,
    OldSlug,
    Policy,
    PolicyArea,
    PolicyAudience,
    PolicyIssuer,
    PolicyServicePoint,
    PolicyTopic,
    Relation,
    Revision,
    Round,
    Section,
    SectionVersion,
    ServicePoint,
    SynonymGroup,
    Topic,
    Withdrawal,
    counted,
)
from policies.urls import urlpatterns
from tests.data import file_alike, give_points, make_district
from tests.library import load_library

pytestmark = pytest.mark.django_db

# What public pages read and no trigger counts.
LEFT_OUT = {
    "policies_revision": "is the counter itself",
    "policies_recordversion": "a new row is counted with the row whose earlier state it is",
    "policies_scheduled": "is looked at for what is due, and shown to nobody",
    "policies_change": "is written together with the counter, and says for the index which policies changed",
}
RELATED = "/policies/xuhui-2015-kechuang-zhongxin/"
PAGES = {
    "home": ["/"],
    "about": ["/about/"],
    "help": ["/help/"],
    "accessibility": ["/accessibility/"],
    "privacy": ["/privacy/"],
    "start": ["/start/", "/start/?audience=&district=xuhui"],
    "matrix": ["/matrix/", "/matrix/?topic=zhufang"],
    "compare": [f"/compare/?p={RELATED.split('/')[2]}&p=fengxian-2022-gongzufang"],
    "patterns": ["/patterns/"],
    "list": [
        "/policies/",
        "/policies/?q=闸北公租房&district=xuhui&sort=relevance",
        "/policies/?q=没有这样的词",
    ],
    "print": ["/policies/print?topic=housing"],
    "suggest": ["/policies/suggest?q=人才"],
    "detail": [RELATED],
    "versions": [f"{RELATED}versions/"],
    "version": [f"{RELATED}versions/1/"],
    "changes": [f"{RELATED}versions/1/changes/"],
    "withdrawn": ["/policies/test-withdrawn/"],
    # A former address, and whatever no other takes.
    None: [f"{RELATED}versions/1/compare/", f"{RELATED.upper()}", "/nowhere/"],
    "beside": ["/robots.txt", "/sitemap.xml", "/sitemap-policies.xml", "/sitemap-pages.xml"],
}


def test_every_table_that_public_pages_read_is_counted(client, settings):
    settings.DEBUG = True
    load_library()
    Section.objects.filter(policy__slug=RELATED.split("/")[2], kind="original").update(
        body="一、总则\n改写。"
    )
    Withdrawal.objects.create(
        policy=Policy.objects.create(slug="test-withdrawn", title="测试", state="withdrawn"),
        successor=Policy.objects.create(slug="test-draft", title="测试"),
    )
    # Of what no cache keeps nothing need be counted.
    kept = {pattern.name for pattern in urlpatterns} - {"preview"}
    assert kept | {"beside", "withdrawn"} == set(PAGES)
    # Nothing that an earlier test made this process remember.
    index().forget()
    with CaptureQueriesContext(connection) as queries:
        statuses = {client.get(address).status_code for some in PAGES.values() for address in some}
        # What changes is read by itself.
        policy(RELATED.split("/")[2]).save()
        index().forget()
        client.get("/")
    assert statuses == {200, 301, 404, 410}
    asked = {table for query in queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    assert asked - set(LEFT_OUT) == {source.table for source in counted.SOURCES}
    assert set(LEFT_OUT) <= asked


def moved_by(act):
    """Whether `act` moved the number, and whether it moved what residents see."""
    before = Revision.current()
    act()
    after = Revision.current()
    assert after.shown == before.shown or before.number < after.shown <= after.number
    return after.number > before.number, after.shown > before.shown


@pytest.fixture
def library():
    """Two published policies, two drafts; each two are related and filed alike."""
    district = make_district("xuhui")
    FormerDistrict.objects.create(district=district, name="闸北区")
    for state in ("published", "draft"):
        pair = [
            Policy.objects.create(
                slug=f"{state}-{n}", title="测试", district=district, source_note="测试", state=state
            )
            for n in (1, 2)
        ]
        for policy in pair:
            policy.ensure_sections()
        Relation.objects.create(source=pair[0], target=pair[1], kind="basis")
        give_points(pair)
        Round.objects.create(policy=pair[0], name="2025年")
        Benefit.objects.create(policy=pair[0], what="租房补贴", kind="rent", quote="甲")
    AreaDistrict.objects.create(area=Area.objects.get(), district=district)
    file_alike(Policy.objects.published())
    for slug, state in (("withdrawn", "withdrawn"), ("once-public", "draft")):
        Withdrawal.objects.create(policy=Policy.objects.create(slug=slug, title="测试", state=state))
    Issuer.objects.create(name="草稿的机关")
    PolicyIssuer.objects.bulk_create(
        PolicyIssuer(policy=policy, issuer=Issuer.objects.get(name="草稿的机关"))
        for policy in Policy.objects.filter(state="draft")
    )


def policy(slug):
    return Policy.objects.get(slug=slug)


def rows(model, slug):
    return model.objects.filter(policy__slug=slug)


def written(slug, body):
    Section.objects.filter(policy__slug=slug, kind="support").update(state="content", body=body)


SEEN = {
    "a title": lambda: Policy.objects.filter(slug="published-1").update(title="改"),
    "a date that was empty": lambda: Policy.objects.filter(slug="published-1").update(
        expires_on=date(2030, 1, 1)
    ),
    "a save with a change": lambda: Policy(**vars_of("published-1") | {"title": "改"}).save(),
    "publishing": lambda: Policy.objects.filter(slug="draft-1").update(state="published"),
    "withdrawing": lambda: Policy.objects.filter(slug="published-1").update(state="withdrawn"),
    "a draft of what was withdrawn": lambda: Policy.objects.filter(slug="withdrawn").update(state="draft"),
    "one of many": lambda: Policy.objects.exclude(slug="published-2").update(title="改"),
    "a text": lambda: written("published-1", "新"),
    "a text that goes": lambda: Section.objects.filter(policy__slug="published-1").delete(),
    "a policy that goes": lambda: Policy.objects.filter(slug="published-2").delete(),
    "a topic taken away": lambda: PolicyTopic.objects.filter(policy__slug="published-1").delete(),
    "an audience given": lambda: PolicyAudience.objects.create(
        policy=policy("published-1"), audience=Audience.objects.create(slug="new", name="新")
    ),
    "the order of issuers": lambda: PolicyIssuer.objects.filter(policy__slug="published-1").update(order=2),
    "an issuer": lambda: Issuer.objects.filter(name="测试机关").update(name="另一机关"),
    "a district": lambda: District.objects.update(short="徐"),
    "an old district": lambda: FormerDistrict.objects.all().delete(),
    "a new topic, which can be chosen": lambda: Topic.objects.create(slug="new", name="新"),
    "a synonym": lambda: SynonymGroup.objects.create(name="落户", words=["户口"]),
    "no policy by this name": lambda: CitationException.objects.create(name="居民身份证"),
    "a relation": lambda: Relation.objects.filter(source__slug="published-1").update(kind="replaces"),
    "an old slug": lambda: OldSlug.objects.create(policy=policy("published-1"), slug="old-1"),
    "why a policy was withdrawn": lambda: Withdrawal.objects.update(reason="另有原因"),
    "what succeeds it": lambda: Withdrawal.objects.update(successor=policy("published-1")),
    "a relation that goes": lambda: Relation.objects.filter(source__slug="published-1").delete(),
    "an entry of the past": lambda: Policy.objects.filter(slug="published-1").update(past_reason="甲"),
    "a round that moves": lambda: rows(Round, "published-1").update(closes_on=date(2030, 1, 1)),
    "a new benefit": lambda: Benefit.objects.create(
        policy=policy("published-2"), what="甲", kind="cash", quote="甲"
    ),
    "a material that goes": lambda: rows(Material, "published-1").delete(),
    "the order of points": lambda: rows(PolicyServicePoint, "published-1").update(order=5),
    "a telephone": lambda: ServicePoint.objects.filter(uid="shared").update(telephones=["12345"]),
    "an area that a policy leaves": lambda: rows(PolicyArea, "published-1").delete(),
    "the name of an area": lambda: Area.objects.update(name="临港"),
    "where an area lies": lambda: AreaDistrict.objects.all().delete(),
}
UNSEEN = {
    "a draft saved": lambda: policy("draft-1").save(),
    "a title of a draft": lambda: Policy.objects.filter(slug="draft-1").update(title="改"),
    "a new draft": lambda: Policy.objects.create(slug="new", title="新"),
    "a draft that goes": lambda: Policy.objects.filter(slug="draft-1").delete(),
    "handing in": lambda: Policy.objects.filter(slug="draft-1").update(state="review"),
    "a published policy saved as it was": lambda: policy("published-1").save(),
    "a text of a draft": lambda: written("draft-1", "新"),
    "an issuer of a draft": lambda: Issuer.objects.filter(name="草稿的机关").update(name="改"),
    "an issuer that nothing bears": lambda: Issuer.objects.create(name="新"),
    "a topic of a draft": lambda: PolicyTopic.objects.create(
        policy=policy("draft-1"), topic=Topic.objects.get()
    ),
    "a relation of a draft of what was withdrawn": lambda: Relation.objects.create(
        source=policy("once-public"), target=policy("published-1"), kind="replaces"
    ),
    "a relation of drafts": lambda: Relation.objects.filter(source__slug="draft-1").update(kind="replaces"),
    "a relation to a draft": lambda: Relation.objects.create(
        source=policy("published-1"), target=policy("draft-1"), kind="basis"
    ),
    "a round of a draft": lambda: rows(Round, "draft-1").update(closes_on=date(2030, 1, 1)),
    "a benefit of a draft": lambda: rows(Benefit, "draft-1").delete(),
    "a material of a draft": lambda: rows(Material, "draft-1").update(note="改"),
    "a point of a draft": lambda: rows(PolicyServicePoint, "draft-1").delete(),
    "an area of a draft": lambda: rows(PolicyArea, "draft-1").delete(),
    "an old slug of a draft": lambda: OldSlug.objects.create(policy=policy("draft-1"), slug="old-1"),
    "who withdrew a policy": lambda: Withdrawal.objects.update(by=User.objects.create_user("小审")),
    "a service point saved as it was": lambda: ServicePoint.objects.get(uid="shared").save(),
}


def vars_of(slug):
    return Policy.objects.filter(slug=slug).values().get()


@pytest.mark.parametrize("name", SEEN)
def test_what_residents_can_see_moves_the_second_number(library, name):
    assert moved_by(SEEN[name]) == (True, True)


@pytest.mark.parametrize("name", UNSEEN)
def test_what_nobody_can_see_does_not(library, name):
    assert moved_by(UNSEEN[name]) == (True, False)


def test_an_earlier_text_that_is_taken_away_is_seen_only_if_it_was_public(library):
    for slug in ("published-1", "draft-1"):
        written(slug, "甲")
        written(slug, "乙")
    of_draft = SectionVersion.objects.filter(slug="draft-1")
    assert moved_by(of_draft.delete) == (True, False)
    assert moved_by(SectionVersion.objects.filter(slug="published-1").delete) == (True, True)


def test_what_changes_no_row_moves_nothing(library):
    assert moved_by(lambda: Policy.objects.filter(slug="nobody").update(title="x")) == (False, False)
