"""The words of a daily mail: plain text in Chinese, with titles and reasons and nothing else of a policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse

from policies.daily_mail.news import News
from policies.daily_mail.pending import Pending, Some
from policies.models import Event, Policy, Scheduled
from policies.publishing import in_words
from policies.site import Site
from policies.vocabulary import EventKind, PublicationState

# How the journal's account of what happened goes on behind the name of who did it.
DONE = {
    EventKind.PUBLISHED: "发布",
    EventKind.CORRECTED: "发布了修改稿",
    EventKind.WITHDRAWN: "撤下",
    EventKind.DISCARDED: "放弃了修改稿",
    EventKind.SCHEDULED: "排定",
    EventKind.UNSCHEDULED: "取消排定",
}
# What residents can read since, unless more came of it.
_PUBLIC = (EventKind.PUBLISHED, EventKind.CORRECTED)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


def letter_to(person: AbstractBaseUser, pending: Pending, news: News) -> Letter | None:
    """None where there is nothing to tell."""
    parts = [*_waiting(pending), *_happened(news)]
    if not parts:
        return None
    greeting = f"{person.get_username()}，您好："
    body = "\n\n".join([greeting, *parts, _end()])
    return Letter(_subject(pending, news), f"{body}\n")


def _subject(pending: Pending, news: News) -> str:
    """Without a title: nothing that somebody typed gets into a header."""
    waiting, happened = pending.total, news.events.total
    told = []
    if waiting:
        told.append(f"等您处理的 {waiting} 条")
    if happened:
        told.append(f"您写的有 {happened} 条消息")
    return f"{Site.current().name}：{'，'.join(told)}"


def _waiting(pending: Pending) -> Iterator[str]:
    yield from _part("等您审核的", pending.to_review, _to_review)
    yield from _part("退回给您的", pending.returned, _returned)
    yield from _part("排定在今天或者明天的", pending.due, _due)
    yield from _part("排定了没有做成的", pending.not_made, _not_made)


def _happened(news: News) -> Iterator[str]:
    def told(event: Event) -> str:
        return _event(event, news.policies[event.policy_id])

    yield from _part("您写的或者排定的，有了结果", news.events, told)


def _part(heading: str, some: Some[Row], told: Callable[[Row], str]) -> Iterator[str]:
    if not some.total:
        return
    lines = [f"{heading}（{some.total} 条）"]
    lines.extend(map(told, some.named))
    if some.unnamed:
        lines.append(f"- 还有 {some.unnamed} 条，请登录后看。")
    yield "\n".join(lines)


def _to_review(policy: Policy) -> str:
    told = "待审"
    if policy.handed_in_at:
        told = f"{in_words(policy.handed_in_at)} {_name(policy.handed_in_by)} 交审"
    return _item(policy, told, _desk("decide", policy))


def _returned(policy: Policy) -> str:
    return _item(policy, policy.returned_because, _desk("change", policy))


def _due(row: Scheduled) -> str:
    return _item(row.policy, _move(row), _desk("change", row.policy))


def _not_made(row: Scheduled) -> str:
    return _item(row.policy, f"{_move(row)}，{row.refused}", _desk("change", row.policy))


def _move(row: Scheduled) -> str:
    return f"{in_words(row.due_at)} {row.get_move_display()}"


def _event(event: Event, policy: Policy) -> str:
    told = f"{in_words(event.at)} {_name(event.actor)} {_done(event)}"
    is_public = event.kind in _PUBLIC and policy.state == PublicationState.PUBLISHED
    path = policy.get_absolute_url() if is_public else _desk("history", policy)
    # What the journal tells of a copy stands with its original.
    return _item(policy, told, path, is_copy=event.details.get("copy", False))


def _done(event: Event) -> str:
    details = event.details
    told = DONE[EventKind(event.kind)]
    if "move" in details:
        told += f"：{details['due']} {details['move']}"
    if event.kind == EventKind.WITHDRAWN and details.get("reason"):
        told += f"，原因：{details['reason']}"
    return told


def _end() -> str:
    lines = [
        f"全部在管理首页：{_address(reverse('admin:index'))}",
        "这封信由系统发出，一天最多一封，请不要回复。",
        f"不想再收，或者要改邮箱：{_address(reverse('admin:auth_user_own'))}",
    ]
    if Site.current().is_demonstration:
        lines.append("演示站点，非政府网站")
    return "\n".join(lines)


def _item(policy: Policy, told: str, path: str, *, is_copy: bool = False) -> str:
    """Two lines: nothing that was typed looks like a line of ours."""
    kind = "（修改稿）" if is_copy or policy.is_copy else ""
    words = f"《{policy.title}》{kind}：{told}"
    on_one_line = " ".join(words.split())
    return f"- {on_one_line}\n  {_address(path)}"


def _name(actor: str) -> str:
    """As the journal has it, which names nobody where a command did it."""
    return actor or "系统"


def _desk(page: str, policy: Policy) -> str:
    return reverse(f"admin:policies_policy_{page}", args=[policy.pk])


def _address(path: str) -> str:
    return f"{settings.ADDRESS}{path}"
