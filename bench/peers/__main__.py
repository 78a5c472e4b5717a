"""Build the shipped base for every peer, check that all agree with us, measure all in one run, and print tables.

    python -m bench.peers [--parts PART ...] [--quick]

Needs the extra `bench`. With --quick there are fewer leads and turns: the tables show that it works, not how fast.
"""

import argparse
import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tabulate import tabulate

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from bench.peers import cold, growth, many_leads, one_lead  # noqa: E402

from followthrough.format.lead import Lead, read_lead  # noqa: E402  # after the path to what it is used with is set
from followthrough.format.load import load  # noqa: E402
from followthrough.format.model import KnowledgeBase  # noqa: E402
from random_bases import TODAY, random_lead  # noqa: E402

COUNSEL = "jobfairy"
"""The counsel that is measured: all rules of the shipped base are in force under it."""


class Size(NamedTuple):
    """How much is measured."""

    agreeing: int
    one: int
    different: int
    many: int
    turns: int
    starts: int
    rules: list[int]
    leads: list[int]


FULL = Size(
    agreeing=1_000,
    one=1_000,
    different=20_000,
    many=1_000_000,
    turns=7,
    starts=40,
    rules=[10, 100, 1_000, 10_000],
    leads=[10_000, 100_000, 1_000_000, 10_000_000],
)
QUICK = Size(
    agreeing=100,
    one=100,
    different=1_000,
    many=20_000,
    turns=2,
    starts=5,
    rules=[10, 100, 1_000],
    leads=[10_000, 100_000],
)


def drawn(base: KnowledgeBase, number: int, seed: int) -> list[Lead]:
    """Draw possible leads."""
    random = Random(seed)
    return [read_lead(base, random_lead(base, random), TODAY) for _ in range(number)]


def show(title: str, headers: list[str], rows: list[list[object]]) -> None:
    """Print a table."""
    say(f"\n## {title}\n\n{tabulate(rows, headers, tablefmt='github', floatfmt='.3g')}")


def say(text: str) -> None:
    """Print a text at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def agreement(base: KnowledgeBase, size: Size) -> None:
    """Check that all agree."""
    leads = drawn(base, size.agreeing, 1)
    compared = one_lead.check(base, leads, TODAY) + many_leads.check(base, leads, TODAY)
    counsels = " and ".join(base.counsels)
    say(f"All peers agree with us on {size.agreeing:,} leads under {counsels}: {compared:,} compared.")


def one(base: KnowledgeBase, size: Size) -> None:
    """Measure one lead with its trace."""
    rows = one_lead.measure(base, COUNSEL, drawn(base, size.one, 2), TODAY)
    show("One lead with its trace", ["", "microseconds", "times ours", "the trace tells"], rows)


def many(base: KnowledgeBase, size: Size) -> None:
    """Measure a million leads."""
    leads = drawn(base, size.different, 3)
    taken = many_leads.in_memory(base, COUNSEL, leads, size.many, size.turns, TODAY)
    show(f"{size.many:,} leads, from encoded columns", *_against(taken, many_leads.OURS))
    with TemporaryDirectory() as folder:
        whole, little = many_leads.in_files(base, COUNSEL, leads, size.many, size.turns, TODAY, Path(folder))
    show(f"{size.many:,} leads, from Parquet to Parquet", *_against(whole, many_leads.OURS))
    show(f"{size.many:,} leads, from Parquet to one given column and the advice", *_against(little, many_leads.OURS))


def _against(taken: dict[str, float], ours: str, times: str = "times ours") -> tuple[list[str], list[list[object]]]:
    ranked = sorted(taken.items(), key=lambda one: one[1])
    return ["", "seconds", times], [[name, seconds, seconds / taken[ours]] for name, seconds in ranked]


def start(base: KnowledgeBase, size: Size) -> None:
    """Measure cold starts."""
    with TemporaryDirectory() as folder:
        taken = cold.measure(Path(folder), size.starts)
    bare = taken[cold.BARE_PROGRAM]
    rows: list[list[object]] = [
        [name, one.clock, one.clock / bare.clock, one.processor, one.processor / bare.processor]
        for name, one in sorted(taken.items(), key=lambda one: one[1])
    ]
    show("A cold start", ["", "seconds", "times the bare program", "of the processor", "times"], rows)


def grow(base: KnowledgeBase, size: Size) -> None:
    """Measure growth."""
    heads = ["rules", "load, s", "first lead, s", "one lead, s", f"columns of {growth.FRAME:,} leads, s"]
    show("More rules", heads, list(growth.by_rules(size.rules, 3, TODAY)))
    heads = ["leads", "seconds", "million a second"]
    show("More leads", heads, list(growth.by_leads(base, COUNSEL, size.leads, 3, TODAY)))


PARTS = {"agree": agreement, "one": one, "many": many, "start": start, "grow": grow}


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description="Measure followthrough side by side with its peers.")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS), help="only these")
    parser.add_argument("--quick", action="store_true", help="few leads and turns: does it work?")
    wanted = parser.parse_args()
    base = load()
    for name in wanted.parts:
        PARTS[name](base, QUICK if wanted.quick else FULL)


if __name__ == "__main__":
    main()
