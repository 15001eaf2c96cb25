"""A source that cannot be read is rejected with a reason, never half read."""

from __future__ import annotations

# Saved pages with their pictures inside reach some megabytes; the longest official text is far below.
MAX_FILE_BYTES = 20_000_000
# A thousand pages. What is longer is not one policy.
MAX_TEXT_CHARS = 3_000_000
TOO_LONG = f"文字超过 {MAX_TEXT_CHARS // 10_000} 万字，不像一份政策，没有读。"


class RejectedSource(Exception):  # noqa: N818 a rejection is an answer, not a fault of the program
    """`reason` is a Chinese sentence for the person who brought the source."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BrokenOff(RejectedSource):
    """What read it was ended from outside: the source is not to blame, and may be read again."""


class PassedOver(RejectedSource):
    """No document, and not meant to be one: nobody has to do anything about it."""
