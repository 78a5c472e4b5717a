"""How fast `batch` is where answers are missing: `python bench/missing_answers.py [ROWS]`.

The same leads, complete and with some answers left out, are advised on in turns, each time in a process of its own; and
generated bases show how long the diagrams take as rules grow, and where they are given up for single proofs.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from interview import decision_base
from many_leads import possible_leads
from tabulate import tabulate

from followthrough.advising.partial_leads import PartialLeads
from followthrough.errors import NotSettled
from followthrough.format.load import load, parse

ROWS = 1_000_000
MISSING = (0.0, 0.05, 0.3, 0.6)
"""Shares of the answers that are left out."""
PROGRAM = "import sys; from followthrough_cli.main import run; sys.exit(run(sys.argv[1:]))"
BASES = ((30, 8), (60, 10), (100, 12), (100, 20), (250, 25))
"""Rules and questions of generated bases."""


def main() -> None:
    """Measure both."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    files(rows)
    bases()


def files(rows: int) -> None:
    """Advise on files of so many leads, of which ever more answers are missing."""
    leads = possible_leads(load(), texts=True).sample(rows, with_replacement=True, seed=1)
    found = []
    with TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
        for share in MISSING:
            cells = [
                pl.when(pl.Series(range(rows)).hash(seed=number) % 1000 >= 1000 * share).then(pl.col(name)).alias(name)
                for number, name in enumerate(leads.columns)
            ]
            source = Path(folder) / "leads.csv"
            leads.select(cells).write_csv(source)
            seconds, processor = measured(source, Path(folder))
            found.append((f"{share:.0%}", f"{seconds:.1f}", f"{processor:.1f}", f"{rows / processor:,.0f}"))
    head = ["answers missing", "seconds", "of the processor", "leads/s of the processor"]
    sys.stdout.write(tabulate(found, head, tablefmt="github", disable_numparse=True) + "\n\n")


def measured(source: Path, folder: Path) -> tuple[float, float]:
    """Advise on a file; return the seconds, and those of the processor."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    out, aside = str(folder / "out.csv"), str(folder / "aside.csv")
    arguments = ["batch", "--force", str(source), "-o", out, "--set-aside", aside, "--on", "2026-11-22"]
    subprocess.run([sys.executable, "-c", PROGRAM, *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - started, processor


def bases() -> None:
    """Find the outlook of a lead without answers, which takes all diagrams there are."""
    found = []
    generated = [
        (f"{rules} rules, {questions} questions", parse(decision_base(rules, questions))) for rules, questions in BASES
    ]
    for name, base in [("shipped", load()), *generated]:
        started = time.process_time()
        try:
            PartialLeads(base, base.default_counsel).outlooks({}, 1)
            came = "at once"
        except NotSettled:
            came = "one by one"
        found.append((name, f"{time.process_time() - started:.1f}", came))
    sys.stdout.write(tabulate(found, ["base", "seconds", "settled"], tablefmt="github", disable_numparse=True) + "\n")


if __name__ == "__main__":
    main()
