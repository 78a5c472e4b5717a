"""Measure one lead with its proof, by experta's stock RETE matcher and by ours, side by side.

    python bench/matchers.py [--leads N]

Both run the same random leads of the shipped base in turns, so that whatever else the machine does touches both.
"""

import argparse
import sys
import time
from pathlib import Path
from random import Random
from statistics import median

from tabulate import tabulate

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

from followthrough.format.lead import read_lead  # noqa: E402  # after the path to it is set
from followthrough.format.load import load  # noqa: E402
from followthrough.readings.run.engines import CountingEngine, PlainEngine  # noqa: E402
from followthrough.readings.run.inference import Reasoner  # noqa: E402
from random_bases import TODAY, random_lead  # noqa: E402


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the matchers.")
    parser.add_argument("--leads", type=int, default=300, help="random leads under each counsel")
    wanted = parser.parse_args().leads
    base, random, rows = load(), Random(0), []
    leads = [read_lead(base, random_lead(base, random), TODAY) for _ in range(wanted)]
    for counsel in base.counsels:
        reasoners, building = [], []
        for engine in (PlainEngine, CountingEngine):
            start = time.process_time()
            reasoners.append(Reasoner(base, counsel, engine))
            building.append(time.process_time() - start)
        taken: list[list[float]] = [[], []]
        for lead in leads:
            for place, reasoner in enumerate(reasoners):
                start = time.process_time()
                reasoner.run(lead, TODAY)
                taken[place].append(time.process_time() - start)
        for name, times in (("build", building), ("one lead, median", [median(one) for one in taken])):
            rete, ours = (1_000 * seconds for seconds in times)
            rows.append([counsel, name, rete, ours, rete / ours])
    sys.stdout.write(tabulate(rows, ["counsel", "what", "RETE, ms", "counting, ms", "ratio"], floatfmt=".2f") + "\n")


if __name__ == "__main__":
    main()
