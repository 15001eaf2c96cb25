"""What staff do with a working copy at the desk: begin it, write into it, decide on it."""

from __future__ import annotations

from policies.models import Policy
from tests.admin.browser import form_on
from tests.admin.desk import (
    address,
    seen,
)


def begun(client, policy) -> Policy:
    """Its working copy, by the button above its form."""
    page = client.get(address(policy))
    assert "开始修改" in seen(page) or "继续修改" in seen(page)
    answer = client.post(address(policy, "revise"))
    copy = Policy.objects.get(copy_of=policy)
    assert answer.headers["Location"] == address(copy)
    return copy


def written(client, copy, **values: str) -> None:
    values = {"sections-1-body": "每月一千元。\n按月发放。", **values}
    answer = client.post(address(copy), form_on(client.get(address(copy)), **values))
    assert answer.status_code == 302, seen(answer)


def decided(client, policy, button: str, **values: str):
    """The answer to a button on the page that shows what changes."""
    page = client.get(address(policy, "decide"))
    return client.post(address(policy, "decide"), form_on(page, **{button: "按下", **values}), follow=True)
