"""Measure `rules check`: how long it takes, by check, and how that grows with the number of rules.

    python bench/checks.py [--skip-large] [--against REVISION]

prints a table for the shipped base and for each kind of generated base: rules of which no two ever hold together,
rules that contradict each other in great numbers, and decisions that build on one another and are full of mistakes. It
has seconds of the processor for the whole command, for all checks, and for those that take longest, the number of
findings, the lines that are printed of them for a person, and how many times as long ten times the rules take: the
command, and the checks alone. Each base is checked in processes of its own, the least of --turns counts, and, if a
revision is named, by that version as well, in turns, as long as it takes less than --most seconds there. Last comes how
long a check runs, by the clock, that is given one second for proofs of which one takes hours.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import combinations, islice, product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests"), str(ROOT / "bench")]

from interview import decision_base  # noqa: E402
from tabulate import tabulate  # noqa: E402  # after the path is set, as the rest

from followthrough.authoring.checks import Finding, check  # noqa: E402
from followthrough.format.load import parse  # noqa: E402
from followthrough.format.model import KnowledgeBase  # noqa: E402

Files = Mapping[str, bytes]

PIGEONS = 14
"""So many pigeons in one hole less: the number of steps of a proof that they do not fit grows exponentially."""

CHECKED = """
import json, sys, time
sys.path[:0] = [f"{sys.argv[1]}/{part}" for part in ("engine", "cli")]
from followthrough import load
from followthrough.authoring import checks
from followthrough_cli.rules import finding_formats as formats
base, begun = load(sys.argv[2]), []
findings = checks.check(base, progress=lambda number, of: begun.append(time.process_time()))
begun.append(time.process_time())
in_turn = getattr(checks, "IN_TURN", checks.CHECKS)
spent = {one.code: after - before for one, before, after in zip(in_turn, begun, begun[1:])}
few = formats.few_of_each(findings) if hasattr(formats, "few_of_each") else findings
lines = sum(len(formats.lines(one)) for one in few) + (len(few) < len(findings))
print(json.dumps([len(base.rules), len(base.questions), len(findings), lines, begun[-1] - begun[0], spent]))
"""
"""Checks a base in a version, and prints what is told of it in the table."""

COMMAND = """
import sys
sys.path[:0] = [f"{sys.argv[1]}/{part}" for part in ("engine", "cli")]
from followthrough_cli.main import main
sys.argv[1:] = ["rules", "check", "--base", sys.argv[2]]
main()
"""
"""Runs the command of a version."""


# Generated bases


def disjoint(rules: int) -> Files:
    """Make rules of which no two ever hold together: each has answers to three questions of its own."""
    side = next(number for number in range(1, rules + 1) if number**3 >= rules)
    random = Random(rules)
    questions = [_choice(f"q{place}", side) for place in range(3)]
    answers = islice(product(range(side), repeat=3), rules)
    tests = [{f"q{place}": f"o{answer}" for place, answer in enumerate(one)} for one in answers]
    return _base(questions, [_rule(number, one, random.choice("abcde")) for number, one in enumerate(tests)])


def overlapping(rules: int) -> Files:
    """Make rules that test two of twenty questions and conclude one of five values: most contradict many others."""
    random = Random(rules)
    ways = {f"q{place}": random.choice((2, 4)) for place in range(20)}
    tests = [{name: f"o{random.randrange(ways[name])}" for name in random.sample(list(ways), 2)} for _ in range(rules)]
    questions = [_choice(name, number) for name, number in ways.items()]
    return _base(questions, [_rule(number, one, random.choice("abcde")) for number, one in enumerate(tests)])


def generated(rules: int) -> Files:
    """Make decisions that build on one another, with overrides at random: full of mistakes."""
    return decision_base(rules, {100: 20, 400: 32, 1_000: 40, 4_000: 60}[rules])


def _choice(name: str, ways: int) -> dict[str, Any]:
    choices = {f"o{number}": f"way {number}" for number in range(ways)}
    return {"question": name, "ask": f"{name}?", "kind": "choice", "why": "it is tested", "choices": choices}


def _rule(number: int, tests: Mapping[str, str], value: str) -> dict[str, Any]:
    concluded = {"if": tests, "then": {"c": value}, "because": "so"}
    return {"rule": f"r{number}", "counsel": "all", "source": "p", **concluded}


def _base(questions: list[dict[str, Any]], rules: list[dict[str, Any]]) -> Files:
    files = {
        "base": {
            "title": f"{len(rules)} rules",
            "goals": ["c"],
            "counsels": {"all": {"name": "All", "work": "generated"}},
            "default counsel": "all",
        },
        "sources": {"all": {"p": "generated"}},
        "questions": questions,
        "concepts": [{"concept": "c", "means": "a decision", "values": {value: value for value in "abcde"}}],
        **{f"rules/{start:04}": rules[start : start + 500] for start in range(0, len(rules), 500)},
    }
    return {f"{name}.yaml": json.dumps(content).encode() for name, content in files.items()}


KINDS: Mapping[str, tuple[Callable[[int], Files], tuple[int, ...]]] = {
    "disjoint": (disjoint, (100, 400, 1_000, 4_000)),
    "overlapping": (overlapping, (100, 1_000)),
    "generated": (generated, (100, 400, 1_000, 4_000)),
}
"""The kinds of generated bases, and how many rules they have."""

MOST_SMALL = 100
"""Most rules of a base where large ones are skipped."""


# What is measured


def measure(root: Path, folder: Path, most: float) -> list[Any] | None:
    """Check a base in a version; None if that takes more seconds of the processor than it may."""
    done = _run(CHECKED, root, folder, most)
    return json.loads(done.stdout) if done.returncode == 0 else None


def measure_command(root: Path, folder: Path) -> float:
    """Return how many seconds of the processor the whole command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = _run(COMMAND, root, folder, 1_000)
    assert done.returncode in (0, 1), done.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _run(program: str, root: Path, folder: Path, most: float) -> "subprocess.CompletedProcess[str]":
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(most), int(most)))

    return subprocess.run(
        [sys.executable, "-c", program, root, folder], capture_output=True, text=True, check=False, preexec_fn=limited
    )


def rows(kind: str, folders: Mapping[int, Path], earlier: Path | None, most: float, turns: int) -> Iterator[list[Any]]:
    """Measure the bases of a kind, one after the other."""
    took: dict[int, tuple[float, float]] = {}
    for size, folder in folders.items():
        then = measure(earlier, folder, most) if earlier else None
        found = min((_checked(folder) for _ in range(turns)), key=lambda one: one[4])
        rules, questions, findings, lines, seconds, spent = found
        took[size] = min(measure_command(ROOT, folder) for _ in range(turns)), seconds
        longest = sorted(spent, key=lambda code: -spent[code])[:3]
        grown = [f"{now / before:.1f}" for now, before in zip(took[size], took.get(size // 10, ()), strict=False)]
        row = [kind, rules, questions, findings, lines, *took[size], ", ".join(grown)]
        row.append(", ".join(f"{code} {spent[code]:.2g}" for code in longest))
        yield [*row, *([] if earlier is None else [f"{then[4]:.3g}" if then else f"over {most:g}"])]


def _checked(folder: Path) -> list[Any]:
    found = measure(ROOT, folder, 1_000)
    assert found is not None, "the checks come to an end"
    return found


def write(files: Files, folder: Path) -> Path:
    """Write the files of a base into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@contextmanager
def version(revision: str | None, folder: Path) -> Iterator[Path | None]:
    """Have the files of an earlier version in a folder."""
    if revision is None:
        yield None
        return
    subprocess.run(["git", "-C", ROOT, "worktree", "add", "--quiet", folder, revision], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["git", "-C", ROOT, "worktree", "remove", "--force", folder], check=True)


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
    parser.add_argument("--against", metavar="REVISION", help="an earlier version to compare with, as git names it")
    parser.add_argument("--most", type=float, default=60, help="most seconds of a base in the earlier version")
    parser.add_argument("--turns", type=int, default=1, help="how often each base is checked")
    options = parser.parse_args()
    found = []
    with TemporaryDirectory() as folder, version(options.against, Path(folder, "earlier")) as earlier:
        found += rows("shipped", {1: ROOT / "knowledge"}, earlier, options.most, options.turns)
        for kind, (make, all_sizes) in KINDS.items():
            sizes = [size for size in all_sizes if size <= MOST_SMALL or not options.skip_large]
            folders = {size: write(make(size), Path(folder, f"{kind}{size}")) for size in sizes}
            found += rows(kind, folders, earlier, options.most, options.turns)
    head = ["base", "rules", "questions", "findings", "lines", "command, s", "checks, s", "times", "longest checks"]
    _table("All checks of a base", [*head, *([options.against] if options.against else [])], found)
    _table("Proofs that take too long", ["seconds given", "seconds taken", "not proved"], [measure_limit(1.0)])


if __name__ == "__main__":
    main()
