"""Files of fixtures are checked row by row before anybody has to wait, and then written in bulk.

`check` gives the rows of all files or raises `FixtureError`, which names file, row and field; `load` writes them.
"""

from policies.loading.bulk import load
from policies.loading.checks import check
from policies.loading.rows import FixtureError, FixtureRow

__all__ = ["FixtureError", "FixtureRow", "check", "load"]
