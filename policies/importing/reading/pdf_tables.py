"""Tables of a PDF: where lines cross, there are cells; what stands between them is their text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from policies.importing.reading.pdf_lines import Run, lines_of
from policies.importing.reading.tables import MAX_COLUMNS, Cell, SourceTable

# In points: lines that are nearer to one another are one, and lines that miss one another by less meet.
SAME, MEETS = 3.0, 4.0
# More rows on one page are an attack, or a picture made of lines.
MAX_ROWS = 200
# More lines are a drawing.
MAX_LINES = 1_500


@dataclass(frozen=True, slots=True)
class RuledLine:
    """A line: `at` is its place across, `start` and `end` are where it begins and ends."""

    at: float
    start: float
    end: float

    def covers(self, place: float) -> bool:
        return self.start - MEETS <= place <= self.end + MEETS


@dataclass(slots=True)
class Grid:
    """A table on one page. `xs` go from left to right, `ys` from the top down."""

    across: list[RuledLine]
    down: list[RuledLine]
    xs: list[float] = field(default_factory=list)
    ys: list[float] = field(default_factory=list)

    def close(self) -> Grid:
        self.xs = _different(rule.at for rule in self.down)
        self.ys = _different(rule.at for rule in self.across)[::-1]
        return self

    @property
    def is_table(self) -> bool:
        """More than a frame around something."""
        columns, rows = len(self.xs) - 1, len(self.ys) - 1
        if not (1 <= columns <= MAX_COLUMNS and 1 <= rows <= MAX_ROWS):
            return False
        return columns * rows > 1

    def holds(self, run: Run) -> bool:
        left, right = self.xs[0], self.xs[-1]
        top, bottom = self.ys[0], self.ys[-1]
        return left <= run.middle <= right and bottom <= run.y <= top

    def has_wall(self, x: float, y: float) -> bool:
        return any(abs(rule.at - x) <= SAME and rule.covers(y) for rule in self.down)

    def has_floor(self, y: float, x: float) -> bool:
        return any(abs(rule.at - y) <= SAME and rule.covers(x) for rule in self.across)


def grids(lines: Sequence[Sequence[float]]) -> list[Grid]:
    """`lines` are left, bottom, right, top, each along an edge of the page."""
    if len(lines) > MAX_LINES:
        return []
    across, down = [], []
    for left, bottom, right, top in lines:
        if right - left >= top - bottom:
            across.append(RuledLine((bottom + top) / 2, left, right))
        else:
            down.append(RuledLine((left + right) / 2, bottom, top))
    found = [grid.close() for grid in _apart(across, down)]
    return [grid for grid in found if grid.is_table]


def _apart(across: list[RuledLine], down: list[RuledLine]) -> Iterator[Grid]:
    """Lines that meet, directly or by others, belong to one table."""
    left_across, left_down = set(across), set(down)
    while left_down:
        grid = Grid([], [left_down.pop()])
        waiting: list[tuple[RuledLine, bool]] = [(grid.down[0], True)]
        while waiting:
            rule, is_down = waiting.pop()
            others = left_across if is_down else left_down
            met = [other for other in others if rule.covers(other.at) and other.covers(rule.at)]
            others.difference_update(met)
            (grid.across if is_down else grid.down).extend(met)
            waiting += [(other, not is_down) for other in met]
        if grid.across:
            yield grid


def _different(places: Iterable[float]) -> list[float]:
    """In their order, those that are nearly one as one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > SAME:
            found.append(place)
    return found


def table_of(grid: Grid, runs: Sequence[Run]) -> SourceTable:
    """`runs` are those that it holds."""
    placed: dict[tuple[int, int], list[Run]] = {}
    downward = [-y for y in grid.ys]
    for run in runs:
        row = bisect_left(downward, -run.y) - 1
        column = bisect_left(grid.xs, run.middle) - 1
        placed.setdefault((row, column), []).append(run)
    table = SourceTable()
    above: dict[int, Cell] = {}
    for row, (top, bottom) in enumerate(pairwise(grid.ys)):
        table.rows.append(list(_row(grid, row, (top + bottom) / 2, placed, above)))
    table.close()
    return table


def _row(
    grid: Grid,
    row: int,
    middle: float,
    placed: dict[tuple[int, int], list[Run]],
    above: dict[int, Cell],
) -> Iterator[Cell]:
    """`above` are the cells that may go on, by their first column."""
    last = len(grid.xs) - 1
    column = 0
    while column < last:
        end = column + 1
        while end < last and not grid.has_wall(grid.xs[end], middle):
            end += 1
        centre = (grid.xs[column] + grid.xs[end]) / 2
        goes_on = row > 0 and column in above and not grid.has_floor(grid.ys[row], centre)
        inside = [run for each in range(column, end) for run in placed.get((row, each), ())]
        texts = ["".join(line.text for line in lines_of(inside))] if inside else []
        if goes_on:
            # Merged downward: its words may stand in any of its rows.
            above[column].blocks += texts
            yield Cell([], end - column, goes_on=True)
        else:
            above[column] = Cell(texts, end - column)
            yield above[column]
        column = end
