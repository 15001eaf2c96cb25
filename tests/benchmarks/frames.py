"""How far a request goes through our own code: python -m tests.benchmarks.frames ["/policies/?q=租房"]

One request of Django's test client on the tests' own library, the second one to the same address: by then addresses,
templates and the index are read, as in a process that serves; the page itself is made again, and the index asks the
database whether anything is new.
Only frames of `policies/` and `portal/` count: functions, lambdas, and generators that have a name. A comprehension or a
generator expression is a loop of the function that it stands in (from Python 3.12 on mostly without a frame): it does not.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from urllib.parse import quote

import django

ROOT = Path(__file__).resolve().parent.parent.parent
OWN = (f"{ROOT}/policies/", f"{ROOT}/portal/")
ADDRESS = "/policies/?q=租房"
LOOPS = {"<genexpr>", "<listcomp>", "<setcomp>", "<dictcomp>"}
VIEWS = f"{ROOT}/policies/views.py"
# Of the environment, only what is no setting of a portal.
SETTINGS = ("DJANGO_", "PORTAL_", "DATABASE_", "SEARCH_")


@dataclass(slots=True)
class Walk:
    """What `sys.setprofile` saw of our own functions."""

    calls: Counter[CodeType] = field(default_factory=Counter)
    deepest: tuple[CodeType, ...] = ()
    _stack: list[FrameType] = field(default_factory=list)

    def see(self, frame: FrameType, event: str, _: object) -> None:
        """A profile function. A frame is own by its file; a generator returns at each `yield` and is called again."""
        if event not in ("call", "return") or not is_counted(frame.f_code):
            return
        if event == "return":
            if self._stack and self._stack[-1] is frame:
                self._stack.pop()
            return
        self._stack.append(frame)
        self.calls[frame.f_code] += 1
        if len(self._stack) > len(self.deepest):
            self.deepest = tuple(each.f_code for each in self._stack)

    @property
    def files(self) -> Counter[str]:
        """How many functions of each file were called."""
        return Counter(str(Path(code.co_filename).relative_to(ROOT)) for code in self.calls)


def is_counted(code: CodeType) -> bool:
    return code.co_filename.startswith(OWN) and code.co_name not in LOOPS


def walk(ask: Callable[[], object]) -> Walk:
    seen = Walk()
    sys.setprofile(seen.see)
    try:
        ask()
    finally:
        sys.setprofile(None)
    return seen


def report(seen: Walk) -> str:
    above = next(number for number, code in enumerate(seen.deepest) if code.co_filename == VIEWS)
    lines = [
        f"frames deep {len(seen.deepest)}, of these {above} of middleware",
        f"functions {len(seen.calls)}",
        f"files {len(seen.files)}",
        "",
    ]
    lines += [f"{count:5} {name}" for name, count in sorted(seen.files.items())]
    lines += ["", "the deepest way:"]
    lines += [
        f"{number:5} {Path(code.co_filename).relative_to(ROOT)} {code.co_qualname}"
        for number, code in enumerate(seen.deepest, 1)
    ]
    return "\n".join(lines)


def main() -> None:
    address = sys.argv[1] if len(sys.argv) > 1 else ADDRESS
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="frames-") as directory:
        os.environ |= {"PORTAL_DATA_DIR": directory, "DJANGO_SETTINGS_MODULE": "portal.settings"}
        django.setup()
        # Models can be imported only now.
        from django.core.management import call_command
        from django.test import Client

        from policies.kept import PAGES
        from policies.lookup.index import index
        from tests.library import load_library

        call_command("migrate", verbosity=0)
        load_library()
        ask = Client(headers={"host": "localhost"}).get
        path = quote(address, safe="/?&=%+")
        assert ask(path).status_code == 200
        PAGES.clear()
        index().forget()
        print(report(walk(lambda: ask(path))))


if __name__ == "__main__":
    main()
