"""The turns of a lead under one counsel: on which day its advice changes, if you do each step on its day, or nothing.

Only the counts of days change, and what a step does. So the rules need to run on only a few days: those on which a
count enters another cell, and those that a rule names as due. On every other day, each test has the same outcome as on
the day before. A step is done on the day on which it falls due, or today if that has passed; then the answers are what
its `does` says, and the days go on from there. Or nothing is ever done: then only the counts of days change.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import Literal

from msgspec.structs import replace

from followthrough.advising.advice import Advice
from followthrough.advising.becoming import also_changing
from followthrough.errors import LeadError
from followthrough.format.conditions import Value, values_of
from followthrough.format.counts import Count, Span
from followthrough.format.doing import with_changes
from followthrough.format.lead import Lead, lasting
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import about
from followthrough.format.sentences import begun, ended
from followthrough.leads.deeds import deeds, given_by
from followthrough.leads.standing import as_it_stands, asked_for
from followthrough.readings.prove.cells import cuts_of_bases, numbers_in
from followthrough.readings.run.proof import Step
from followthrough.short_repr import Result

Urgency = Literal["overdue", "today", "later", "open"]
"""How urgent a step is on a day: its day has passed, is today, or is still to come, or no rule names one."""

MOST_STEPS = 60
"""Most steps that are done in one plan: more than one a week for a year."""


class Turn(Result, frozen=True):
    """A day on which the advice changes, or on which its step falls due.

    `passes` has the counts that reach a threshold on this day, with the number of days. `changed` names the goals,
    shown concepts, and shown sums whose value differs from the turn before: all of them in the first turn, none if a
    step just falls due. `goal` is the one that falls due first, and `step` the rule that decided it, which names the
    day; both are None if no rule names a day. `before` is the advice of the turn before. A turn is `beside` the steps
    if it changes only what is shown with them.

    `done` has the answers that follow from doing the step on this day, by question; it is empty if the step is not due
    or changes no answer. A turn with `once_done` is of the same day as the turn before, once its step is done. From the
    last turn on, the same steps come `again` and again if you hear nothing.
    """

    day: date
    passes: tuple[tuple[str, int], ...]
    advice: Advice
    changed: tuple[str, ...]
    goal: str | None
    step: Step | None
    before: Advice | None = None
    beside: bool = False
    done: Mapping[str, Value] = {}
    once_done: bool = False
    again: bool = False

    @property
    def due(self) -> date | None:
        """The day on which the step is due."""
        return self.step.due if self.step is not None else None

    @property
    def value(self) -> Value:
        """What falls due: the value of the goal, or those of its values that the step's rule concludes."""
        if self.goal is None or self.step is None:
            return None
        value = self.advice.value(self.goal)
        if not isinstance(value, tuple):
            return value
        said = {one.value for one in self.step.concludes if one.concept == self.goal}
        return tuple(one for one in value if one in said)

    @property
    def urgency(self) -> Urgency:
        """How urgent the step is on the day of the turn."""
        if self.due is None:
            return "open"
        return "today" if self.due == self.day else "overdue" if self.due < self.day else "later"


def turns_of(
    base: KnowledgeBase, lead: Lead, counsel: str, today: date, *, do_nothing: bool = False
) -> tuple[Turn, ...]:
    """Return the turns of a lead under one counsel, from `today` on. Raises LeadError.

    Each step is done on its day, or with `do_nothing` none ever is.
    """
    return tuple(_Days(base, lead, counsel, today, do_nothing=do_nothing).turns)


class _Days:
    """Goes through the days of a lead under one counsel, and does each step on its day, or nothing."""

    def __init__(self, base: KnowledgeBase, lead: Lead, counsel: str, today: date, *, do_nothing: bool) -> None:
        self.base, self.counsel, self.today, self.do_nothing = base, counsel, today, do_nothing
        self.answers = lasting(base, lead)
        self.edges = {count: sorted(set(_edges(base, count))) for count in base.counts.values()}
        cuts = cuts_of_bases(base)
        self.cuts = {span: sorted(numbers_in(cuts, span.name)) for span in base.spans.values()}
        self.moved = {name for one in base.concepts.values() for changes in one.does.values() for name in changes}
        self.turns: list[Turn] = []
        self.seen: list[object] = []
        self.tomorrow: date | None = None
        day: date | None = today
        passes: tuple[tuple[str, int], ...] = ()
        while day is not None and self.live(day, passes):
            day, passes = self.next_day(day)

    def live(self, day: date, passes: tuple[tuple[str, int], ...]) -> bool:
        """Look at the advice of a day, and do what is due; return whether there are days after it to look at."""
        doing = self.look(day, passes)
        while doing:
            self.answers = with_changes(self.base, doing, self.answers, day)
            if (now := self.state(day)) in self.seen or len(self.seen) >= MOST_STEPS:
                self.turns[-1] = replace(self.turns[-1], again=True)
                return False
            self.seen.append(now)
            doing = self.look(day, (), once_done=True)
        return doing is not None

    def look(
        self, day: date, passes: tuple[tuple[str, int], ...], *, once_done: bool = False
    ) -> Mapping[str, Value] | None:
        """Add the turn of a day, if it is one; return what doing the steps that are due changes.

        None if the answers contradict each other by then.
        """
        try:
            advice = as_it_stands(self.base, self.answers, counsel=self.counsel, today=day)
        except LeadError:
            if not self.turns:
                raise
            return None
        doing: Mapping[str, Value] = {}
        if not self.do_nothing:
            doing = given_by(self.base, (deed for deed in deeds(advice) if deed.is_due))
            self.tomorrow = _next_day(day)
            if self.tomorrow is not None and not any(deed.is_due for deed in deeds(advice, self.tomorrow)):
                self.tomorrow = None
        turn = _turn(advice, passes, self.turns[-1] if self.turns else None, is_done=bool(doing))
        if turn is not None:
            self.turns.append(replace(turn, done=doing, once_done=once_done))
        return doing

    def next_day(self, day: date) -> tuple[date | None, tuple[tuple[str, int], ...]]:
        """Return the next day to look at, with the counts that may change the advice on it; None if there is none.

        That is tomorrow if the step that has just been done is due again then, as a letter a day would be.
        """
        ahead: dict[date, list[tuple[str, int]]] = {}
        for count, numbers in self.edges.items():
            start = self.answers.get(count.of)
            for number in numbers:
                reached = _day_of(count, start, number) if isinstance(start, date) else None
                if reached is not None and reached > day:
                    ahead.setdefault(reached, []).append((count.name, number))
        if self.tomorrow is not None and self.tomorrow > day:
            ahead.setdefault(self.tomorrow, [])
        first = min(ahead, default=None)
        return first, () if first is None else tuple(ahead[first])

    def state(self, day: date) -> object:
        """Return what the days after a day depend on: other answers, and each count as far as it is tested."""
        counted: list[tuple[str, int | None]] = []
        for count, numbers in self.edges.items():
            start = self.answers.get(count.of)
            if isinstance(start, date) and numbers:
                days = count.days(start, day)
                counted.append((count.name, min(days, numbers[-1]) if _grows(count) else max(days, numbers[0])))
        counted += [(span.name, self.days_apart(span)) for span in self.base.spans.values()]
        others = ((name, "a day" if isinstance(now, date) else now) for name, now in self.answers.items())
        return sorted(others, key=lambda one: one[0]), counted

    def days_apart(self, span: Span) -> int | None:
        """Return the days between two dates, as far as they are tested; None if one is unknown or nothing tests them.

        Days that are moved only to later ones never come back.
        """
        first, last = (self.answers.get(name) for name in span.dates)
        numbers = self.cuts[span]
        if not (isinstance(first, date) and isinstance(last, date) and numbers):
            return None
        days = span.days(first, last)
        if span.first not in self.moved:
            days = min(days, numbers[-1])
        return days if span.last in self.moved else max(days, numbers[0] - 1)


def _grows(count: Count) -> bool:
    return count.direction == "since"


def edge_days(base: KnowledgeBase, answers: Mapping[str, Value]) -> Iterator[date]:
    """Yield the days on which a count of the days of a lead enters another cell, or is named as due."""
    for count in base.counts.values():
        start = answers.get(count.of)
        if isinstance(start, date):
            yield from (day for number in _edges(base, count) if (day := _day_of(count, start, number)) is not None)


def hinges_on(turns: Iterable[Turn]) -> tuple[str, ...]:
    """Return the questions on which a goal hinges in one of these turns."""
    return tuple(
        dict.fromkeys(
            question
            for turn in turns
            for question in asked_for(turn.advice.base, turn.advice.open, turn.advice.base.goals)
        )
    )


def _edges(base: KnowledgeBase, count: Count) -> Iterator[int]:
    """Yield the numbers at which a count enters a cell as time passes, and those that a rule names as due."""
    cuts = [number for number in numbers_in(cuts_of_bases(base), count.name) if count.low < number <= count.high]
    yield from (count.low, *cuts) if _grows(count) else (count.high, *(number - 1 for number in cuts))
    dues = (rule.due for rule in base.rules.values() if rule.due)
    yield from (number for due in dues for name, number in due.days if name == count.name)


def _day_of(count: Count, start: date, number: int) -> date | None:
    """Return the day on which a count reaches a number; None if it is beyond the calendar."""
    try:
        return start + timedelta(days=number if _grows(count) else -number)
    except OverflowError:
        return None


def _next_day(day: date) -> date | None:
    return day + timedelta(days=1) if day < date.max else None


def _turn(advice: Advice, passes: tuple[tuple[str, int], ...], before: Turn | None, *, is_done: bool) -> Turn | None:
    """Return the advice on a day as a turn; None if nothing changes, nothing falls due, and nothing is done."""
    goal, step = first_due(advice)
    if before is not None and step is not None and before.step is not None and step.rule == before.step.rule:
        goal, step = next((one for one in _dated(advice) if one[1].due == advice.on), (goal, step))
    if before is None:
        return Turn(advice.on, passes, advice, _shown(advice), goal, step)
    turn = Turn(advice.on, passes, advice, tuple(_changed(before.advice, advice)), goal, step, before.advice)
    falls_due = turn.urgency == "today" and (before.urgency == "later" or _rule(turn) != _rule(before))
    if is_done or falls_due or _named_day(turn) != _named_day(before) or set(turn.changed) & set(advice.base.goals):
        return turn
    return replace(turn, beside=True) if turn.changed else None


def _changed(before: Advice, after: Advice) -> Iterator[str]:
    """Yield the goals, shown concepts, and shown sums that have changed, or that are newly open or newly settled."""
    for name in _shown(after):
        was_open, is_open = (name in one.open or name in one.open_sums for one in (before, after))
        if was_open != is_open or before.known(name) != after.known(name):
            yield name


def _shown(advice: Advice) -> tuple[str, ...]:
    return *advice.shown(), *advice.base.shown_sums


def alongside(turn: Turn) -> Iterator[str]:
    """Yield what changes of what is shown with the goals: the values, or just the names if a goal changes too.

    The first turn yields nothing: `advise` shows all of it.
    """
    if turn.before is None:
        return
    if not turn.beside:
        yield from also_changing(turn.advice.base, turn.changed)
        return
    base = turn.advice.base
    for concept in turn.changed:
        name = begun(about(base, concept))
        if concept in base.sums:
            yield ended(f"{name}, now: {turn.advice.total(concept).says}")
            continue
        before, now = (values_of(advice.known(concept)) for advice in (turn.before, turn.advice))
        yield from (f"{name}, new: {base.says(concept, one)}" for one in now if one not in before)
        yield from (f"{name}, no longer: {base.says(concept, one)}" for one in before if one not in now)


def _rule(turn: Turn) -> str | None:
    return turn.step.rule if turn.step is not None else None


def _dated(advice: Advice) -> list[tuple[str, Step]]:
    """Return the goals that are settled, each with every step that names a day for what is concluded of it."""
    return [
        (goal, step)
        for goal in advice.base.goals
        if advice.known(goal) is not None and goal not in advice.open
        for step in advice.proof.deciding(goal)
        if step.due
    ]


def first_due(advice: Advice) -> tuple[str, Step] | tuple[None, None]:
    """Return the goal that falls due first and the step that names the day, or None for both.

    Of goals that fall due on one day, one that can be done comes first.
    """
    dated = _dated(advice)
    to_do = {deed.goal for deed in deeds(advice)} if len(dated) > 1 else ()
    return min(dated, key=lambda one: (one[1].due or date.max, one[0] not in to_do), default=(None, None))


def _named_day(turn: Turn) -> date | Literal["at once"] | None:
    """Return the day that a turn's step names; "at once" for a step that is due every day."""
    if turn.step is None:
        return None
    due = turn.advice.base.rules[turn.step.rule].due
    return "at once" if due is None or not due.days else turn.due


def appointments(turns: Sequence[Turn]) -> Iterator[tuple[date, Turn]]:
    """Yield the days on which there is something to do, each with its turn.

    A step falls on its own day, or on the day of its turn if it is already overdue. It falls on no day if another turn
    comes first, such as an answer that ends a wait. Turns `beside` the steps are left out. Of a goal that holds several
    values, the step of each that has a day is there once.
    """
    steps, told = [turn for turn in turns if not turn.beside], set[tuple[str, date | None]]()
    for turn, following in zip_longest(steps, steps[1:]):
        for one in _each_step(turn):
            if one.step is None or one.due is None or (one.step.rule, one.due) in told:
                continue
            day = max(one.day, one.due)
            if one.done or following is None or day < following.day or (one is not turn and day == one.day):
                told |= {(one.step.rule, one.due)} if one.goal in _goals_of_several(one.advice) else set()
                yield day, one


def _each_step(turn: Turn) -> Iterator[Turn]:
    """Yield a turn, and of goals that hold several values the turn with each other step that has a day."""
    yield turn
    for goal, step in _dated(turn.advice):
        if goal in _goals_of_several(turn.advice) and step is not turn.step:
            yield replace(turn, goal=goal, step=step, done={})


def _goals_of_several(advice: Advice) -> list[str]:
    return [goal for goal in advice.base.goals if advice.base.concepts[goal].many]
