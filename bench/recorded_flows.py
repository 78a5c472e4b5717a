"""Recorded flows: questionnaires that others published, each with its routing, beside a knowledge base of ours.

A recorded flow is a folder with a knowledge base in its folder `base`, and `flow.yaml`: which question the flow asks
after which answer, and what it concludes at each end. docs/flows.md describes the format.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec

from followthrough.errors import KnowledgeError, Place, Problem, did_you_mean
from followthrough.format.conditions import AllOf, FactTest, Truth, Value
from followthrough.format.expectations import CASE_DAY
from followthrough.format.filling import fill
from followthrough.format.forms import Conditions, OneOrMore
from followthrough.format.load import load
from followthrough.format.model import KnowledgeBase
from followthrough.format.resolve.conditions import read_conditions, read_test
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.words import MAX_BYTES, Word, quoted
from followthrough.format.yaml_words import read
from followthrough.readings.prove.cells import Cell, Variable, cuts_of, value_in, variables

FLOW, BASE = "flow.yaml", "base"
"""The file with the routing, and the folder of the knowledge base, in the folder of a recorded flow."""

TODAY = CASE_DAY
"""Today, for recorded flows, as for cases: what comes out must not depend on the day it is measured."""

Goals = Mapping[str, tuple[str, ...]]
"""For each goal, the values that it has: none if it stays undecided, or several if it can hold many."""


def _about(what: str) -> msgspec.Meta:
    return msgspec.Meta(description=what)


class RouteForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"tests": "if"}):
    """A way on from a step, for those whose answers so far meet some tests."""

    tests: Annotated[Conditions, _about("tests of the answers so far, as in a rule")]
    to: Annotated[Word, _about("the step or end that follows")]


class StepForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step of a flow, which asks one question."""

    asks: Word | None = None
    routes: list[RouteForm] | None = None
    answers: dict[Word, Word] | None = None
    next: Word | None = None


class FlowForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """flow.yaml: what a published flow asks after which answer, and what it concludes."""

    flow: Annotated[Word, _about("what the flow is about")]
    steps: Annotated[dict[Word, StepForm], _about("what it asks, the first step first")]
    ends: Annotated[dict[Word, dict[Word, OneOrMore]], _about("what it concludes at each end")]
    counsel: Word | None = None


class Route(NamedTuple):
    """A way on from a step, for those whose answers so far meet its tests."""

    tests: AllOf
    to: str
    place: Place


class Step(NamedTuple):
    """One step of a flow: the question it asks, and the ways on, of which the first whose tests hold is taken."""

    question: str
    routes: tuple[Route, ...]
    place: Place


class Flow(msgspec.Struct, frozen=True, dict=True):
    """A recorded flow: its routing, and the knowledge base beside it, with the counsel that advises there."""

    name: str
    base: KnowledgeBase
    counsel: str
    steps: Mapping[str, Step]
    ends: Mapping[str, Goals]
    places: Mapping[str, Place]

    @property
    def start(self) -> str:
        """The first step."""
        return next(iter(self.steps))

    @cached_property
    def variables(self) -> Mapping[str, Variable]:
        """The questions, with their answers cut wherever a test of the rules or of the routing begins or ends."""
        tests = (test for step in self.steps.values() for route in step.routes for test in route.tests.tests())
        cut = variables(self.base, also=cuts_of((test.fact, test.test) for test in tests))
        return {variable.question.name: variable for variable in cut if variable.asked}

    def answers(self, question: str) -> Iterator[Mapping[str, Value]]:
        """Yield the answers to a question, each as the facts that it makes known."""
        variable = self.variables[question]
        for cell in variable.cells:
            yield self._facts(variable, cell)
        if variable.question.unknown_allowed:
            yield {question: None}

    def _facts(self, variable: Variable, cell: Cell) -> Mapping[str, Value]:
        counts = (count.name for count in self.base.counts_of(variable.question.name))
        counted = {name: value_in(self.base, name, cell) for name in counts}
        return {variable.question.name: cell.value, variable.fact: cell.value, **counted}

    def is_possible(self, facts: Mapping[str, Value]) -> bool:
        """Return whether no `never` of the base excludes these answers."""
        undecided = {*self.base.questions, *self.base.counts} - facts.keys()
        return not any(never.conditions.outcome(facts, undecided) is Truth.TRUE for never in self.base.nevers)


class Way(NamedTuple):
    """One path of a flow: the questions it asks, in this order, the facts that the answers give, and its end.

    `passed` has the steps and the way on that was taken at each.
    """

    asked: tuple[str, ...]
    facts: Mapping[str, Value]
    end: str
    passed: Mapping[str, Route]


# Reading


def folders_of(folder: Path) -> list[Path]:
    """Return the recorded flows in a folder: itself, or the folders in it. Raises KnowledgeError if there is none."""
    if (folder / FLOW).is_file():
        return [folder]
    found = sorted(one.parent for one in folder.glob(f"*/{FLOW}")) if folder.is_dir() else []
    if not found:
        wrong = f"has no recorded flow, a folder with {FLOW}" if folder.is_dir() else "is not a folder"
        raise KnowledgeError([Problem(Place(folder.as_posix()), wrong, "name a folder of recorded flows")])
    return found


def read_flow(folder: Path) -> Flow:
    """Read a recorded flow. Raises KnowledgeError with all problems of its knowledge base, or else of its routing."""
    base = load(folder / BASE)
    problems: list[Problem] = []
    file = folder / FLOW
    try:
        with file.open("rb") as opened:
            node = read(opened.read(MAX_BYTES + 1), file.as_posix(), problems)
    except OSError as error:
        raise KnowledgeError(
            [Problem(Place(file.as_posix()), f"cannot be read ({error.strerror})", "see to it")]
        ) from None
    if node is None and not problems:
        problems.append(Problem(Place(file.as_posix()), "is empty", "write down the routing"))
    form = None if node is None else fill(node, FlowForm, problems)
    flow = None if form is None or problems else _Reader(base, form, problems).flow(folder.name)
    if flow is None:
        raise KnowledgeError(problems)
    return flow


class _Reader:
    """Looks up the names of a flow in its knowledge base, and notes what is wrong."""

    def __init__(self, base: KnowledgeBase, form: FlowForm, problems: list[Problem]) -> None:
        self.base, self.form = base, form
        self.words, self.notes = Vocabulary.of(base), Notes(problems, set())
        self.names = [*form.steps, *form.ends]

    def flow(self, name: str) -> Flow | None:
        """Return the flow; None where something is wrong."""
        counsel = self.form.counsel
        if counsel is not None and counsel not in self.base.counsels:
            self.notes.unknown(counsel, "counsel", self.base.counsels)
        if self.base.spans:
            span = next(iter(self.base.spans.values()))
            self.notes.add(span.place, "no flow can go by days between two dates", "count days since each of them")
        for end in (one for one in self.form.ends if one in self.form.steps):
            self.notes.add(end.at, f"{quoted(end)} is a step and an end", "give one of them another name")
        steps = {str(key): step for key, one in self.form.steps.items() if (step := self._step(key, one)) is not None}
        ends = {str(key): self._end(key, one) for key, one in self.form.ends.items()}
        if self.notes.problems:
            return None
        places = {str(key): key.at for key in (*self.form.steps, *self.form.ends)}
        return Flow(name, self.base, str(counsel or self.base.default_counsel), steps, ends, places)

    def _step(self, key: Word, form: StepForm) -> Step | None:
        asks = form.asks or key
        question = self.words.questions.get(asks)
        if question is None:
            self.notes.unknown(asks, "question", self.words.questions, "questions")
            return None
        if question.kind == "text":
            self.notes.add(asks.at, f"{asks} is a text, which decides nothing", "leave the step out")
            return None
        routes = [self._route(one.tests, one.to) for one in form.routes or ()]
        routes += [self._answer(question.name, answer, to) for answer, to in (form.answers or {}).items()]
        routes += [self._route(Conditions(), form.next)] if form.next is not None else []
        if not routes:
            self.notes.add(key.at, f"nothing follows {quoted(key)}", "add `answers`, `routes`, or `next`")
        return Step(question.name, tuple(routes), key.at)

    def _route(self, tests: Conditions, to: Word) -> Route:
        self._known(to)
        return Route(read_conditions(tests, self.words, self.notes, "if"), str(to), to.at)

    def _answer(self, question: str, answer: Word, to: Word) -> Route:
        """Return the way on after one answer; that to a date is the days that are counted from it."""
        self._known(to)
        count = self.base.count_of(question)
        test = read_test(Word(question if count is None else count.name, answer.at), answer, self.words, self.notes)
        fact = question if count is None else count.name
        return Route(AllOf(() if test is None else (FactTest(fact, test, answer.at),)), str(to), to.at)

    def _known(self, to: Word) -> None:
        if to not in self.names:
            self.notes.add(to.at, f"there is no step or end {quoted(to)}", did_you_mean(to, self.names))

    def _end(self, key: Word, form: Mapping[Word, OneOrMore]) -> Goals:
        for goal, values in form.items():
            if goal not in self.base.goals:
                self.notes.add(goal.at, f"{quoted(goal)} is not a goal", did_you_mean(goal, self.base.goals))
                continue
            concept = self.base.concepts[goal]
            for value in (one for one in values if one not in concept.values and one != "unknown"):
                self.notes.unknown(value, f"value of {goal}", [*concept.values, "unknown"], "concepts")
            if len(values) > 1 and (not concept.many or "unknown" in values):
                self.notes.add(values[1].at, f"{goal} cannot be {' and '.join(values)} at once", "write one of them")
        if missing := [goal for goal in self.base.goals if goal not in form]:
            self.notes.add(key.at, f"the end {quoted(key)} does not say {' or '.join(missing)}", "add it")
        return {str(goal): tuple(str(one) for one in values if one != "unknown") for goal, values in form.items()}


# Walking


def ways(flow: Flow) -> Iterator[Way]:
    """Yield every path of a flow, in the order of its answers.

    A path has one answer to each question that it asks; numbers and days are one answer where neither a rule nor the
    routing tells them apart. What has been answered before is not asked again. Answers that the base excludes with
    `never` are no path. Raises KnowledgeError at a step that a path cannot leave, or to which it comes back.
    """
    pending = [(flow.start, Way((), {}, "", {}))]
    while pending:
        at, way = pending.pop()
        if at in flow.ends:
            yield way._replace(end=at)
            continue
        step = flow.steps[at]
        if at in way.passed:
            raise KnowledgeError([Problem(step.place, "a path comes back to this step", "no path may ask it twice")])
        onward = [*_onward(flow, at, step, way)]
        pending += reversed(onward)


def _onward(flow: Flow, at: str, step: Step, way: Way) -> Iterator[tuple[str, Way]]:
    """Yield what can follow a step, with the path so far, for each possible answer to its question."""
    is_new = step.question not in way.asked
    asked = (*way.asked, step.question) if is_new else way.asked
    for answer in flow.answers(step.question) if is_new else [{}]:
        facts = {**way.facts, **answer}
        if flow.is_possible(facts):
            route = _follow(step, facts)
            yield route.to, Way(asked, facts, "", {**way.passed, at: route})


def _follow(step: Step, facts: Mapping[str, Value]) -> Route:
    """Return the way on from a step. Raises KnowledgeError if there is none."""
    for route in step.routes:
        if route.tests.outcome(facts) is Truth.TRUE:
            return route
    given = "unknown" if facts[step.question] is None else facts[step.question]
    wrong = f"nothing follows where {step.question} is {given}"
    raise KnowledgeError([Problem(step.place, wrong, "add it under `answers`, or a `next` for all others")])


def untaken(flow: Flow, found: Iterable[Way]) -> list[Problem]:
    """Return a problem for each step or end to which none of all paths comes, and each way on that none takes."""
    ends, passed = set[str](), dict[str, set[Route]]()
    for way in found:
        ends.add(way.end)
        for step, route in way.passed.items():
            passed.setdefault(step, set()).add(route)
    remedy = "correct the routing, or remove it"
    missed = [(name, "end") for name in flow.ends if name not in ends]
    missed += [(name, "step") for name in flow.steps if name not in passed]
    problems = [
        Problem(flow.places[name], f"no path comes to the {what} {quoted(name)}", remedy) for name, what in missed
    ]
    for name, taken in passed.items():
        routes = (route for route in flow.steps[name].routes if route not in taken)
        problems += [Problem(route.place, f"no path goes from {quoted(name)} this way", remedy) for route in routes]
    return problems
