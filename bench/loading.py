"""How long a large rule file takes to load, and how much memory: `python bench/loading.py [MEBIBYTES ...]`.

Each base is made, loaded in a process of its own, and removed; printed are the seconds of that process, without those
before it begins to load, and its peak resident memory. The second table has what it takes to load it again, while it is
in use and as if it were not, and to look each of the two up among the bases for which something is kept.
"""

import subprocess
import sys
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory

from tabulate import tabulate

MEBIBYTES = (1, 5, 10, 15)
QUESTIONS, VALUES = 6, 20
PROGRAM = """
import sys
from resource import RUSAGE_SELF, getrusage
from time import process_time
from followthrough.format import load as load_module


def timed(work, *given):
    started = process_time()
    done = work(*given)
    return done, process_time() - started


base, first = timed(load_module.load, sys.argv[1])
peak = getrusage(RUSAGE_SELF).ru_maxrss
kept = {base: None}
same, again = timed(load_module.load, sys.argv[1])
_, found_same = timed(kept.get, same)
load_module._in_use.clear()
equal, anew = timed(load_module.load, sys.argv[1])
_, found_equal = timed(kept.get, equal)
assert same is base and equal is not base and equal == base
print(len(base.rules), first, peak, again, anew, found_same, found_equal)
"""
FILES = {
    "base.yaml": """\
title: Many rules
goals: [verdict]
counsels: {house: {name: the house, work: a work}}
default counsel: house
""",
    "sources.yaml": "house: {p1: It is so.}\n",
    "questions.yaml": "".join(
        f"- question: q{number}\n  ask: What is {number}?\n  kind: choice\n  why: It matters.\n"
        f"  choices: {{{', '.join(f'v{value}: value {value}' for value in range(VALUES))}}}\n"
        for number in range(QUESTIONS)
    ),
    "concepts.yaml": "- concept: verdict\n  means: What.\n  values: {so: So., else: Else.}\n  otherwise: else\n",
}


def rule(number: int, values: tuple[int, ...]) -> str:
    """Return a rule that tests every question."""
    tests = "".join(f"    q{question}: v{value}\n" for question, value in enumerate(values))
    because = f"The rule number {number} says that it is so, since all of these hold at once."
    return (
        f"- rule: rule-{number}\n  counsel: house\n  source: p1\n  if:\n{tests}"
        f"  then:\n    verdict: so\n  because: {because}\n\n"
    )


def rules(size: int) -> str:
    """Return rules of about so many bytes."""
    every = product(range(VALUES), repeat=QUESTIONS)
    return "".join(rule(number, values) for number, values in enumerate(islice(every, size // len(rule(0, (10,) * 6)))))


def main() -> None:
    """Measure each size."""
    loaded, again = [], []
    for mebibytes in map(int, sys.argv[1:] or MEBIBYTES):
        with TemporaryDirectory() as folder:
            for name, text in {**FILES, "rules/many.yaml": rules(mebibytes << 20)}.items():
                path = Path(folder) / name
                path.parent.mkdir(exist_ok=True)
                path.write_text(text)
            done = subprocess.run([sys.executable, "-c", PROGRAM, folder], check=True, capture_output=True, text=True)
            number, seconds, peak, *others = done.stdout.split()
            size = (Path(folder) / "rules" / "many.yaml").stat().st_size / 2**20
            loaded.append([f"{size:.1f}", f"{int(number):,}", f"{float(seconds):.1f}", f"{int(peak) // 1024:,}"])
            again.append([f"{int(number):,}", *(f"{1_000 * float(one):,.2f}" for one in others)])
    _table(["file, MiB", "rules", "seconds", "peak memory, MiB"], loaded)
    _table(["rules", "again, ms", "not in use, ms", "looked up, ms", "an equal one, ms"], again)


def _table(headers: list[str], rows: list[list[str]]) -> None:
    sys.stdout.write(tabulate(rows, headers, tablefmt="github", disable_numparse=True) + "\n\n")


if __name__ == "__main__":
    main()
