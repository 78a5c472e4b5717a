"""What a lead calls for on a day, and when, in a few words, as lists of leads have them."""

from collections.abc import Mapping
from datetime import date

from followthrough.format.conditions import Value
from followthrough.format.days import short
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import counted
from followthrough.format.problem_texts import in_words
from followthrough.format.sentences import ended
from followthrough.leads.log.days_work import comes_first_by, put_first_by
from followthrough.leads.log.status import Need
from followthrough.leads.turns import Turn


def day_text(day: date, on: date) -> str:
    """Return a day in words, without its year if it is the same as that of `on`.

    >>> day_text(date(2026, 11, 2), date(2026, 11, 22))
    'Mon 2 Nov'
    """
    return short(day) + (f" {day.year}" if day.year != on.year else "")


def task_text(base: KnowledgeBase, need: Need, on: date) -> str:
    """Return what a lead calls for: its step, or the question on which that hinges, after what puts it first."""
    if need.turn is not None and need.urgency != "asks":
        return _step(base, need.turn)
    why = comes_first_by(base, need, on)
    said = "" if why is None else f"{said_text(base, why)} "
    fault = f"No advice: {ended(in_words(base, need.fault))}"
    return said + (fault if need.turn is None else base.questions[need.missing[0]].ask)


def first_text(base: KnowledgeBase, answers: Mapping[str, Value]) -> str:
    """Return what puts a lead with some answers before all others, as a person said it; empty if nothing does."""
    why = put_first_by(base, answers)
    return said_text(base, why) if why is not None else ""


def said_text(base: KnowledgeBase, why: tuple[str, Value]) -> str:
    """Return the answer that puts a lead before all others, with its question, as a person said it."""
    return f"You said: {ended(base.says(*why))}"


def _step(base: KnowledgeBase, turn: Turn) -> str:
    """Return the step that falls due, or else the last goal of the advice."""
    if turn.goal is not None and turn.value:
        return base.says(turn.goal, turn.value)
    value = turn.advice.known(base.goals[-1])
    return base.says(base.goals[-1], value) if value else "Nothing is advised."


def late_text(need: Need) -> str:
    """Return how late a step is; empty where that is not settled, as with an offer that lacks answers."""
    if need.turn is None or need.due is None:
        return ""
    days = (need.turn.day - need.due).days
    return f"{counted(days, 'day')} late" if days > 0 else "today" if not days else day_text(need.due, need.turn.day)


def until_text(need: Need) -> str:
    """Return until when a lead waits."""
    assert need.turn is not None, "a lead without advice waits for answers"
    return f"until {day_text(need.due, need.turn.day)}" if need.due is not None else "until they act"
