"""What a step changes: the answers of a lead once the person has done it, as its value's `does` says."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from followthrough.format.choices import NONE, SEPARATOR
from followthrough.format.conditions import Value, values_of
from followthrough.format.fitting import fitting
from followthrough.format.lead import lasting, read_lead
from followthrough.format.model import AfterDoing, KnowledgeBase, Question

TODAY = "today"
"""How the day of a step is written, as the answer to a date question."""


def changes(base: KnowledgeBase, goal: str, value: str, answers: Mapping[str, Value], today: date) -> dict[str, Value]:
    """Return the answers that a step gives on a lead with these answers, by question.

    Nothing is returned for an answer of now that the step does not change. It is empty if the value has no `does`.

    >>> from followthrough import load
    >>> changes(load(), "next_step", "no such step", {}, date(2026, 11, 26))
    {}
    """
    found: dict[str, Value] = {}
    for question, change in base.concepts[goal].does.get(value, {}).items():
        then = _then(base.questions[question], change, answers.get(question), today)
        if then is not None:
            found[question] = then
    return found


def done(base: KnowledgeBase, goal: str, value: str, answers: Mapping[Any, object], today: date) -> dict[str, Value]:
    """Return the answers of a lead once a step has been done on this day: what the step gives, above what was known.

    An earlier answer that the new ones exclude falls away, and its question is open again. So is nothing else: a
    question that applies only afterwards has no answer yet. Dates stand in place of the days counted from them. Raises
    LeadError if an answer is not possible.
    """
    before = lasting(base, read_lead(base, answers, today, partial=True))
    return with_changes(base, changes(base, goal, value, before, today), before, today)


def with_changes(
    base: KnowledgeBase, new: Mapping[str, Any], before: Mapping[Any, object], today: date
) -> dict[str, Value]:
    """Return the answers of a lead with what a step gives above what was known `before`; `done` says how."""
    together = fitting(base, {}, new, today)  # of new answers that contradict one another, the first stand
    return lasting(base, read_lead(base, fitting(base, together, before, today), today, partial=True))


def _then(question: Question, change: AfterDoing, now: Value, today: date) -> Value:
    """Return the answer to a question afterwards; None if it stays as it is."""
    then = change if isinstance(change, str) else change.get(str(now))
    if then is None:
        return None
    return today if question.kind == "date" else answer_written(question, then, now)


def answer_written(question: Question, then: str, now: Value = None) -> Value:
    """Return the answer that a step gives to a question other than a date.

    Where there may be several, its choices are added to those of now; `none` takes the place of all.
    """
    if question.many:
        return added(question, tuple(then.split(SEPARATOR)), now)
    return question.number(then) if question.kind == "number" else then


def added(question: Question, then: Value, now: Value) -> Value:
    """Return the answer of now with more choices; `none` is neither added to others nor others to it."""
    held, more = values_of(now), values_of(then)
    if NONE in more:
        return then
    return tuple(choice for choice in question.choices if choice in more or (choice in held and choice != NONE))
