"""The lead after a possible lead: once the step that it advises is done, or some days have passed.

Its answers are statements about the lead before: kept, changed by what the step `does`, or counted on by the days. Only
what is then asked for the first time may have any answer. So one circuit has both leads, and what holds of the two is
one proof.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from followthrough.format.conditions import Value
from followthrough.format.counts import Count
from followthrough.format.day_order import by_day, ordered
from followthrough.format.doing import answer_written
from followthrough.format.expectations import CASE_DAY
from followthrough.format.model import AfterDoing, KnowledgeBase, Question
from followthrough.readings.prove.cells import ANY_DAY, Cell, Cuts, Variable, day_of_age, joined, numbers_in
from followthrough.readings.prove.circuit import TRUE, Body, Circuit, Literal
from followthrough.readings.prove.lead import Inputs, PossibleLead
from followthrough.readings.prove.space import plainest
from followthrough.readings.prove.spans import untenable
from followthrough.readings.prove.standing_answers import StandingAnswers

THEN = "then "
"""What stands before the name of a date in the lead after, among those of both leads."""


class LeadAfter:
    """The answers of a lead that follows on `before`, and what makes it impossible.

    `asked` has the atoms of the answers to what is asked for the first time, as `Inputs` has those of a lead.
    """

    def __init__(self, before: PossibleLead, variables: Sequence[Variable], asked: Inputs) -> None:
        self.before = before
        self.circuit = before.circuit
        told = {*before.base.questions, *before.base.spans}
        self.variables = [one for one in variables if one.question.name in told]
        self._asked = asked
        self._given: dict[str, list[list[Body]]] = {
            one.question.name: [[] for _ in one.cells] for one in self.variables
        }
        self._is_asked: dict[str, list[Body]] = {one.question.name: [] for one in self.variables}
        self._has_to_apply: list[tuple[str, Body]] = []
        self._must_be: list[tuple[str, Body, Sequence[int]]] = []
        self._stays: list[tuple[str, int, Literal]] = []

    def give(self, name: str, number: int, *where: Literal) -> None:
        """Let a question have an answer, by the number of its cell, where all this holds."""
        self._given[name][number].append(where)

    def keep(self, name: str, number: int, *where: Literal) -> None:
        """Let a question have an answer where all this holds, in which case it has to apply."""
        self.give(name, number, *where)
        self._has_to_apply.append((name, where))

    def stay(self, name: str, days: int, *where: Literal) -> None:
        """Let a date be the day that it was before, which is so many days longer ago, where all this holds."""
        self._stays.append((name, days, self.circuit.all_of(where)))

    def ask(self, name: str, *where: Literal) -> None:
        """Let a question have any answer, where all this holds."""
        self._is_asked[name].append(where)
        for number, free in enumerate(self._asked[name]):
            self.give(name, number, *where, free)

    def ask_among(self, name: str, numbers: Sequence[int], *where: Literal) -> None:
        """Let a question have any of these answers, where all this holds."""
        self.ask(name, *where)
        self._must_be.append((name, where, numbers))

    def side(self, base: KnowledgeBase, counsel: str) -> PossibleLead:
        """Return what a base under a counsel makes of the lead."""
        circuit = self.circuit
        inputs = {name: [circuit.any_of_bodies(one) for one in cells] for name, cells in self._given.items()}
        return PossibleLead(circuit, base, counsel, self.variables, inputs)

    def is_possible(self, side: PossibleLead) -> Literal:
        """Return the literal of the lead's being possible, with an answer to nothing that is not asked."""
        return -self.circuit.any_of_bodies([*side.impossible, *self._excluded(side), *self._apart(side)])

    def _apart(self, side: PossibleLead) -> Iterator[Body]:
        """Yield what no two leads have that hold days together: those that stay are one day in both."""
        if not side.base.spans:
            return
        graph = self.before.day_graph()
        side.day_graph(graph, THEN)
        for name, days, where in self._stays:
            graph.alike(f"{THEN}{name}", name, days, where)
        yield from untenable(self.circuit, graph)

    def _excluded(self, side: PossibleLead) -> Iterator[Body]:
        for name, asked in self._asked.items():
            if name in side.applies:
                yield (self.circuit.at_least(2, side.inputs[name]),)
                is_asked = self.circuit.any_of_bodies(self._is_asked[name])
                for free in asked:
                    yield (free, -is_asked)
                    yield (free, -side.applies[name])
        yield from ((*where, -side.applies[name]) for name, where in self._has_to_apply)
        for name, where, numbers in self._must_be:
            yield (*where, side.applies[name], *(-self._asked[name][number] for number in numbers))
            yield from ((*where, one) for number, one in enumerate(self._asked[name]) if number not in numbers)


Does = Mapping[str, Mapping[str, AfterDoing]]
"""What the steps of a goal change: for each value the questions, and what becomes of their answers."""


def after_step(
    before: PossibleLead,
    does: Does,
    chosen: Mapping[str, Literal],
    variables: Sequence[Variable],
    asked: Inputs,
    steps: "Steps",
) -> LeadAfter:
    """Return the lead once a step is done, on that day: the one of which the atom that is `chosen` for it holds."""
    after = LeadAfter(before, variables, asked)
    for value, changes in does.items():
        answers = steps.answers(before, changes)
        for variable in after.variables:
            name = variable.question.name
            if not variable.asked:
                after.ask(name, chosen[value])
                continue
            if name not in changes and variable.cells[0].ages is not None:
                after.stay(name, 0, chosen[value], before.circuit.any_of(answers[name][:-1]))
            for number in range(len(variable.cells)):
                after.keep(name, number, chosen[value], answers[name][number])
            after.ask(name, chosen[value], -before.circuit.any_of(answers[name]))
    return after


class Steps:
    """Steps, each with its atom and the answers once it is done, for all counsels and all bases that have it."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self._chosen: dict[object, int] = {}
        self._answers: dict[object, Mapping[str, Sequence[Literal]]] = {}

    def chosen(self) -> list[int]:
        """Return the atoms of all steps so far."""
        return list(self._chosen.values())

    def chosen_for(self, value: str, changes: Mapping[str, AfterDoing]) -> Literal:
        """Return the atom of a step's being the one that is done."""
        key = value, _frozen(changes)
        if key not in self._chosen:
            self._chosen[key] = self.circuit.free()
        return self._chosen[key]

    def answers(self, before: PossibleLead, changes: Mapping[str, AfterDoing]) -> Mapping[str, Sequence[Literal]]:
        """Return for each question the literals of its answers and, last, of its being known that nobody knows."""
        step = _frozen(changes)
        if step not in self._answers:
            today = [name for name in changes if before.base.questions[name].kind == "date"]
            standing = StandingAnswers(self.circuit, before.base, before.variables, today)
            for one in _in_order(before):
                standing.take(one.question.name, list(_given(before, one, changes.get(one.question.name, {}))))
            for one in _in_order(before):
                standing.take(one.question.name, [*before.cells(one), _is_unknown(before, one)])
            self._answers[step] = standing.taken
        return self._answers[step]


def step_key(base: KnowledgeBase, goal: str) -> object:
    """Return what tells apart bases in which the steps of a goal change other answers."""
    return tuple((value, _frozen(changes)) for value, changes in base.concepts[goal].does.items())


def _frozen(changes: Mapping[str, AfterDoing]) -> object:
    return tuple((name, one if isinstance(one, str) else tuple(one.items())) for name, one in changes.items())


def _in_order(lead: PossibleLead) -> list[Variable]:
    """Return the questions that can be tested, in the author's order."""
    by_name = {one.question.name: one for one in lead.variables}
    return [by_name[name] for name in lead.base.questions if name in by_name]


def _given(before: PossibleLead, variable: Variable, change: AfterDoing) -> Iterator[Literal]:
    """Yield for each answer where a step gives it; it never gives that nobody knows."""
    now = before.cells(variable)
    for number in range(len(variable.cells)):
        if isinstance(change, str) and variable.question.many:
            yield _adding(before, variable, change, number)
        elif isinstance(change, str):
            yield TRUE if _place(before.base, variable, change) == number else -TRUE
        else:
            places = {place: change.get(str(cell.value)) for place, cell in enumerate(variable.cells)}
            yield before.circuit.any_of(
                now[place]
                for place, then in places.items()
                if then is not None and _place(before.base, variable, then) == number
            )
    yield -TRUE


def _adding(before: PossibleLead, variable: Variable, change: str, number: int) -> Literal:
    """Return the literal of a step's making several choices this answer, by adding to those of now, if any is known."""
    now, cell = before.cells(variable), variable.cells[number]
    answers = [(one, found.value) for one, found in zip(now, variable.cells, strict=True)]
    return before.circuit.any_of(
        literal
        for literal, value in [(-before.circuit.any_of(now), None), *answers]
        if cell.includes(answer_written(variable.question, change, value))
    )


def _is_unknown(before: PossibleLead, variable: Variable) -> Literal:
    """Return the literal of a question's applying and being answered with "I don't know"."""
    name = variable.question.name
    return before.circuit.all_of([before.applies[name], before.facts[name, None]])


def _place(base: KnowledgeBase, variable: Variable, written: str) -> int:
    """Return the number of the cell of an answer as a step writes it."""
    value = answer_given(base, variable.question, written)
    return next(number for number, cell in enumerate(variable.cells) if cell.includes(value))


def answer_given(base: KnowledgeBase, question: Question, written: str, now: Value = None) -> Value:
    """Return an answer as a step writes it; of a date, which is today, the days counted from it."""
    if question.kind == "date":
        count = base.count_of(question.name)
        if question.name in by_day(base):
            return CASE_DAY
        return ANY_DAY if count is None else min(max(0, count.low), count.high)
    return answer_written(question, written, now)


def step_answer(base: KnowledgeBase, variable: Variable, cell: Cell, change: AfterDoing | None, before: Value) -> Value:
    """Return an answer in a cell of the lead after a step: the one that is given, or was before, or any."""
    given = change if change is None or isinstance(change, str) else change.get(str(before))
    wanted = before if given is None else answer_given(base, variable.question, given, before)
    return wanted if cell.includes(wanted) else plainest(cell)


def day_answer(base: KnowledgeBase, variable: Variable, cell: Cell, days: int, before: Value) -> Value:
    """Return an answer in a cell of the lead after some days: a count has gone on, all else is as it was before."""
    count = base.count_of(variable.question.name)
    if cell.ages is not None and isinstance(before, date):
        return day_of_age(cell.ages.nearest((CASE_DAY - before).days + days))
    if count is not None and isinstance(before, int) and isinstance(cell.value, int):
        least, most = days_later(count, before, before, days)
        low, high = max(least, cell.value), min(most, cell.value if cell.high is None else cell.high)
        if low <= high:
            return min(max(low, 0), high)
    return before if count is None and cell.includes(before) else plainest(cell)


def step_cuts(base: KnowledgeBase) -> Cuts:
    """Return where answers begin and end that a step changes by name and, among days in an order, today."""
    steps = (step for concept in base.concepts.values() for step in concept.does.values())
    changes = [change for step in steps for change in step.items()]
    named = (
        {name: {number + more for now in change for number in [base.questions[name].number(now)] for more in (0, 1)}}
        for name, change in changes
        if not isinstance(change, str) and base.questions[name].kind == "number"
    )
    has_today = any(base.questions[name].kind == "date" for name, _ in changes)
    days = by_day(base)
    in_order = sorted(ordered(base) - days) if has_today else []
    counts = [count for name in in_order if (count := base.count_of(name)) is not None]
    told = {one.name: {0, 1} for one in counts} | {name: {0, 1} for name in days if has_today}
    return joined(*named, told)


# Days


def after_days(before: PossibleLead, days: int, variables: Sequence[Variable], asked: Inputs) -> LeadAfter:
    """Return the lead once days have passed; `variables` has its cells, and those of the lead before are finer."""
    after = LeadAfter(before, variables, asked)
    for variable, then in zip(before.variables, after.variables, strict=True):
        name = variable.question.name
        count = before.base.count_of(name)
        if not variable.asked:
            after.ask(name)
            continue
        if variable.cells[0].ages is not None:
            after.stay(name, days, -before.facts[name, None])
        for cell, now in zip(variable.cells, before.cells(variable), strict=True):
            numbers = [number for number, one in enumerate(then.cells) if _becomes(cell, one, count, days)]
            if len(numbers) == 1:
                after.give(name, numbers[0], now)
            else:
                after.ask_among(name, numbers, now)
        after.ask(name, -before.applies[name])
    return after


def day_cuts(base: KnowledgeBase, cuts: Cuts, days: int) -> Cuts:
    """Return the numbers at which counts must be cut, so that after these days each cell is in one of the `cuts`.

    The days beyond a bound that is nearer afterwards are in several: nobody knows how far beyond it they are.
    """
    return joined(*({name: set(_day_cuts(count, numbers_in(cuts, name), days))} for name, count in base.counts.items()))


def days_before(variable: Variable, days: int) -> set[int]:
    """Return the ages at which a date must be cut, so that after these days each cell is in one of its cells."""
    return {edge for cell in variable.cells if cell.ages for edge in (cell.ages.least, cell.ages.least - days)}


def _day_cuts(count: Count, cuts: Iterable[int], days: int) -> Iterator[int]:
    gone = days if count.direction == "since" else -days
    for edge in (*cuts, count.low + 1, count.high):
        yield edge - gone
    yield count.low + 1
    yield count.high


def days_later(count: Count, low: int, high: int, days: int) -> tuple[int, int]:
    """Return the least and the most that a count can be some days after it lay between two numbers.

    A bound stands for all days beyond it.
    """
    far = MAX_DAYS
    least, most = (low if low > count.low else -far), (high if high < count.high else far)
    if count.passed:
        least = max(least, 0)
    gone = days if count.direction == "since" else -days
    return _within(count, least + gone), _within(count, most + gone)


MAX_DAYS = 10_000_000
"""More days than any count spans."""


def _within(count: Count, days: int) -> int:
    return min(max(days, count.low), count.high)


def _becomes(now: Cell, then: Cell, count: Count | None, days: int) -> bool:
    """Return whether an answer in one cell can be in the other once days have passed."""
    if now.ages is not None and then.ages is not None:
        return now.ages.least + days <= then.ages.most and then.ages.least <= now.ages.most + days
    if count is None or not isinstance(now.value, int) or not isinstance(then.value, int):
        return now == then
    least, most = days_later(count, now.value, now.value if now.high is None else now.high, days)
    return least <= (then.value if then.high is None else then.high) and then.value <= most
