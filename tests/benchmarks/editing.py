"""Somebody at the desk who saves one thing after the other, as a browser sends them, and notes what was answered."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from urllib.parse import urlsplit

from tests.admin.browser import target_of
from tests.faults.traffic import Answer, Browser, Fields, fields_of
from tests.serving import Server

# Each save writes one of its own, in the place of the one that stood there.
MARKER = re.compile(r"标记E\d+N\d+Z")
LIST = "/admin/policies/policy/"
LOGIN = "/admin/login/"
# It is held, and no save.
SIGNED_OUT = 401
ADD, IMPORT = f"{LIST}add/", f"{LIST}import/"
# A worker that was killed, or a database that is away, is not asked as fast as the machine can.
PAUSE_SECONDS = 0.2
# Letters of texts that no check takes for copies of one another.
CHARACTERS = (
    "人才政策补贴申报条件程序材料受理服务单位社保住房公寓租金期限标准主管部门街道园区企业博士硕士学历职称"
)


@dataclass(frozen=True, slots=True)
class Save:
    """One POST that was to write something."""

    what: str
    who: str
    status: int
    """302: it was acknowledged; 409: others wrote meanwhile, and nothing was saved; 0: no answer came."""
    seconds: float
    marker: str = ""
    """What stands in the text that was saved, and in no other."""
    shown: list[str] = field(default_factory=list)
    """The markers that stood on the page that was sent, and on the one that it came back from."""
    number: int = 1
    """Of entries."""


@dataclass(slots=True)
class Desk:
    """What all of the editors share."""

    server: Server
    published: list[int]
    drafts: list[int]
    topic: int
    password: str
    saves: list[Save] = field(default_factory=list)
    going: threading.Event = field(default_factory=threading.Event)

    @property
    def acknowledged(self) -> int:
        return sum(save.status == 302 for save in list(self.saves))


class Editor(threading.Thread):
    def __init__(self, desk: Desk, name: str, number: int, weights: Weights, *, publishes: bool) -> None:
        super().__init__(daemon=True)
        self.desk, self.who, self.number = desk, name, number
        self.browser = Browser(desk.server)
        self.chance = random.Random(number)
        self.saved = 0
        self.own = ""
        """The page of a draft that nobody else writes."""
        self.empty: Fields = {}
        """The form of a new draft."""
        weights = {**weights, Editor.publish: int(publishes)}
        self.acts, self.weights = list(weights), list(weights.values())

    def run(self) -> None:
        while self.browser.sign_in(self.who, self.desk.password).status != 302:
            time.sleep(PAUSE_SECONDS)
        while self.desk.going.is_set():
            [act] = self.chance.choices(self.acts, self.weights)
            act(self)

    # What is done

    def write_own(self) -> None:
        if self.own:
            self._write("own draft", self.own, f"sections-{self.chance.randrange(6)}-body")
            return
        answer = self._write("new draft", ADD, "title")
        self.own = self._leads_to(answer)

    def write_new(self) -> None:
        """One draft after the other into one page, each with a token of its own, as if as many pages had been opened."""
        self.empty = self.empty or _fields(self._ask(ADD))
        if not self.empty:
            return
        marker = self._marker()
        fields = {**self.empty, "title": marker, "once": marker}
        self._send("new draft", ADD, {**fields, "_continue": "保存"}, marker)

    def write_shared(self) -> None:
        self._write(
            "shared draft",
            _page_of(self.chance.choice(self.desk.drafts)),
            f"sections-{self.chance.randrange(3)}-body",
        )

    def write_row(self) -> None:
        self._write("row of an inline", _page_of(self.chance.choice(self.desk.drafts)), "materials-0-note")

    def write_copy(self) -> None:
        if copy := self._copy():
            self._write("working copy", copy, f"sections-{self.chance.randrange(3)}-body")

    def change_topics(self) -> None:
        """All drafts that are shared get a topic, or lose it: said, shown, and done."""
        chosen = {"action": "alter_topics", "_selected_action": [str(key) for key in self.desk.drafts]}
        said = {self.chance.choice(["added", "removed"]): [str(self.desk.topic)]}
        page = self._ask(LIST, {**chosen, **self._token(LIST)})
        page = self._ask(LIST, {**_fields(page), **said})
        if planned := re.search(r'value="确定修改 (\d+) 条"', page.page):
            self._send("bulk", LIST, {**_fields(page), **said}, number=int(planned[1]))

    def bring_in(self) -> None:
        marker = self._marker()
        text = f"关于{marker}的通知\n" + "\n".join(self._sentence() for _ in range(6))
        answer = self._ask(IMPORT, {**self._token(IMPORT), "text": text})
        if page := self._leads_to(answer):
            fields = _fields(self._ask(page))
            self._send("import", page, {**fields, "district": "xuhui", "save": "保存为草稿"}, marker)

    def publish(self) -> None:
        if copy := self._copy():
            path = copy.replace("/change/", "/decide/")
            page = self._ask(path)
            if "_publish" in page.page:
                self._send("publish", path, {**_fields(page), "_publish": "发布", "reason": "只有我一个人。"})

    # How

    def _write(self, what: str, path: str, name: str) -> Answer:
        """Open the page, write into this field, and save; half of those who are told of others save again."""
        page = self._ask(path)
        fields = _fields(page)
        if name not in fields:
            return page
        marker = self._marker()
        fields[name] = [_marked(name, fields[name][0], marker)]
        if name.startswith("sections-"):
            fields[name.replace("body", "state")] = ["content"]
        answer = self._save(what, path, fields, marker, page)
        if answer.status == 409 and self.chance.random() < 0.5:
            return self._save(what, _target(answer), _fields(answer), marker, page, answer)
        return answer

    def _save(self, what: str, path: str, fields: Fields, marker: str, *seen: Answer) -> Answer:
        """A page that comes back tells what has changed since the one before it."""
        # Where two texts differ, the page marks the characters of a marker that do.
        pages = (re.sub("</?mark>", "", page.page) for page in seen)
        shown = [each for page in pages for each in MARKER.findall(page)]
        button = {"_continue": "保存，接着修改"}
        return self._send(what, path, {**fields, **button}, marker, shown=shown)

    def _send(self, what: str, path: str, fields: Fields, marker: str = "", **more: object) -> Answer:
        answer = self._ask(path, fields)
        status = SIGNED_OUT if LOGIN in answer.headers.get("Location", "") else answer.status
        self.desk.saves.append(Save(what, self.who, status, answer.seconds, marker, **more))
        return answer

    def _ask(self, path: str, fields: Fields | None = None) -> Answer:
        answer = self.browser.ask(path, fields)
        if answer.status in (0, 503):
            time.sleep(PAUSE_SECONDS)
        return answer

    def _copy(self) -> str:
        """The page of the working copy of a published entry, begun where there is none."""
        key = self.chance.choice(self.desk.published)
        return self._leads_to(self._ask(f"{LIST}{key}/revise/", self._token(_page_of(key))))

    def _token(self, path: str) -> Fields:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self._ask(path).page)
        return {"csrfmiddlewaretoken": found[1]} if found else {}

    def _leads_to(self, answer: Answer) -> str:
        """Empty where it leads nowhere."""
        return urlsplit(answer.headers.get("Location", "")).path if answer.status == 302 else ""

    def _marker(self) -> str:
        self.saved += 1
        return f"标记E{self.number}N{self.saved}Z"

    def _sentence(self) -> str:
        return "".join(self.chance.choices(CHARACTERS, k=40)) + "。"


Weights = dict[Callable[[Editor], None], int]
# How often each is done.
MIXED: Weights = {
    Editor.write_own: 3,
    Editor.write_shared: 6,
    Editor.write_row: 3,
    Editor.write_copy: 6,
    Editor.change_topics: 1,
    Editor.bring_in: 1,
}
# As many saves as a machine can do: no page is made for most of them.
MANY: Weights = {**MIXED, Editor.write_new: 150}


def _page_of(key: int) -> str:
    return f"{LIST}{key}/change/"


def _marked(name: str, text: str, marker: str) -> str:
    """The marker in the place of the last one: at the end of a section, and all that stands in a short field."""
    kept = MARKER.sub("", text).rstrip() if name.startswith("sections-") else ""
    return f"{kept}\n{marker}".lstrip()


def _fields(page: Answer) -> Fields:
    """None of what has no form: an error, or a page that leads on."""
    return fields_of(page) if page.status in (200, 409) else {}


def _target(page: Answer) -> str:
    return target_of(SimpleNamespace(content=page.page.encode()), page.path)
