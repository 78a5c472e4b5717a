"""Measure `rules check`: how long it takes on the shipped base, and how that grows with the number of rules.

    python bench/checks.py [--skip-large]

prints two tables: seconds of the processor, for all checks and for those that take longest, on the shipped base and on
generated ones of 100, 300 and 1,000 rules; and how long a check runs, by the clock, that is given one second for all
its proofs, on a base whose proofs take hours. Generated bases are full of mistakes, and most are shown by a lead.
"""

import argparse
import sys
import time
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests"), str(ROOT / "bench")]

from interview import decision_base  # noqa: E402
from tabulate import tabulate  # noqa: E402  # after the path is set, as the rest

from followthrough.authoring.checks import CHECKS, Finding, check  # noqa: E402
from followthrough.format.load import load, parse  # noqa: E402
from followthrough.format.model import KnowledgeBase  # noqa: E402

SIZES = ((100, 20), (300, 30), (1_000, 40))
"""Rules and questions of the generated bases."""

PIGEONS = 14
"""So many pigeons in one hole less: the number of steps of a proof that they do not fit grows exponentially."""


def measure(base: KnowledgeBase) -> list[object]:
    """Time all checks of a base, and name those that took longest."""
    begun: list[float] = []
    findings = check(base, progress=lambda number, of: begun.append(time.process_time()))
    begun.append(time.process_time())
    spent = {one.code: after - before for one, before, after in zip(CHECKS, begun[:-1], begun[1:], strict=True)}
    longest = sorted(spent, key=lambda code: -spent[code])[:3]
    row: list[object] = [len(base.rules), len(base.questions), len(findings), begun[-1] - begun[0]]
    return [*row, ", ".join(f"{code} {spent[code]:.2g}" for code in longest)]


def pigeons() -> KnowledgeBase:
    """Make a base about pigeons that do not fit into their holes."""
    holes = range(PIGEONS - 1)
    choices = ", ".join(f"h{hole}: hole {hole}" for hole in holes)
    questions = [
        f"- {{question: p{one}, ask: Where?, kind: choice, why: x, choices: {{{choices}}}}}\n" for one in range(PIGEONS)
    ]
    questions += [
        f"- {{never: {{p{one}: h{hole}, p{other}: h{hole}}}, because: there is no room}}\n"
        for one, other in combinations(range(PIGEONS), 2)
        for hole in holes
    ]
    texts = {
        "base": "title: pigeons\ngoals: [c]\ncounsels: {all: {name: All, work: generated}}\ndefault counsel: all\n",
        "sources": "all: {p: generated}\n",
        "questions": "".join(questions),
        "concepts": "- {concept: c, means: a decision, values: {a: a, b: b}}\n",
        "rules/all": "- {rule: low, counsel: all, source: p, if: {p0: h0}, then: {c: a}, because: so}\n",
    }
    return parse({f"{name}.yaml": text.encode() for name, text in texts.items()})


def measure_limit(seconds: float) -> list[object]:
    """Time, by the clock, a check that is given so many seconds for proofs that take far longer."""
    start = time.perf_counter()
    findings: tuple[Finding, ...] = check(pigeons(), seconds=seconds / 4, in_all=seconds)
    return [seconds, time.perf_counter() - start, sum(not finding.settled for finding in findings)]


def _table(title: str, head: list[str], rows: list[list[object]]) -> None:
    sys.stdout.write(f"\n{title}\n\n{tabulate(rows, head, tablefmt='github', floatfmt='.3g')}\n")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure `rules check`.")
    parser.add_argument("--skip-large", action="store_true", help="leave out bases with more than 100 rules")
    options = parser.parse_args()
    sizes = SIZES[:1] if options.skip_large else SIZES
    bases = [load(), *(parse(decision_base(*size)) for size in sizes)]
    head = ["rules", "questions", "findings", "seconds", "longest checks"]
    _table("All checks of a base", head, [measure(base) for base in bases])
    _table("Proofs that take too long", ["seconds given", "seconds taken", "not proved"], [measure_limit(1.0)])


if __name__ == "__main__":
    main()
