"""Live by the advice: `python bench/lives.py [--lives N] [--seed S] [--base DIR] [--tell N]`.

A simulated person, in a world with a hidden truth, answers all that applies truthfully each day, does what is advised
on the day on which it is due, and hears back or does not, for 60 days, under each counsel. Every day it is checked that
the advice holds when it is lived (`RULES` in living.py). Prints how the lives went, writes the table into
docs/lives.md, and ends with 1 if anything was violated. `--tell N` tells the N-th life day by day instead. Every life
has a seed of its own.
"""

import argparse
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path
from statistics import mean

from tabulate import tabulate

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "bench")]

from living import RULES, Life, Person  # noqa: E402  # after the path to it is set

from followthrough.format.load import load  # noqa: E402

PAGE = ROOT / "docs" / "lives.md"
LIVES = 100
SEED = 15
OPENING = """\
# A hundred lives

Advice is lived day by day. `python bench/lives.py` makes up a hundred people who seek a job. Each has an employer whose
mind is hidden from them: it decides on some day or never, says that it is still deciding, asks for something, invites
them back, makes an offer, turns them down, answers a call or lets it ring. Every day each person answers all that
applies truthfully, does what is advised if it is due, and hears back or does not. That goes on for 60 days, once under
each counsel.
"""
CLOSING = "`./check docs` writes this page, last with the rules and questions whose hash begins with `{}`.\n"


def table(lives: list[Life]) -> str:
    """Return the table of lives by counsel: their days, their contacts, how they ended, and what was violated."""
    ends = [end for end, _ in Counter(life.ended for life in lives).most_common()]
    rows = []
    for counsel in dict.fromkeys(life.counsel for life in lives):
        own = [life for life in lives if life.counsel == counsel]
        ended = Counter(life.ended for life in own)
        contacts = [life.contacts for life in own]
        rows.append([counsel, len(own), sum(life.days for life in own), f"{mean(contacts):.1f}", max(contacts)])
        rows[-1] += [*(ended[end] for end in ends), sum(len(life.violations) for life in own)]
    head = ["counsel", "lives", "days", "contacts, mean", "most", *ends, "violations"]
    return tabulate(rows, head, tablefmt="github", disable_numparse=True)


def rules_hash() -> str:
    """Return what tells the shipped rules, concepts, and questions from others: what lives depend on."""
    folder = ROOT / "knowledge"
    files = [folder / "base.yaml", folder / "concepts.yaml", folder / "questions.yaml", *(folder / "rules").iterdir()]
    return sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()[:12]


def page(lives: list[Life]) -> str:
    """Return the page of the documents about these lives."""
    broken = [life for life in lives if life.violations]
    busiest = max(lives, key=lambda life: life.contacts)
    told = [("The one with the most contacts", busiest)]
    told += [("The first that violates a rule", life) for life in broken[:1]]
    found = "".join(f"\n## {heading}\n\n```\n{life}\n```\n" for heading, life in told)
    rules = "\n".join(f"- {rule}: {what}." for rule, what in RULES.items())
    checked = f"## What is checked every day\n\n{rules}\n{found}"
    return f"{OPENING}\n{table(lives)}\n\n{checked}\n{CLOSING.format(rules_hash())}"


def main() -> int:
    """Live all lives, or tell one; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lives", type=int, default=LIVES)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--base", type=Path)
    parser.add_argument("--tell", type=int)
    options = parser.parse_args()
    base = load(options.base) if options.base else load()
    numbers = range(options.lives) if options.tell is None else [options.tell]
    lives = [Person(base, counsel, number, options.seed).live() for counsel in base.counsels for number in numbers]
    shown = lives if options.tell is not None else [table(lives), *(life for life in lives if life.violations)]
    sys.stdout.write("\n\n".join(map(str, shown)) + "\n")
    if (options.lives, options.seed, options.base, options.tell) == (LIVES, SEED, None, None):
        PAGE.write_text(page(lives), encoding="utf-8")
    return int(any(life.violations for life in lives))


if __name__ == "__main__":
    sys.exit(main())
