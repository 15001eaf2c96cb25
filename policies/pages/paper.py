"""What only paper says: from where and when a page was printed, and the way back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.encoding import uri_to_iri

from policies.text import qr
from policies.text.dates import in_chinese


@dataclass(frozen=True, slots=True)
class Printed:
    address: str
    """The absolute one, as a browser sends it."""
    day: str

    @classmethod
    def of(cls, address: str, on: date) -> Self:
        return cls(address, in_chinese(on))

    @property
    def readable(self) -> str:
        """The address with its Chinese in characters; a browser takes it so too."""
        return uri_to_iri(self.address)

    @property
    def code(self) -> qr.Code | None:
        """The address for the camera of a phone, drawn when a template asks for it; None where it is too long for that."""
        return qr.encode(self.address)
