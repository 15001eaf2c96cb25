"""Plain text becomes a draft of a policy, with what in it may not be what was issued.

`draft_of` makes the `Draft` of a source, filed under the `ReferenceData` of the library: each `Place`, and the topics. A
`MentionedRelation` is another document to which it says that it stands in a relation. `doubts` are told, and `doubts.apply` makes
those repairs that a person accepted; `find_doubts` looks for them in any text.
"""

from policies.importing.drafting import doubts
from policies.importing.drafting.document import draft_of
from policies.importing.drafting.doubts import Doubt, DoubtKind, Spot
from policies.importing.drafting.draft import Draft, Place, ReferenceData
from policies.importing.drafting.inspection import find as find_doubts
from policies.importing.drafting.relations import MentionedRelation

__all__ = [
    "Doubt",
    "DoubtKind",
    "Draft",
    "MentionedRelation",
    "Place",
    "ReferenceData",
    "Spot",
    "doubts",
    "draft_of",
    "find_doubts",
]
