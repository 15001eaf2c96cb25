"""What a browser would send: the fields of a form as its page has them."""

from __future__ import annotations

from html.parser import HTMLParser


class Forms(HTMLParser):
    """The fields of each form of a page: name -> values."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[dict[str, str | None], dict[str, list[str]]]] = []
        self.fields: dict[str, list[str]] | None = None
        self.text: tuple[str, list[str]] | None = None
        self.select: tuple[str, bool] | None = None

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "form":
            self.fields = {}
            self.found.append((values, self.fields))
        if self.fields is None:
            return
        name = values.get("name")
        if tag == "input" and name:
            self._input(name, values)
        elif tag == "textarea":
            self.text = (name, [])
        elif tag == "select":
            self.select = (name, "multiple" in values)
        elif tag == "option" and self.select and "selected" in values:
            self.fields.setdefault(self.select[0], []).append(values.get("value") or "")

    def _input(self, name, values):
        kind = values.get("type")
        ticked = kind in ("checkbox", "radio")
        if kind not in ("submit", "file") and (not ticked or "checked" in values):
            value = values.get("value", "on" if ticked else "") or ""
            self.fields.setdefault(name, []).append(value)

    def handle_data(self, data):
        if self.text:
            self.text[1].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.fields = None
        elif tag == "textarea" and self.text:
            name, parts = self.text
            # The first line break behind the tag belongs to it.
            text = "".join(parts).replace("\r\n", "\n").removeprefix("\n")
            self.fields.setdefault(name, []).append(text)
            self.text = None
        elif tag == "select" and self.select:
            name, multiple = self.select
            # A browser chooses the first option, which is the empty one in every form of the desk.
            if not multiple:
                self.fields.setdefault(name, [""])
            self.select = None


def form_on(page, **changes):
    """The fields of the page's own form, and what a person changes in it."""
    _, fields = _own(page)
    return {**fields, **changes}


def target_of(page, address):
    """Where that form goes; to the address of the page where it names none."""
    values, _ = _own(page)
    return values.get("action") or address


def _own(page):
    forms = Forms()
    forms.feed(page.content.decode())
    for values, fields in forms.found:
        if values.get("id") != "logout-form" and values.get("method", "get").lower() == "post":
            return values, fields
    raise AssertionError("the page has no form to send")
