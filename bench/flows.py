"""Measure the interview against published flows: whether it concludes the same, and how many questions that takes.

    python bench/flows.py [FOLDER...] [--most N] [--skip-times]

FOLDER is a recorded flow or a folder of them (docs/flows.md describes the format); without any, tests/bases/flows.
Every path of each flow is walked, up to N of them (10,000), and the interview is held with somebody who gives the
answers of the path. Where the interview asks what the path never answered, it is held once with each answer: the path
is right only if all of these come to what the flow concludes, and the longest of them counts. Times are seconds of
the processor, from an answer to the next question; the first question of a flow, for which the rules are prepared,
has its own column.

The exit status is 0 if every path is right and none is longer than in its flow, 1 if one is not, and 2 if a flow cannot
be read.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from statistics import mean, median
from typing import NamedTuple

from tabulate import tabulate

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "bench")]

from recorded_flows import TODAY, Flow, Goals, Way, folders_of, read_flow, untaken, ways  # noqa: E402

from followthrough.advising.interview import Next, next_question  # noqa: E402
from followthrough.errors import KnowledgeError, LeadError, Problem  # noqa: E402
from followthrough.format.conditions import Value  # noqa: E402

MOST_INTERVIEWS = 1_000
"""Most interviews on one path of a flow. A path with more asks so little that it is not compared with anything."""

MOST_TOLD = 20
"""Most paths of a flow that are told one by one because they are wrong or longer."""


class Interview(NamedTuple):
    """What one interview asked, in its order, and what it came to."""

    asked: tuple[str, ...]
    goals: Goals


class Walked(NamedTuple):
    """A path of a flow, with the interviews that its answers lead to: one, if it answers all that is asked."""

    way: Way
    interviews: tuple[Interview, ...]
    is_right: bool

    @property
    def longest(self) -> Interview:
        """The interview with the most questions."""
        return max(self.interviews, key=lambda one: len(one.asked))

    @property
    def is_longer(self) -> bool:
        """Whether an interview asks more than the flow does on this path."""
        return len(self.longest.asked) > len(self.way.asked)


class Result(NamedTuple):
    """What came of a flow: its paths, how many more there are at least, and the seconds each question took to find."""

    flow: Flow
    paths: tuple[Walked, ...]
    is_cut: bool
    first: float
    times: tuple[float, ...]


class Interviewer:
    """Holds interviews on the base of a flow, and remembers what follows which answers, and how long that took."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.found: dict[frozenset[tuple[str, Value]], Next | None] = {}
        self.times: list[float] = []

    def interviews(self, facts: Mapping[str, Value]) -> Iterator[Interview]:
        """Yield an interview for each way to answer what is asked and is not among the facts of a path."""
        pending: list[tuple[tuple[str, ...], Mapping[str, Value]]] = [((), {})]
        while pending:
            asked, lead = pending.pop()
            found = self.next(lead)
            if found is None:
                continue
            if found.question is None:
                yield Interview(asked, {goal: _held(values) for goal, values in found.possible.items()})
                continue
            fact = self.flow.variables[found.question].fact
            answers = [facts] if fact in facts else [*self.flow.answers(found.question)]
            now = (*asked, found.question)
            pending += [(now, {**lead, fact: answer[fact]}) for answer in reversed(answers)]

    def next(self, lead: Mapping[str, Value]) -> Next | None:
        """Return what to ask next; None if the base excludes these answers."""
        key = frozenset(lead.items())
        if key not in self.found:
            start = time.process_time()
            try:
                found = next_question(self.flow.base, lead, counsel=self.flow.counsel, today=TODAY)
            except LeadError:
                found = None
            self.times.append(time.process_time() - start)
            self.found[key] = found
        return self.found[key]


def _held(values: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(value for value in values if value is not None)


def walk(flow: Flow, most: int) -> Result:
    """Walk the paths of a flow, at most so many. Raises KnowledgeError if a path leads nowhere, or an end has none."""
    interviewer = Interviewer(flow)
    found = [*islice(ways(flow), most + 1)]
    problems = untaken(flow, found) if len(found) <= most else []
    if problems:
        raise KnowledgeError(problems)
    paths = tuple(walked for way in found[:most] if (walked := _walked(interviewer, way)) is not None)
    if not paths:
        wrong = "has no path that the base allows"
        raise KnowledgeError(
            [Problem(flow.places[flow.start], wrong, "compare `not before` and `never` with the flow")]
        )
    first, *times = interviewer.times
    return Result(flow, paths, len(found) > most, first, tuple(times))


def _walked(interviewer: Interviewer, way: Way) -> Walked | None:
    """Hold the interviews of a path; None if the base excludes its answers."""
    interviews = tuple(islice(interviewer.interviews(way.facts), MOST_INTERVIEWS + 1))
    if len(interviews) > MOST_INTERVIEWS:
        wrong = f"a path to this end leaves more than {MOST_INTERVIEWS:,} interviews open"
        place = interviewer.flow.places[way.end]
        raise KnowledgeError([Problem(place, wrong, "let the flow ask more, or the rules less")])
    expected = interviewer.flow.ends[way.end]
    is_right = all({*one.goals[goal]} == {*values} for one in interviews for goal, values in expected.items())
    return Walked(way, interviews, is_right) if interviews else None


# Printing


def table(results: list[Result], *, with_times: bool) -> str:
    """Return a line for each flow, and one for all."""
    head = ["flow", "paths", "right", "asked by the flow, mean", "most", "by the interview, mean", "most", "of it"]
    head += ["longer paths"] + ["first, ms", "next, median ms", "most"] * with_times
    rows = [_row(one.flow.name, one.paths, one.times, [one.first], with_times=with_times) for one in results]
    paths = tuple(path for one in results for path in one.paths)
    times = tuple(seconds for one in results for seconds in one.times)
    rows.append(_row("all", paths, times, [one.first for one in results], with_times=with_times))
    return tabulate(rows, head, tablefmt="github", floatfmt=".2f")


def _row(
    name: str, paths: tuple[Walked, ...], times: tuple[float, ...], first: list[float], *, with_times: bool
) -> list[object]:
    flow, ours = [len(one.way.asked) for one in paths], [len(one.longest.asked) for one in paths]
    right, longer = sum(one.is_right for one in paths), sum(one.is_longer for one in paths)
    row = [
        name,
        len(paths),
        right,
        mean(flow),
        max(flow),
        mean(ours),
        max(ours),
        f"{sum(ours) / sum(flow):.0%}",
        longer,
    ]
    return row + [1000 * seconds for seconds in (max(first), median(times or first), max(times or first))] * with_times


def told(result: Result) -> Iterator[str]:
    """Yield a line for each path that is wrong or longer than in the flow, and one if not all paths were walked."""
    if result.is_cut:
        yield f"{result.flow.name}: has more paths; the first {len(result.paths):,} were walked"
    faulty = [one for one in result.paths if one.is_longer or not one.is_right]
    for path in faulty[:MOST_TOLD]:
        answers = ", ".join(f"{name}: {_said(result.flow, path.way, name)}" for name in path.way.asked)
        yield f"{result.flow.name}: {answers}; ends in {path.way.end}"
        if not path.is_right:
            yield from sorted({f"    the interview: {_goals(one.goals)}" for one in path.interviews})
        if path.is_longer:
            asked = path.longest.asked
            yield f"    the flow asks {len(path.way.asked)}, the interview {len(asked)}: {', '.join(asked)}"
    if len(faulty) > MOST_TOLD:
        yield f"{result.flow.name}: and {len(faulty) - MOST_TOLD} paths more"


def _said(flow: Flow, way: Way, question: str) -> str:
    value = way.facts[flow.variables[question].fact if way.facts[question] is not None else question]
    return "unknown" if value is None else " and ".join(value) if isinstance(value, tuple) else str(value)


def _goals(goals: Goals) -> str:
    return ", ".join(f"{goal}: {' and '.join(values) or 'unknown'}" for goal, values in goals.items())


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "tests" / "bases" / "flows"], metavar="FOLDER")
    parser.add_argument("--most", type=int, default=10_000, metavar="N", help="walk so many paths of a flow (10,000)")
    parser.add_argument("--skip-times", action="store_true", help="leave out the times, so that every run prints alike")
    options = parser.parse_args(arguments)
    if options.most < 1:
        parser.error("--most has to be 1 or more")
    results, problems = measure(options.folders, options.most)
    if problems:
        sys.stderr.write("\n".join(map(str, problems)) + "\n")
        return 2
    lines = [line for result in results for line in told(result)]
    text = table(results, with_times=not options.skip_times)
    sys.stdout.write("\n".join([text, *([""] if lines else []), *lines]) + "\n")
    return int(any(one.is_longer or not one.is_right for result in results for one in result.paths))


def measure(folders: list[Path], most: int) -> tuple[list[Result], list[Problem]]:
    """Walk all recorded flows in some folders; return what came of them, and what is wrong with those that are not."""
    results: list[Result] = []
    problems: list[Problem] = []
    for folder in folders:
        try:
            found = folders_of(folder)
        except KnowledgeError as error:
            problems += error.problems
            continue
        for one in found:
            try:
                results.append(walk(read_flow(one), most))
            except KnowledgeError as error:
                problems += error.problems
    return results, problems


if __name__ == "__main__":
    sys.exit(main())
