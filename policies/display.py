"""How a page is shown: 长者模式, 纯文本, 字号 and 高对比. The address alone says it, so that nothing is kept of anybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, QueryDict
from django.utils.http import escape_leading_slashes

from policies.text.glued import bare
from policies.vocabulary import Contrast, Size, ViewMode, Vocabulary

# Each parameter of an address: what it is called, its values, and what none of them is called.
KINDS: dict[str, tuple[str, type[Vocabulary]]] = {
    "view": ("模式", ViewMode),
    "size": ("字号", Size),
    "contrast": ("颜色", Contrast),
}
USUAL = "标准"


@dataclass(frozen=True, slots=True)
class Display:
    """What was chosen. False where nothing was."""

    view: ViewMode | None = None
    size: Size | None = None
    contrast: Contrast | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """A value nobody knows is dropped without a word: the page is the same page."""
        try:
            params = request.GET
        except TooManyFieldsSent:
            # The page that refuses such an address is rendered too.
            return cls()
        return cls.read(params)

    @classmethod
    def read(cls, params: QueryDict) -> Self:
        chosen = {
            name: values.parse(bare(params[name])) for name, (_, values) in KINDS.items() if name in params
        }
        return cls(**chosen)

    def __bool__(self) -> bool:
        return bool(self.view or self.size or self.contrast)

    @property
    def is_plain(self) -> bool:
        return self.view is ViewMode.PLAIN

    @property
    def is_unfolded(self) -> bool:
        """Nothing is folded away, so what was asked for comes before the means to ask for something else."""
        return self.view is not None

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, value.value) for name in KINDS if (value := getattr(self, name)))

    def kept_by(self, address: str) -> str:
        """An address of this site with the parameters of the display; what it says of one itself stands."""
        address, mark, fragment = address.partition("#")
        path, _, query = address.partition("?")
        named = {part.partition("=")[0] for part in query.split("&")}
        added = [(name, value) for name, value in self.parameters if name not in named]
        parameters = "&".join(filter(None, [query, urlencode(added)]))
        if parameters:
            path = f"{path}?{parameters}"
        return f"{path}{mark}{fragment}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of one parameter; `url` is the page at hand with it."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Choices:
    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Modes:
    """The links that show the page at hand in another way, all else in its address kept."""

    display: Display
    address: str
    """The page at hand without any mode."""

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        # //a.example/ is a path here, and in a link another host.
        path = escape_leading_slashes(request.get_full_path().partition("?")[0])
        try:
            params = request.GET.copy()
        except TooManyFieldsSent:
            return cls(Display(), path)
        for name in KINDS:
            params.pop(name, None)
        query = params.urlencode()
        return cls(Display.of(request), f"{path}?{query}" if query else path)

    @property
    def care(self) -> str:
        return self._with("view", ViewMode.CARE)

    @property
    def kinds(self) -> tuple[Choices, ...]:
        return tuple(
            Choices(name, label, tuple(self._choice(name, value) for value in (None, *values)))
            for name, (label, values) in KINDS.items()
        )

    def _choice(self, name: str, value: Vocabulary | None) -> Choice:
        label = value.label if value else USUAL
        return Choice(label, self._with(name, value), getattr(self.display, name) == value)

    def _with(self, name: str, value: Vocabulary | None) -> str:
        return replace(self.display, **{name: value}).kept_by(self.address)


def in_templates(request: HttpRequest) -> dict[str, object]:
    """A context processor: every page knows how it is shown, and how else it could be."""
    modes = Modes.of(request)
    return {"display": modes.display, "modes": modes}
