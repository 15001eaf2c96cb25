"""How the whole text of a policy lies in the index: with positions, by which phrases are found in it or in one section.

    公租房3号  in 申报条件  →  公 公租 ¶2 租房 房 ¶2 ¶2 | 3 ¶2 ¶2 | 号 ¶2 ¶2

Bigrams are what a phrase is found by. Between them, where no character has to be found, stands the mark of the section:
a phrase with a mark between its bigrams, or behind its first run, lies in that section. The characters at both ends of a
run stay, for a phrase may hold one alone (3号). Each mark is near the last one of its kind, so it takes two or three
bits, where the characters took nine; these are counted in a field of their own, without positions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from operator import concat

from policies.lookup import tokens
from policies.text.folding import fold
from policies.vocabulary import SectionKind

# Behind each run: so many that its positions are odd in number, for within a run tokens of one kind are an even number of
# positions apart. Else 租房，落户 would be found in 租房落户.
MARKS_BEHIND = 2
# Of what is in no section: title, 文号, names. No text and no question holds such a sign as a token.
MARK = "¶"
# Between two texts: no phrase runs from the end of one into the next.
GAP = f" {MARK} "
MARKS = {kind.value: f"{MARK}{number}" for number, kind in enumerate(SectionKind)}
# Characters of a run that are taken apart at once: each is a string of its own meanwhile.
AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Laid:
    """The tokens of one text, parted by spaces as the index takes them."""

    positioned: str
    """Bigrams and words in their positions, with marks."""
    bigrams: str
    """Bigrams and words alone."""
    characters: str
    """Each Han character alone."""

    @property
    def tokens(self) -> str:
        """All tokens, as `tokens.cut` gives them, in no order."""
        return f"{self.bigrams} {self.characters}"


def lay(text: str, mark: str = MARK) -> Laid:
    """Written bit by bit: as lists, the tokens of a text of 2 MB would take twenty times its size."""
    positioned, bigrams, characters = StringIO(), StringIO(), StringIO()
    behind = f" {mark}" * MARKS_BEHIND + " "
    for run, of_han in tokens.found_runs(fold(tokens.closed(text))):
        if of_han:
            _write_apart(characters, run)
        if of_han and len(run) > 1:
            positioned.write(f"{run[0]} ")
            _write_bigrams(positioned, run, f" {mark} ")
            positioned.write(f" {run[-1]}")
            _write_bigrams(bigrams, run, " ")
            bigrams.write(" ")
        else:
            positioned.write(run)
        if not of_han:
            bigrams.write(f"{run} ")
        positioned.write(behind)
    return Laid(positioned.getvalue(), bigrams.getvalue(), characters.getvalue())


def _write_apart(file: StringIO, run: str) -> None:
    for start in range(0, len(run), AT_ONCE):
        file.write(" ".join(run[start : start + AT_ONCE]) + " ")


def _write_bigrams(file: StringIO, run: str, between: str) -> None:
    for start in range(0, len(run) - 1, AT_ONCE):
        piece = run[start : start + AT_ONCE + 1]
        file.write(between if start else "")
        file.write(between.join(map(concat, piece, piece[1:])))


def phrase(runs: Sequence[str], *, behind: int = MARKS_BEHIND) -> list[tuple[int, str]]:
    """Positions and tokens by which `runs` are found side by side; `behind` is the number of marks behind each run."""
    terms: list[tuple[int, str]] = []
    start = 0
    for run in runs:
        if len(run) > 1 and tokens.is_han(run):
            bigrams = map(concat, run, run[1:])
            terms += [(start + 2 * position + 1, bigram) for position, bigram in enumerate(bigrams)]
            start += 2 * len(run) - 1
        else:
            terms.append((start, run))
            start += 1
        start += behind
    return terms


def phrase_in_section(runs: Sequence[str], kind: str) -> list[tuple[int, str]]:
    """The same, with a mark of the section: between the first two bigrams, or behind the first run."""
    length = len(runs[0]) if tokens.is_han(runs[0]) else 1
    position = 2 if length > 2 else 2 * length - 1
    return sorted([*phrase(runs), (position, MARKS[kind])])
