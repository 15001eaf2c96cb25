"""Fill a portal with synthetic policies, and empty it of them again: python -m tests.benchmarks.generate 1000

Writes into the database that the settings name, as `manage.py` would; each policy is plainly marked 演示数据.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

import django
from django.conf import settings

PROGRAM = "python -m tests.benchmarks.generate"
AMONG_REAL = (
    "nothing was written: DJANGO_DEBUG is off, so residents would find invented policies among the real "
    "ones. If that is wanted, say --among-real-policies."
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Ends with code 2 and one line where it is asked for what it cannot do."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.remove == (options.number is not None) or (options.remove and options.short):
        parser.error("give either N, the number of policies to write, or --remove alone")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    # Models can be imported only now.
    from tests.benchmarks import synthetic

    if options.remove:
        print(f"Removed {synthetic.remove()} synthetic policies.")
        return
    try:
        print(_write(options))
    except (NotWantedError, synthetic.TaxonomyMissingError) as error:
        parser.error(str(error))


class NotWantedError(Exception):
    """Residents would find what is made up."""


def _write(options: argparse.Namespace) -> str:
    from tests.benchmarks import synthetic

    if not (settings.DEBUG or options.among_real_policies):
        raise NotWantedError(AMONG_REAL)
    written = synthetic.generate(options.number, seed=options.seed, short=options.short)
    length = ", short" if options.short else ""
    return f"Wrote {written} synthetic policies (seed {options.seed}{length})."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description=__doc__)
    parser.add_argument("number", nargs="?", type=_at_least_one, metavar="N", help="How many to write.")
    parser.add_argument("--seed", type=int, default=1, help="The same seed makes the same policies.")
    parser.add_argument("--short", action="store_true", help="Only 政策原文, of 60 to 200 characters.")
    help_among = "Write even though DJANGO_DEBUG is off: residents will find them among the real ones."
    parser.add_argument("--among-real-policies", action="store_true", help=help_among)
    parser.add_argument("--remove", action="store_true", help="Delete every synthetic policy.")
    return parser


def _at_least_one(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return number


if __name__ == "__main__":
    main()
