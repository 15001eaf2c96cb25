"""A draft meets the library: is it here already, what does a person decide, what became of it.

`bring_in` stores files one by one and gives an `ImportOutcome` with its `ImportVerdict` for each, which `report` puts into words. At the desk
`keep` lets a document wait, `waiting` lists those that do, `give_up` deletes one, and a `Review` is one under each `Decision`
made so far; to submit these gives a `ReviewStep`.
`batch` makes a job of a folder or an archive.
`exported` is a policy of the library as our own export has it.
"""

from policies.importing.storing import batch, report
from policies.importing.storing.duplicates import MADE_ELSEWHERE, UNSEEN
from policies.importing.storing.export_saved import exported
from policies.importing.storing.intake import NAME_CHARS, bring_in
from policies.importing.storing.review import (
    PASTED,
    WAITING_LISTED,
    WAITING_MAX,
    WAITING_MAX_BYTES,
    Decision,
    Review,
    ReviewStep,
    give_up,
    keep,
    waiting,
)
from policies.importing.storing.store import ImportOutcome, ImportVerdict

__all__ = [
    "MADE_ELSEWHERE",
    "NAME_CHARS",
    "PASTED",
    "UNSEEN",
    "WAITING_LISTED",
    "WAITING_MAX",
    "WAITING_MAX_BYTES",
    "Decision",
    "ImportOutcome",
    "ImportVerdict",
    "Review",
    "ReviewStep",
    "batch",
    "bring_in",
    "exported",
    "give_up",
    "keep",
    "report",
    "waiting",
]
