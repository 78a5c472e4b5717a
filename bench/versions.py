"""Compare the speed of this version with an earlier one, in turns in one run: `python bench/versions.py REVISION`.

Every workload goes through the public API alone, so that it is the same for both. Each is run in a new process of
either version, one after the other, and the least processor time of all rounds counts: what else runs on the machine
can only add to it. A ratio above 1 means that this version is slower.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tabulate import tabulate

ROOT = Path(__file__).parents[1]
PATHS = """
import sys, time
sys.path[:0] = [f"{sys.argv[1]}/{part}" for part in ("engine", "cli", "web", "tests")]
"""
IMPORTED = f"""{PATHS}
import random
from collections import defaultdict
from datetime import date
import followthrough as ft
TODAY = date(2026, 11, 22)
"""

PREPARED = """
path = f"{sys.argv[1]}/knowledge"
base = ft.load(path)
def leads(number):
    from random_bases import random_lead
    source = random.Random(0)
    return [whole(random_lead(base, source)) for _ in range(number)]
def whole(lead):
    facts = defaultdict(lambda: None, lead)
    for one in base.questions.values():
        if one.unknown_allowed and one.kind != "text" and one.only_if.outcome(facts).name == "TRUE":
            lead.setdefault(one.name, None)
    return lead
def advise(lead):
    try: ft.advise(base, lead, today=TODAY)
    except ft.FollowthroughError: pass
def consult(answers):
    lead = {}
    while (found := ft.next_question(base, lead, today=TODAY)).question is not None:
        count = base.count_of(found.question)
        name = count.name if count else found.question
        lead[name] = answers.get(name)
"""
"""What a workload can use, made before the clock starts."""

WORKLOADS = {
    "advise at the command line, cold": (
        "",
        "from followthrough_cli.main import main\n"
        "try: main(['advise', f'{sys.argv[1]}/examples/three-weeks-of-silence.yaml', '--on', '2026-11-22'])\n"
        "except SystemExit: pass",
    ),
    "load the built-in base": ("files = ft.load", "for _ in range(20): files(path)"),
    "advise on 2,000 leads": ("some = leads(2000)", "for one in some: advise(one)"),
    "first question, shipped base": ("", "ft.next_question(base, {}, today=TODAY)"),
    "60 consultations, shipped base": ("some = leads(60)", "for one in some: consult(one)"),
    "what-if on 40 leads": (
        "some = leads(40)",
        "for one in some: ft.what_if(base, one, 'stance', 'drop', today=TODAY)",
    ),
    "check the shipped base": ("", "ft.check(base)"),
    "200,000 leads as columns": (
        "import polars\nframe = polars.DataFrame(leads(200) * 1000, infer_schema_length=None)",
        "ft.advise_frame(base, frame, today=TODAY)",
    ),
}
"""What is measured: what is prepared, and what is timed."""


def seconds(root: Path, prepared: str, timed: str) -> float:
    """Run a workload in a new process of a version; return its processor time in seconds."""
    cold = "main(" in timed
    before = PATHS if cold else IMPORTED + PREPARED
    script = f"{before}\n{prepared}\nstart = time.process_time() if {not cold} else 0.0\n{timed}\n"
    script += "print(time.process_time() - start, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script, root], capture_output=True, text=True, check=True, cwd=root)
    return float(done.stderr.split()[-1])


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", help="what to compare with, as git names it")
    parser.add_argument("--rounds", type=int, default=5, help="how often each workload is run in each version")
    arguments = parser.parse_args()
    rows = []
    with TemporaryDirectory() as folder:
        earlier = Path(folder, "earlier")
        subprocess.run(["git", "-C", ROOT, "worktree", "add", "--quiet", earlier, arguments.revision], check=True)
        try:
            for name, workload in WORKLOADS.items():
                taken = [(seconds(earlier, *workload), seconds(ROOT, *workload)) for _ in range(arguments.rounds)]
                then, now = map(min, zip(*taken, strict=True))
                rows.append([name, then, now, now / then])
        finally:
            subprocess.run(["git", "-C", ROOT, "worktree", "remove", "--force", earlier], check=True)
    head = ["workload", "then, s", "now, s", "ratio"]
    sys.stdout.write(tabulate(rows, head, tablefmt="github", floatfmt=("", ".3f", ".3f", ".2f")) + "\n")


if __name__ == "__main__":
    main()
