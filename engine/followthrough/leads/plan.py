"""The days ahead of a lead: how the advice changes, and when, if you hear nothing and do nothing.

Only the counts of days change, so the rules need to run on only a few days: those on which a count enters another cell,
and those that a rule names as due. On every other day, each test has the same outcome as on the day before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any, Literal

import msgspec

from followthrough.advising.advice import Advice, also_changing, concept_json, open_json
from followthrough.errors import LeadError
from followthrough.format.conditions import Value, values_of
from followthrough.format.counts import Count
from followthrough.format.days import day_or_today
from followthrough.format.lead import Lead, lasting, read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import heading
from followthrough.leads.standing import as_it_stands, asked_for
from followthrough.readings.prove.cells import variables
from followthrough.readings.run.proof import JSON_VERSION, Step
from followthrough.short_repr import Result

Urgency = Literal["overdue", "today", "later", "open"]
"""How urgent a step is on a day: its day has passed, is today, or is still to come, or no rule names one."""


class Turn(Result, frozen=True):
    """A day on which the advice changes, or on which its step falls due.

    `passes` has the counts that reach a threshold on this day, with the number of days. `changed` names the goals and
    shown concepts whose value differs from the turn before: all of them in the first turn, none if a step just falls
    due. `goal` is the one that falls due first, and `step` the rule that decided it, which names the day; both are None
    if no rule names a day. `before` is the advice of the turn before. A turn is `beside` the steps if it changes only
    what is shown with them.
    """

    day: date
    passes: tuple[tuple[str, int], ...]
    advice: Advice
    changed: tuple[str, ...]
    goal: str | None
    step: Step | None
    before: Advice | None = None
    beside: bool = False

    @property
    def due(self) -> date | None:
        """The day on which the step is due."""
        return self.step.due if self.step is not None else None

    @property
    def urgency(self) -> Urgency:
        """How urgent the step is on the day of the turn."""
        if self.due is None:
            return "open"
        return "today" if self.due == self.day else "overdue" if self.due < self.day else "later"


class Plan(Result, frozen=True):
    """The turns of a lead from a day on, by counsel, with the requested counsel first.

    `unsettled` maps each counsel under which a goal hinges on missing answers to the questions to ask now.
    """

    base: KnowledgeBase
    on: date
    counsel: str
    turns: Mapping[str, tuple[Turn, ...]]
    unsettled: Mapping[str, tuple[str, ...]]


def days_ahead(
    base: KnowledgeBase, lead: Mapping[Any, object], *, counsel: str | None = None, today: date | None = None
) -> Plan:
    """Plan the days ahead of a lead under every counsel, from `today`, the local day if not given.

    The advice is that on the lead as it stands (`standing`). Raises LeadError if an answer is not possible, and
    TypeError if `today` is anything but a `datetime.date`.

    >>> from followthrough import load
    >>> found = days_ahead(load(), {"interview": "upcoming", "want_it": "yes"}, today=date(2026, 11, 22))
    >>> [(str(turn.day), turn.advice.value("next_step"), turn.urgency) for turn in found.turns["wolfe"]]
    [('2026-11-22', 'ask for their timeline', 'today')]
    """
    asked, today = base.counsel_named(counsel), day_or_today(today)
    read = read_lead(base, lead, today, partial=True)
    others = (other for other in base.counsels if other != asked)
    turns = {name: turns_of(base, read, name, today) for name in (asked, *others)}
    unsettled = {name: questions for name, ahead in turns.items() if (questions := hinges_on(ahead))}
    return Plan(base, today, asked, turns, unsettled)


def turns_of(base: KnowledgeBase, lead: Lead, counsel: str, today: date) -> tuple[Turn, ...]:
    """Return the turns of a lead under one counsel, from `today` on. Raises LeadError."""
    answers = lasting(base, lead)
    turns: list[Turn] = []
    for day, passes in _thresholds(base, lead.facts, today).items():
        try:
            advice = as_it_stands(base, answers, counsel=counsel, today=day)
        except LeadError:
            if not turns:
                raise
            break  # from this day on, the answers contradict each other
        turn = _turn(advice, passes, turns[-1] if turns else None)
        if turn is not None:
            turns.append(turn)
    return tuple(turns)


def hinges_on(turns: Iterable[Turn]) -> tuple[str, ...]:
    """Return the questions on which a goal hinges in one of these turns."""
    return tuple(
        dict.fromkeys(
            question
            for turn in turns
            for question in asked_for(turn.advice.base, turn.advice.open, turn.advice.base.goals)
        )
    )


def _thresholds(
    base: KnowledgeBase, facts: Mapping[str, Value], today: date
) -> dict[date, tuple[tuple[str, int], ...]]:
    """Return the days on which a count may change the advice, `today` first, with the counts."""
    passing: dict[date, list[tuple[str, int]]] = {today: []}
    for count in base.counts.values():
        start = facts[count.of]
        if isinstance(start, date):
            for number in sorted(set(_edges(base, count))):
                day = _day_of(count, start, number)
                if day is not None and day > today:
                    passing.setdefault(day, []).append((count.name, number))
    return {day: tuple(passing[day]) for day in sorted(passing)}


def _edges(base: KnowledgeBase, count: Count) -> Iterator[int]:
    """Yield the numbers at which a count enters a cell as time passes, and those that a rule names as due."""
    for variable in variables(base):
        if variable.fact == count.name:
            for cell in variable.cells:
                first = cell.value if count.direction == "since" else cell.high
                assert isinstance(first, int)
                yield first
    dues = (rule.due for rule in base.rules.values() if rule.due)
    yield from (number for due in dues for name, number in due.days if name == count.name)


def _day_of(count: Count, start: date, number: int) -> date | None:
    """Return the day on which a count reaches a number; None if it is beyond the calendar."""
    try:
        return start + timedelta(days=number if count.direction == "since" else -number)
    except OverflowError:
        return None


def _turn(advice: Advice, passes: tuple[tuple[str, int], ...], before: Turn | None) -> Turn | None:
    """Return the advice on a day as a turn; None if nothing changes and nothing falls due."""
    goal, step = first_due(advice)
    if before is None:
        return Turn(advice.on, passes, advice, tuple(advice.shown()), goal, step)
    turn = Turn(advice.on, passes, advice, tuple(_changed(before.advice, advice)), goal, step, before.advice)
    falls_due = turn.urgency == "today" and before.urgency == "later"
    if falls_due or _named_day(turn) != _named_day(before) or set(turn.changed) & set(advice.base.goals):
        return turn
    return msgspec.structs.replace(turn, beside=True) if turn.changed else None


def _changed(before: Advice, after: Advice) -> Iterator[str]:
    """Yield the goals and shown concepts whose value has changed, or that are newly open or newly settled."""
    for concept in after.shown():
        was_open, is_open = concept in before.open, concept in after.open
        if was_open != is_open or before.known(concept) != after.known(concept):
            yield concept


def alongside(turn: Turn) -> Iterator[str]:
    """Yield what changes in the concepts shown with the goals: their values, or just their names if a goal changes too.

    The first turn yields nothing: `advise` shows all of it.
    """
    if turn.before is None:
        return
    if not turn.beside:
        yield from also_changing(turn.advice.base, turn.changed)
        return
    base = turn.advice.base
    for concept in turn.changed:
        before, now = (values_of(advice.known(concept)) for advice in (turn.before, turn.advice))
        yield from (f"{heading(concept)}, new: {base.says(concept, one)}" for one in now if one not in before)
        yield from (f"{heading(concept)}, no longer: {base.says(concept, one)}" for one in before if one not in now)


def first_due(advice: Advice) -> tuple[str, Step] | tuple[None, None]:
    """Return the goal that falls due first and the step that names the day, or None for both."""
    dated = [
        (goal, step)
        for goal in advice.base.goals
        if advice.known(goal) is not None
        for step in advice.proof.deciding(goal)
        if step.due
    ]
    return min(dated, key=lambda one: one[1].due or date.max, default=(None, None))


def _named_day(turn: Turn) -> date | Literal["at once"] | None:
    """Return the day that a turn's step names; "at once" for a step that is due every day."""
    if turn.step is None:
        return None
    due = turn.advice.base.rules[turn.step.rule].due
    return "at once" if due is None or not due.days else turn.due


def appointments(turns: Sequence[Turn]) -> Iterator[tuple[date, Turn]]:
    """Yield the days on which there is something to do, each with its turn.

    A step falls on its own day, or on the day of its turn if it is already overdue. It falls on no day if another turn
    comes first, such as an answer that ends a wait. Turns `beside` the steps are left out.
    """
    steps = [turn for turn in turns if not turn.beside]
    for turn, following in zip_longest(steps, steps[1:]):
        if turn.due is not None:
            day = max(turn.day, turn.due)
            if following is None or day < following.day:
                yield day, turn


class Outlook(Result, frozen=True):
    """One of many leads: its turns under the requested counsel, or the problem that keeps it from being planned.

    `key` identifies the lead and never changes; `name` is what a person reads.
    """

    key: str
    name: str
    turns: tuple[Turn, ...]
    problem: str = ""


def outlooks(
    base: KnowledgeBase,
    leads: Iterable[tuple[str, str, Mapping[Any, object]]],
    *,
    counsel: str | None = None,
    today: date,
) -> tuple[Outlook, ...]:
    """Plan the days ahead of many leads, each with its key, name and answers, under one counsel."""
    asked = base.counsel_named(counsel)
    found = []
    for key, name, answers in leads:
        try:
            read = read_lead(base, answers, today, partial=True)
            found.append(Outlook(key, name, turns_of(base, read, asked, today)))
        except LeadError as error:
            found.append(Outlook(key, name, (), str(error)))
    return tuple(found)


def as_json(found: Plan) -> dict[str, Any]:
    """Return a plan as the data of `plan --json`."""
    return {
        "followthrough": JSON_VERSION,
        "base": {"title": found.base.title, "hash": found.base.hash},
        "on": found.on.isoformat(),
        "counsel": found.counsel,
        "plan": {counsel: [turn_json(turn) for turn in turns] for counsel, turns in found.turns.items()},
        "unsettled": {counsel: list(questions) for counsel, questions in found.unsettled.items()},
    }


def turn_json(turn: Turn) -> dict[str, Any]:
    """Return a turn as data."""
    return {
        "day": turn.day.isoformat(),
        "passes": dict(turn.passes),
        "changed": list(turn.changed),
        "beside": turn.beside,
        "advice": {concept: concept_json(turn.advice, concept) for concept in turn.advice.shown()},
        "open": {concept: open_json(one) for concept, one in turn.advice.open.items()},
        "due": turn.due.isoformat() if turn.due else None,
        "urgency": turn.urgency,
        "by": turn.step.rule if turn.step else None,
    }


def outlooks_json(base: KnowledgeBase, found: Iterable[Outlook], counsel: str, today: date) -> dict[str, Any]:
    """Return the plans of many leads as the data of `plan --json`."""
    return {
        "followthrough": JSON_VERSION,
        "base": {"title": base.title, "hash": base.hash},
        "on": today.isoformat(),
        "counsel": counsel,
        "leads": [
            {"name": one.name, "plan": [turn_json(turn) for turn in one.turns], "problem": one.problem or None}
            for one in found
        ],
    }
