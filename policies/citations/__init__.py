"""Citations: what a text cites, what a citation means, who cites this, what is cited and missing.

A text is one string, `whole` of the `texts_of` a policy; `different_names` and `names_in` are what it cites. A `Library` says
which `Document` a `Name` means, or why it stays `Unlinked`, with the `Exceptions` of staff. `library_for`, `who_cites`
and `what_is_missing` ask the index, by the reader that is handed in. The grammar of 《…》 and 文号 is `text.citations`.
"""

from policies.citations.asking import Missing, library_for, what_is_missing, who_cites
from policies.citations.meaning import Exceptions, Library, Unlinked
from policies.citations.names import (
    MOST_CITED_BY_ONE,
    Document,
    Name,
    different_names,
    names_in,
    number_term,
    whole,
)
from policies.citations.policy import document_of, texts_of

__all__ = [
    "MOST_CITED_BY_ONE",
    "Document",
    "Exceptions",
    "Library",
    "Missing",
    "Name",
    "Unlinked",
    "different_names",
    "document_of",
    "library_for",
    "names_in",
    "number_term",
    "texts_of",
    "what_is_missing",
    "who_cites",
    "whole",
]
