"""Measure the commands of a job hunt of three months with 25 leads: `PYTHONPATH=tests python bench/three_months.py`.

Lives the life in tests/a_life/three_months.yaml through the commands in this process, once. Prints how often each
command was run, the median and the most seconds of the processor that one took, and each that took over 0.3 s, with its
day. Starting Python is not measured, nor is what is checked after each command.
"""

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tabulate import tabulate

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "cli"), str(ROOT / "tests")]

from a_life.life import Life, Lived, story_at  # noqa: E402  # after the path to it is set

MOST = 0.3


def verb(lived: Lived) -> str:
    """Return the name of a command: its first word, with the second if that is one of `leads`, or its calendar."""
    words = lived.command.split()
    if words[0] == "leads":
        return " ".join(words[:2])
    return "plan --ics" if "--ics" in words else words[0]


def main() -> int:
    """Live the life and print its table; end with 1 if a command took too long."""
    with TemporaryDirectory() as folder:
        commands = list(Life(Path(folder), story_at()).live())
    by_verb: dict[str, list[float]] = {}
    for lived in commands:
        by_verb.setdefault(verb(lived), []).append(lived.seconds)
    rows = [[name, len(took), f"{median(took):.3f}", f"{max(took):.3f}"] for name, took in sorted(by_verb.items())]
    head = ["command", "runs", "median, s", "most, s"]
    slow = [lived for lived in commands if lived.seconds > MOST]
    lines = [
        tabulate(rows, head, tablefmt="github", disable_numparse=True),
        "",
        f"{len(slow)} of {len(commands)} commands took over {MOST} s.",
        *(f"{lived.day}  {lived.seconds:.3f}  {lived.command[:80]}" for lived in slow),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
