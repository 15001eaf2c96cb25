"""Where the content of a policy comes from, in words, and which addresses are offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from policies.models import Policy
from policies.text.render import is_safe
from policies.validity import caveat
from policies.vocabulary import SourceGrade, SourceKind

_IN_WORDS = {
    SourceKind.OFFICIAL: "根据官方原文整理。",
    SourceKind.ENGLISH: "根据官方英文版整理，用词可能有出入。",
    SourceKind.INSTITUTIONAL: "据机构资料整理，不是发文机关公布的原文。",
    SourceKind.THIRD_PARTY: "据转载整理，未与原文核对。",
}


@dataclass(frozen=True, slots=True)
class Provenance:
    kind: SourceKind | None = None
    """None where nobody has said."""
    grade: SourceGrade | None = None
    doubt: str = ""
    """Why the entry is uncertain, as a sentence."""
    note: str = ""
    official_url: str = ""
    source_url: str = ""
    has_text: bool = True
    """Whether the entry has any text that could be made from it."""

    @classmethod
    def of(cls, policy: Policy, *, has_text: bool) -> Self:
        """The address of a reprint is never offered, in whichever column it stands."""
        kind = SourceKind(policy.source_kind) if policy.source_kind else None
        offered = kind is not SourceKind.THIRD_PARTY
        return cls(
            kind=kind,
            grade=SourceGrade(policy.source_grade) if policy.source_grade else None,
            doubt=caveat("", policy.uncertain_reason),
            note=policy.source_note,
            official_url=_safe(policy.official_url) if offered else "",
            source_url=_safe(policy.source_url) if offered else "",
            has_text=has_text,
        )

    @property
    def words(self) -> str:
        if self.kind is SourceKind.OFFICIAL and not self.has_text:
            return ""
        return _IN_WORDS[self.kind] if self.kind else ""

    @property
    def official_name(self) -> str:
        """What is found under `official_url`: the source may be a translation, or pages about the policy."""
        return "官方原文" if self.kind in (None, SourceKind.OFFICIAL) else "官方网页"

    @property
    def in_one_line(self) -> str:
        """Every published policy has a note or an address."""
        note = " ".join(self.note.split())
        return note or urlsplit(self.official_url).netloc or self.words

    def cautions(self, beside: str) -> str:
        """What readers have to know before they rely on the text, without what the words `beside` it say."""
        translated = self.words if self.kind is not SourceKind.OFFICIAL else ""
        return "".join(each for each in (translated, self.doubt) if each not in beside)


def _safe(url: str) -> str:
    """A bulk update or SQL by hand passes by what the form checks: javascript: is no address to offer."""
    return url if is_safe(url) else ""
