"""Measure `rules test`, and `rules test --write`, by size of base.

    python bench/coverage.py [RULES ...]

prints how many targets there are, which of them the cases meet, a lead could meet, and none can, how many cases are
proposed for the rest, and how many targets were not settled by either; with seconds of the processor for
running the cases and proving the laws, for finding what the cases exercise, and for proposing cases. The bases are the
shipped one and generated ones of so many rules, as `mutants.py` has them: 100, 300, and 1,000 if none is named.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests"), str(ROOT / "bench")]

from mutants import QUESTIONS, with_cases_and_laws  # noqa: E402
from tabulate import tabulate  # noqa: E402  # after the path is set, as the rest

from followthrough.authoring.cases import runs  # noqa: E402
from followthrough.authoring.coverage import coverage  # noqa: E402
from followthrough.authoring.laws import prove_laws  # noqa: E402
from followthrough.authoring.proposals import proposals  # noqa: E402
from followthrough.format.load import load  # noqa: E402

COLUMNS = ["rules", "targets", "met", "missing", "impossible", "proposed", "not settled"]
SECONDS = ["s: cases and laws", "s: coverage", "s: proposals"]


def measure(rules: int) -> Iterator[object]:
    """Count and time what `rules test --write` does."""
    base = with_cases_and_laws(rules) if rules else load()
    times = [time.process_time()]
    ran = list(runs(base))
    list(prove_laws(base))
    times.append(time.process_time())
    covered = coverage(base, ran)
    times.append(time.process_time())
    proposed = proposals(base, covered.missing, ran)
    times.append(time.process_time())
    counts = [len(one) for one in (covered.met, covered.missing, covered.impossible)]
    unsettled = len(covered.unsettled) + len(proposed.unsettled)
    yield from (len(base.rules), sum(counts) + len(covered.unsettled), *counts, len(proposed.made), unsettled)
    yield from (after - before for before, after in pairwise(times))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure `rules test --write`.")
    parser.add_argument("rules", type=int, nargs="*", default=[0, *QUESTIONS], help="rules; 0 for the shipped base")
    rows = []
    for rules in parser.parse_args().rules:
        rows.append([*measure(rules)])
        sys.stderr.write(f"{rows[-1]}\n")
    sys.stdout.write(tabulate(rows, [*COLUMNS, *SECONDS], tablefmt="github", floatfmt=".2g") + "\n")


if __name__ == "__main__":
    main()
