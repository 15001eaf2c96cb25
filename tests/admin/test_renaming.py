"""改网址标识 at the desk."""

import pytest
from django.contrib.admin.models import LogEntry

from policies.models import Policy
from tests.admin.browser import form_on
from tests.admin.desk import address, make_policy, seen

pytestmark = pytest.mark.django_db


def slug_page(policy):
    return f"/admin/policies/policy/{policy.pk}/slug/"


def rename(client, policy, slug):
    return client.post(slug_page(policy), form_on(client.get(slug_page(policy)), slug=slug), follow=True)


def test_a_policy_is_given_another_slug(reviewer, published):
    assert f'href="{slug_page(published)}"' in reviewer.get(address(published)).content.decode()
    page = rename(reviewer, published, "xuhui-2016-2")
    assert f"网址标识改成了“xuhui-2016-2”，原来的“{published.slug}”会转到这里。" in seen(page)
    assert LogEntry.objects.get().get_change_message() == "改网址标识：xuhui-2016-1 → xuhui-2016-2。"
    assert "以前的网址标识，都会转到现在的：xuhui-2016-1。" in seen(reviewer.get(slug_page(published)))


@pytest.mark.parametrize(
    ("slug", "complaint"),
    [
        ("", "请写新的网址标识。"),
        ("A", "只能用小写英文字母"),
        ("a" * 81, "最多写 80 个"),
        ("taken", "已存在"),
        ("a\x00", "空字符"),
    ],
)
def test_what_cannot_be_one_is_refused_with_what_was_typed(reviewer, published, slug, complaint):
    make_policy("taken")
    page = rename(reviewer, published, slug)
    assert complaint in seen(page)
    assert f'value="{slug}"' in page.content.decode() or not slug


def test_who_may_not_publish_renames_drafts_only(editor, published, draft):
    assert editor.get(slug_page(published)).status_code == 403
    assert editor.post(slug_page(published), {"slug": "x", "before": published.slug}).status_code == 403
    assert slug_page(published) not in editor.get(address(published)).content.decode()
    rename(editor, draft, "xuhui-2015-16")
    assert Policy.objects.filter(slug="xuhui-2015-16").exists()


def test_two_who_rename_at_once_do_not_undo_each_other(reviewer, published):
    data = form_on(reviewer.get(slug_page(published)), slug="mine")
    rename(reviewer, published, "theirs")
    page = reviewer.post(slug_page(published), data)
    assert "别人把网址标识改成了“theirs”" in seen(page)
    assert reviewer.post(slug_page(published), form_on(page)).status_code == 302
    published.refresh_from_db()
    assert published.slug == "mine"
