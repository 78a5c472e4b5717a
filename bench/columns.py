"""Measure a million leads as columns, beside a NumPy program that does no more than the rules: side by side in one run.

    python bench/columns.py [--leads N] [--repeats N]

The NumPy program is what one would write by hand for these rules: answers encoded as small integers, each test worked
out once as an array of truths, each rule one line, the advice encoded. It checks no row, names no conflict, and takes
part only after its advice has been found equal. Times are the least of some runs in turns, by the clock.
"""

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from tabulate import tabulate

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(Path(__file__).parent)]

from many_leads import possible_leads  # noqa: E402  # after the path to it is set

from followthrough.format.conditions import AllOf, Between, FactTest, Is, Known, OneOf, OtherThan, Test  # noqa: E402
from followthrough.format.load import load  # noqa: E402
from followthrough.format.model import KnowledgeBase, Rule  # noqa: E402
from followthrough.format.order import settled_order  # noqa: E402
from followthrough.readings.scale.frame import advise_frame  # noqa: E402
from random_bases import TODAY  # noqa: E402

Array = np.ndarray[Any, Any]

UNKNOWN = -1_000
"""Stands for an unknown number; an unknown choice is -1."""


class NumPyProgram:
    """A counsel's rules, line by line, over encoded answers."""

    def __init__(self, base: KnowledgeBase, counsel: str) -> None:
        self.base = base
        self.order = settled_order(base, counsel)
        self.shown = [*base.goals, *base.shows]

    def __call__(self, codes: Mapping[str, Array]) -> dict[str, Array]:
        """Advise: the number of the value for a goal, truths for each value of a concept that may hold many."""
        self.codes = codes
        self.tested: dict[tuple[str, Test], Array] = {}
        self.values: dict[tuple[str, str], Array] = {}
        fired: dict[str, Array] = {}
        claims: dict[tuple[str, str], list[Array]] = {}
        overriding: dict[str, list[str]] = {}
        nothing = np.zeros(len(next(iter(codes.values()))), bool)
        for part in self.order:
            if isinstance(part, Rule):
                holds = self.all_hold(part.conditions)
                if part.unless is not None:
                    holds = holds & ~self.all_hold(part.unless)
                for other in overriding.get(part.name, ()):
                    holds = holds & ~fired[other]
                fired[part.name] = holds
                for name in part.overrides:
                    overriding.setdefault(name, []).append(part.name)
                for one in part.then:
                    claims.setdefault((one.concept, one.value), []).append(holds)
            else:
                for value in part.values:
                    key = part.name, value
                    self.values[key] = reduce(or_, claims[key]) if key in claims else nothing
                if part.otherwise is not None:
                    claimed = reduce(or_, (self.values[part.name, value] for value in part.values))
                    self.values[part.name, part.otherwise] = self.values[part.name, part.otherwise] | ~claimed
        return {name: array for concept in self.shown for name, array in self.encoded(concept, len(nothing))}

    def encoded(self, concept: str, size: int) -> list[tuple[str, Array]]:
        """Encode what was concluded."""
        values = self.base.concepts[concept].values
        if self.base.concepts[concept].many:
            return [(f"{concept}: {value}", self.values[concept, value]) for value in values]
        code = np.full(size, -1, np.int8)
        for number, value in enumerate(values):
            code[self.values[concept, value]] = number
        return [(concept, code)]

    def all_hold(self, conditions: AllOf) -> Array:
        """Tell where conditions are true."""
        return reduce(
            and_,
            (
                self.holds(part.fact, part.test)
                if isinstance(part, FactTest)
                else reduce(or_, map(self.all_hold, part.alternatives))
                for part in conditions.parts
            ),
        )

    def holds(self, fact: str, test: Test) -> Array:
        """Tell where a test is true, worked out once."""
        key = fact, test
        if key not in self.tested:
            if isinstance(test, OneOf):
                self.tested[key] = reduce(or_, (self.holds(fact, one) for one in test.tests))
            elif fact in self.base.concepts:
                self.tested[key] = self.concluded(fact, test)
            else:
                self.tested[key] = self.answered(fact, test)
        return self.tested[key]

    def concluded(self, concept: str, test: Test) -> Array:
        """Tell where a test of a concept is true."""
        if isinstance(test, Is):
            return self.values[concept, str(test.value)]
        known: Array = reduce(or_, (self.values[concept, value] for value in self.base.concepts[concept].values))
        if isinstance(test, OtherThan):
            return known & ~self.values[concept, str(test.value)]
        return known if isinstance(test, Known) else ~known

    def answered(self, fact: str, test: Test) -> Array:
        """Tell where a test of an answer is true."""
        codes = self.codes[fact]
        if isinstance(test, Between):
            low, high = UNKNOWN + 1 if test.low is None else test.low, test.high
            return codes >= low if high is None else (codes >= low) & (codes <= high)
        is_number = fact not in self.base.questions or self.base.questions[fact].kind == "number"
        known: Array = codes != (UNKNOWN if is_number else -1)
        if isinstance(test, Is | OtherThan):
            code = test.value if is_number else list(self.base.questions[fact].choices).index(str(test.value))
            return codes == code if isinstance(test, Is) else known & (codes != code)
        return known if isinstance(test, Known) else ~known


def encoded(leads: pl.DataFrame) -> dict[str, Array]:
    """Encode answers for the NumPy program."""
    return {
        name: (
            column.to_physical().cast(pl.Int8).fill_null(-1)
            if isinstance(column.dtype, pl.Enum)
            else column.cast(pl.Int16).fill_null(UNKNOWN)
        ).to_numpy()
        for name, column in zip(leads.columns, leads, strict=True)
    }


def least(repeats: int, *functions: Callable[[], object]) -> list[float]:
    """Run functions in turns; give the least time of each, in milliseconds."""
    times: list[list[float]] = [[] for _ in functions]
    for _ in range(repeats):
        for function, taken in zip(functions, times, strict=True):
            started = time.perf_counter()
            function()
            taken.append(1_000 * (time.perf_counter() - started))
    return [min(taken) for taken in times]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure columns beside NumPy.")
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=7)
    wanted = parser.parse_args()
    base = load()
    leads = possible_leads(base).sample(wanted.leads, with_replacement=True, seed=1)
    texts = leads.cast({pl.Enum: pl.String})
    codes, rows = encoded(leads), []
    for counsel in base.counsels:
        program = NumPyProgram(base, counsel)
        ours, theirs = advise_frame(base, leads, counsel=counsel, today=TODAY), program(codes)
        for name, array in theirs.items():
            column = ours[name].to_physical().fill_null(-1) if array.dtype == np.int8 else ours[name]
            assert bool((column.to_numpy() == array).all()), f"the two differ in {name}"
        runs = {
            "NumPy, encoded": lambda program=program: program(codes),
            "columns, enumerations": lambda counsel=counsel: advise_frame(base, leads, counsel=counsel, today=TODAY),
            "columns, texts": lambda counsel=counsel: advise_frame(base, texts, counsel=counsel, today=TODAY),
            "columns, with why": lambda counsel=counsel: advise_frame(
                base, leads, counsel=counsel, today=TODAY, why=True
            ),
            "columns, one lead": lambda counsel=counsel: advise_frame(
                base, leads.head(1), counsel=counsel, today=TODAY
            ),
        }
        times = least(wanted.repeats, *runs.values())
        rows += [(counsel, name, taken, taken / times[0]) for name, taken in zip(runs, times, strict=True)]
    head = ["counsel", "what", "milliseconds", "times NumPy"]
    sys.stdout.write(f"{wanted.leads:,} leads\n\n{tabulate(rows, head, tablefmt='github', floatfmt='.3g')}\n")


if __name__ == "__main__":
    main()
