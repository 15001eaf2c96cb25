"""The page of an entry that is not published, and what stands there when its link has ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.urls import reverse

from policies.models import Policy
from policies.pages.common import Link, named
from policies.pages.detail import DetailPage
from policies.pages.parts import PolicyText
from policies.preview_links import End, EndedError
from policies.publishing import in_words
from policies.results.parts import filled

NO_LINK = "请核对网址是不是完整，或者请给您链接的人再发一次。"
ASK_AGAIN = "还要看的，请给您链接的人再给一个。"
_TOLD = {
    End.LATE: f"它的有效期到 {{until}} 为止，已经过了。{ASK_AGAIN}",
    End.TAKEN_BACK: "给出链接的单位已经把它收回。",
    End.PUBLISHED: "要看的内容已经发布。",
    End.WITHDRAWN: "要看的内容已经撤下。",
    End.GONE: "要看的内容已经没有了，或者已经不能这样看。",
}


def path_of(token: str) -> str:
    """Where the entry stands for whoever has the link."""
    return reverse("policies:preview", args=[f"{token}/"])


def preview_of(entry: Policy, on: date, path: str, part: str) -> DetailPage:
    """`entry` as `for_detail` reads it, filed under a district; `path` is where it is shown, `part` which part is asked for."""
    text = PolicyText(path, filled(entry.sections.all()))
    return DetailPage.build(entry, on, text, text.nearest(part)).as_preview


@dataclass(frozen=True, slots=True)
class EndedPreview:
    title: str
    told: str
    published: Link | None = None
    """What residents read of the same policy."""

    @classmethod
    def no_link(cls) -> Self:
        return cls("这个预览链接不对", NO_LINK)

    @classmethod
    def of(cls, ended: EndedError) -> Self:
        found = ended.published
        title = named(found.title, ours=found.title_is_ours) if found else ""
        return cls(
            title="这个预览链接不能再用了",
            told=_TOLD[ended.why].format(until=in_words(ended.until)),
            published=Link(title, found.get_absolute_url()) if found else None,
        )

    @classmethod
    def without_district(cls) -> Self:
        return cls("现在还不能预览", "这一条还没有填写区。请告诉给您链接的人。")
