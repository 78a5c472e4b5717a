"""Measure `rules mutate`: what becomes of every small change, and how long that takes, by size of base.

    python bench/mutants.py [RULES ...]

prints how many changes there are and how many have which fate, with seconds of the processor, for the shipped base and
for generated ones of so many rules: 100, 300, and 1,000 if none is named. The rules of these rest on each other in many
layers, override each other, and have a few cases and laws, made of what they conclude; so most changes reach no advice,
which has to be proved. Counts are the same on every machine. It takes minutes.
"""

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests"), str(ROOT / "bench")]

from interview import decision_base  # noqa: E402
from tabulate import tabulate  # noqa: E402  # after the path is set, as the rest

from followthrough.authoring.mutation import FATES, mutate  # noqa: E402
from followthrough.format.lead import complete, read_lead  # noqa: E402
from followthrough.format.load import load, parse  # noqa: E402
from followthrough.format.model import KnowledgeBase  # noqa: E402
from followthrough.readings.run.inference import infer  # noqa: E402
from random_bases import TODAY, random_lead  # noqa: E402

QUESTIONS = {100: 20, 300: 30, 1_000: 40}
"""Questions of the generated bases, as in the other measurements."""

CASES = 40


def with_cases_and_laws(rules: int) -> KnowledgeBase:
    """Generate a base with cases that hold, and with laws of which some are broken."""
    files = decision_base(rules, QUESTIONS.get(rules, 40))
    base, random = parse(files), Random(rules)
    goal = base.goals[0]
    cases = []
    for number in range(CASES):
        lead = random_lead(base, random)
        value = infer(base, base.default_counsel, complete(read_lead(base, lead, TODAY)), TODAY).facts[goal]
        cases.append({"case": f"case {number}", "lead": _written(lead), "expect": {"all": {goal: value}}})
    laws = [
        {"law": f"law {value}", "if": {question: "at least 14"}, "never": {goal: value}, "because": "so"}
        for question, value in zip(("q0", "q4", "q8"), "abc", strict=True)
    ]
    files["cases/cases.yaml"] = json.dumps(cases).encode()
    files["laws/laws.yaml"] = json.dumps(laws).encode()
    return parse(files)


def _written(lead: dict[str, object]) -> dict[str, object]:
    return {name: "unknown" if answer is None else answer for name, answer in lead.items()}


def measure(base: KnowledgeBase) -> list[object]:
    """Time what becomes of all changes of a base, and count it."""
    start = time.process_time()
    fates = Counter(outcome.fate for outcome in mutate(base))
    seconds = time.process_time() - start
    return [len(base.rules), fates.total(), *(fates[fate] for fate in FATES), seconds]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure `rules mutate`.")
    parser.add_argument("rules", type=int, nargs="*", default=[0, *QUESTIONS], help="rules; 0 for the shipped base")
    rows = []
    for rules in parser.parse_args().rules:
        rows.append(measure(with_cases_and_laws(rules) if rules else load()))
        sys.stderr.write(f"{rows[-1]}\n")
    sys.stdout.write(tabulate(rows, ["rules", "changes", *FATES, "seconds"], tablefmt="github", floatfmt=".3g") + "\n")


if __name__ == "__main__":
    main()
