"""Measure the interview: how many questions, in which order, and how long until the next one.

    python bench/interview.py [--leads N] [--skip-all-leads] [--skip-orders] [--skip-large]

prints four tables: questions asked on the shipped base over all possible leads; questions asked by order; the time
from an answer to the next question, by size of base; and how that grows with rules and with questions. Everything
random has a fixed seed. Times are the median and the largest over all steps of some interviews, in seconds of the
processor, which on an idle machine are those a person waits; only the new process is timed by the clock.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from statistics import mean, median
from typing import Any

from tabulate import tabulate

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

from followthrough.advising.interview import candidates, next_question  # noqa: E402
from followthrough.advising.left_open import left_open  # noqa: E402
from followthrough.errors import LeadError  # noqa: E402
from followthrough.format.conditions import Truth, Value  # noqa: E402
from followthrough.format.load import load, parse  # noqa: E402
from followthrough.format.model import KnowledgeBase  # noqa: E402
from followthrough.readings.prove.cells import variables  # noqa: E402  # after the path to it is set
from random_bases import TODAY, asking_order, random_lead  # noqa: E402

Order = Callable[[KnowledgeBase, str, dict[str, object]], str]
"""Chooses among the questions that can be asked next."""

FEW_LEADS = 40
"""Leads for the orders that weigh every candidate: each of their steps costs as much as a whole interview."""


# Orders


def authors_order(base: KnowledgeBase, counsel: str, lead: dict[str, object]) -> str:
    """Ask in the order of the file."""
    return min(candidates(base, lead, counsel=counsel, today=TODAY), key=list(base.questions).index)


def most_hinging(base: KnowledgeBase, counsel: str, lead: dict[str, object]) -> str:
    """Ask what most goals, and then most goals and shown concepts, hinge on; of equals in the order of the file."""
    found = sorted(candidates(base, lead, counsel=counsel, today=TODAY), key=list(base.questions).index)
    still = left_open(base, lead, counsel, TODAY)
    assert still is not None, "the shipped base has diagrams"
    with still.reading():
        hinges = {name: still.hinges(name) for name in found}
    return min(found, key=lambda name: (-len({*hinges[name]} & {*base.goals}), -len(hinges[name])))


def fewest_on_average(base: KnowledgeBase, counsel: str, lead: dict[str, object]) -> str:
    """Ask what leaves the fewest on average, if nobody is asked more for it, as the interview does."""
    return candidates(base, lead, counsel=counsel, today=TODAY)[0]


def fewest_open(base: KnowledgeBase, counsel: str, lead: dict[str, object]) -> str:
    """Ask what leaves the fewest questions open, on average over its possible answers."""
    found = candidates(base, lead, counsel=counsel, today=TODAY)
    return min(found, key=lambda name: mean(_open_after(base, counsel, lead, name)))


def _open_after(base: KnowledgeBase, counsel: str, lead: dict[str, object], question: str) -> Iterator[int]:
    asked = next(variable for variable in variables(base) if variable.question.name == question)
    for answer in [cell.value for cell in asked.cells] + [None] * asked.question.unknown_allowed:
        with suppress(LeadError):
            yield next_question(base, {**lead, asked.fact: answer}, counsel=counsel, today=TODAY).open


def fact(base: KnowledgeBase, question: str) -> str:
    """Name what answers a question: its count of days, if it has one."""
    count = base.count_of(question)
    return question if count is None else count.name


class Interviewer:
    """Asks in one order, and remembers what it asked after which answers."""

    def __init__(self, base: KnowledgeBase, counsel: str, order: Order) -> None:
        self.base, self.counsel, self.order = base, counsel, order
        self.asked: dict[frozenset[tuple[str, object]], str | None] = {}

    def questions(self, answers: Mapping[str, object]) -> int:
        """Count the questions until the advice on a lead is settled."""
        lead: dict[str, object] = {}
        while (question := self.next(lead)) is not None:
            lead[fact(self.base, question)] = answers.get(fact(self.base, question))
        return len(lead)

    def next(self, lead: dict[str, object]) -> str | None:
        """Choose the next question; None where the advice is settled."""
        key = frozenset(lead.items())
        if key not in self.asked:
            settled = next_question(self.base, lead, counsel=self.counsel, today=TODAY).settled
            self.asked[key] = None if settled else self.order(self.base, self.counsel, lead)
        return self.asked[key]


def applicable(base: KnowledgeBase, answers: Mapping[str, object]) -> int:
    """Count the questions that apply to a lead: what is asked where everything is asked."""
    facts: dict[str, Value] = {}
    applying = 0
    for question in asking_order(base):
        if question.only_if.outcome(facts) is Truth.TRUE:
            applying += 1
            answer: Any = answers.get(fact(base, question.name))
            facts[question.name] = facts[fact(base, question.name)] = answer
    return applying


def measure_orders(leads: int) -> None:
    """Print how many questions each order asks on the shipped base."""
    base, rows = load(), []
    for counsel in base.counsels:
        random = Random(0)
        sample = [random_lead(base, random) for _ in range(leads)]
        everything = [applicable(base, lead) for lead in sample]
        few = sample[:FEW_LEADS]
        for name, order, over in (
            ("the author's", authors_order, sample),
            ("most hinging first", most_hinging, sample),
            ("fewest on average, at nobody's cost", fewest_on_average, sample),
            ("fewest on average, at nobody's cost", fewest_on_average, few),
            ("fewest open first", fewest_open, few),
        ):
            interviewer = Interviewer(base, counsel, order)
            counted = [interviewer.questions(lead) for lead in over]
            rows.append([counsel, name, len(over), mean(counted), max(counted)])
        rows.append([counsel, "everything that applies", leads, mean(everything), max(everything)])
    _table("Questions until the advice is settled, shipped base", ["counsel", "order", "leads", "mean", "most"], rows)


# All possible leads


class Whole:
    """Follows the interview after every possible answer, and counts the possible leads that end where it ends.

    Leads that no rule can tell apart, by numbers between two thresholds, count as one.
    """

    def __init__(self, base: KnowledgeBase, counsel: str) -> None:
        self.base, self.counsel = base, counsel
        self.by_name = {variable.question.name: variable for variable in variables(base)}
        tests = [test for question in base.questions.values() for test in question.only_if.tests()]
        tests += [test for never in base.nevers for test in never.conditions.tests()]
        self.deciding = {base.question_of(test.fact) for test in tests}
        self.counted: dict[frozenset[tuple[str, Any]], tuple[int, int]] = {}
        self.leads = self.asked = self.applying = self.most = self.paths = 0

    def follow(self, known: dict[str, Any]) -> None:
        """Ask on from these answers to the end of every path."""
        if not (found := candidates(self.base, known, counsel=self.counsel, today=TODAY)):
            leads, applying = self.count(known)
            self.paths += 1
            self.leads += leads
            self.asked += leads * len(known)
            self.applying += applying
            self.most = max(self.most, len(known))
            return
        asked = self.by_name[found[0]]
        for answer in self.answers(found[0]):
            with suppress(LeadError):
                self.follow({**known, asked.fact: answer})

    def answers(self, question: str) -> list[Value]:
        """List the answers to a question that rules can tell apart."""
        variable = self.by_name[question]
        return [cell.value for cell in variable.cells] + [None] * variable.question.unknown_allowed

    def count(self, known: Mapping[str, Value]) -> tuple[int, int]:
        """Count the possible leads with these answers, and over all of them the questions that apply.

        Of an answer that decides neither what applies nor what is excluded, only that it is given counts.
        """
        key = frozenset((name, known[name] if self.decides(name) else ...) for name in known)
        if key not in self.counted:
            self.counted[key] = self._count(known)
        return self.counted[key]

    def decides(self, name: str) -> bool:
        """Tell whether an answer decides what applies, or what is excluded."""
        return self.base.question_of(name) in self.deciding

    def _count(self, known: Mapping[str, Value]) -> tuple[int, int]:
        order = [question for question in asking_order(self.base) if question.name in self.by_name]

        def extend(place: int, facts: dict[str, Value], times: int, applying: int) -> tuple[int, int]:
            if place == len(order):
                never = any(one.conditions.outcome(facts) is Truth.TRUE for one in self.base.nevers)
                return (0, 0) if never else (times, times * applying)
            question = order[place]
            if question.only_if.outcome(facts) is not Truth.TRUE:
                return extend(place + 1, facts, times, applying)
            name = self.by_name[question.name].fact
            answers = [known[name]] if name in known else self.answers(question.name)
            if question.name not in self.deciding:
                return extend(place + 1, facts, times * len(answers), applying + 1)
            counted = [
                extend(place + 1, {**facts, question.name: answer, name: answer}, times, applying + 1)
                for answer in answers
            ]
            return sum(leads for leads, _ in counted), sum(applied for _, applied in counted)

        return extend(0, {}, 1, 0)


def measure_all_leads() -> None:
    """Print how many questions the interview asks over all possible leads of the shipped base."""
    base, rows = load(), []
    for counsel in base.counsels:
        whole = Whole(base, counsel)
        whole.follow({})
        leads, applying = whole.count({})
        assert (whole.leads, whole.applying) == (leads, applying), "every possible lead ends some path"
        rows.append([counsel, leads, whole.paths, whole.asked / leads, whole.most, applying / leads])
    head = ["counsel", "possible leads", "paths", "asked, mean", "asked, most", "apply, mean"]
    _table("Questions over all possible leads, shipped base", head, rows)


# Time


def decision_base(rules: int, questions: int) -> dict[str, bytes]:
    """Generate a base of decisions: concepts in layers, each decided by a few answers and concepts below it.

    A quarter of the questions are numbers, a third hang on an earlier one. A rule tests two answers and up to two
    concepts of the twelve below its own. Each concept has about eight rules, each overriding those before it, and
    an `otherwise`. The last concept is the goal.
    """
    random = Random(rules * 1_000 + questions)
    asked = [f"q{n}" for n in range(questions)]
    numbers = set(asked[::4])
    yes_no = [name for name in asked if name not in numbers]
    question_forms: list[dict[str, Any]] = []
    for place, name in enumerate(asked):
        form: dict[str, Any] = {"question": name, "ask": f"{name}?", "kind": "yes/no", "why": "it is tested"}
        if name in numbers:
            form |= {"kind": "number", "from": 0, "to": 365}
        elif place % 5 == 0:
            form["unknown"] = "allowed"
        earlier = [one for one in yes_no if int(one[1:]) < place]
        if place % 3 == 2 and earlier:
            form["only if"] = {random.choice(earlier): random.choice(("yes", "no"))}
        question_forms.append(form)
    concepts = [f"c{n}" for n in range(max(1, rules // 8))]
    rule_forms = []
    for number in range(rules):
        place = number % len(concepts)
        below = concepts[max(0, place - 12) : place]
        sources = random.sample(asked, 2) + random.sample(below, min(len(below), random.randint(0, 2)))
        tests = {name: _random_test(name, numbers, random) for name in sources}
        rule: dict[str, Any] = {
            "rule": f"r{number}",
            "counsel": "all",
            "source": "p",
            "if": tests,
            "then": {concepts[place]: random.choice("abc")},
            "because": "so",
        }
        if overridden := [f"r{n}" for n in range(place, number, len(concepts))]:
            rule["overrides"] = overridden
        rule_forms.append(rule)
    concept_forms = [
        {"concept": name, "means": "a decision", "values": {v: v for v in "abc"}, "otherwise": "a"} for name in concepts
    ]
    head = {
        "title": f"{rules} rules",
        "goals": concepts[-1:],
        "counsels": {"all": {"name": "All", "work": "generated"}},
        "default counsel": "all",
    }
    files = {
        "base.yaml": head,
        "sources.yaml": {"all": {"p": "generated"}},
        "questions.yaml": question_forms,
        "concepts.yaml": concept_forms,
        **{f"rules/{n:03}.yaml": rule_forms[n * 500 : n * 500 + 500] for n in range(-(-rules // 500))},
    }
    return {name: json.dumps(content).encode() for name, content in files.items()}


def _random_test(name: str, numbers: set[str], random: Random) -> str:
    if name in numbers:
        return f"{random.choice(('at least', 'less than'))} {random.choice((7, 14, 30, 90, 180))}"
    return random.choice("abc" if name.startswith("c") else ("yes", "no"))


def measure_base(base: KnowledgeBase, loading: float, interviews: int = 3) -> list[object]:
    """Time the first question, which builds the program, and every further one of some interviews."""
    random, counsel = Random(0), base.default_counsel
    first, steps, lengths = 0.0, [], []
    for number in range(interviews):
        answers, lead, question = random_lead(base, random), dict[str, object](), ""
        while True:
            start = time.process_time()
            found = next_question(base, lead, counsel=counsel, today=TODAY)
            took = time.process_time() - start
            if number == 0 and not lead:
                first = took
            else:
                steps.append(took)
            if found.question is None:
                break
            question = fact(base, found.question)
            lead[question] = answers.get(question)
        lengths.append(len(lead))
    return [len(base.rules), len(base.questions), loading, first, median(steps), max(steps), mean(lengths)]


def timed_parse(files: dict[str, bytes]) -> tuple[KnowledgeBase, float]:
    """Load a generated base, and give the seconds it took."""
    start = time.process_time()
    base = parse(files)
    return base, time.process_time() - start


def new_process() -> float:
    """Time a new process that loads the shipped base and finds the next question, imports included."""
    script = (
        "import datetime, followthrough; from followthrough.advising.interview import next_question; "
        "next_question(followthrough.load(), {'interview': 'done', 'want_it': 'yes'}, today=datetime.date.today())"
    )
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT / "engine")
        taken.append(time.perf_counter() - start)
    return median(taken)


def measure_time(*, large: bool) -> None:
    """Print the time to the next question on the shipped base and on generated ones."""
    head = ["rules", "questions", "load s", "first s", "next, median s", "next, most s", "asked, mean"]
    start = time.process_time()
    shipped = load()
    rows = [measure_base(shipped, time.process_time() - start, interviews=20)]
    rows += [measure_base(*timed_parse(decision_base(*size))) for size in [(250, 25), (4_000, 60)][: 1 + large]]
    _table("From an answer to the next question", head, rows)
    sys.stdout.write(f"\nShipped base, a new process with imports, load and one question: {new_process():.2f} s\n")
    sizes = [(125, 40), (250, 40), (500, 40), (1_000, 40), (2_000, 40)] + [(500, n) for n in (10, 20, 60, 80)]
    if large:
        _table("Growth", head, [measure_base(*timed_parse(decision_base(*size))) for size in sizes])


def _table(title: str, head: list[str], rows: list[list[object]]) -> None:
    sys.stdout.write(f"\n{title}\n\n{tabulate(rows, head, tablefmt='github', floatfmt='.3g')}\n")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the interview.")
    parser.add_argument("--leads", type=int, default=500, help="random leads under each counsel")
    parser.add_argument("--skip-large", action="store_true", help="leave out bases with more than 250 rules")
    parser.add_argument("--skip-orders", action="store_true", help="do not compare orders")
    parser.add_argument("--skip-all-leads", action="store_true", help="do not go through all possible leads")
    options = parser.parse_args()
    if not options.skip_all_leads:
        measure_all_leads()
    if not options.skip_orders:
        measure_orders(options.leads)
    measure_time(large=not options.skip_large)


if __name__ == "__main__":
    main()
