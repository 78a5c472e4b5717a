"""Measure one lead, and growth from few rules to many, against an earlier version, in turns in one run.

    python bench/growth.py REVISION [--rounds N] [--rules FEW MANY] [--parts proof growth]

The first table is of proofs on the shipped base, in one process for each version that takes its turn with a hundred
leads; CLIPS, where each rule notes its name, takes part if clipspy is installed. The second is of generated bases
(`bench/interview.py`), each measurement in a new process: loading, the first lead (which builds the engine), one lead
more, and the first of a frame of leads as columns (which builds the expressions). All are seconds of the processor, the
least of the rounds; a ratio is the median of those of each round.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tabulate import tabulate

ROOT = Path(__file__).parents[1]
QUESTIONS = 40
"""Questions of a generated base."""

PATHS = """
import sys, time
sys.path[:0] = [f"{sys.argv[1]}/{part}" for part in ("engine", "tests", "")]
from random import Random
from followthrough.format.lead import read_lead
from followthrough.format.load import load, parse
from followthrough.readings.run.inference import infer
from random_bases import TODAY, random_lead
def drawn(base, number):
    random = Random(2)
    return [read_lead(base, random_lead(base, random), TODAY) for _ in range(number)]
"""

TURNS = """
for one in leads: advise(one)
for _ in sys.stdin:
    start = time.process_time()
    for one in leads: advise(one)
    print((time.process_time() - start) / len(leads), flush=True)
"""
"""Proves a hundred leads for each line that it is sent, and tells the seconds for one."""

OURS = f"""{PATHS}
base = load(f"{{sys.argv[1]}}/knowledge")
leads = drawn(base, 100)
def advise(lead): infer(base, "jobfairy", lead, TODAY)
{TURNS}"""

CLIPS = f"""{PATHS}
from bench.peers import by_clips
from bench.peers.translation import answers
base = load(f"{{sys.argv[1]}}/knowledge")
leads = [answers(base, one) for one in drawn(base, 100)]
advise = by_clips.build_noting(base, "jobfairy")
{TURNS}"""

GROWN = f"""{PATHS}
from bench.interview import decision_base
from bench.many_leads import possible_leads
from followthrough.readings.scale.frame import advise_frame
files = decision_base(int(sys.argv[2]), {QUESTIONS})
def timed(work, *given, **more):
    start = time.process_time()
    done = work(*given, **more)
    print(time.process_time() - start)
    return done
base = timed(parse, files)
counsel, (first, *more) = base.default_counsel, drawn(base, 21)
timed(infer, base, counsel, first, TODAY)
timed(lambda: [infer(base, counsel, one, TODAY) for one in more])
timed(advise_frame, base, possible_leads(base, 1_000), counsel=counsel, today=TODAY)
"""
GROWING = ["load", "first lead", "20 leads more", "1,000 leads as columns"]
"""What it tells the seconds of."""


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", help="what to compare with, as git names it")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    parser.add_argument("--rules", type=int, nargs=2, default=[1_000, 10_000], metavar=("FEW", "MANY"))
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS), help="only these")
    arguments = parser.parse_args()
    with checked_out(arguments.revision) as then:
        for part in arguments.parts:
            PARTS[part](then, arguments)


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """Check out a revision into a folder of its own, for a while."""
    with TemporaryDirectory() as folder:
        then = Path(folder, "then")
        subprocess.run(["git", "-C", ROOT, "worktree", "add", "--quiet", then, revision], check=True)
        try:
            yield then
        finally:
            subprocess.run(["git", "-C", ROOT, "worktree", "remove", "--force", then], check=True)


def one_lead(then: Path, arguments: argparse.Namespace) -> None:
    """Print what one lead with its proof takes, then and now, and what CLIPS takes."""
    programs = {"then": (OURS, then), "now": (OURS, ROOT)}
    if find_spec("clips"):
        programs["CLIPS, each rule notes its name"] = CLIPS, ROOT
    else:
        sys.stdout.write("clipspy is not installed, so CLIPS takes no part.\n")
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", *map(str, one)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for one in programs.values()
    ]
    taken: list[list[float]] = [[turn(worker) for worker in workers] for _ in range(20 * arguments.rounds)]
    for worker in workers:
        worker.communicate()
    rows = [
        [name, 1e6 * min(one[place] for one in taken), median(one[place] / one[1] for one in taken)]
        for place, name in enumerate(programs)
    ]
    show(["one lead with its proof", "microseconds", "times now"], rows)


def turn(worker: "subprocess.Popen[str]") -> float:
    """Let a process take its turn; return the seconds that it tells."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write("\n")
    worker.stdin.flush()
    return float(worker.stdout.readline())


def growth(then: Path, arguments: argparse.Namespace) -> None:
    """Print what few rules and many take, then and now, and how many times as much the many take."""
    keys = [(root, size) for size in arguments.rules for root in (then, ROOT)]
    taken = {key: list[list[float]]() for key in keys}
    for _ in range(arguments.rounds):
        for root, size in keys:
            done = subprocess.run(
                [sys.executable, "-c", GROWN, root, str(size)], stdout=subprocess.PIPE, text=True, check=True
            )
            taken[root, size].append([float(seconds) for seconds in done.stdout.split()])
    few, many = arguments.rules
    rows = []
    for place, what in enumerate(GROWING):
        of = {key: [one[place] for one in rounds] for key, rounds in taken.items()}
        for size in (few, many):
            rows.append([what, f"{size:,}", *(min(of[root, size]) for root in (then, ROOT))])
            rows[-1].append(ratio(of[ROOT, size], of[then, size]))
        rows.append(
            [what, f"{many:,} / {few:,}", *(ratio(of[root, many], of[root, few]) for root in (then, ROOT)), None]
        )
    show(["what", "rules", "then, s", "now, s", "now / then"], rows)


def ratio(these: list[float], those: list[float]) -> float:
    """Return how many times as much some took, as the median of the rounds."""
    return median(one / other for one, other in zip(these, those, strict=True))


def show(head: list[str], rows: list[list[object]]) -> None:
    """Print a table."""
    sys.stdout.write(f"{tabulate(rows, head, tablefmt='github', floatfmt='.3g')}\n\n")
    sys.stdout.flush()


PARTS = {"proof": one_lead, "growth": growth}

if __name__ == "__main__":
    main()
