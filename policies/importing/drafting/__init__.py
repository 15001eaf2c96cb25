"""Plain text becomes a draft of a policy, with what in it may not be what was issued.

`draft_of` makes the `Draft` of a source under what is `Known`: districts as `Place` and topics. A `Mention` is another document
to which it says that it stands in a relation. `doubts` are told, and `doubts.apply` makes those repairs that a person accepted.
"""

from policies.importing.drafting import doubts
from policies.importing.drafting.document import draft_of
from policies.importing.drafting.doubts import Doubt, DoubtKind
from policies.importing.drafting.draft import Draft, Known, Place
from policies.importing.drafting.relations import Mention

__all__ = ["Doubt", "DoubtKind", "Draft", "Known", "Mention", "Place", "doubts", "draft_of"]
