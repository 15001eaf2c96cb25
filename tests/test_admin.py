"""The desk of the staff, over a small cast: one draft, one published policy, one that lacks its source."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.admin.fields import DayField, LinesField, PlainTextField
from policies.admin.forms import propose_slug
from policies.models import (
    Audience,
    District,
    FormerDistrict,
    Issuer,
    Policy,
    PolicyIssuer,
    PolicyTopic,
    Section,
    Topic,
)
from policies.vocabulary import PublicationState, SectionKind, SectionState

pytestmark = pytest.mark.django_db

DRAFT, REVIEW, PUBLISHED, WITHDRAWN = PublicationState.values
REGISTERED = {Policy, District, FormerDistrict, Topic, Audience, Issuer}


class Desk(Client):
    """Sends a change form as if its page had been opened just now, unless a test says what it was opened with."""

    def post(self, path, data=None, **extra):
        change = re.fullmatch(r"/admin/policies/policy/(\d+)/change/", path)
        if change and "version" not in data:
            data = {**data, "version": Policy.objects.get(pk=change[1]).version}
        return super().post(path, data, **extra)


def signed_in(name: str, *groups: str, superuser: bool = False) -> Client:
    user = User.objects.create_user(name, is_staff=True, is_superuser=superuser)
    user.groups.set([Group.objects.get(name=group) for group in groups])
    client = Desk()
    client.force_login(user)
    return client


@pytest.fixture
def editor():
    return signed_in("小编", "编辑")


@pytest.fixture
def reviewer():
    return signed_in("小审", "审核")


@pytest.fixture
def superuser():
    return signed_in("站长", superuser=True)


@pytest.fixture
def xuhui():
    district, _ = District.objects.get_or_create(
        code="310104", defaults={"slug": "xuhui", "name": "徐汇区", "short": "徐汇", "order": 1}
    )
    return district


@pytest.fixture
def topic():
    value, _ = Topic.objects.get_or_create(slug="settle", defaults={"name": "落户测试", "synonyms": ["户口"]})
    return value


@pytest.fixture
def audience():
    value, _ = Audience.objects.get_or_create(slug="overseas", defaults={"name": "留学测试"})
    return value


@pytest.fixture
def issuer():
    value, _ = Issuer.objects.get_or_create(name="中共测试区委员会")
    return value


def make_policy(slug: str, **values: object) -> Policy:
    policy = Policy(**{"slug": slug, "title": f"关于{slug}的意见", **values})
    policy.save()
    return policy


@pytest.fixture
def draft(xuhui):
    """Complete, so that it can be published."""
    return make_policy("xuhui-2015-15", district=xuhui, doc_number="徐委〔2015〕15号", source_note="扫描件。")


@pytest.fixture
def incomplete():
    return make_policy("no-district", title="没有来源的意见")


@pytest.fixture
def published(xuhui):
    return make_policy("xuhui-2016-1", district=xuhui, source_note="扫描件。", state=PUBLISHED)


def form_data(**values: object) -> dict[str, object]:
    """A whole policy form as a browser sends it, sections empty and 待补."""
    sections = {}
    for place in range(len(SectionKind)):
        sections |= {f"sections-{place}-state": "pending", f"sections-{place}-body": ""}
    return {
        "title": "关于人才安居的意见",
        "state": "draft",
        "policyissuer_set-TOTAL_FORMS": "0",
        "policyissuer_set-INITIAL_FORMS": "0",
        "sections-TOTAL_FORMS": "6",
        "sections-INITIAL_FORMS": "0",
        **sections,
        **values,
    }


def address(policy: Policy, page: str = "change") -> str:
    return reverse(f"admin:policies_policy_{page}", args=[policy.pk])


ADD, LIST = "/admin/policies/policy/add/", "/admin/policies/policy/"


def add(client: Client, **values: object) -> Policy:
    before = set(Policy.objects.values_list("pk", flat=True))
    answer = client.post(ADD, form_data(**values))
    assert answer.status_code == 302, seen(answer)
    return Policy.objects.exclude(pk__in=before).get()


def refusal(client: Client, path: str, **values: object) -> str:
    """The words of the page that comes back when the form is refused."""
    answer = client.post(path, form_data(**values))
    assert answer.status_code == 200
    assert "errornote" in answer.content.decode()
    return seen(answer)


def run(client: Client, action: str, *policies: Policy, **more: str) -> str:
    data = {"action": action, "_selected_action": [each.pk for each in policies], **more}
    return seen(client.post(LIST, data, follow=True))


class Words(HTMLParser):
    """What a person sees or hears: text, and the attributes that are shown or read out."""

    SHOWN = {"alt", "title", "placeholder", "aria-label"}

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = False

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.silent = tag in ("script", "style")
        self.found += [value or "" for name, value in attrs if name in self.SHOWN]
        if settings := values.get("data-inline-formset"):
            self.found += json.loads(settings)["options"].values()
        if tag == "input" and values.get("type") == "submit":
            self.found.append(values.get("value", ""))

    def handle_endtag(self, tag):
        self.silent = False

    def handle_data(self, data):
        if not self.silent:
            self.found.append(data)


def seen(answer) -> str:
    words = Words()
    words.feed(answer.content.decode())
    return "\n".join(words.found)


# Adding


def test_an_editor_adds_a_draft_with_everything(editor, xuhui, topic, audience, issuer):
    policy = add(
        editor,
        doc_number="徐委[2015]15",
        district=xuhui.pk,
        topics=[topic.pk],
        audiences=[audience.pk],
        published_on="2015年8月14日",
        source_note="扫描件。",
        **{
            "policyissuer_set-TOTAL_FORMS": "1",
            "policyissuer_set-0-order": "2",
            "policyissuer_set-0-issuer": issuer.pk,
            "sections-0-body": "一、总则\r\n　　第一段。",
            "sections-1-state": "absent",
        },
    )
    assert (policy.state, policy.year, policy.published_on) == (DRAFT, 2015, date(2015, 8, 14))
    assert policy.doc_number_normalized == "徐委〔2015〕15号"
    assert (list(policy.topics.all()), list(policy.audiences.all())) == ([topic], [audience])
    assert list(policy.policyissuer_set.values_list("issuer", "order")) == [(issuer.pk, 2)]
    rows = {row.kind: (row.state, row.body) for row in policy.sections.all()}
    assert rows.pop("original") == (SectionState.CONTENT, "一、总则\n　　第一段。")
    assert rows.pop("support") == (SectionState.ABSENT, "")
    assert set(rows.values()) == {(SectionState.PENDING, "")}
    assert len(rows) == 4


def test_a_new_policy_is_offered_as_a_draft(reviewer):
    chosen = re.findall(r'<option value="(\w+)" selected>', _select(reviewer.get(ADD), "state"))
    assert chosen == [DRAFT]


@pytest.mark.parametrize("who", ["reviewer", "superuser"])
def test_those_who_publish_add_and_publish(who, request, xuhui):
    client = request.getfixturevalue(who)
    policy = add(client, district=xuhui.pk, source_note="扫描件。")
    answer = client.post(
        address(policy), form_data(district=xuhui.pk, source_note="扫描件。", state=PUBLISHED)
    )
    assert answer.status_code == 302
    policy.refresh_from_db()
    assert policy.state == PUBLISHED


def test_publishing_without_a_source_is_refused_in_the_form(reviewer, incomplete):
    words = refusal(reviewer, address(incomplete), state=PUBLISHED)
    assert "发布前必须填写标题、区，以及官方原文网址或来源说明。" in words
    incomplete.refresh_from_db()
    assert incomplete.state == DRAFT


def test_topics_change_and_go(editor, draft, topic):
    editor.post(address(draft), form_data(topics=[topic.pk]))
    assert list(draft.topics.all()) == [topic]
    assert "修改了" in seen(editor.get(LIST))
    editor.post(address(draft), form_data())
    assert not PolicyTopic.objects.exists()


def test_one_issuer_twice_is_told_by_its_label(editor, draft, issuer):
    rows = {
        f"policyissuer_set-{n}-{name}": value
        for n in (0, 1)
        for name, value in (("order", 1), ("issuer", issuer.pk))
    }
    words = refusal(editor, address(draft), **{"policyissuer_set-TOTAL_FORMS": "2"}, **rows)
    assert "“发文机关”有重复，同一个只能填写一次。" in words
    assert not PolicyIssuer.objects.exists()


# Who may publish


def test_an_editor_is_offered_draft_and_review_only(editor, draft):
    for path in (ADD, address(draft)):
        options = re.findall(r'<option value="(\w+)"', _select(editor.get(path), "state"))
        assert options == [DRAFT, REVIEW]


@pytest.mark.parametrize("state", [PUBLISHED, WITHDRAWN])
def test_a_forged_publication_by_an_editor_is_refused(editor, draft, xuhui, state):
    words = refusal(editor, address(draft), district=xuhui.pk, source_note="x", state=state)
    assert "选择一个有效的选项" in words
    words = refusal(editor, ADD, district=xuhui.pk, source_note="x", state=state)
    assert "选择一个有效的选项" in words
    assert list(Policy.objects.values_list("state", flat=True)) == [DRAFT]


def test_an_editor_hands_in_for_review(editor, draft):
    assert editor.post(address(draft), form_data(state=REVIEW)).status_code == 302
    draft.refresh_from_db()
    assert draft.state == REVIEW


@pytest.mark.parametrize("state", [PUBLISHED, WITHDRAWN])
def test_an_editor_only_looks_at_what_was_published(editor, published, topic, state):
    Policy.objects.update(state=state)
    published.topics.add(topic)
    Section.objects.create(policy=published, kind="support", state="content", body="每月补贴。")
    page = editor.get(address(published))
    html, words = page.content.decode(), seen(page)
    assert page.status_code == 200
    assert 'name="_save"' not in html
    assert not re.search(r'<(textarea|select)[^>]+name="(?!action)', html)
    assert "每月补贴。" in words
    assert topic.name in words
    assert editor.post(address(published), form_data(title="改了")).status_code == 403
    assert editor.post(address(published, "delete"), {"post": "yes"}).status_code == 403
    published.refresh_from_db()
    assert published.title != "改了"


def test_a_reviewer_edits_what_is_published(reviewer, published, xuhui):
    data = form_data(title="改了", district=xuhui.pk, source_note="扫描件。", state=PUBLISHED)
    assert reviewer.post(address(published), data).status_code == 302
    published.refresh_from_db()
    assert (published.title, published.state) == ("改了", PUBLISHED)


def test_an_editor_has_no_bulk_actions(editor, draft):
    assert 'name="action"' not in editor.get(LIST).content.decode()
    for action in ("publish", "withdraw", "delete_selected"):
        run(editor, action, draft, post="yes")
    draft.refresh_from_db()
    assert draft.state == DRAFT


def test_without_rights_on_sections_they_are_shown_and_not_written(draft):
    client = signed_in("只管政策")
    codenames = ["view_policy", "change_policy", "view_section"]
    User.objects.get(username="只管政策").user_permissions.set(
        Permission.objects.filter(codename__in=codenames)
    )
    page = client.get(address(draft)).content.decode()
    assert "申报条件" in page
    assert 'name="sections-0-body"' not in page
    assert client.post(address(draft), form_data(**{"sections-0-body": "伪造"})).status_code == 302
    assert not Section.objects.exclude(body="").exists()


# Bulk actions


def test_bulk_publish_names_what_is_incomplete(reviewer, draft, incomplete, published):
    words = run(reviewer, "publish", draft, incomplete, published)
    assert "已发布 1 条政策。" in words
    assert "有 2 条没有发布。" in words
    assert "《没有来源的意见》：发布前必须填写标题、区，以及官方原文网址或来源说明；" in words
    assert f"《{published.title}》：本来就是“已发布”。" in words
    states = dict(Policy.objects.values_list("slug", "state"))
    assert states == {draft.slug: PUBLISHED, incomplete.slug: DRAFT, published.slug: PUBLISHED}
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.get_change_message()) == (str(draft.pk), "发布。")


def test_bulk_publish_counts_as_an_edit(reviewer, draft):
    Policy.objects.update(edited_at=None)
    run(reviewer, "publish", draft)
    draft.refresh_from_db()
    assert draft.edited_at is not None
    assert draft.sections.count() == 6


def test_bulk_withdraw(reviewer, draft, published):
    words = run(reviewer, "withdraw", draft, published)
    assert "已撤下 1 条政策。" in words
    assert f"《{draft.title}》：还没有发布过，不需要撤下。" in words
    states = dict(Policy.objects.values_list("slug", "state"))
    assert states == {draft.slug: DRAFT, published.slug: WITHDRAWN}


def test_a_bulk_action_works_on_a_filtered_and_searched_list(reviewer, draft, topic):
    draft.topics.add(topic)
    path = f"{LIST}?topics__id__exact={topic.pk}&q=徐委"
    reviewer.post(path, {"action": "publish", "_selected_action": [draft.pk], "select_across": "1"})
    draft.refresh_from_db()
    assert draft.state == PUBLISHED


def test_what_is_published_cannot_be_deleted(reviewer, superuser, published, draft):
    for client in (reviewer, superuser):
        assert client.post(address(published, "delete"), {"post": "yes"}).status_code == 403
        words = run(client, "delete_selected", published, draft, post="yes")
        assert f"没有删除任何政策：已发布的要先撤下，才能删除。《{published.title}》。" in words
    assert Policy.objects.count() == 2
    assert "deletelink" not in reviewer.get(address(published)).content.decode()


def test_withdrawn_and_draft_can_be_deleted(reviewer, published, draft):
    run(reviewer, "withdraw", published)
    assert reviewer.post(address(published, "delete"), {"post": "yes"}).status_code == 302
    assert "成功删除了 1 个 政策" in run(reviewer, "delete_selected", draft, post="yes")
    assert not Policy.objects.exists()


# Sections


def _headings(page) -> list[str]:
    return re.findall(r'<h3 id="sections-\d-heading">([^<]+)</h3>', page.content.decode())


def _bodies(page) -> list[str]:
    return [
        text.strip()
        for text in re.findall(
            r'<textarea name="sections-\d-body"[^>]*>([^<]*)</textarea>', page.content.decode()
        )
    ]


def _select(page, name: str) -> str:
    return re.search(rf'<select name="{name}".*?</select>', page.content.decode(), re.DOTALL)[0]


def test_six_sections_in_order_on_the_add_page(editor):
    page = editor.get(ADD)
    assert _headings(page) == SectionKind.labels
    assert _bodies(page) == [""] * 6


@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_six_sections_in_order_when_only_two_rows_exist(who, request, draft):
    client = request.getfixturevalue(who)
    for kind, body in (("service", "二楼窗口"), ("support", "每月补贴")):
        Section.objects.create(policy=draft, kind=kind, state="content", body=body)
    page = client.get(address(draft))
    assert _headings(page) == SectionKind.labels
    assert _bodies(page) == ["", "每月补贴", "", "", "", "二楼窗口"]
    assert "添加另一个 栏目" not in seen(page)


def test_a_page_opened_before_a_colleague_saved_writes_into_the_right_sections(editor, draft):
    Section.objects.create(policy=draft, kind="support", state="pending")
    stale = form_data(
        **{
            "sections-3-body": "程序",
            "sections-3-kind": "original",
            "sections-0-id": "1",
            "sections-INITIAL_FORMS": "5",
            "sections-TOTAL_FORMS": "0",
        }
    )
    draft.ensure_sections()
    assert editor.post(address(draft), stale).status_code == 302
    assert dict(draft.sections.exclude(body="").values_list("kind", "body")) == {"procedure": "程序"}
    assert draft.sections.count() == 6


def test_an_untouched_section_is_not_reported_as_changed(editor, draft):
    Section.objects.create(policy=draft, kind="original", state="content", body="一\n二")
    same = {"sections-0-state": "content", "sections-0-body": "一\r\n二"}
    editor.post(address(draft), form_data(title="新标题", **same))
    assert "栏目" not in LogEntry.objects.latest("pk").get_change_message()
    editor.post(address(draft), form_data(title="新标题", **same | {"sections-0-body": "一\r\n三"}))
    assert "修改了 栏目“政策原文”的 内容" in LogEntry.objects.latest("pk").get_change_message()


@pytest.mark.parametrize(
    ("state", "body", "message"),
    [
        ("content", "", "还没有内容。请填写内容，或者把状态改为“待补”或“原文未规定”。"),
        ("content", " \r\n　\r\n", "还没有内容。请填写内容，或者把状态改为“待补”或“原文未规定”。"),
        ("absent", "有字", "选了“原文未规定”，下面却有内容。请删去内容，或者把状态改为“有内容”。"),
        ("published", "有字", "选择一个有效的选项"),
    ],
)
def test_state_and_body_of_a_section_must_agree(editor, draft, state, body, message):
    words = refusal(editor, address(draft), **{"sections-2-state": state, "sections-2-body": body})
    assert message in words
    assert not draft.sections.exists()


def test_only_blank_lines_at_the_ends_of_a_body_are_removed(editor, draft):
    pasted = "\r\n \r\n　　第一条　总则\r\n\r\n第二条 \r\n\t\r\n"
    editor.post(address(draft), form_data(**{"sections-0-body": pasted}))
    assert draft.sections.get(kind="original").body == "　　第一条　总则\n\n第二条 "


# Strange characters


@pytest.mark.parametrize(
    "name", ["title", "doc_number", "slug", "source_note", "source_url", "sections-0-body"]
)
def test_nul_is_refused_in_chinese_and_the_text_is_kept(editor, name):
    answer = editor.post(ADD, form_data(**{name: "https://e.cn/字前\x00字后"}))
    assert answer.status_code == 200
    assert "含有看不见的空字符（NUL），不能保存。" in seen(answer)
    assert "字后" in answer.content.decode()
    assert not Policy.objects.exists()


@pytest.mark.parametrize("name", ["state", "district", "topics", "issued_on", "year", "sections-0-state"])
def test_nul_in_a_choice_or_number_is_no_server_error(editor, name):
    refusal(editor, ADD, **{name: "\x00x"})
    assert not Policy.objects.exists()


@pytest.mark.parametrize("forged", ["x", "-1", "9" * 30, "1" * 5000])
@pytest.mark.parametrize("name", ["district", "topics", "audiences"])
def test_a_forged_key_is_no_server_error(editor, name, forged):
    assert "有效的选项" in refusal(editor, ADD, **{name: forged})
    assert editor.get(ADD, {name: forged}).status_code == 200
    assert not Policy.objects.exists()


def test_emoji_and_rare_characters_are_kept(editor):
    policy = add(editor, title="人才😀𠮷", source_note="😀", **{"sections-0-body": "𠮷😀"})
    assert (policy.title, policy.source_note) == ("人才😀𠮷", "😀")
    assert policy.sections.get(kind="original").body == "𠮷😀"


def test_a_lone_surrogate_in_the_raw_request_is_no_server_error(editor):
    raw = urlencode(form_data(title="甲")).replace("title=%E7%94%B2", "title=%E7%94%B2%ED%A0%80")
    answer = editor.post(ADD, raw, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert Policy.objects.get().title.startswith("甲\ufffd")


def test_a_doc_number_that_grows_when_normalised_is_refused(editor):
    assert "发文字号太长。" in refusal(editor, ADD, doc_number="㈱" * 90)
    assert not Policy.objects.exists()


# Two editors at once


def test_the_second_of_two_editors_loses_nothing_and_overwrites_knowingly(editor, reviewer, draft):
    opened = re.search(r'name="version" value="([^"]+)"', editor.get(address(draft)).content.decode())[1]
    reviewer.post(address(draft), form_data(title="审核先保存的标题"))

    mine = form_data(title="小编的标题", version=opened, **{"sections-0-body": "小编的正文。"})
    answer = editor.post(address(draft), mine)
    assert "被别人保存过" in seen(answer)
    assert "小编的标题" in answer.content.decode()
    assert "小编的正文。" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.title == "审核先保存的标题"
    assert not draft.sections.filter(body="小编的正文。").exists()

    now = re.search(r'name="version" value="([^"]+)"', answer.content.decode())[1]
    assert now == draft.version != opened
    assert editor.post(address(draft), {**mine, "version": now}).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "小编的标题"


@pytest.mark.parametrize("version", ["", "loaded", "x", "\x00", "9" * 5000])
def test_a_page_of_no_known_version_saves_nothing(editor, draft, version):
    assert (
        "被别人保存过" in refusal(editor, address(draft), title="改了", version=version) or "\x00" in version
    )
    draft.refresh_from_db()
    assert draft.title != "改了"


def test_an_issuer_that_a_colleague_added_meanwhile_is_told_by_its_label(editor, draft, issuer):
    row = {
        "policyissuer_set-TOTAL_FORMS": "1",
        "policyissuer_set-0-order": "1",
        "policyissuer_set-0-issuer": issuer.pk,
    }
    assert editor.post(address(draft), form_data(**row)).status_code == 302
    assert "同一机关只能填写一次" in refusal(editor, address(draft), **row)
    assert PolicyIssuer.objects.count() == 1


def test_a_bulk_action_makes_open_pages_out_of_date(editor, reviewer, draft):
    opened = draft.version
    run(reviewer, "publish", draft)
    run(reviewer, "withdraw", draft)
    words = refusal(reviewer, address(draft), state=DRAFT, version=opened)
    assert "被别人保存过" in words
    draft.refresh_from_db()
    assert draft.state == WITHDRAWN


# Dates and numbers


@pytest.mark.parametrize(
    "dress", ["2015-08-14", "2015/8/14", "2015.8.14", "2015年8月14日", " ２０１５年08月14日 "]
)
def test_dates_in_any_dress(dress):
    assert DayField().clean(dress) == date(2015, 8, 14)


@pytest.mark.parametrize(
    "wrong", ["2015-02-30", "2015年2月30日", "昨天", "2015年8月", "15-8-14", "2015-08-14x"]
)
def test_dates_that_do_not_exist(editor, wrong):
    words = refusal(editor, ADD, effective_on=wrong)
    assert "请输入真实的日期，例如 2015-08-14。" in words


@pytest.mark.parametrize("name", ["issued_on", "published_on"])
def test_a_date_outside_the_plausible_years_is_no_server_error(editor, name):
    assert "年份应在 1949 到 2100 之间" in refusal(editor, ADD, **{name: "0015-08-14"})


def test_conflicting_dates(editor):
    words = refusal(editor, ADD, effective_on="2015-01-02", expires_on="2015-01-01")
    assert "失效日期不能早于施行日期。" in words
    words = refusal(editor, ADD, issued_on="2015-01-02", repealed_on="2015-01-01")
    assert "废止日期不能早于成文日期。" in words


@pytest.mark.parametrize(
    ("year", "message"),
    [
        ("abc", "请输入四位数的年份，例如 2015。"),
        ("9" * 5000, "请输入四位数的年份，例如 2015。"),
        ("1800", "年份应在 1949 到 2100 之间，例如 2015。"),
    ],
)
def test_bad_years(editor, year, message):
    assert message in refusal(editor, ADD, year=year)


def test_a_date_is_shown_as_it_is_asked_for(editor, draft):
    Policy.objects.update(issued_on=date(2015, 8, 4))
    assert 'value="2015-08-04"' in editor.get(address(draft)).content.decode()


def test_a_bad_address_is_told_with_an_example(editor):
    assert "请输入完整的网址，例如 https://www.shanghai.gov.cn/。" in refusal(
        editor, ADD, official_url="见附件"
    )


# Slug


@pytest.mark.parametrize(
    ("district", "year", "doc_number", "taken", "slug"),
    [
        ("xuhui", 2016, "徐委[2015]15", [], "xuhui-2015-15"),
        ("xuhui", None, "徐委〔2015〕15号", ["xuhui-2015-15"], "xuhui-2015-15-2"),
        ("xuhui", None, "徐委〔2015〕15号", ["xuhui-2015-15", "xuhui-2015-15-2"], "xuhui-2015-15-3"),
        ("", None, "沪府发〔2020〕3号", [], "policy-2020-3"),
        ("xuhui", 2016, "", [], "xuhui-2016-1"),
        ("xuhui", 2016, "令第2号", ["xuhui-2016-1"], "xuhui-2016-2"),
        ("", None, "", ["policy-1"], "policy-2"),
    ],
)
def test_the_proposed_slug(district, year, doc_number, taken, slug):
    assert propose_slug(district, year, doc_number, taken) == slug


def test_a_blank_slug_is_proposed_on_adding(editor, xuhui):
    values = {"district": xuhui.pk, "doc_number": "徐委[2015]15"}
    assert [add(editor, **values).slug for _ in range(2)] == ["xuhui-2015-15", "xuhui-2015-15-2"]
    assert add(editor, issued_on="2019-01-01").slug == "policy-2019-1"


def test_a_slug_of_ones_own_must_be_well_formed_and_free(editor, draft):
    assert add(editor, slug="talent-flats").slug == "talent-flats"
    assert "只能用小写英文字母、数字和连字符" in refusal(editor, ADD, slug="Talent 房")
    assert "已存在" in refusal(editor, ADD, slug=draft.slug)


def test_the_slug_is_for_ever(superuser, draft):
    assert 'name="slug"' not in superuser.get(address(draft)).content.decode()
    assert superuser.post(address(draft), form_data(slug="forged")).status_code == 302
    assert Policy.objects.get().slug == draft.slug


# The list


def test_the_list_says_what_matters(editor, draft, published, incomplete):
    Policy.objects.filter(pk=draft.pk).update(repealed_on=date(2016, 1, 1))
    words = seen(editor.get(LIST))
    for expected in (
        "已废止",
        "待核实",
        "徐汇区",
        "徐委〔2015〕15号",
        "已发布",
        "草稿",
        "今天的效力",
        "未填",
    ):
        assert expected in words


@pytest.mark.parametrize(
    "term", ["徐委〔2015〕15号", "徐委[2015]15", "徐委 ［２０１５］ 15 号", "xuhui-2015-15的"]
)
def test_search_finds_by_title_and_by_number_in_any_dress(editor, draft, published, term):
    words = seen(editor.get(LIST, {"q": term}))
    assert draft.title in words
    assert published.title not in words


def test_search_does_not_take_one_number_for_another(editor, draft):
    assert draft.title not in seen(editor.get(LIST, {"q": "徐委[2015]1"})).split("0 条结果")[-1]
    assert "0 条结果" in seen(editor.get(LIST, {"q": "徐委[2015]1号"}))


def test_filters_narrow_the_list(editor, draft, published, topic):
    draft.topics.add(topic)
    Policy.objects.filter(pk=draft.pk).update(year=2015)
    page = seen(editor.get(LIST))
    for heading in ("以 区", "以 年份", "以 主题", "以 发布状态"):
        assert heading in page
    for query in ({"year": "2015"}, {"topics__id__exact": topic.pk}, {"state__exact": DRAFT}):
        words = seen(editor.get(LIST, query))
        assert draft.title in words
        assert published.title not in words


def test_the_list_drills_down_by_day_of_issue(editor, draft, published):
    Policy.objects.filter(pk=draft.pk).update(issued_on=date(2015, 8, 14))
    Policy.objects.filter(pk=published.pk).update(issued_on=date(2016, 8, 14))
    words = seen(editor.get(LIST, {"issued_on__year": "2015"}))
    assert draft.title in words
    assert published.title not in words


@pytest.mark.parametrize("model", sorted(REGISTERED, key=lambda model: model.__name__))
def test_the_queries_of_a_list_do_not_grow_with_its_rows(superuser, model, xuhui):
    path = reverse(f"admin:policies_{model._meta.model_name}_changelist")
    counts = []
    for start in (0, 10):
        for n in range(start, start + 10):
            _make_row(model, n, xuhui)
        superuser.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            words = seen(superuser.get(path))
        assert f"甲{start + 9}" in words
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _make_row(model, n: int, district: District) -> None:
    named = {"slug": f"row-{n}", "name": f"甲{n}"}
    if model is Policy:
        policy = make_policy(f"row-{n}", title=f"甲{n}", district=district, year=2015)
        policy.topics.add(Topic.objects.get_or_create(slug="t", defaults={"name": "主"})[0])
    elif model is District:
        District.objects.create(**named, short="甲", code=f"9{n:05}")
    elif model is FormerDistrict:
        FormerDistrict.objects.create(name=f"甲{n}", district=district)
    elif model is Issuer:
        Issuer.objects.create(name=f"甲{n}")
    else:
        model.objects.create(**named)


def test_the_number_of_policies_is_counted(superuser, draft, published, topic):
    draft.topics.add(topic)
    published.topics.add(topic)
    row = re.search(
        rf"{topic.name}.*?</tr>", superuser.get("/admin/policies/topic/").content.decode(), re.DOTALL
    )
    assert 'class="field-policies">2</td>' in row[0]


def test_on_the_site_is_offered_for_published_policies_only(editor, reviewer, published, draft):
    for client in (editor, reviewer):
        page = client.get(address(published))
        assert "在网站上查看" in seen(page)
        assert f'href="{published.get_absolute_url()}"' in page.content.decode()
        assert "在网站上查看" not in seen(client.get(address(draft)))


# Taxonomy


@pytest.mark.parametrize(
    ("model", "field", "term", "found"),
    [
        ("policy", "district", "徐汇", "徐汇区"),
        ("policy", "topics", "落户测", "落户测试"),
        ("policy", "audiences", "留学测", "留学测试"),
        ("policyissuer", "issuer", "测试区委", "中共测试区委员会"),
    ],
)
def test_autocomplete_works_for_editors(editor, xuhui, topic, audience, issuer, model, field, term, found):
    query = {"app_label": "policies", "model_name": model, "field_name": field, "term": term}
    answer = editor.get("/admin/autocomplete/", query)
    assert answer.status_code == 200
    assert [each["text"] for each in answer.json()["results"]] == [found]
    answer = editor.get("/admin/autocomplete/", query | {"term": f"{term}\x00"})
    assert [each["text"] for each in answer.json()["results"]] == [found]


def test_synonyms_are_written_one_per_line(reviewer, topic):
    path = reverse("admin:policies_topic_change", args=[topic.pk])
    assert re.search(
        r'<textarea name="synonyms"[^>]*>\s*户口</textarea>', reviewer.get(path).content.decode()
    )
    data = {"name": topic.name, "order": "1", "synonyms": "户口\r\n\r\n 落沪 \r\n户口\r\nＶＩＰ\r\nvip"}
    assert reviewer.post(path, data).status_code == 302
    topic.refresh_from_db()
    assert topic.synonyms == ["户口", "落沪", "ＶＩＰ"]
    assert reviewer.post(path, data | {"synonyms": ""}).status_code == 302
    topic.refresh_from_db()
    assert topic.synonyms == []
    answer = reviewer.post(path, data | {"synonyms": "户\x00口"})
    assert "含有看不见的空字符（NUL），不能保存。" in seen(answer)


def test_the_slug_of_a_value_is_for_ever(superuser, topic):
    path = reverse("admin:policies_topic_change", args=[topic.pk])
    superuser.post(path, {"name": "新名", "slug": "forged", "order": "1", "synonyms": ""})
    topic.refresh_from_db()
    assert (topic.name, topic.slug) == ("新名", "settle")


def test_a_used_topic_cannot_be_deleted(superuser, draft, topic):
    draft.topics.add(topic)
    path = reverse("admin:policies_topic_delete", args=[topic.pk])
    for answer in (superuser.get(path), superuser.post(path, {"post": "yes"})):
        assert "无法删除 主题" in seen(answer)
        assert draft.title in seen(answer)
        assert topic.name in seen(answer)
    data = {"action": "delete_selected", "_selected_action": [topic.pk], "post": "yes"}
    assert "无法删除 主题" in seen(superuser.post("/admin/policies/topic/", data))
    assert Topic.objects.filter(pk=topic.pk).exists()
    assert draft.topics.count() == 1


def test_an_unused_topic_can_be_deleted(superuser, topic):
    data = {"action": "delete_selected", "_selected_action": [topic.pk], "post": "yes"}
    superuser.post("/admin/policies/topic/", data)
    assert not Topic.objects.filter(pk=topic.pk).exists()


def test_a_district_keeps_its_former_names(superuser, xuhui):
    data = {"name": xuhui.name, "short": xuhui.short, "code": xuhui.code, "order": "1"}
    rows = {"TOTAL_FORMS": "2", "INITIAL_FORMS": "0", "0-name": "旧区", "1-name": "旧区"}
    rows = {f"former_names-{name}": value for name, value in rows.items()}
    path = reverse("admin:policies_district_change", args=[xuhui.pk])
    assert "“原名”有重复，同一个只能填写一次。" in seen(superuser.post(path, data | rows))
    superuser.post(path, data | rows | {"former_names-1-name": "更旧区"})
    assert set(xuhui.former_names.values_list("name", flat=True)) >= {"旧区", "更旧区"}


def test_lines_and_text_fields_alone():
    assert LinesField(required=False).clean(None) == []
    assert not LinesField().has_changed(["一", "二"], "一\r\n二\r\n")
    assert LinesField().has_changed(["一"], "二")
    assert PlainTextField().clean("a\rb\r\nc") == "a\nb\nc"


# Chinese everywhere

# Addresses and codes in the examples of the help texts, and values of the cast.
NOT_ENGLISH = re.compile(
    r"https?://\S+|\bxuhui(-\d+)*|\bsettle\b|\boverseas\b|GB/T \d+|policyissuer_set|former_names"
)


def english(answer) -> set[str]:
    return set(re.findall(r"[A-Za-z]{2,}", NOT_ENGLISH.sub(" ", seen(answer))))


@pytest.fixture
def everything(draft, published, xuhui, topic, audience, issuer):
    """One row of each model, all of them filed under each other."""
    for policy in (draft, published):
        policy.topics.add(topic)
        policy.audiences.add(audience)
        PolicyIssuer.objects.create(policy=policy, issuer=issuer)
        policy.ensure_sections()
        Policy.objects.filter(pk=policy.pk).update(title="人才安居的意见", issued_on=date(2015, 8, 14))
    former, _ = FormerDistrict.objects.get_or_create(name="旧区", defaults={"district": xuhui})
    draft.refresh_from_db()
    return [draft, published, xuhui, former, topic, audience, issuer]


def test_the_sweep_covers_all_registered_models(everything):
    app = {model for model in admin.site._registry if model._meta.app_label == "policies"}
    assert app == REGISTERED == {type(row) for row in everything}


@pytest.mark.parametrize(
    ("who", "closed"),
    [
        ("superuser", set()),
        ("reviewer", {"district"}),
        ("editor", {"district", "formerdistrict", "topic", "audience"}),
    ],
)
def test_all_pages_are_chinese(who, closed, request, everything):
    """`closed`: the values that this person may look at and not add to."""
    client = request.getfixturevalue(who)
    answers = {path: client.get(path) for path in ("/admin/", "/admin/policies/")}
    for row in everything:
        name = f"admin:policies_{row._meta.model_name}"
        for page in ("change", "history"):
            path = reverse(f"{name}_{page}", args=[row.pk])
            answers[path] = client.get(path)
        answers[reverse(f"{name}_changelist")] = client.get(reverse(f"{name}_changelist"), {"q": "区"})
        answers[reverse(f"{name}_add")] = client.get(reverse(f"{name}_add"))
    forbidden = {path.split("/")[3] for path, answer in answers.items() if answer.status_code == 403}
    assert forbidden == closed
    assert all(path.endswith("/add/") for path, answer in answers.items() if answer.status_code == 403)
    assert {answer.status_code for answer in answers.values()} <= {200, 403}
    assert len(answers) == 2 + 2 * len(everything) + 2 * len(REGISTERED)
    assert {path: english(answer) for path, answer in answers.items() if english(answer)} == {}


def test_pages_with_mistakes_are_chinese(superuser, everything):
    counters = {
        f"{prefix}-{name}_FORMS": "0"
        for prefix in ("policyissuer_set", "sections", "former_names")
        for name in ("TOTAL", "INITIAL")
    }
    for model in REGISTERED:
        answer = superuser.post(reverse(f"admin:policies_{model._meta.model_name}_add"), counters)
        assert answer.status_code == 200
        assert "有错误：" in seen(answer)
        assert "这个字段是必填项" in seen(answer)
        assert english(answer) == set()


def test_pages_for_deleting_are_chinese(superuser, everything):
    for row in everything:
        if getattr(row, "state", "") != PUBLISHED:
            path = reverse(f"admin:policies_{row._meta.model_name}_delete", args=[row.pk])
            assert english(superuser.get(path)) == set()
            path = reverse(f"admin:policies_{row._meta.model_name}_changelist")
            data = {"action": "delete_selected", "_selected_action": [row.pk]}
            answer = superuser.post(path, data)
            assert row._meta.verbose_name in seen(answer)
            assert english(answer) == set()


def test_the_history_is_chinese(editor, draft, issuer):
    rows = {
        "policyissuer_set-TOTAL_FORMS": "1",
        "policyissuer_set-0-order": "1",
        "policyissuer_set-0-issuer": issuer.pk,
    }
    editor.post(address(draft), form_data(title="新", topics=[], **rows))
    history = editor.get(address(draft, "history"))
    assert "添加了 发文机关" in seen(history)
    assert english(history) == set()


def test_the_login_page_is_chinese():
    for answer in (
        Client().get("/admin/login/"),
        Client().post("/admin/login/", {"username": "甲", "password": "乙"}),
    ):
        assert "人才政策一网通查 · 管理" in seen(answer)
        assert english(answer) == set()
