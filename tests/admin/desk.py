"""The desk of the staff, as tests sit at it: who signs in, what a browser sends, what a person sees."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from policies.admin import checkpoint
from policies.admin.checkpoint import Checkpoint
from policies.admin.saving import CarefulSaving
from policies.models import (
    Area,
    Audience,
    CitationException,
    District,
    FormerDistrict,
    Issuer,
    Policy,
    SectionLabel,
    ServicePoint,
    SynonymGroup,
    Topic,
)
from policies.vocabulary import PublicationState, SectionKind
from tests.admin.browser import form_on, target_of
from tests.people import account

DRAFT, REVIEW, PUBLISHED, WITHDRAWN = PublicationState.values
REGISTERED = {
    *(Policy, District, FormerDistrict, Area, Topic, Audience, Issuer, ServicePoint),
    *(SynonymGroup, CitationException, SectionLabel),
}


class Desk(Client):
    """Sends a change form as if its page had been opened just now, unless a test says what it was opened with."""

    def post(self, path, data=None, **extra):
        change = re.fullmatch(r"/admin/(\w+)/(\w+)/(\d+)/change/", path)
        if change and isinstance(data, dict) and checkpoint.FIELD not in data:
            label, model, pk = change.groups()
            data = {**data, checkpoint.FIELD: token(apps.get_model(label, model), pk)}
        return super().post(path, data, **extra)


def token(model, pk) -> str:
    """What a page would carry that was opened now."""
    row, editor = model.objects.filter(pk=pk).first(), admin.site.get_model_admin(model)
    return Checkpoint.of(editor, row).token if row and isinstance(editor, CarefulSaving) else ""


def signed_in(name: str, *groups: str, superuser: bool = False, districts=None) -> Client:
    """Of all districts, unless some are given (`tests.people`)."""
    user = account(name, *groups, districts=districts, is_staff=True, is_superuser=superuser)
    client = Desk()
    client.force_login(user)
    return client


def make_policy(slug: str, **values: object) -> Policy:
    policy = Policy(**{"slug": slug, "title": f"关于{slug}的意见", **values})
    policy.save()
    return policy


INLINES = ("policyissuer_set", "rounds", "benefits", "materials", "policyservicepoint_set", "relations_from")


def form_data(**values: object) -> dict[str, object]:
    """A whole policy form as a browser sends it, sections empty and 待补."""
    sections = {}
    for index in range(len(SectionKind)):
        sections |= {f"sections-{index}-state": "pending", f"sections-{index}-body": ""}
    return {
        "title": "关于人才安居的意见",
        **{f"{prefix}-{count}_FORMS": "0" for prefix in INLINES for count in ("TOTAL", "INITIAL")},
        "sections-TOTAL_FORMS": "6",
        "sections-INITIAL_FORMS": "0",
        **sections,
        **values,
    }


# The button of the form that brings a policy into a state.
BUTTONS = {DRAFT: "_send-back", REVIEW: "_hand-in", PUBLISHED: "_publish", WITHDRAWN: "_withdraw"}
REASON = "与另一条重复"


def pressed(state: str) -> dict[str, str]:
    """What the browser sends of the button that was pressed."""
    return {BUTTONS[state]: "保存"}


def buttons(page) -> list[str]:
    """The words of the buttons below a form."""
    row = re.search(r'<div class="submit-row">.*?</div>', page.content.decode(), re.DOTALL)
    return re.findall(r'<input type="submit" value="(.*?)"', row[0]) if row else []


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


def ask(client: Client, action: str, *policies: Policy, path: str = LIST, **more: str):
    """The page that asks before a bulk action, or says why there is nothing to ask."""
    data = {"action": action, "_selected_action": [each.pk for each in policies], **more}
    return client.post(path, data, follow=True)


def run(client: Client, action: str, *policies: Policy, path: str = LIST, **more: str) -> str:
    """A bulk action to which the person says yes, and why, where there is anything to say yes to."""
    page = ask(client, action, *policies, path=path, **more)
    data = form_on(page)
    if "reason" in data:
        data["reason"] = REASON
    return seen(client.post(path, data, follow=True) if checkpoint.FIELD in data else page)


def delete(client: Client, path: str):
    """The answer to the yes on the page that asks."""
    return client.post(path, form_on(client.get(path)))


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


# Addresses and codes in the examples of the help texts, formats of files, what stands on a key, and values of the cast.
NOT_ENGLISH = re.compile(
    r"\.(?:html|docx|pdf|txt|md|zip)\b|\b(?:Word|PDF|MB|Ctrl)\b|"
    r"https?://\S+|\w+@[\w.]+\w|\bxuhui(-\d+)*|\bsettle\b|\boverseas\b|GB/T \d+|policyissuer_set|former_names|relations_from|rounds|benefits|materials|policyservicepoint_set|areadistrict_set"
)


def english(words: str) -> set[str]:
    """The words of a text that staff are not to read."""
    return set(re.findall(r"[A-Za-z]{2,}", NOT_ENGLISH.sub(" ", words)))


def seen(answer) -> str:
    words = Words()
    words.feed(answer.content.decode())
    return "\n".join(words.found)


def select(page, name: str) -> str:
    return re.search(rf'<select name="{name}".*?</select>', page.content.decode(), re.DOTALL)[0]


def answer_to(client: Client, page, **said: str):
    """What comes of the form on a page, with what a person says in it."""
    return client.post(target_of(page, LIST), form_on(page, **said), follow=True)
