"""Count the questions that people are asked: until they are told what to do, and until nothing can change the advice.

    python bench/questions.py [BASE] [--leads N] [--seed N] [--each] [-a QUESTION=ANSWER]...

draws random complete possible leads of a base, as the tests do, and answers what is asked, in the order in which it is
asked, under each counsel. The table has the average and the largest number of questions (a) until the goals are
settled with the days on which they fall due, and (b) until everything is. Only leads are drawn that have the answers
given with `-a`, which are asked for all the same. `--each` tells for every question in how many of the leads it was
asked, and how often before the goals were settled.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from random import Random
from statistics import mean
from typing import NamedTuple

from tabulate import tabulate

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

from followthrough.advising.interview import Next, next_question  # noqa: E402
from followthrough.format.load import load  # noqa: E402
from followthrough.format.model import KnowledgeBase  # noqa: E402  # after the path to it is set
from random_bases import TODAY, random_lead  # noqa: E402


class Asked(NamedTuple):
    """The questions of one interview: those before the goals were settled, and those after."""

    before: tuple[str, ...]
    after: tuple[str, ...]


class Interviewer:
    """Asks under one counsel, and remembers what it asked after which answers."""

    def __init__(self, base: KnowledgeBase, counsel: str) -> None:
        self.base, self.counsel = base, counsel
        self.found: dict[frozenset[tuple[str, object]], Next] = {}

    def ask(self, answers: Mapping[str, object]) -> Asked:
        """Hold an interview with someone whose lead has these answers."""
        asked: dict[str, list[str]] = {"goals": [], "sharpening": []}
        for step in self.steps(answers):
            if step.question is not None:
                asked[step.phase].append(step.question)
        return Asked(tuple(asked["goals"]), tuple(asked["sharpening"]))

    def steps(self, answers: Mapping[str, object]) -> Iterator[Next]:
        """Yield each step of an interview."""
        lead: dict[str, object] = {}
        while True:
            step = self.next(lead)
            yield step
            if step.question is None:
                return
            count = self.base.count_of(step.question)
            fact = step.question if count is None else count.name
            lead[fact] = answers.get(fact)

    def next(self, lead: dict[str, object]) -> Next:
        """Return what to ask next."""
        key = frozenset(lead.items())
        if key not in self.found:
            self.found[key] = next_question(self.base, lead, counsel=self.counsel, today=TODAY)
        return self.found[key]


def main() -> None:
    """Print the tables."""
    arguments = _arguments()
    base = load(arguments.base) if arguments.base else load()
    rows, asked = [], {}
    for counsel in base.counsels:
        random, interviewer = Random(arguments.seed), Interviewer(base, counsel)
        leads = islice(_leads(base, random, arguments.answer), arguments.leads)
        asked[counsel] = [interviewer.ask(lead) for lead in leads]
        before = [len(one.before) for one in asked[counsel]]
        whole = [len(one.before) + len(one.after) for one in asked[counsel]]
        rows.append([counsel, arguments.leads, mean(before), max(before), mean(whole), max(whole)])
    head = ["counsel", "leads", "until the step, mean", "most", "until everything, mean", "most"]
    _say(tabulate(rows, head, tablefmt="github", floatfmt=".2f"))
    if arguments.each:
        for counsel, interviews in asked.items():
            _say(f"\n{counsel}: in how many of {arguments.leads} leads each question was asked\n")
            _say(tabulate(_each(base, interviews), ["question", "before the step", "to sharpen"], tablefmt="github"))


def _leads(base: KnowledgeBase, random: Random, having: list[str]) -> Iterator[dict[str, object]]:
    """Draw possible leads that have some answers."""
    answers = [one.split("=", 1) for one in having]
    while True:
        lead = random_lead(base, random)
        if all(lead.get(name) == answer for name, answer in answers):
            yield lead


def _each(base: KnowledgeBase, interviews: list[Asked]) -> Iterator[list[object]]:
    """Yield for each question how often it was asked before and after the goals were settled."""
    before = Counter(name for one in interviews for name in one.before)
    after = Counter(name for one in interviews for name in one.after)
    for name, question in base.questions.items():
        if question.kind != "text":
            yield [name, before[name], after[name]]


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", nargs="?", help="a folder with a knowledge base; the built-in one if left out")
    parser.add_argument("--leads", type=int, default=200, help="how many random leads (200)")
    parser.add_argument("--seed", type=int, default=0, help="the seed of the random leads (0)")
    parser.add_argument("-a", "--answer", action="append", default=[], help="draw only leads with QUESTION=ANSWER")
    parser.add_argument("--each", action="store_true", help="tell how often each question was asked")
    return parser.parse_args()


if __name__ == "__main__":
    main()
