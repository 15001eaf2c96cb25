"""撤下 at the desk: asked for one or for many, with a reason and what comes after it."""

import pytest
from django.contrib.admin.models import LogEntry

from policies.models import Event, Policy, Withdrawal
from tests.admin.desk import (
    PUBLISHED,
    REASON,
    WITHDRAWN,
    address,
    answer_to,
    ask,
    form_data,
    make_policy,
    pressed,
    run,
    seen,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def successor(xuhui):
    return make_policy("xuhui-2026-1", district=xuhui, source_note="扫描件。", state=PUBLISHED)


def question(policy):
    return f"/admin/policies/policy/{policy.pk}/withdraw/ask/"


def test_one_is_withdrawn_from_its_own_page(reviewer, published, successor):
    assert f'href="{question(published)}"' in reviewer.get(address(published)).content.decode()
    page = reviewer.get(question(published))
    assert f"《{published.title}》（已发布）" in seen(page)
    done = answer_to(reviewer, page, reason="与新的一条重复", successor=successor.pk)
    assert "已撤下 1 条政策。" in seen(done)
    found = Withdrawal.objects.get()
    assert (found.policy, found.reason, found.successor) == (published, "与新的一条重复", successor)
    assert found.by.username == "小审"
    event = Event.objects.get(kind="withdraw")
    assert event.details == {"before": "已发布", "reason": "与新的一条重复", "successor": successor.slug}
    assert "原因：与新的一条重复" in seen(reviewer.get(f"/admin/policies/event/{event.pk}/change/"))
    assert LogEntry.objects.get().get_change_message() == "撤下。"
    told = seen(reviewer.get(address(published)))
    assert "原因：与新的一条重复" in told.replace("\n", "")
    assert successor.title in told


def test_many_are_withdrawn_for_one_reason(reviewer, published, successor):
    run(reviewer, "withdraw", published, successor)
    assert set(Withdrawal.objects.values_list("reason", flat=True)) == {REASON}
    assert set(Policy.objects.values_list("state", flat=True)) == {WITHDRAWN}


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"reason": ""}, "撤下要写明原因。"),
        ({"reason": "甲" * 201}, "最多写 200 个字。"),
        ({"reason": "甲\x00乙"}, "含有看不见的空字符"),
        ({"successor": "9" * 40}, "请选一条已发布的。"),
        ({"successor": "draft"}, "请选一条已发布的。"),
    ],
)
def test_what_is_not_said_well_is_asked_again_and_nothing_is_lost(
    reviewer, published, draft, said, complaint
):
    said = {"reason": "重复", **said}
    if said.get("successor") == "draft":
        said["successor"] = draft.pk
    page = answer_to(reviewer, ask(reviewer, "withdraw", published), **said)
    words = seen(page)
    assert complaint in words
    assert "内容被改过" not in words
    assert said["reason"] in words
    assert not Withdrawal.objects.exists()


def test_a_policy_does_not_succeed_itself(reviewer, published):
    page = ask(reviewer, "withdraw", published)
    done = answer_to(reviewer, page, reason="重复", successor=published.pk)
    assert "接替它的不能是这条政策自己" in seen(done)
    assert not Withdrawal.objects.exists()


def test_who_may_not_withdraw_is_not_asked(editor, reviewer, published):
    assert editor.get(question(published)).status_code == 403
    assert question(published) not in editor.get(address(published)).content.decode()
    assert reviewer.get("/admin/policies/policy/999999/withdraw/ask/").status_code == 404
    assert reviewer.get(f"/admin/policies/policy/{published.pk}/hand-in/ask/").status_code == 404
    assert reviewer.post(question(published), {}).status_code == 405


def test_the_button_of_an_old_page_withdraws_nothing(reviewer, published, xuhui):
    data = {"district": xuhui.pk, "source_note": "扫描件。", **pressed(WITHDRAWN)}
    assert reviewer.post(address(published), form_data(**data)).status_code == 409
    published.refresh_from_db()
    assert published.state == PUBLISHED
