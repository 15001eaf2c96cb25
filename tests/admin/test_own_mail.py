"""邮件提醒: one's own address, and the way out of the daily mail."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User

from policies.daily_mail.sending import recipients
from policies.models import DailyMail
from tests.admin.browser import form_on
from tests.admin.desk import seen
from tests.admin.test_chinese import foreign

pytestmark = pytest.mark.django_db
OWN = "/admin/auth/user/own/"


def test_who_gives_an_address_is_sent_mail_and_can_end_it(editor):
    assert not recipients().exists()
    page = editor.get(OWN)
    assert foreign(page) == set()
    told = seen(editor.post(OWN, form_on(page, email="bian@policy.example"), follow=True))
    assert "邮件发到 bian@policy.example。" in told
    assert [each.username for each in recipients()] == ["小编"]
    page = editor.get(OWN)
    data = form_on(page)
    assert data["email"] == ["bian@policy.example"]
    del data["wanted"]
    assert "不会再发邮件给您" in seen(editor.post(OWN, data, follow=True))
    assert not recipients().exists()
    page = editor.get(OWN)
    assert "checked" not in page.content.decode()
    editor.post(OWN, form_on(page, wanted="on"))
    assert recipients().exists()


def test_the_log_of_the_account_tells_what_was_changed(editor):
    editor.post(OWN, {"email": "bian@policy.example", "wanted": "on"})
    assert "邮箱" in LogEntry.objects.get().get_change_message()
    editor.post(OWN, form_on(editor.get(OWN)))
    assert LogEntry.objects.count() == 1, "nothing was changed"


@pytest.mark.parametrize(
    "typed", ["不是邮箱", "a@b", "a@b.example\r\nBcc: c@d.example", f"{'a' * 250}@b.example"]
)
def test_what_is_no_address_comes_back_with_what_was_typed(editor, typed):
    page = editor.post(OWN, {"email": typed, "wanted": "on"})
    assert page.status_code == 200
    assert "没有保存。请看下面的说明。" in seen(page)
    assert foreign(page) == set()
    assert form_on(page)["email"] == [typed]
    assert User.objects.get().email == ""


def test_nothing_else_of_the_account_is_changed(editor, superuser):
    page = editor.get(OWN)
    User.objects.filter(username="小编").update(first_name="编")
    data = form_on(page, email="bian@policy.example", is_superuser="on", username="站长二")
    assert editor.post(OWN, data).status_code == 302
    person = User.objects.get(username="小编")
    assert (person.first_name, person.is_superuser) == ("编", False)


def test_what_others_enter_meanwhile_stays(editor):
    User.objects.update(email="old@policy.example")
    data = form_on(editor.get(OWN))
    User.objects.update(email="new@policy.example")
    del data["wanted"]
    editor.post(OWN, data)
    assert User.objects.get().email == "new@policy.example"
    assert DailyMail.objects.get().off
    told = seen(editor.post(OWN, {**data, "initial-wanted": "False", "wanted": "on"}, follow=True))
    assert "邮件发到 new@policy.example。" in told


def test_the_page_says_whether_the_site_sends_mail(editor, settings):
    words = "这个站点还没有设置发邮件的服务器"
    assert words in seen(editor.get(OWN))
    settings.MAIL_IS_SENT = True
    assert words not in seen(editor.get(OWN))
    assert 'href="/admin/auth/user/own/"' in editor.get("/admin/").content.decode()


def test_who_looks_after_accounts_enters_the_address_of_another(superuser, editor):
    person = User.objects.get(username="小编")
    path = f"/admin/auth/user/{person.pk}/change/"
    data = form_on(superuser.get(path), email="bian@policy.example")
    assert superuser.post(path, data).status_code == 302
    person.refresh_from_db()
    assert person.email == "bian@policy.example"
