"""Measure a file whose days hang together and in which answers are missing: `python bench/tied_days.py REVISION`.

The base is tests/bases/good/days-between; each row has another day, every second one two, and lacks an answer. In turns
with an earlier version, each run in a new process; seconds of the processor, the least of the rounds. Both must write
the same.
"""

import argparse
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from growth import ROOT, checked_out, show

TODAY = date(2026, 11, 26)
ADVISE = """
import sys, time
root, source, target = sys.argv[1:]
sys.path[:0] = [f"{root}/engine"]
from datetime import date
from pathlib import Path
from followthrough import load
from followthrough.advising.files import advise_file
base = load(f"{root}/tests/bases/good/days-between")
start = time.process_time()
advise_file(base, Path(source), Path(target), today=date(2026, 11, 26))
print(time.process_time() - start)
"""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", help="what to compare with, as git names it")
    parser.add_argument("--rows", type=int, default=300, help="rows of the file; over 1,000 were refused once")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    arguments = parser.parse_args()
    with checked_out(arguments.revision) as then, TemporaryDirectory() as folder:
        source, roots = Path(folder, "in.csv"), (then, ROOT)
        source.write_text("bought_on,came_back,returned_on\n" + "".join(map(row, range(arguments.rows))))
        targets = [Path(folder, name) for name in ("then.csv", "now.csv")]
        taken = [
            [seconds(root, source, target) for root, target in zip(roots, targets, strict=True)]
            for _ in range(arguments.rounds)
        ]
        assert targets[0].read_bytes() == targets[1].read_bytes()
    before, now = map(min, zip(*taken, strict=True))
    show(["rows", "then, s", "now, s", "now / then"], [[f"{arguments.rows:,}", before, now, now / before]])


def row(days: int) -> str:
    """Return a row of a coat that was bought so many days ago, and perhaps was brought back since."""
    returned = TODAY - timedelta(days=days // 2) if days % 2 else ""
    return f"{TODAY - timedelta(days=days)},,{returned}\n"


def seconds(root: Path, source: Path, target: Path) -> float:
    """Advise on the file by a version; return the seconds that it takes."""
    command = [sys.executable, "-c", ADVISE, *map(str, (root, source, target))]
    return float(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


if __name__ == "__main__":
    main()
